/* run_points FOLDER...: the trained networks of run folders of enos-search, tab-separated, one a
 * line, after a line of names (run_point.h). A folder is a grid's, with its points.csv, or a single
 * run's. Status 0, or 1 after errors.
 */
#include <stdio.h>
#include <string.h>

#include "run_point.h"

/* The last part of a path. */
static const char *name_of(char *path)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        path[--length] = '\0';
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

int main(int argc, char **argv)
{
    struct diag_list *diag;
    if (argc < 2 || diag_create(&diag) != 0) {
        fputs(argc < 2 ? "usage: run_points FOLDER...\n" : "out of memory\n", stderr);
        return 1;
    }
    run_point_write_names();
    for (int i = 1; i < argc; i++)
        run_rows_write(argv[i], name_of(argv[i]), diag);
    int status = diag_write(diag, stderr) ? 1 : 0;
    diag_free(diag);
    return status;
}
