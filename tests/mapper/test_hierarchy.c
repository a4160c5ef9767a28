/* The counter of nests on any hierarchy against a walk element by element. */
#include "mapper/hierarchy.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

#include "oracle/nest_walk.h"
#include "oracle/random.h"

static int below(struct oracle_random *random, int n)
{
    return oracle_random_below(random, n);
}

static void draw_shape(struct oracle_random *random, struct layer_shape *s)
{
    for (int d = 0; d < DIM_COUNT; d++)
        s->size[d] = 1;
    for (int i = 0; i < 4; i++)
        s->size[below(random, DIM_COUNT)] *= 2 + below(random, 2);
    s->size[DIM_C] *= s->size[DIM_G];
    s->size[DIM_M] *= s->size[DIM_G];
    for (int axis = ROWS; axis <= COLUMNS; axis++) {
        s->stride[axis] = 1 + below(random, 3);
        s->dilation[axis] = 1 + below(random, 2);
        s->pad[axis] = below(random, 2);
        s->input[axis] = 1 + s->stride[axis] * (s->size[axis == ROWS ? DIM_P : DIM_Q] - 1) +
                         s->dilation[axis] * (s->size[axis == ROWS ? DIM_R : DIM_S] - 1) -
                         s->pad[axis];
        if (s->input[axis] < 1)
            s->input[axis] = 1;
    }
}

/* Bounds that cover every dimension, often more than exactly, in any order. */
static void draw_nest(struct oracle_random *random, const struct layer_shape *s,
                      struct hierarchy_nest *nest)
{
    *nest = (struct hierarchy_nest){.level_count = 1 + below(random, 4)};
    for (int l = 0; l < nest->level_count; l++)
        for (int t = 0; t < TENSOR_COUNT; t++) {
            nest->keeps[l][t] = l == 0 || below(random, 3);
            nest->shares[l][t] = below(random, 3) > 0;
        }
    int left[DIM_COUNT], open = 1, level = 0;
    for (int d = 0; d < DIM_COUNT; d++)
        left[d] = s->size[d] / (d == DIM_C || d == DIM_M ? s->size[DIM_G] : 1);
    while (open) {
        int d = below(random, DIM_COUNT), bound = 2 + below(random, 2);
        if (left[d] > 1) {
            if (bound > left[d])
                bound = left[d];
            level += level + 1 < nest->level_count && below(random, 2);
            nest->loop[nest->loop_count++] =
                (struct hierarchy_loop){(enum dim)d, bound, level, below(random, 3) == 0};
            left[d] = (left[d] + bound - 1) / bound;
        }
        open = 0;
        for (d = 0; d < DIM_COUNT; d++)
            open |= left[d] > 1;
    }
}

static int differs(const struct hierarchy_counts *a, const struct hierarchy_counts *b)
{
    int found = a->cycles != b->cycles || a->macs_used != b->macs_used;
    for (int l = 0; l < HIERARCHY_LEVELS_MAX; l++)
        for (int t = 0; t < TENSOR_COUNT; t++)
            found |= a->reads[l][t] != b->reads[l][t] || a->fills[l][t] != b->fills[l][t] ||
                     a->updates[l][t] != b->updates[l][t];
    return found;
}

Test(hierarchy, counts_what_the_walk_counts)
{
    struct oracle_random random = {.state = 20};
    for (int i = 0; i < 3000; i++) {
        struct layer_shape shape;
        struct hierarchy_nest nest;
        struct hierarchy_counts counted = {0}, walked = {0};
        draw_shape(&random, &shape);
        draw_nest(&random, &shape, &nest);
        enum hierarchy_status status = hierarchy_count(&shape, &nest, &counted);
        cr_assert(eq(int, status, HIERARCHY_OK), "%s", hierarchy_status_text(status));
        cr_assert(eq(int, oracle_walk_nest(&shape, &nest, &walked), 0));
        cr_assert(not(differs(&counted, &walked)), "nest %d", i);
    }
}

Test(hierarchy, refuses_what_does_not_cover_the_layer)
{
    struct layer_shape shape = {.size = {1, 1, 4, 1, 1, 1, 1, 1}, .input = {1, 1}};
    struct hierarchy_nest nest = {.level_count = 1, .keeps = {{1, 1, 1}}};
    struct hierarchy_counts counts;
    cr_assert(eq(int, hierarchy_count(&shape, &nest, &counts), HIERARCHY_UNCOVERED));
    nest.keeps[0][TENSOR_O] = 0;
    cr_assert(eq(int, hierarchy_count(&shape, &nest, &counts), HIERARCHY_BAD_NEST));
}
