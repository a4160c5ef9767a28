/* Paths of a run's file. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "run_schema.h"

int run_is_path(const char *text)
{
    const char *dot = strrchr(text, '.');
    return strchr(text, '/') != NULL || (dot && strcmp(dot, ".yaml") == 0);
}

/* Path becomes FOLDER/PATH, with the folder as many bytes of `folder`. Returns 0, or -1 when that
 * is too long. */
static int prepend(char path[RUN_PATH_MAX], const char *folder, int bytes)
{
    char joined[2 * RUN_PATH_MAX];
    int length = snprintf(joined, sizeof joined, "%.*s/%s", bytes, folder, path);
    if (length >= RUN_PATH_MAX)
        return -1;
    memcpy(path, joined, (size_t)length + 1);
    return 0;
}

static int make_absolute(char path[RUN_PATH_MAX], const char *file, int is_set)
{
    char current[RUN_PATH_MAX];
    const char *slash = strrchr(file, '/');
    if (path[0] == '/' || !path[0])
        return 0;
    if (slash && !is_set && prepend(path, file, (int)(slash - file)) != 0)
        return -1;
    if (path[0] == '/')
        return 0;
    if (!getcwd(current, sizeof current))
        return -1;
    return prepend(path, current, (int)strlen(current));
}

static void resolve(char path[RUN_PATH_MAX], const struct desc_node *node, const char *file,
                    struct diag_list *diag)
{
    if (node && make_absolute(path, file, node->set) != 0)
        desc_error(diag, node, NULL, "the path is too long: at most %d bytes", RUN_PATH_MAX - 1);
}

void run_resolve_paths(struct search_run *run, const struct desc_node *root, const char *file,
                       struct diag_list *diag)
{
    resolve(run->data.folder, desc_find(desc_find(root, "data"), "folder"), file, diag);
    resolve(run->tables, desc_find(root, "tables"), file, diag);
    if (run_is_path(run->network))
        resolve(run->network, desc_find(root, "network"), file, diag);
    if (run_is_path(run->machine))
        resolve(run->machine, desc_find(root, "machine"), file, diag);
}
