#include "legal.h"

#include "elements.h"

static int ceil_div(int a, int b)
{
    return (a + b - 1) / b;
}

int oracle_lean(const struct map_problem *problem, enum dim dim, int units, int x, int y)
{
    if (dim == DIM_P || dim == DIM_Q || dim == DIM_R || dim == DIM_S)
        return 1;
    if (dim == DIM_C && (problem->reduce_link[0] || problem->reduce_link[1]))
        return 1;
    int passes = ceil_div(units, x * y);
    return (x == 1 || ceil_div(units, (x - 1) * y) > passes) &&
           (y == 1 || ceil_div(units, x * (y - 1)) > passes);
}

static int is_loop(const struct map_node *node)
{
    return node->kind != NODE_KEEP && node->bound > 1;
}

static int is_keep(const struct map_node *node, enum map_level level)
{
    return node->kind == NODE_KEEP && node->level == level;
}

/* DRAM keeps everything first; then one scratchpad node a tensor, at most one GLB node above it. */
static int keeps_legal(const struct map_problem *problem, const struct map_mapping *mapping)
{
    int seen[LEVEL_COUNT][TENSOR_COUNT] = {{0}};
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *node = &mapping->node[i];
        if ((i < TENSOR_COUNT) != is_keep(node, LEVEL_DRAM))
            return 0;
        if (node->kind != NODE_KEEP)
            continue;
        if (seen[node->level][node->tensor]++ || seen[LEVEL_SPAD][node->tensor] > 1)
            return 0;
        if (node->level == LEVEL_GLB && seen[LEVEL_SPAD][node->tensor])
            return 0;
    }
    for (int t = 0; t < TENSOR_COUNT; t++) {
        int kept = seen[LEVEL_GLB][t];
        if (!seen[LEVEL_DRAM][t] || !seen[LEVEL_SPAD][t])
            return 0;
        if (kept && (!problem->has_glb || !problem->glb_may_keep[t]))
            return 0;
        if (!kept && problem->has_glb && !problem->glb_may_bypass[t])
            return 0;
    }
    return 1;
}

/* Spatial loops below every GLB node, above every scratchpad node, within the axes. */
static int array_legal(const struct map_problem *problem, const struct map_mapping *mapping)
{
    int used[2] = {1, 1}, below_spad = 0, below_array = 0;
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *node = &mapping->node[i];
        below_spad |= is_keep(node, LEVEL_SPAD);
        if (is_keep(node, LEVEL_GLB) && (below_array || below_spad))
            return 0;
        if (node->kind != NODE_PAR || node->bound == 1)
            continue;
        if (below_spad || node->axis < 0 || node->axis > 1)
            return 0;
        below_array = 1;
        used[node->axis] *= node->bound;
    }
    return used[0] <= problem->axis_size[0] && used[1] <= problem->axis_size[1];
}

/* The bounds of one dimension, read from the inside. */
struct bounds {
    int left;        /* tiles left to the loops outside */
    int units;       /* tiles left to the spatial loops */
    int x, y;        /* spatial */
    int too_large;   /* 1: a bound is larger than what is left to it */
    int interleaved; /* 1: a temporal loop stands between spatial ones */
    int perfect_temporal, perfect_spatial;
};

static void take_temporal(struct bounds *b, int bound)
{
    b->too_large |= bound > b->left;
    b->perfect_temporal &= b->left % bound == 0;
}

static void take_spatial(struct bounds *b, int temporal_between, const struct map_node *node)
{
    if (b->x * b->y == 1)
        b->units = b->left;
    else
        b->interleaved |= temporal_between;
    b->too_large |= node->bound > b->units;
    if (b->too_large)
        return;
    *(node->axis == 0 ? &b->x : &b->y) *= node->bound;
    b->too_large |= b->x * b->y > b->units;
    b->perfect_spatial &= b->left % node->bound == 0;
}

static struct bounds find_bounds(const struct map_mapping *mapping, int size, enum dim dim)
{
    struct bounds b = {size, size, 1, 1, 0, 0, 1, 1};
    int tile = 1, was_temporal = 0;
    for (int i = mapping->count - 1; i >= 0 && !b.too_large; i--) {
        const struct map_node *node = &mapping->node[i];
        if (!is_loop(node) || node->dim != dim)
            continue;
        if (node->kind == NODE_FOR)
            take_temporal(&b, node->bound);
        else
            take_spatial(&b, was_temporal, node);
        was_temporal = node->kind == NODE_FOR;
        tile *= node->bound;
        b.left = ceil_div(size, tile);
    }
    if (b.x * b.y == 1)
        b.units = b.left;
    return b;
}

static int bounds_legal(const struct map_problem *problem, const struct map_mapping *mapping,
                        enum dim dim)
{
    struct bounds b = find_bounds(mapping, problem->size[dim], dim);
    return !b.too_large && !b.interleaved && b.left == 1;
}

static int is_lean_bound(int bound, int left)
{
    return bound == 1 || ceil_div(left, bound - 1) > ceil_div(left, bound);
}

/* Where the node at `at` might stand as well: as far in as loops go that do not move its tensor,
 * not below the array if it is the GLB's. Index of the loop below it; the count without one. */
static int innermost_place(const struct map_mapping *mapping, int at)
{
    const struct map_node *node = &mapping->node[at];
    for (int i = at + 1; i < mapping->count; i++) {
        const struct map_node *below = &mapping->node[i];
        int is_array = below->kind == NODE_PAR && node->level != LEVEL_SPAD;
        if (is_loop(below) && (is_array || oracle_relevant(node->tensor, below->dim)))
            return i;
    }
    return mapping->count;
}

/* 1 if a node has to stand between two loops. */
static int are_parted(const struct map_mapping *mapping, int outer, int inner)
{
    for (int i = 0; i < mapping->count; i++) {
        if (mapping->node[i].kind != NODE_KEEP || mapping->node[i].level == LEVEL_DRAM || i > inner)
            continue;
        int place = innermost_place(mapping, i);
        if (place > outer && place <= inner)
            return 1;
    }
    return 0;
}

/* The loops of one dimension, inside out; those that no node parts count as one. */
static int is_lean_along(const struct map_mapping *mapping, int size, enum dim dim)
{
    int left = size, bound = 1, inner = mapping->count;
    for (int i = mapping->count - 1; i >= 0; i--) {
        const struct map_node *node = &mapping->node[i];
        if (!is_loop(node) || node->dim != dim)
            continue;
        if (node->kind == NODE_PAR || are_parted(mapping, i, inner)) {
            if (!is_lean_bound(bound, left))
                return 0;
            left = ceil_div(left, bound);
            bound = 1;
        }
        if (node->kind == NODE_PAR)
            left = ceil_div(left, node->bound);
        else
            bound *= node->bound;
        inner = i;
    }
    return is_lean_bound(bound, left);
}

int oracle_bounds_are_lean(const struct map_problem *problem, const struct map_mapping *mapping)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        if (!is_lean_along(mapping, problem->size[d], (enum dim)d))
            return 0;
    }
    return 1;
}

int oracle_well_formed(const struct map_problem *problem, const struct map_mapping *mapping)
{
    for (int i = 0; i < mapping->count; i++) {
        if (mapping->node[i].kind != NODE_KEEP && mapping->node[i].bound < 1)
            return 0;
    }
    for (int d = 0; d < DIM_COUNT; d++) {
        if (!bounds_legal(problem, mapping, (enum dim)d))
            return 0;
    }
    return keeps_legal(problem, mapping) && array_legal(problem, mapping);
}

/* The temporal loop of groups is the outermost loop and a single one: neighbours are one. */
static int groups_in_space(const struct map_mapping *mapping)
{
    int inside = 0, begun = 0;
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *node = &mapping->node[i];
        int group = node->kind == NODE_FOR && node->dim == DIM_G && is_loop(node);
        if (group && inside)
            return 0;
        begun |= group;
        inside |= !group && (is_loop(node) || (begun && node->kind == NODE_KEEP));
    }
    return 1;
}

/* No loop stands between the keep nodes of one level. */
static int is_even(const struct map_mapping *mapping)
{
    int begun[LEVEL_COUNT] = {0}, left[LEVEL_COUNT] = {0};
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *node = &mapping->node[i];
        if (node->kind == NODE_KEEP) {
            if (left[node->level])
                return 0;
            begun[node->level] = 1;
        }
        for (int level = 0; level < LEVEL_COUNT && is_loop(node); level++)
            left[level] |= begun[level];
    }
    return 1;
}

int oracle_bounds_are_of(const struct map_problem *problem, enum oracle_factors factors,
                         const struct map_mapping *mapping)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        struct bounds b = find_bounds(mapping, problem->size[d], (enum dim)d);
        if ((factors != ORACLE_FACTORS_IMPERFECT && !b.perfect_temporal) ||
            (factors == ORACLE_FACTORS_PERFECT && !b.perfect_spatial))
            return 0;
    }
    return 1;
}

static int is_lean(const struct map_problem *problem, const struct oracle_space *space,
                   const struct map_mapping *mapping)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        struct bounds b = find_bounds(mapping, problem->size[d], (enum dim)d);
        if (!(space->fat >> d & 1) && !oracle_lean(problem, (enum dim)d, b.units, b.x, b.y))
            return 0;
    }
    return 1;
}

int oracle_in_space(const struct map_problem *problem, const struct oracle_space *space,
                    const struct map_mapping *mapping)
{
    return oracle_bounds_are_of(problem, space->factors, mapping) &&
           is_lean(problem, space, mapping) && groups_in_space(mapping) &&
           (!space->even || is_even(mapping)) &&
           (!space->has || space->has(space->context, mapping));
}
