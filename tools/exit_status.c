#include "exit_status.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int exit_out_of_memory(const char *tool)
{
    fprintf(stderr, "%s: out of memory\n", tool);
    return EXIT_ENVIRONMENT;
}

int exit_close_output(const char *tool, int status)
{
    int failed = ferror(stdout);
    if (!fclose(stdout) && !failed)
        return status;
    fprintf(stderr, "%s: cannot write the output: %s\n", tool, strerror(errno));
    return EXIT_ENVIRONMENT;
}
