/* Single values of `constraints:`: factors, orders, lists of dimensions. */
#include <stddef.h>
#include <string.h>

#include "constraints_read.h"
#include "workloads/description_read.h"

#define DIMS_HINT "a dimension is one of N, C, M, P, Q, R, S and G"

/* Index of the dimension that a scalar names, or -1 with an error. */
static int read_dim(const struct desc_node *node, struct diag_list *diag)
{
    const char *text = node->kind == DESC_SCALAR ? node->text : "";
    const char *found = strlen(text) == 1 ? strchr(dim_letters, text[0]) : NULL;
    if (found)
        return (int)(found - dim_letters);
    if (node->kind == DESC_SCALAR)
        desc_error(diag, node, DIMS_HINT, "'%.40s' is not a dimension", text);
    else
        desc_error(diag, node, DIMS_HINT, "a dimension is expected here");
    return -1;
}

/* Reads one dimension that is not among *seen, and adds it there. */
static int read_new_dim(unsigned *seen, const struct desc_node *node, struct diag_list *diag)
{
    int dim = read_dim(node, diag);
    if (dim < 0)
        return -1;
    if (*seen >> dim & 1) {
        desc_error(diag, node, NULL, "%c is named twice", dim_letters[dim]);
        return -1;
    }
    *seen |= 1u << dim;
    return dim;
}

static int check_list(const struct desc_node *node, const char *example, struct diag_list *diag)
{
    if (node->kind == DESC_LIST)
        return 0;
    desc_error(diag, node, example, "%s: a list of dimensions is expected", node->key);
    return -1;
}

int constraints_read_dims(unsigned *dims, const struct desc_node *node, struct diag_list *diag)
{
    int status = check_list(node, "such as [M, C]; [] for none at all", diag);
    *dims = 0;
    if (status)
        return status;
    for (const struct desc_node *item = node->first; item; item = item->next)
        status |= read_new_dim(dims, item, diag) < 0 ? -1 : 0;
    return status;
}

/* One step of an order, a dimension or a list of those that may stand in any order, all
 * inside of the dimensions in `before`. */
static int read_step(unsigned char outside[DIM_COUNT], unsigned *seen, unsigned before,
                     const struct desc_node *item, struct diag_list *diag)
{
    int is_group = item->kind == DESC_LIST, status = 0;
    if (is_group && !item->first) {
        desc_error(diag, item, DIMS_HINT, "an empty list names no dimension");
        return -1;
    }
    for (const struct desc_node *node = is_group ? item->first : item; node;
         node = is_group ? node->next : NULL) {
        int dim = read_new_dim(seen, node, diag);
        if (dim < 0)
            status = -1;
        else
            outside[dim] = (unsigned char)before;
    }
    return status;
}

int constraints_read_order(unsigned char outside[DIM_COUNT], const struct desc_node *node,
                           struct diag_list *diag)
{
    static const char hint[] = "outermost first, such as [M, P, Q], or [M, [P, Q]] where P and Q "
                               "may stand in any order";
    unsigned seen = 0;
    int status = check_list(node, hint, diag);
    if (!status && !node->first) {
        desc_error(diag, node, hint, "an empty order names no dimension");
        return -1;
    }
    for (const struct desc_node *item = status ? NULL : node->first; item; item = item->next)
        status |= read_step(outside, &seen, seen, item, diag);
    return status;
}

static const struct desc_field number_field = {.key = "factor",
                                               .what = "iterations, or 'all'",
                                               .type = DESC_INT,
                                               .offset = 0,
                                               .min = 1,
                                               .max = ARCH_BOUND_MAX};

/* A number from 1, or 'all' (ARCH_WHOLE). Returns 0, or -1. */
static int read_number(int *out, const struct desc_node *node, struct diag_list *diag)
{
    struct desc_field field = number_field;
    if (node->kind == DESC_SCALAR && strcmp(node->text, "all") == 0) {
        *out = ARCH_WHOLE;
        return 0;
    }
    field.key = node->key;
    return desc_read_value(out, node, &field, diag);
}

struct range_text {
    const struct desc_node *least, *most;
};

static const struct desc_field range_fields[] = {
    {.key = "least",
     .what = "the least factor, or 'all'",
     .type = DESC_NODE,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct range_text, least)},
    {.key = "most",
     .what = "the largest factor, or 'all'",
     .type = DESC_NODE,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct range_text, most)},
};
static const struct desc_schema range_schema =
    DESC_SCHEMA("factor", range_fields, struct range_text);

static int read_range(struct arch_limit *limit, const struct desc_node *node,
                      struct diag_list *diag)
{
    struct range_text text = {0};
    int status = desc_read(&text, node, &range_schema, diag);
    if (!status && !text.least && !text.most) {
        desc_error(diag, node, "such as {least: 2, most: 8}", "%s: neither a least nor a most",
                   node->key);
        return -1;
    }
    if (text.least)
        status |= read_number(&limit->least, text.least, diag);
    if (text.most)
        status |= read_number(&limit->most, text.most, diag);
    if (limit->most == ARCH_WHOLE)
        limit->most = 0; /* at most all of it: no limit */
    if (status || limit->least <= limit->most || !limit->most)
        return status;
    desc_error(diag, node, NULL, "%s: the least, %d, is above the most, %d", node->key,
               limit->least, limit->most);
    return -1;
}

int constraints_read_factor(struct arch_limit *limit, const struct desc_node *node,
                            struct diag_list *diag)
{
    if (node->kind == DESC_MAP)
        return read_range(limit, node, diag);
    if (read_number(&limit->least, node, diag))
        return -1;
    limit->most = limit->least == ARCH_WHOLE ? 0 : limit->least;
    return 0;
}
