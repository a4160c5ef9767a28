/* Overrides: the first line is "key=value", the rest the description it changes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/description.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t count_nodes(const struct desc_node *node)
{
    size_t n = 1, children = 0;
    for (const struct desc_node *child = node->first; child; child = child->next) {
        n += count_nodes(child);
        children++;
        if (child->parent != node || (node->kind == DESC_MAP) != (child->key != NULL))
            abort();
    }
    if (children != node->count)
        abort();
    return n;
}

static void apply(const char *assignment, const char *text, size_t size, struct diag_list *diag)
{
    struct desc *desc;
    if (desc_read_text(&desc, "f", text, size, diag) != 0)
        return;
    desc_override(desc, assignment, diag);
    desc_override(desc, assignment, diag); /* what it has added can be changed */
    if (count_nodes(desc_root(desc)) == 0)
        abort();
    desc_free(desc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *line_end = size ? memchr(data, '\n', size) : NULL;
    struct diag_list *diag;
    if (!line_end || diag_create(&diag) != 0)
        return 0;
    size_t n = (size_t)(line_end - data);
    char *assignment = malloc(n + 1);
    if (assignment) {
        memcpy(assignment, data, n);
        assignment[n] = '\0';
        apply(assignment, (const char *)line_end + 1, size - n - 1, diag);
    }
    for (size_t i = 0; i < diag_kept(diag); i++)
        free(diag_render(diag, i));
    diag_free(diag);
    free(assignment);
    return 0;
}
