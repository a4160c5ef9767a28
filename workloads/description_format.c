/* `format: enos/KIND/1`, the first line of every file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/description_read.h"

#define MAJOR 1

static int report(const struct desc_node *node, const char *kind, struct diag_list *diag)
{
    char hint[120];
    snprintf(hint, sizeof hint, "format: enos/%s/%d is expected", kind, MAJOR);
    desc_error(diag, node, hint, "'%.80s' is not the format of a %s", node->text, kind);
    return -1;
}

static int report_version(const struct desc_node *node, struct diag_list *diag)
{
    desc_error(diag, node, "a newer version of the tool wrote it; use that one",
               "'%.80s' is newer than this tool reads (version %d)", node->text, MAJOR);
    return -1;
}

/* The major at the end of "enos/KIND/MAJOR", or -1. */
static long major_of(const char *text, const char *kind)
{
    size_t n = strlen(kind);
    if (strncmp(text, "enos/", 5) != 0 || strncmp(text + 5, kind, n) != 0 || text[5 + n] != '/')
        return -1;
    const char *digits = text + 6 + n;
    if (strspn(digits, "0123456789") != strlen(digits) || !*digits || strlen(digits) > 6)
        return -1;
    return strtol(digits, NULL, 10);
}

int desc_check_format(const struct desc_node *root, const char *kind, struct diag_list *diag)
{
    const struct desc_node *node = desc_find(root, "format");
    if (!node || node->kind != DESC_SCALAR)
        return -1; /* the table reader of the file reports it */
    long major = major_of(node->text, kind);
    if (major > MAJOR)
        return report_version(node, diag);
    return major == MAJOR ? 0 : report(node, kind, diag);
}
