/* The key `mapping`: directives of the levels, and the nest they make. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "timeloop_mapping.h"
#include "timeloop_names.h"
#include "workloads/description_read.h"

enum { TEXT_MAX = 256 };

static const char *const directive_names[] = {"temporal", "spatial", "bypass", "datatype", NULL};

struct raw_directive {
    char target[TIMELOOP_NAME_MAX];
    int type;
    char factors[TEXT_MAX], permutation[TEXT_MAX];
    int split;
    int no_link[TENSOR_COUNT], no_link_count, no_multicast[TENSOR_COUNT], no_multicast_count;
    int keep[TENSOR_COUNT], keep_count, bypass[TENSOR_COUNT], bypass_count;
};

#define FIELD(member, key_, type_, what_, ...)                                                     \
    {                                                                                              \
        .key = key_, .what = what_, .type = type_,                                                 \
        .offset = offsetof(struct raw_directive, member), __VA_ARGS__                              \
    }
#define TENSORS(member, key, what)                                                                 \
    FIELD(member, key, DESC_ENUM, what, .names = timeloop_tensor_names, .flags = DESC_OPTIONAL,    \
          .array = TENSOR_COUNT,                                                                   \
          .count_offset = DESC_COUNT_AT(struct raw_directive, member##_count))
#define TARGET                                                                                     \
    FIELD(target, "target", DESC_STRING, "name of a storage", .size = TIMELOOP_NAME_MAX),          \
        FIELD(type, "type", DESC_ENUM, "kind of directive", .names = directive_names)
#define LOOPS                                                                                      \
    FIELD(factors, "factors", DESC_STRING, "such as \"C=4 P=3,2\"", .size = TEXT_MAX,              \
          .fallback = ""),                                                                         \
        FIELD(permutation, "permutation", DESC_STRING, "dimensions, innermost first",              \
              .size = TEXT_MAX, .fallback = "")

static const struct desc_field temporal_fields[] = {TARGET, LOOPS};
static const struct desc_field spatial_fields[] = {
    TARGET,
    LOOPS,
    FIELD(split, "split", DESC_INT, "dimensions of the permutation that are along X",
          .max = DIM_COUNT, .flags = DESC_OPTIONAL),
    TENSORS(no_link, "no_link_transfer", "data spaces that neighbours do not pass on"),
    TENSORS(no_multicast, "no_multicast_no_reduction", "data spaces that are not shared"),
};
static const struct desc_field bypass_fields[] = {
    TARGET,
    TENSORS(keep, "keep", "data spaces that the level keeps"),
    TENSORS(bypass, "bypass", "data spaces that pass by it"),
};
static const struct desc_schema schemas[TIMELOOP_DIRECTIVES] = {
    [TIMELOOP_TEMPORAL] = DESC_SCHEMA("temporal directive", temporal_fields, struct raw_directive),
    [TIMELOOP_SPATIAL] = DESC_SCHEMA("spatial directive", spatial_fields, struct raw_directive),
    [TIMELOOP_BYPASS] = DESC_SCHEMA("bypass directive", bypass_fields, struct raw_directive),
};

/* Number of a dimension, or -1 after reporting a letter that is none. */
static int dim_of(const struct timeloop_raw_mapping *m, const struct desc_node *node, char letter)
{
    int d = timeloop_dim(m->out->problem, letter);
    if (d < 0)
        desc_error(m->diag, node, timeloop_letters(m->out->problem),
                   "'%c' is no dimension of the problem", letter);
    return d;
}

/* Reads digits at *text. Returns a number from 1, or -1. */
static int take_number(const char **text)
{
    char *end;
    if (**text < '0' || **text > '9')
        return -1;
    unsigned long value = strtoul(*text, &end, 10);
    *text = end;
    return value >= 1 && value <= TIMELOOP_BOUND_MAX ? (int)value : -1;
}

/* "P=4" or "P=4,3". Returns 0, or -1. */
static int take_factor(const char **text, int *bound, int *residual)
{
    *text += **text == '=';
    *bound = *residual = take_number(text);
    if (*bound > 0 && **text == ',') {
        ++*text;
        *residual = take_number(text);
    }
    return *bound < 1 || *residual < 1 || *residual > *bound || (**text && **text != ' ') ? -1 : 0;
}

static void read_factors(const struct timeloop_raw_mapping *m, struct timeloop_raw_loops *loops,
                         const char *text)
{
    const struct desc_node *node = desc_find(loops->node, "factors");
    for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
        int bound, residual, d = dim_of(m, node, *text);
        char letter = *text++;
        if (d < 0)
            return;
        if (take_factor(&text, &bound, &residual)) {
            desc_error(m->diag, node,
                       "P=4, or P=4,3 if the last round has 3; a number from 1, 0 is not read",
                       "the factor of %c is not one", letter);
            return;
        }
        if (loops->bound[d])
            desc_error(m->diag, node, NULL, "the factor of %c is given twice", letter);
        loops->bound[d] = bound;
        loops->residual[d] = residual;
    }
}

static void read_permutation(const struct timeloop_raw_mapping *m, struct timeloop_raw_loops *loops,
                             const char *text)
{
    const struct desc_node *node = desc_find(loops->node, "permutation");
    int seen[DIM_COUNT] = {0};
    for (; *text; text++) {
        int d = *text == ' ' ? -1 : dim_of(m, node, *text);
        if (*text == ' ')
            continue;
        if (d < 0)
            return;
        if (seen[d]++) {
            desc_error(m->diag, node, NULL, "%c is given twice", *text);
            return;
        }
        loops->order[loops->count++] = d;
    }
    for (int d = 0; d < DIM_COUNT; d++)
        if (loops->bound[d] > 1 && !seen[d])
            desc_error(m->diag, node ? node : loops->node, "dimensions, innermost first",
                       "the permutation lacks %c, which has a factor",
                       timeloop_letter(m->out->problem, (enum dim)d));
}

static void read_loops(struct timeloop_raw_mapping *m, int level, const struct raw_directive *raw,
                       const struct desc_node *node)
{
    struct timeloop_raw_loops *loops = &m->loops[level][raw->type];
    loops->node = node;
    loops->split = raw->split;
    read_factors(m, loops, raw->factors);
    read_permutation(m, loops, raw->permutation);
}

static void clear(int *has, const int *tensors, int count)
{
    for (int i = 0; i < count; i++)
        has[tensors[i]] = 0;
}

static void read_bypass(struct timeloop_raw_mapping *m, int level, const struct raw_directive *raw,
                        const struct desc_node *node)
{
    int *keeps = m->out->nest.keeps[level];
    m->bypass[level] = node;
    clear(keeps, raw->bypass, raw->bypass_count);
    for (int i = 0; i < raw->keep_count; i++) {
        if (!keeps[raw->keep[i]])
            desc_error(m->diag, node, NULL, "%s are both kept and bypassed",
                       timeloop_tensor_names[raw->keep[i]]);
        keeps[raw->keep[i]] = 1;
    }
    if (level == 0 && raw->bypass_count)
        desc_error(m->diag, node, NULL, "the outermost level keeps all data spaces");
}

/* The directive's kind, or -1 after an error. */
static int type_of(const struct timeloop_raw_mapping *m, const struct desc_node *node)
{
    struct raw_directive raw = {0};
    const struct desc_node *type = desc_find(node, "type");
    if (!type) {
        desc_error(m->diag, node, "{target: DRAM, type: temporal, factors: \"C=4\", ...}",
                   "a directive has target and type");
        return -1;
    }
    size_t errors = diag_count(m->diag);
    desc_read_value(&raw, type, &temporal_fields[1], m->diag);
    return diag_count(m->diag) > errors ? -1
           : raw.type > TIMELOOP_BYPASS ? TIMELOOP_BYPASS
                                        : raw.type;
}

static void read_directive(struct timeloop_raw_mapping *m, const struct desc_node *node)
{
    struct raw_directive raw = {.split = DIM_COUNT};
    int type = type_of(m, node);
    if (type < 0 || desc_read(&raw, node, &schemas[type], m->diag))
        return;
    int level = timeloop_find_component(m->out, raw.target);
    if (level < 0 || level == m->out->nest.level_count) {
        timeloop_unknown_component(m->out, desc_find(node, "target"), raw.target, m->diag);
        return;
    }
    raw.type = type;
    if (type == TIMELOOP_BYPASS ? m->bypass[level] != NULL : m->loops[level][type].node != NULL)
        desc_error(m->diag, node, NULL, "'%s' has another directive of type %s", raw.target,
                   directive_names[type]);
    else if (type == TIMELOOP_BYPASS)
        read_bypass(m, level, &raw, node);
    else
        read_loops(m, level, &raw, node);
    clear(m->out->links[level], raw.no_link, raw.no_link_count);
    clear(m->out->nest.shares[level], raw.no_multicast, raw.no_multicast_count);
}

void timeloop_read_mapping(struct timeloop_design *out, const struct desc_node *node,
                           struct diag_list *diag)
{
    struct timeloop_raw_mapping m = {.out = out, .diag = diag, .node = node};
    size_t errors = diag_count(diag);
    for (int level = 0; level < out->nest.level_count; level++)
        for (int t = 0; t < TENSOR_COUNT; t++)
            out->nest.keeps[level][t] = out->nest.shares[level][t] = out->links[level][t] = 1;
    if (node->kind != DESC_LIST) {
        desc_error(diag, node, NULL, "mapping is a list of directives");
        return;
    }
    for (const struct desc_node *item = node->first; item; item = item->next)
        read_directive(&m, item);
    if (diag_count(diag) == errors)
        timeloop_make_nest(&m);
}
