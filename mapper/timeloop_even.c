/* From a list of nodes to levels with loops. Loops of bound 1 are passed over; the others are
 * counted from the outside, and a storage's position is the number of loops above its nodes. */
#include <stdio.h>
#include <string.h>

#include "mapper/timeloop_export.h"

enum unit { UNIT_DRAM, UNIT_GLB, UNIT_SPAD, UNIT_COUNT = UNIT_SPAD + TENSOR_COUNT };

struct build {
    const struct map_problem *problem;
    struct timeloop_design *out;
    struct timeloop_roles *roles;
    char *reason;
    int loop_count;
    const struct map_node *loop[MAP_NODES_MAX]; /* bound > 1, outermost first */
    int position[UNIT_COUNT];                   /* -1: no such storage */
    int spads_begin;                            /* position of the outermost scratchpad */
    int steps_begin;                            /* of the first loop of each PE above it */
    int level_of_unit[UNIT_COUNT], lines_level, steps_level, host_level;
};

static const char *const level_name[LEVEL_COUNT] = {"DRAM", "GLB", "SPAD"};

static int unit_of(const struct map_problem *problem, const struct map_node *keep)
{
    if (keep->level == LEVEL_DRAM)
        return UNIT_DRAM;
    if (keep->level == LEVEL_GLB)
        return UNIT_GLB;
    return UNIT_SPAD + (problem->spad_shared ? 0 : (int)keep->tensor);
}

static void name_loop(const struct map_node *loop, char out[32])
{
    snprintf(out, 32, "%s %c, bound %d", loop->kind == NODE_PAR ? "par" : "for",
             dim_letters[loop->dim], loop->bound);
}

static int refuse_apart(const struct build *b, const struct map_node *keep)
{
    char loop[32];
    name_loop(b->loop[b->loop_count - 1], loop);
    snprintf(b->reason, TIMELOOP_REASON_MAX,
             "the node of %c at %s stands apart: '%s' is between it and the level's others",
             tensor_letters[keep->tensor], level_name[keep->level], loop);
    return -1;
}

static int place_keep(struct build *b, const struct map_node *keep)
{
    int unit = unit_of(b->problem, keep);
    if (b->position[unit] < 0)
        b->position[unit] = b->loop_count;
    return b->position[unit] == b->loop_count ? 0 : refuse_apart(b, keep);
}

static int place_nodes(struct build *b, const struct map_mapping *mapping)
{
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *node = &mapping->node[i];
        if (node->kind == NODE_KEEP && place_keep(b, node))
            return -1;
        if (node->kind != NODE_KEEP && node->bound > 1)
            b->loop[b->loop_count++] = node;
    }
    return 0;
}

/* Where the scratchpads and, if it keeps nothing, the GLB begin. */
static void find_begins(struct build *b)
{
    int first_par = 0;
    while (first_par < b->loop_count && b->loop[first_par]->kind != NODE_PAR)
        first_par++;
    b->spads_begin = b->loop_count;
    for (int unit = UNIT_SPAD; unit < UNIT_COUNT; unit++)
        if (b->position[unit] >= 0 && b->position[unit] < b->spads_begin)
            b->spads_begin = b->position[unit];
    if (b->problem->has_glb && b->position[UNIT_GLB] < 0)
        b->position[UNIT_GLB] = first_par < b->spads_begin ? first_par : b->spads_begin;
}

/* Whether a loop of the kind and dimension stands at one of the positions [from, to). */
static int has_loop(const struct build *b, int from, int to, enum map_node_kind kind, enum dim d)
{
    for (int k = from; k < to; k++)
        if (b->loop[k]->kind == kind && b->loop[k]->dim == d)
            return 1;
    return 0;
}

/* A temporal loop below a spatial one of its dimension cannot stand outside of the array; nor can
 * what follows it. */
static int find_steps(struct build *b)
{
    b->steps_begin = b->spads_begin;
    for (int k = 0; k < b->spads_begin; k++) {
        const struct map_node *loop = b->loop[k];
        if (loop->kind == NODE_FOR && k < b->steps_begin && has_loop(b, 0, k, NODE_PAR, loop->dim))
            b->steps_begin = k;
        if (loop->kind != NODE_PAR || !has_loop(b, b->steps_begin, k, NODE_FOR, loop->dim))
            continue;
        snprintf(b->reason, TIMELOOP_REASON_MAX,
                 "loops of %c stand between spatial loops in an order that Timeloop has no level "
                 "for",
                 dim_letters[loop->dim]);
        return -1;
    }
    return 0;
}

/* The axis that is outside: 0 or 1 if dimension d is spread along both, -1 if it does not matter,
 * -2 if neither is outside of the other. */
static int outer_axis_of(const struct build *b, enum dim d)
{
    int first = -1, last = -1, turns = 0;
    for (int k = 0; k < b->loop_count; k++) {
        if (b->loop[k]->kind != NODE_PAR || b->loop[k]->dim != d)
            continue;
        first = first < 0 ? b->loop[k]->axis : first;
        turns += last >= 0 && b->loop[k]->axis != last;
        last = b->loop[k]->axis;
    }
    return turns == 0 ? -1 : turns == 1 ? first : -2;
}

static int find_outer_axis(struct build *b)
{
    int outer = -1;
    for (int d = 0; d < DIM_COUNT; d++) {
        int own = outer_axis_of(b, (enum dim)d);
        if (own == -1)
            continue;
        if (own == -2 || (outer >= 0 && own != outer)) {
            snprintf(b->reason, TIMELOOP_REASON_MAX,
                     "the spatial loops of %c cross the array's axes: neither axis is outside",
                     dim_letters[d]);
            return -1;
        }
        outer = own;
    }
    b->roles->outer_axis = outer < 0 ? AXIS_X : outer;
    return 0;
}

static int add_level(struct build *b, enum timeloop_role role)
{
    int level = b->out->nest.level_count++;
    b->roles->role[level] = role;
    for (int t = 0; t < TENSOR_COUNT; t++)
        b->out->nest.shares[level][t] = b->out->links[level][t] = 1;
    return level;
}

/* Scratchpads in the order of their nodes. */
static void add_spads(struct build *b)
{
    for (int at = 0; at <= b->loop_count; at++)
        for (int unit = UNIT_SPAD; unit < UNIT_COUNT; unit++) {
            if (b->position[unit] != at)
                continue;
            b->level_of_unit[unit] = add_level(b, TIMELOOP_ROLE_SPAD);
            b->roles->tensor[b->level_of_unit[unit]] = (enum tensor)(unit - UNIT_SPAD);
        }
}

static void add_levels(struct build *b)
{
    b->host_level = b->level_of_unit[UNIT_DRAM] = add_level(b, TIMELOOP_ROLE_DRAM);
    if (b->problem->has_glb)
        b->host_level = b->level_of_unit[UNIT_GLB] = add_level(b, TIMELOOP_ROLE_GLB);
    b->lines_level = add_level(b, TIMELOOP_ROLE_LINES);
    if (b->steps_begin < b->spads_begin)
        b->steps_level = add_level(b, TIMELOOP_ROLE_STEPS);
    add_spads(b);
}

static void set_keeps(struct build *b, const struct map_mapping *mapping)
{
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *node = &mapping->node[i];
        if (node->kind == NODE_KEEP)
            b->out->nest.keeps[b->level_of_unit[unit_of(b->problem, node)]][node->tensor] = 1;
    }
}

static void set_axis(struct build *b, int level, int axis)
{
    int *shares = b->out->nest.shares[level];
    shares[TENSOR_W] = shares[TENSOR_I] = b->problem->multicast != MAP_MULTICAST_NONE;
    shares[TENSOR_O] = b->problem->reduce_link[axis];
    memset(b->out->links[level], 0, sizeof b->out->links[level]);
}

/* The level that loop k stands at. */
static int level_of_loop(const struct build *b, int k)
{
    int level = b->level_of_unit[UNIT_DRAM];
    if (b->loop[k]->kind == NODE_PAR)
        return b->loop[k]->axis == b->roles->outer_axis ? b->host_level : b->lines_level;
    if (k < b->spads_begin && k >= b->steps_begin)
        return b->steps_level;
    for (int unit = UNIT_GLB; unit < UNIT_COUNT; unit++)
        if (b->position[unit] >= 0 && b->position[unit] <= k && b->level_of_unit[unit] > level)
            level = b->level_of_unit[unit];
    return level;
}

/* The loop of this level that has the dimension already, or -1. */
static int find_in_level(const struct hierarchy_nest *nest, int level, int is_spatial, enum dim d)
{
    for (int i = nest->loop_count - 1; i >= 0 && nest->loop[i].level == level; i--)
        if (nest->loop[i].dim == d && nest->loop[i].is_spatial == is_spatial)
            return i;
    return -1;
}

/* Timeloop has one factor for a dimension at a level, so neighbours become one loop. Along an
 * axis their order only says which PE does what. */
static int add_loop(struct build *b, int level, const struct map_node *loop)
{
    struct hierarchy_nest *nest = &b->out->nest;
    int is_spatial = loop->kind == NODE_PAR;
    int same = find_in_level(nest, level, is_spatial, loop->dim);
    if (same >= 0 && !is_spatial && same != nest->loop_count - 1) {
        snprintf(b->reason, TIMELOOP_REASON_MAX,
                 "two loops of %c stand at one level with a loop of %c between: Timeloop has one "
                 "factor for each",
                 dim_letters[loop->dim], dim_letters[nest->loop[nest->loop_count - 1].dim]);
        return -1;
    }
    if (same >= 0) {
        nest->loop[same].bound *= loop->bound;
        return 0;
    }
    if (nest->loop_count == HIERARCHY_LOOPS_MAX - 1) { /* one is left for the lanes */
        snprintf(b->reason, TIMELOOP_REASON_MAX, "more than %d loops", HIERARCHY_LOOPS_MAX - 1);
        return -1;
    }
    b->out->is_y[nest->loop_count] = is_spatial && loop->axis == AXIS_Y;
    nest->loop[nest->loop_count++] =
        (struct hierarchy_loop){loop->dim, loop->bound, level, is_spatial};
    return 0;
}

static int add_loops(struct build *b)
{
    int rc = 0;
    for (int level = 0; level < b->out->nest.level_count; level++)
        for (int is_spatial = 0; is_spatial < 2; is_spatial++)
            for (int k = 0; k < b->loop_count && !rc; k++)
                if (level_of_loop(b, k) == level && (b->loop[k]->kind == NODE_PAR) == is_spatial)
                    rc = add_loop(b, level, b->loop[k]);
    return rc;
}

/* The lanes of a MAC are MACs below the PE. */
static void add_lanes(struct build *b)
{
    struct hierarchy_nest *nest = &b->out->nest;
    enum dim d = (enum dim)b->problem->lane_dim;
    int last = nest->level_count - 1, extent = b->problem->extent[d];
    int lanes = b->problem->lanes < extent ? b->problem->lanes : extent;
    if (b->problem->lanes > 1)
        memset(b->out->links[last], 0, sizeof b->out->links[last]);
    if (lanes > 1)
        nest->loop[nest->loop_count++] = (struct hierarchy_loop){d, lanes, last, 1};
}

static void set_shape(struct timeloop_design *out, const struct map_problem *p)
{
    struct layer_shape *shape = &out->shape;
    for (int d = 0; d < DIM_COUNT; d++)
        shape->size[d] = p->extent[d] * (d == DIM_C || d == DIM_M ? p->extent[DIM_G] : 1);
    for (int axis = ROWS; axis <= COLUMNS; axis++) {
        shape->stride[axis] = p->stride[axis];
        shape->dilation[axis] = p->dilation[axis];
        shape->input[axis] = (p->extent[axis == ROWS ? DIM_P : DIM_Q] - 1) * p->stride[axis] +
                             (p->extent[axis == ROWS ? DIM_R : DIM_S] - 1) * p->dilation[axis] + 1;
    }
    out->problem = p->extent[DIM_G] > 1 ? TIMELOOP_GROUPED : TIMELOOP_PLAIN;
}

int timeloop_nest_of_mapping(struct timeloop_design *out, struct timeloop_roles *roles,
                             const struct map_problem *problem, const struct map_mapping *mapping,
                             char reason[TIMELOOP_REASON_MAX])
{
    struct build b = {.problem = problem, .out = out, .roles = roles};
    b.reason = reason;
    *out = (struct timeloop_design){0};
    *roles = (struct timeloop_roles){0};
    for (int unit = 0; unit < UNIT_COUNT; unit++)
        b.position[unit] = -1;
    set_shape(out, problem);
    if (place_nodes(&b, mapping))
        return -1;
    find_begins(&b);
    if (find_steps(&b) || find_outer_axis(&b))
        return -1;
    add_levels(&b);
    set_keeps(&b, mapping);
    set_axis(&b, b.host_level, roles->outer_axis);
    set_axis(&b, b.lines_level, !roles->outer_axis);
    if (add_loops(&b))
        return -1;
    add_lanes(&b);
    return 0;
}
