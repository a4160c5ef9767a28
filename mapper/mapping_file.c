#include "mapper/mapping_file.h"

#include <stdlib.h>
#include <string.h>

#include "mapping_file_tree.h"

const char *const map_file_levels[LEVEL_COUNT] = {"DRAM", "GLB", "SPAD"};
const char *const map_file_axes[2] = {"X", "Y"};

void map_file_free(struct map_file *file)
{
    if (!file)
        return;
    desc_free(file->desc);
    free(file->entry);
    free(file->sorted);
    free(file);
}

size_t map_file_count(const struct map_file *file)
{
    return file->count;
}

const struct map_file_entry *map_file_entry(const struct map_file *file, size_t i)
{
    return &file->entry[i].value;
}

const char *map_file_sha256(const struct map_file *file)
{
    return desc_sha256(file->desc);
}

/* Order of the index: layer, operator, bits, mode. */
static int compare_keys(const char *layer_a, const struct choice *a, const char *layer_b,
                        const struct choice *b)
{
    int order = strcmp(layer_a, layer_b);
    if (!order)
        order = strcmp(a->op->name, b->op->name);
    if (!order)
        order = (a->bits > b->bits) - (a->bits < b->bits);
    return order ? order : strcmp(a->mode, b->mode);
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = *(const struct entry *const *)a;
    const struct entry *y = *(const struct entry *const *)b;
    return compare_keys(x->layer, &x->value.choice, y->layer, &y->value.choice);
}

int map_file_index(struct map_file *file, struct diag_list *diag)
{
    file->sorted = calloc(file->count, sizeof *file->sorted);
    if (!file->sorted)
        return -1;
    for (size_t i = 0; i < file->count; i++)
        file->sorted[i] = &file->entry[i];
    qsort(file->sorted, file->count, sizeof *file->sorted, compare_entries);
    for (size_t i = 1; i < file->count; i++) {
        char choice[CHOICE_NAME_MAX];
        choice_name(&file->sorted[i]->value.choice, choice);
        if (!compare_entries(&file->sorted[i - 1], &file->sorted[i]))
            desc_error_key(diag, file->sorted[i]->nodes, NULL,
                           "two mappings of layer '%s' with choice %s", file->sorted[i]->layer,
                           choice);
    }
    return 0;
}

const struct map_file_entry *map_file_find(const struct map_file *file, const char *layer,
                                           const struct choice *choice)
{
    size_t low = 0, high = file->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct entry *entry = file->sorted[middle];
        int order = compare_keys(layer, choice, entry->layer, &entry->value.choice);
        if (!order)
            return &entry->value;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const char *map_file_path(const struct map_file *file)
{
    return desc_root(file->desc)->in->name;
}

struct map_file_owner map_file_machine(const struct map_file *file)
{
    return (struct map_file_owner){file->machine.name, file->machine.sha256};
}

struct map_file_owner map_file_network(const struct map_file *file)
{
    return (struct map_file_owner){file->network.name, file->network.sha256};
}

void map_file_check_machine(const struct map_file *file, const char *name, struct diag_list *diag)
{
    if (strcmp(file->machine.name, name))
        desc_error(diag, file->machine_node, NULL,
                   "these mappings are for machine '%s', not for '%s'", file->machine.name, name);
}

/* The entry whose first member `value` is. */
static const struct entry *entry_of(const struct map_file_entry *value)
{
    return (const struct entry *)(const void *)value;
}

static void check_value(const struct desc_node *shape, const char *key, int given, int expected,
                        const char *layer, struct diag_list *diag)
{
    if (given != expected)
        desc_error(diag, desc_find(shape, key), NULL, "%s of layer '%s' is %d, not %d", key, layer,
                   expected, given);
}

static void check_pair(const struct desc_node *shape, const char *key, const int given[2],
                       const int expected[2], const char *layer, struct diag_list *diag)
{
    int axis = given[ROWS] != expected[ROWS] ? ROWS : COLUMNS;
    check_value(shape, key, given[axis], expected[axis], layer, diag);
}

void map_file_check_shape(const struct map_file_entry *entry, const struct layer_shape *shape,
                          struct diag_list *diag)
{
    const struct desc_node *node = entry_of(entry)->shape;
    const struct layer_shape *given = &entry->shape;
    for (int d = 0; d < DIM_COUNT; d++)
        check_value(node, (char[2]){dim_letters[d], '\0'}, given->size[d], shape->size[d],
                    entry->layer, diag);
    check_pair(node, "stride", given->stride, shape->stride, entry->layer, diag);
    check_pair(node, "dilation", given->dilation, shape->dilation, entry->layer, diag);
    check_pair(node, "pad", given->pad, shape->pad, entry->layer, diag);
    if (given->input[ROWS])
        check_value(node, "H", given->input[ROWS], shape->input[ROWS], entry->layer, diag);
    if (given->input[COLUMNS])
        check_value(node, "W", given->input[COLUMNS], shape->input[COLUMNS], entry->layer, diag);
}

void map_file_error(const struct map_file_entry *entry, struct diag_list *diag, const char *message)
{
    desc_error_key(diag, entry_of(entry)->nodes, NULL, "%s", message);
}
