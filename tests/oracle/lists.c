#include "lists.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "legal.h"
#include "signature.h"

/* Nodes are put one under another until nothing is left to any dimension. */
struct lister {
    const struct map_problem *problem;
    const struct oracle_space *space;
    struct map_mapping mapping;
    struct oracle_listed *out;
    struct oracle_signature *seen; /* of the mappings in the space */
    size_t count, room;
    int without_memory;
};

static void remember(struct lister *lister)
{
    if (lister->count == lister->room) {
        lister->room = lister->room ? 2 * lister->room : 1024;
        struct oracle_signature *more = realloc(lister->seen, lister->room * sizeof *more);
        if (!more) {
            lister->without_memory = 1;
            return;
        }
        lister->seen = more;
    }
    oracle_sign(lister->problem, &lister->mapping, &lister->seen[lister->count++]);
}

static int spads_fit(const struct map_problem *problem, const struct oracle_counts *counts)
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        uint64_t bits = counts->spad_tile_bits[t] << (problem->double_buffer ? 1 : 0);
        if (bits > problem->spad_bits[problem->spad_shared ? 0 : t])
            return 0;
    }
    return 1;
}

static void take_list(struct lister *lister)
{
    struct oracle_counts counts;
    lister->out->lists++;
    if (!oracle_well_formed(lister->problem, &lister->mapping) ||
        !oracle_in_space(lister->problem, lister->space, &lister->mapping))
        return;
    enum oracle_status status = oracle_count(lister->problem, &lister->mapping, &counts);
    lister->without_memory |= status == ORACLE_NO_MEMORY;
    if (spads_fit(lister->problem, &counts))
        remember(lister);
    if (status != ORACLE_OK)
        return;
    double objective[ORACLE_OBJECTIVES] = {[ORACLE_ENERGY] = counts.energy_pj,
                                           [ORACLE_LATENCY] = counts.cycles,
                                           [ORACLE_EDP] = counts.energy_pj * counts.cycles};
    for (int i = 0; i < ORACLE_OBJECTIVES; i++)
        lister->out->least[i] = fmin(lister->out->least[i], objective[i]);
}

/* The bounds of a dimension stay below its size until its innermost loop is put: each outer one
 * is at most the tiles that are left to it. */
static int has_room(const struct lister *lister, int dim)
{
    int product = 1;
    for (int i = 0; i < lister->mapping.count; i++) {
        const struct map_node *node = &lister->mapping.node[i];
        if (node->kind != NODE_KEEP && (int)node->dim == dim)
            product *= node->bound;
    }
    return product < lister->problem->size[dim];
}

static int is_complete(const struct lister *lister)
{
    int spads = 0;
    for (int i = 0; i < lister->mapping.count; i++) {
        const struct map_node *node = &lister->mapping.node[i];
        spads += node->kind == NODE_KEEP && node->level == LEVEL_SPAD;
    }
    for (int d = 0; d < DIM_COUNT; d++) {
        if (has_room(lister, d))
            return 0;
    }
    return spads == TENSOR_COUNT;
}

/* Neighbouring keep nodes are written in one order only; nothing of the GLB stands below the array
 * or a scratchpad, no spatial loop below a scratchpad. */
static int may_keep(const struct lister *lister, enum map_level level, int tensor)
{
    const struct map_node *last = &lister->mapping.node[lister->mapping.count - 1];
    if (level == LEVEL_GLB && (!lister->problem->has_glb || !lister->problem->glb_may_keep[tensor]))
        return 0;
    if (last->kind == NODE_KEEP && last->level == level && (int)last->tensor >= tensor)
        return 0;
    for (int i = 0; i < lister->mapping.count; i++) {
        const struct map_node *node = &lister->mapping.node[i];
        int inside = node->kind == NODE_PAR || (node->kind == NODE_KEEP && node->level > level);
        int same = node->kind == NODE_KEEP && node->level == level && (int)node->tensor == tensor;
        if (same || (inside && level == LEVEL_GLB))
            return 0;
    }
    return 1;
}

static int is_above_spads(const struct lister *lister)
{
    for (int i = 0; i < lister->mapping.count; i++) {
        if (lister->mapping.node[i].kind == NODE_KEEP &&
            lister->mapping.node[i].level == LEVEL_SPAD)
            return 0;
    }
    return 1;
}

static void put_nodes(struct lister *lister);

static void put_keeps(struct lister *lister)
{
    for (int level = LEVEL_GLB; level < LEVEL_COUNT; level++) {
        for (int t = 0; t < TENSOR_COUNT; t++) {
            if (!may_keep(lister, (enum map_level)level, t))
                continue;
            map_add_keep(&lister->mapping, (enum map_level)level, (enum tensor)t);
            put_nodes(lister);
            lister->mapping.count--;
        }
    }
}

static void put_loops(struct lister *lister, enum dim dim)
{
    for (int bound = 2; bound <= lister->problem->size[dim]; bound++) {
        map_add_for(&lister->mapping, dim, bound);
        put_nodes(lister);
        lister->mapping.count--;
        for (int axis = 0; axis < 2 && is_above_spads(lister); axis++) {
            if (bound > lister->problem->axis_size[axis])
                continue;
            map_add_par(&lister->mapping, dim, bound, axis);
            put_nodes(lister);
            lister->mapping.count--;
        }
    }
}

static void put_nodes(struct lister *lister)
{
    if (is_complete(lister))
        take_list(lister);
    put_keeps(lister);
    for (int d = 0; d < DIM_COUNT; d++) {
        if (has_room(lister, d))
            put_loops(lister, (enum dim)d);
    }
}

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct oracle_signature));
}

int oracle_list_all(const struct map_problem *problem, const struct oracle_space *space,
                    struct oracle_listed *out)
{
    struct lister lister = {.problem = problem, .space = space, .out = out};
    *out = (struct oracle_listed){.least = {INFINITY, INFINITY, INFINITY}};
    for (int t = 0; t < TENSOR_COUNT; t++)
        map_add_keep(&lister.mapping, LEVEL_DRAM, (enum tensor)t);
    put_nodes(&lister);
    if (lister.count)
        qsort(lister.seen, lister.count, sizeof *lister.seen, compare);
    for (size_t i = 0; i < lister.count; i++)
        out->mappings += i == 0 || compare(&lister.seen[i - 1], &lister.seen[i]) != 0;
    free(lister.seen);
    return lister.without_memory ? -1 : 0;
}
