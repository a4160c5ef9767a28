/* Timeloop's files, read: finds the parts, in whichever files they are. */
#include <stdlib.h>
#include <string.h>

#include "mapper/timeloop_file.h"
#include "timeloop_read.h"

typedef void read_part(struct timeloop_design *out, const struct desc_node *node,
                       struct diag_list *diag);

/* In the order in which they are read. */
static const struct {
    const char *key, *what;
    read_part *read;
    int is_optional;
} parts[] = {
    {"architecture", "storage levels and MACs", timeloop_read_architecture, 0},
    {"ERT", "Accelergy's energy reference table", timeloop_read_ert, 0},
    {"ART", "Accelergy's area reference table", timeloop_read_art, 1},
    {"problem", "dimensions and data spaces of a layer", timeloop_read_problem, 0},
    {"mapping", "loops and bypasses of the levels", timeloop_read_mapping, 0},
};
enum { PARTS = sizeof parts / sizeof *parts };

static void report_unknown(const struct desc_node *node, struct diag_list *diag)
{
    const char *names[PARTS];
    char hint[160];
    for (int i = 0; i < PARTS; i++)
        names[i] = parts[i].key;
    const char *near = diag_nearest(node->key, names, PARTS);
    snprintf(hint, sizeof hint,
             near ? "did you mean '%s'?" : "known: %s, ERT, ART, problem, mapping",
             near ? near : names[0]);
    desc_error_key(diag, node, hint, "unknown key '%.80s'", node->key);
}

static void find_parts(const struct desc_node *root, const struct desc_node *found[PARTS],
                       struct diag_list *diag)
{
    if (root->kind != DESC_MAP) {
        desc_error(diag, root, "a key such as 'architecture' or 'mapping' begins it",
                   "not one of Timeloop's files");
        return;
    }
    for (const struct desc_node *node = root->first; node; node = node->next) {
        int i = 0;
        while (i < PARTS && strcmp(parts[i].key, node->key) != 0)
            i++;
        if (i == PARTS)
            report_unknown(node, diag);
        else if (found[i])
            desc_error_key(diag, node, NULL, "'%s' is in two files, this and %s", node->key,
                           found[i]->in->name);
        else
            found[i] = node;
    }
}

static void report_missing(const char *file, const struct desc_node *const found[PARTS],
                           struct diag_list *diag)
{
    for (int i = 0; i < PARTS; i++)
        if (!found[i] && !parts[i].is_optional)
            diag_error(diag, &(struct diag_place){.file = file}, parts[i].what,
                       "neither this nor a file beside it has the key '%s'", parts[i].key);
}

static int read_parts(struct timeloop_design *out, struct desc *const *desc, size_t count,
                      const char *file, struct diag_list *diag)
{
    const struct desc_node *found[PARTS] = {NULL};
    size_t errors = diag_count(diag);
    for (size_t i = 0; i < count; i++)
        find_parts(desc_root(desc[i]), found, diag);
    report_missing(file, found, diag);
    for (int i = 0; i < PARTS && diag_count(diag) == errors; i++)
        if (found[i])
            parts[i].read(out, found[i], diag);
    return diag_count(diag) > errors ? -1 : 0;
}

int timeloop_read_files(struct timeloop_design *out, const char *const *path, size_t count,
                        struct diag_list *diag)
{
    struct desc **desc = calloc(count + 1, sizeof *desc);
    size_t read = 0;
    *out = (struct timeloop_design){0};
    if (!desc) {
        diag_error(diag, &(struct diag_place){.file = path[0]}, NULL, "out of memory");
        return -1;
    }
    for (size_t i = 0; i < count; i++)
        read += desc_read_file(&desc[read], path[i], diag) == 0;
    int status = read == count ? read_parts(out, desc, count, path[0], diag) : -1;
    for (size_t i = 0; i < read; i++)
        desc_free(desc[i]);
    free(desc);
    return status;
}

int timeloop_read_text(struct timeloop_design *out, const char *name, const char *text,
                       size_t length, struct diag_list *diag)
{
    struct desc *desc;
    *out = (struct timeloop_design){0};
    if (desc_read_text(&desc, name, text, length, diag))
        return -1;
    int status = read_parts(out, &desc, 1, name, diag);
    desc_free(desc);
    return status;
}
