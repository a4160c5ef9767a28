#define _DEFAULT_SOURCE /* getloadavg, _SC_NPROCESSORS_ONLN */

#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The value of a line "model name : value", or NULL if the line is another. */
static char *model_name(char *line)
{
    char *colon = strchr(line, ':');
    if (strncmp(line, "model name", 10) || !colon)
        return NULL;
    colon[strcspn(colon, "\n")] = '\0';
    return colon + 1 + strspn(colon + 1, " ");
}

void host_cpu(char *out, size_t size)
{
    char line[512];
    snprintf(out, size, "unknown processor");
    FILE *file = fopen("/proc/cpuinfo", "r");
    if (!file)
        return;
    const char *name = NULL;
    while (!name && fgets(line, sizeof line, file))
        name = model_name(line);
    if (name)
        snprintf(out, size, "%s", name);
    fclose(file);
}

int host_processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (int)count : 1;
}

double host_load(void)
{
    double load;
    return getloadavg(&load, 1) == 1 ? load : -1;
}
