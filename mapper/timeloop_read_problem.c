/* The key `problem`: a convolution, of any of the three forms of enum timeloop_problem. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hierarchy_check.h"
#include "timeloop_names.h"
#include "timeloop_problem.h"
#include "workloads/description_read.h"

struct raw_problem {
    const struct desc_node *shape, *instance;
};

struct raw_shape {
    char name[TIMELOOP_NAME_MAX];
    const struct desc_node *dimensions, *coefficients, *data_spaces;
};

struct raw_space {
    int tensor, is_written;
    const struct desc_node *projection;
};

#define FIELD(struct_, member, key_, type_, what_, ...)                                            \
    {                                                                                              \
        .key = key_, .what = what_, .type = type_, .offset = offsetof(struct struct_, member),     \
        __VA_ARGS__                                                                                \
    }

static const struct desc_field problem_fields[] = {
    FIELD(raw_problem, shape, "shape", DESC_NODE, "dimensions and data spaces", .flags = 0),
    FIELD(raw_problem, instance, "instance", DESC_NODE, "sizes and strides", .flags = 0),
};
static const struct desc_schema problem_schema =
    DESC_SCHEMA("problem", problem_fields, struct raw_problem);

static const struct desc_field shape_fields[] = {
    FIELD(raw_shape, name, "name", DESC_STRING, "name of the shape", .size = TIMELOOP_NAME_MAX,
          .fallback = "CNN-Layer"),
    FIELD(raw_shape, dimensions, "dimensions", DESC_NODE, "a list of letters", .flags = 0),
    FIELD(raw_shape, coefficients, "coefficients", DESC_NODE, "a list", .flags = DESC_OPTIONAL),
    FIELD(raw_shape, data_spaces, "data-spaces", DESC_NODE, "a list of three", .flags = 0),
};
static const struct desc_schema shape_schema = DESC_SCHEMA("shape", shape_fields, struct raw_shape);

static const struct desc_field coefficient_fields[] = {
    FIELD(coefficient, name, "name", DESC_NAME, "name", .size = COEFFICIENT_NAME_MAX),
    FIELD(coefficient, value, "default", DESC_INT, "value if the instance gives none", .min = 1,
          .max = HIERARCHY_ROWS_MAX, .fallback = "1"),
};
static const struct desc_schema coefficient_schema =
    DESC_SCHEMA("coefficient", coefficient_fields, struct coefficient);

static const struct desc_field space_fields[] = {
    FIELD(raw_space, tensor, "name", DESC_ENUM, "data space", .names = timeloop_tensor_names),
    FIELD(raw_space, projection, "projection", DESC_NODE, "a list of axes", .flags = 0),
    FIELD(raw_space, is_written, "read-write", DESC_BOOL, "true of Outputs", .fallback = "false"),
};
static const struct desc_schema space_schema =
    DESC_SCHEMA("data space", space_fields, struct raw_space);

static const struct desc_field size_field = {.key = "size",
                                             .what = "size of a dimension",
                                             .type = DESC_INT,
                                             .min = 1,
                                             .max = TIMELOOP_BOUND_MAX};
static const struct desc_field factor_field = {.key = "coefficient",
                                               .what = "stride or dilation",
                                               .type = DESC_INT,
                                               .min = 1,
                                               .max = HIERARCHY_ROWS_MAX};

/* The children of a list; NULL, after an error, of anything else. */
static const struct desc_node *items_of(const struct timeloop_raw_problem *p,
                                        const struct desc_node *node, const char *what)
{
    if (node->kind == DESC_LIST && node->count)
        return node->first;
    desc_error(p->diag, node, what, "a list is expected here");
    return NULL;
}

static int letter_of(const struct timeloop_raw_problem *p, const struct desc_node *node)
{
    int is_letter = node->kind == DESC_SCALAR && strlen(node->text) == 1;
    const char *found = is_letter ? strchr(p->letters, node->text[0]) : NULL;
    return found ? (int)(found - p->letters) : -1;
}

static void read_dimensions(struct timeloop_raw_problem *p, const struct desc_node *list)
{
    static const char expected[] = "C, M, R, S, N, P, Q, and G for groups";
    size_t count = 0;
    for (const struct desc_node *item = items_of(p, list, expected); item; item = item->next) {
        int is_letter = item->kind == DESC_SCALAR && strlen(item->text) == 1;
        if (!is_letter || !strchr(dim_letters, item->text[0]))
            desc_error(p->diag, item, expected, "this dimension is not read");
        else if (letter_of(p, item) >= 0)
            desc_error(p->diag, item, NULL, "'%s' is given twice", item->text);
        else
            p->letters[count++] = item->text[0];
    }
    for (const char *c = timeloop_letters(TIMELOOP_PLAIN); *c && diag_count(p->diag) == p->errors;
         c++)
        if (!strchr(p->letters, *c))
            desc_error_key(p->diag, list, expected, "dimension %c is missing", *c);
}

static struct coefficient *find_coefficient(struct timeloop_raw_problem *p, const char *name)
{
    for (int i = 0; i < p->coefficient_count; i++)
        if (strcmp(p->coefficient[i].name, name) == 0)
            return &p->coefficient[i];
    return NULL;
}

static void read_coefficients(struct timeloop_raw_problem *p, const struct desc_node *list)
{
    for (const struct desc_node *item = items_of(p, list, "maps with name and default"); item;
         item = item->next) {
        struct coefficient raw = {{0}, 1};
        if (desc_read(&raw, item, &coefficient_schema, p->diag))
            continue;
        if (find_coefficient(p, raw.name))
            desc_error(p->diag, item, NULL, "'%s' is given twice", raw.name);
        else if (p->coefficient_count == COEFFICIENTS_MAX)
            desc_error(p->diag, item, NULL, "more than %d coefficients", COEFFICIENTS_MAX);
        else
            p->coefficient[p->coefficient_count++] = raw;
    }
}

static void read_instance(struct timeloop_raw_problem *p, const struct desc_node *map)
{
    if (map->kind != DESC_MAP) {
        desc_error(p->diag, map, "C: 4, M: 8, ..., Wstride: 1", "instance is a map of sizes");
        return;
    }
    for (const struct desc_node *item = map->first; item; item = item->next) {
        struct coefficient *coefficient = find_coefficient(p, item->key);
        const char *found = strlen(item->key) == 1 ? strchr(p->letters, item->key[0]) : NULL;
        if (found)
            desc_read_value(&p->size[found - p->letters], item, &size_field, p->diag);
        else if (coefficient)
            desc_read_value(&coefficient->value, item, &factor_field, p->diag);
        else
            desc_error_key(p->diag, item, "one of the shape's dimensions or coefficients",
                           "'%.40s' is not known", item->key);
    }
    for (size_t i = 0; p->letters[i]; i++)
        if (!p->size[i] && !desc_find(map, (char[]){p->letters[i], 0}))
            desc_error_key(p->diag, map, NULL, "the size of %c is missing", p->letters[i]);
}

/* "[P, Wstride]" or "[P]". */
static void read_term(struct timeloop_raw_problem *p, const struct desc_node *node,
                      struct axis *axis)
{
    static const char expected[] = "[P], or [P, Wstride] with a coefficient";
    const struct desc_node *first = items_of(p, node, expected);
    int letter = first ? letter_of(p, first) : -1;
    const struct coefficient *factor = first && first->next && first->next->kind == DESC_SCALAR
                                           ? find_coefficient(p, first->next->text)
                                           : NULL;
    if (!first)
        return;
    if (node->count > 2 || letter < 0 || axis->count == 2 || (first->next && !factor)) {
        desc_error(p->diag, node, expected, "this term of a projection is not read");
        return;
    }
    axis->factor[axis->count] = factor ? factor->value : 1;
    axis->letter[axis->count++] = p->letters[letter];
}

static void read_space(struct timeloop_raw_problem *p, const struct desc_node *node)
{
    struct raw_space raw = {0};
    if (desc_read(&raw, node, &space_schema, p->diag))
        return;
    if (p->space[raw.tensor])
        desc_error(p->diag, node, NULL, "there is another data space of this name");
    if (raw.is_written != (raw.tensor == TENSOR_O))
        desc_error(p->diag, node, NULL, "Outputs alone are read-write: true");
    p->space[raw.tensor] = raw.projection;
    const struct desc_node *axis = items_of(p, raw.projection, "a list of axes");
    for (; axis; axis = axis->next) {
        if (p->axis_count[raw.tensor] == AXES_MAX) {
            desc_error(p->diag, axis, NULL, "more than %d axes", AXES_MAX);
            return;
        }
        struct axis *out = &p->axis[raw.tensor][p->axis_count[raw.tensor]++];
        const struct desc_node *term = items_of(p, axis, "a list of terms, such as [[C]]");
        for (; term; term = term->next)
            read_term(p, term, out);
    }
}

void timeloop_read_problem(struct timeloop_design *out, const struct desc_node *node,
                           struct diag_list *diag)
{
    struct timeloop_raw_problem p = {.out = out, .diag = diag, .errors = diag_count(diag)};
    struct raw_problem raw = {0};
    struct raw_shape shape = {0};
    if (desc_read(&raw, node, &problem_schema, diag) ||
        desc_read(&shape, raw.shape, &shape_schema, diag))
        return;
    read_dimensions(&p, shape.dimensions);
    if (shape.coefficients)
        read_coefficients(&p, shape.coefficients);
    if (diag_count(diag) == p.errors)
        read_instance(&p, raw.instance);
    if (diag_count(diag) == p.errors)
        for (const struct desc_node *item = items_of(&p, shape.data_spaces, "three data spaces");
             item; item = item->next)
            read_space(&p, item);
    if (diag_count(diag) == p.errors)
        timeloop_recognise(&p, shape.data_spaces, raw.instance);
}
