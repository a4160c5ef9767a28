#include "elements.h"

#include <string.h>

enum { BITS = 64 };

int oracle_relevant(enum tensor tensor, enum dim dim)
{
    /* N C M P Q R S G */
    static const char relevant[TENSOR_COUNT][DIM_COUNT] = {
        [TENSOR_W] = {0, 1, 1, 0, 0, 1, 1, 1},
        [TENSOR_I] = {1, 1, 0, 1, 1, 1, 1, 1},
        [TENSOR_O] = {1, 0, 1, 1, 1, 0, 0, 1},
    };
    return relevant[tensor][dim];
}

size_t oracle_set_words(const struct map_problem *problem, enum tensor tensor)
{
    size_t count = 1;
    for (int d = 0; d < DIM_COUNT; d++) {
        int window = d == DIM_P || d == DIM_Q || d == DIM_R || d == DIM_S;
        if (oracle_relevant(tensor, (enum dim)d) && !(tensor == TENSOR_I && window))
            count *= (size_t)problem->extent[d];
    }
    if (tensor == TENSOR_I)
        count *= (size_t)problem->input[0] * (size_t)problem->input[1];
    return (count + BITS - 1) / BITS;
}

uint64_t oracle_set_size(const uint64_t *set, size_t words)
{
    uint64_t size = 0;
    for (size_t i = 0; i < words; i++)
        size += (uint64_t)__builtin_popcountll(set[i]);
    return size;
}

void oracle_set_join(uint64_t *into, const uint64_t *set, size_t words)
{
    for (size_t i = 0; i < words; i++)
        into[i] |= set[i];
}

struct range {
    int from, to;
};

/* The real indices of each dimension; channels, not lane sets. Returns 0 if
 * some dimension has none: there are no terms. */
static int real_ranges(const struct map_problem *problem, const int *base, const int *tile,
                       struct range *range)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        int end = base[d] + tile[d];
        if (base[d] >= problem->size[d])
            return 0;
        if (end > problem->size[d])
            end = problem->size[d];
        int lanes = d == problem->lane_dim ? problem->lanes : 1;
        range[d].from = base[d] * lanes;
        range[d].to = end * lanes < problem->extent[d] ? end * lanes : problem->extent[d];
    }
    return 1;
}

static size_t weight_index(const int *extent, const int *at)
{
    size_t index = (size_t)at[DIM_G];
    index = index * (size_t)extent[DIM_M] + (size_t)at[DIM_M];
    index = index * (size_t)extent[DIM_C] + (size_t)at[DIM_C];
    index = index * (size_t)extent[DIM_R] + (size_t)at[DIM_R];
    return index * (size_t)extent[DIM_S] + (size_t)at[DIM_S];
}

static size_t output_index(const int *extent, const int *at)
{
    size_t index = (size_t)at[DIM_N];
    index = index * (size_t)extent[DIM_G] + (size_t)at[DIM_G];
    index = index * (size_t)extent[DIM_M] + (size_t)at[DIM_M];
    index = index * (size_t)extent[DIM_P] + (size_t)at[DIM_P];
    return index * (size_t)extent[DIM_Q] + (size_t)at[DIM_Q];
}

/* Returns 0 if the input of this term is padding. */
static int input_index(const struct map_problem *problem, const int *at, size_t *index)
{
    int h = problem->stride[0] * at[DIM_P] + problem->dilation[0] * at[DIM_R] - problem->pad[0];
    int v = problem->stride[1] * at[DIM_Q] + problem->dilation[1] * at[DIM_S] - problem->pad[1];
    if (h < 0 || h >= problem->input[0] || v < 0 || v >= problem->input[1])
        return 0;
    size_t i = (size_t)at[DIM_N];
    i = i * (size_t)problem->extent[DIM_G] + (size_t)at[DIM_G];
    i = i * (size_t)problem->extent[DIM_C] + (size_t)at[DIM_C];
    i = i * (size_t)problem->input[0] + (size_t)h;
    *index = i * (size_t)problem->input[1] + (size_t)v;
    return 1;
}

/* A set under construction. */
struct collector {
    const struct map_problem *problem;
    enum tensor tensor;
    struct range range[DIM_COUNT];
    int at[DIM_COUNT]; /* the term looked at */
    int wides;
    int wide[DIM_COUNT]; /* relevant dimensions of more than one index; the others need no loop */
    uint64_t *set;
};

static void insert_term(const struct collector *c)
{
    size_t index = 0;
    if (c->tensor == TENSOR_W)
        index = weight_index(c->problem->extent, c->at);
    else if (c->tensor == TENSOR_O)
        index = output_index(c->problem->extent, c->at);
    else if (!input_index(c->problem, c->at, &index))
        return;
    c->set[index / BITS] |= (uint64_t)1 << (index % BITS);
}

static void insert_terms(struct collector *c, int i)
{
    if (i == c->wides) {
        insert_term(c);
        return;
    }
    int d = c->wide[i];
    for (c->at[d] = c->range[d].from; c->at[d] < c->range[d].to; c->at[d]++)
        insert_terms(c, i + 1);
}

static void start_terms(struct collector *c)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        c->at[d] = c->range[d].from;
        if (oracle_relevant(c->tensor, (enum dim)d) && c->range[d].to > c->range[d].from + 1)
            c->wide[c->wides++] = d;
    }
}

void oracle_find_tile(const struct map_problem *problem, enum tensor tensor, const int *base,
                      const int *tile, uint64_t *set, size_t words)
{
    struct collector collector = {.problem = problem, .tensor = tensor, .set = set};
    memset(set, 0, words * sizeof *set);
    if (!real_ranges(problem, base, tile, collector.range))
        return;
    start_terms(&collector);
    insert_terms(&collector, 0);
}
