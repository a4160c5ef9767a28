#include "nest.h"

#include <stdio.h>
#include <string.h>

#include "tiling.h"

#define BIT(d) (1u << (d))

const unsigned relevant_dims[TENSOR_COUNT] = {
    [TENSOR_W] = BIT(DIM_G) | BIT(DIM_M) | BIT(DIM_C) | BIT(DIM_R) | BIT(DIM_S),
    [TENSOR_I] =
        BIT(DIM_N) | BIT(DIM_G) | BIT(DIM_C) | BIT(DIM_P) | BIT(DIM_Q) | BIT(DIM_R) | BIT(DIM_S),
    [TENSOR_O] = BIT(DIM_N) | BIT(DIM_G) | BIT(DIM_M) | BIT(DIM_P) | BIT(DIM_Q),
};

#define W_I (BIT(TENSOR_W) | BIT(TENSOR_I))
#define I_O (BIT(TENSOR_I) | BIT(TENSOR_O))
#define W_O (BIT(TENSOR_W) | BIT(TENSOR_O))
#define W_I_O (BIT(TENSOR_W) | BIT(TENSOR_I) | BIT(TENSOR_O))

const unsigned moved_tensors[DIM_COUNT] = {
    [DIM_N] = I_O, [DIM_C] = W_I, [DIM_M] = W_O, [DIM_P] = I_O,
    [DIM_Q] = I_O, [DIM_R] = W_I, [DIM_S] = W_I, [DIM_G] = W_I_O,
};

static const char *const level_names[LEVEL_COUNT] = {"DRAM", "GLB", "scratchpad"};

#define REFUSE(...)                                                                                \
    do {                                                                                           \
        if (reason)                                                                                \
            snprintf(reason, MAP_REASON_MAX, __VA_ARGS__);                                         \
        return MAP_INVALID;                                                                        \
    } while (0)

static int is_loop(const struct map_node *node)
{
    return node->kind != NODE_KEEP && node->bound > 1;
}

static enum map_status find_keeps(struct nest *nest, char *reason)
{
    memset(nest->keep, -1, sizeof nest->keep);
    for (int i = 0; i < nest->mapping->count; i++) {
        const struct map_node *node = &nest->mapping->node[i];
        if (node->kind != NODE_KEEP)
            continue;
        if (node->level >= LEVEL_COUNT || node->tensor >= TENSOR_COUNT)
            REFUSE("node %d keeps an unknown tensor or level", i + 1);
        int *keep = &nest->keep[node->level][node->tensor];
        if (*keep >= 0)
            REFUSE("%s keeps %c twice (nodes %d and %d)", level_names[node->level],
                   tensor_letters[node->tensor], *keep + 1, i + 1);
        *keep = i;
    }
    return MAP_OK;
}

static enum map_status check_keeps(const struct nest *nest, char *reason)
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        int dram = nest->keep[LEVEL_DRAM][t], glb = nest->keep[LEVEL_GLB][t],
            spad = nest->keep[LEVEL_SPAD][t];
        if (dram < 0 || dram > 2)
            REFUSE("the first nodes must be DRAM's: %c is not among them", tensor_letters[t]);
        if (spad < 0)
            REFUSE("no scratchpad node for %c", tensor_letters[t]);
        for (int u = 0; u < TENSOR_COUNT; u++) {
            if (nest->keep[LEVEL_GLB][u] > spad)
                REFUSE("the GLB node of %c stands below the scratchpad node of %c",
                       tensor_letters[u], tensor_letters[t]);
        }
        if (glb >= 0 && (!nest->problem->has_glb || !nest->problem->glb_may_keep[t]))
            REFUSE("the GLB of this machine does not keep %c", tensor_letters[t]);
        if (glb < 0 && nest->problem->has_glb && !nest->problem->glb_may_bypass[t])
            REFUSE("%c may not bypass the GLB of this machine", tensor_letters[t]);
    }
    return MAP_OK;
}

/* Spatial loops between the last GLB node and the first scratchpad node, within the axes. */
static enum map_status check_array(struct nest *nest, char *reason)
{
    long used[2] = {1, 1};
    nest->first_par = nest->last_par = -1;
    memset(nest->first_par_of, -1, sizeof nest->first_par_of);
    memset(nest->last_par_of, -1, sizeof nest->last_par_of);
    for (int d = 0; d < DIM_COUNT; d++)
        nest->apart[d] = 1;
    for (int i = 0; i < nest->mapping->count; i++) {
        const struct map_node *node = &nest->mapping->node[i];
        if (node->kind != NODE_PAR || node->bound <= 1)
            continue;
        if (node->axis < 0 || node->axis > 1)
            REFUSE("node %d: axis %d is neither X nor Y", i + 1, node->axis);
        used[node->axis] *= node->bound;
        if (used[node->axis] > nest->problem->axis_size[node->axis])
            REFUSE("spatial loops need %ld PEs on axis %c, the array has %d", used[node->axis],
                   "XY"[node->axis], nest -> problem -> axis_size[node->axis]);
        nest->last_par = i;
        nest->last_par_of[node->dim] = i;
        if (nest->first_par < 0)
            nest->first_par = i;
        if (nest->first_par_of[node->dim] < 0)
            nest->first_par_of[node->dim] = i;
        nest->apart[node->dim] *= nest->problem->reduce_link[node->axis] ? 1 : node->bound;
    }
    for (int t = 0; t < TENSOR_COUNT && nest->first_par >= 0; t++) {
        if (nest->keep[LEVEL_GLB][t] > nest->first_par)
            REFUSE("the GLB node of %c stands below a spatial loop", tensor_letters[t]);
        if (nest->keep[LEVEL_SPAD][t] < nest->last_par)
            REFUSE("the scratchpad node of %c stands above a spatial loop", tensor_letters[t]);
    }
    return MAP_OK;
}

static enum map_status multiply(int *product, int bound, int limit)
{
    long value = (long)*product * bound;
    if (value > limit)
        return MAP_INVALID;
    *product = (int)value;
    return MAP_OK;
}

/* Loops of d at the nodes from `from` down to `to`, inside out: no bound is above the number of
 * tiles that are left to it. */
static enum map_status check_left(const struct nest *nest, enum dim d, int from, int to, int *left,
                                  char *reason)
{
    for (int i = nest->last_loop[d]; i >= to; i = nest->loop_before[i]) {
        const struct map_node *node = &nest->mapping->node[i];
        if (i > from || node->kind == NODE_PAR)
            continue;
        if (node->bound > *left)
            REFUSE("node %d: %d iterations over %c, of which %d are left there", i + 1, node->bound,
                   dim_letters[d], *left);
        *left = ceil_div(*left, node->bound);
    }
    return MAP_OK;
}

/* Checks that the loops of d cover its size, and no more than once. */
static enum map_status check_cover(const struct nest *nest, enum dim d, char *reason)
{
    int units = nest->problem->size[d];
    if (check_left(nest, d, nest->mapping->count - 1, nest->last_par_of[d] + 1, &units, reason))
        return MAP_INVALID;
    if (nest->spread[d] > units)
        REFUSE("%d PEs share %d units of %c", nest->spread[d], units, dim_letters[d]);
    int left = ceil_div(units, nest->spread[d]);
    if (check_left(nest, d, nest->first_par_of[d], 0, &left, reason))
        return MAP_INVALID;
    if (left > 1)
        REFUSE("loops of %c do not cover its size %d: it takes %d times as many iterations",
               dim_letters[d], nest->problem->size[d], left);
    return MAP_OK;
}

/* Cuts dimension d into inner x spread x outer. */
static enum map_status cut_dimension(struct nest *nest, enum dim d, char *reason)
{
    int size = nest->problem->size[d], limit = 2 * size;
    nest->inner[d] = nest->spread[d] = nest->outer[d] = 1;
    for (int i = nest->first_loop[d]; i >= 0; i = nest->next_loop[i]) {
        const struct map_node *node = &nest->mapping->node[i];
        int *part = &nest->outer[d];
        if (node->kind == NODE_PAR)
            part = &nest->spread[d];
        else if (i > nest->last_par_of[d])
            part = &nest->inner[d];
        else if (i > nest->first_par_of[d])
            REFUSE("node %d: a loop of %c stands between spatial loops of %c", i + 1,
                   dim_letters[d], dim_letters[d]);
        if (multiply(part, node->bound, limit))
            REFUSE("loops of %c exceed its size %d", dim_letters[d], size);
    }
    return check_cover(nest, d, reason);
}

static void list_loop(struct nest *nest, int i, enum dim d)
{
    int before = nest->last_loop[d];
    *(before < 0 ? &nest->first_loop[d] : &nest->next_loop[before]) = i;
    nest->loop_before[i] = before;
    nest->next_loop[i] = -1;
    nest->last_loop[d] = i;
}

static enum map_status list_loops(struct nest *nest, char *reason)
{
    memset(nest->first_loop, -1, sizeof nest->first_loop);
    memset(nest->last_loop, -1, sizeof nest->last_loop);
    for (int i = 0; i < nest->mapping->count; i++) {
        const struct map_node *node = &nest->mapping->node[i];
        if (node->kind == NODE_KEEP)
            continue;
        if (node->dim >= DIM_COUNT || node->bound < 1)
            REFUSE("node %d: bound %d is not at least 1, or the dimension is unknown", i + 1,
                   node->bound);
        if (node->bound > 1)
            list_loop(nest, i, node->dim);
    }
    return MAP_OK;
}

enum map_status nest_open(struct nest *nest, const struct map_problem *problem,
                          const struct map_mapping *mapping, char reason[MAP_REASON_MAX])
{
    nest->problem = problem;
    nest->mapping = mapping;
    if (list_loops(nest, reason) || find_keeps(nest, reason) || check_keeps(nest, reason) ||
        check_array(nest, reason))
        return MAP_INVALID;
    for (int d = 0; d < DIM_COUNT; d++) {
        if (cut_dimension(nest, (enum dim)d, reason))
            return MAP_INVALID;
    }
    return MAP_OK;
}

static void measure_tile(const struct nest *nest, int at, struct nest_view *view)
{
    for (int d = 0; d < DIM_COUNT; d++)
        view->tile[d] = view->inner[d] = view->outer[d] = view->spread[d] = view->reuse_inner[d] =
            view->reuse_outer[d] = 1;
    for (int i = 0; i < nest->mapping->count; i++) {
        const struct map_node *node = &nest->mapping->node[i];
        if (!is_loop(node))
            continue;
        if (i > at)
            view->tile[node->dim] *= node->bound;
        else if (node->kind == NODE_PAR)
            view->spread[node->dim] *= node->bound;
        else if (i > nest->last_par_of[node->dim] && nest->last_par_of[node->dim] >= 0)
            view->inner[node->dim] *= node->bound;
        else
            view->outer[node->dim] *= node->bound;
    }
    for (int d = 0; d < DIM_COUNT; d++) {
        if (view->tile[d] > nest->problem->size[d])
            view->tile[d] = nest->problem->size[d];
    }
}

/* Above node i, is the loop at `i` on the outer side of its dimension's spatial loops? */
static int is_outside(const struct nest *nest, int i, enum dim d)
{
    return nest->last_par_of[d] < 0 || i < nest->first_par_of[d];
}

/* Adds to the run the loops of its dimension that touch it, going up from index i. */
static void extend_run(const struct nest *nest, int i, int at, struct nest_view *view)
{
    for (; i >= 0; i--) {
        const struct map_node *node = &nest->mapping->node[i];
        if (!is_loop(node))
            continue;
        int same = (int)node->dim == view->slide_dim;
        if (node->kind == NODE_PAR && (!same || i > at))
            continue;
        if (node->kind == NODE_PAR || !same)
            return;
        view->slide_run *= node->bound;
    }
}

void nest_look_up(const struct nest *nest, int at, enum tensor t, struct nest_view *view)
{
    measure_tile(nest, at, view);
    view->slide_dim = -1;
    view->slide_run = 1;
    view->slide_is_outer = 0;
    for (int i = at - 1; i >= 0; i--) {
        const struct map_node *node = &nest->mapping->node[i];
        if (!is_loop(node) || node->kind == NODE_PAR)
            continue;
        if (is_relevant(t, node->dim)) {
            view->slide_dim = (int)node->dim;
            view->slide_run = node->bound;
            view->slide_is_outer = is_outside(nest, i, node->dim);
            extend_run(nest, i - 1, at, view);
            return;
        }
        int *reuse = is_outside(nest, i, node->dim) ? view->reuse_outer : view->reuse_inner;
        reuse[node->dim] *= node->bound;
    }
}

/* The places of units are numbers whose digits are the spatial loops, the innermost last; along an
 * axis with links a digit does not tell places apart. */
int nest_chains(const struct nest *nest, enum dim d, int units)
{
    int chains = 0, below = nest->spread[d], apart = nest->apart[d]; /* of the digits below */
    if (nest->last_par_of[d] < 0)
        return units > 0;
    for (int i = nest->first_par_of[d]; units > 0; i = nest->next_loop[i]) {
        const struct map_node *node = &nest->mapping->node[i];
        below /= node->bound;
        if (!nest->problem->reduce_link[node->axis]) {
            apart /= node->bound;
            chains += units / below * apart;
        } else if (units >= below) {
            return chains + apart;
        }
        units %= below;
    }
    return chains;
}
