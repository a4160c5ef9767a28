#include "sim_mapping.h"

#include "sample.h"

enum { LOOPS_MOST = 16, PHASES = 3 }; /* loops stand above the array, on it or below */

struct loop {
    struct map_node node;
    int phase;
};

/* The loops of one dimension. They are found from the innermost on, and taken from the outermost.
 */
struct sequence {
    enum dim dim;
    int size, units; /* of the layer; in a tile of the loops so far */
    int count;
    struct loop loop[LOOPS_MOST];
};

struct draft {
    const struct map_problem *problem;
    struct oracle_random *random;
    int free[2]; /* places left on the axes */
    struct sequence sequence[DIM_COUNT];
    int count;
    struct map_node loop[MAP_NODES_MAX];       /* of all dimensions, outermost first */
    int glb[TENSOR_COUNT], spad[TENSOR_COUNT]; /* number of loops above; GLB -1: bypass */
};

static int ceil_div(int a, int b)
{
    return (a + b - 1) / b;
}

static int tiles_left(const struct sequence *s)
{
    return ceil_div(s->size, s->units);
}

static void add_outside(struct sequence *s, enum map_node_kind kind, int bound, int axis)
{
    static const int phase[] = {[NODE_FOR] = 0, [NODE_PAR] = 1};
    if (bound == 1)
        return;
    struct loop *loop = &s->loop[s->count++];
    loop->node = (struct map_node){.kind = kind, .dim = s->dim, .bound = bound, .axis = axis};
    loop->phase = phase[kind];
    s->units *= bound;
}

static int is_window(enum dim d)
{
    return d == DIM_P || d == DIM_Q || d == DIM_R || d == DIM_S;
}

/* Fewer PEs that leave as many turns. */
static int lean(int tiles, int bound, int others)
{
    while (bound > 1 && ceil_div(tiles, (bound - 1) * others) == ceil_div(tiles, bound * others))
        bound--;
    return bound;
}

/* Up to two loops on the array, one on each axis. */
static void draw_spatial(struct draft *d, struct sequence *s)
{
    int tiles = tiles_left(s), bound[2] = {1, 1}, first = oracle_random_below(d->random, 2);
    for (int i = 0; i < 2; i++) {
        int axis = (first + i) % 2, others = bound[0] * bound[1];
        int most = tiles / others < d->free[axis] ? tiles / others : d->free[axis];
        bound[axis] = 1 + oracle_random_below(d->random, most);
    }
    for (int axis = 0; axis < 2 && !is_window(s->dim); axis++)
        bound[axis] = lean(tiles, bound[axis], bound[1 - axis]);
    if (!is_window(s->dim)) /* the second may have made room for the first */
        bound[0] = lean(tiles, bound[0], bound[1]);
    for (int axis = 0; axis < 2; axis++)
        d->free[axis] /= bound[axis];
    add_outside(s, NODE_PAR, bound[first], first);
    add_outside(s, NODE_PAR, bound[1 - first], 1 - first);
}

static void draw_temporal(struct draft *d, struct sequence *s)
{
    add_outside(s, NODE_FOR, 2 + oracle_random_below(d->random, tiles_left(s) - 1), 0);
}

static void draw_sequence(struct draft *d, enum dim dim, int is_spatial)
{
    struct sequence *s = &d->sequence[dim];
    *s = (struct sequence){.dim = dim, .size = d->problem->size[dim], .units = 1};
    while (dim != DIM_G && tiles_left(s) > 1 && oracle_random_once_in(d->random, 2))
        draw_temporal(d, s);
    for (int i = 0; i < s->count; i++)
        s->loop[i].phase = PHASES - 1;
    if (is_spatial)
        draw_spatial(d, s);
    if (dim == DIM_G)
        add_outside(s, NODE_FOR, tiles_left(s), 0);
    while (tiles_left(s) > 1)
        draw_temporal(d, s);
}

/* Each gets its turn at the places of the array. */
static void draw_sequences(struct draft *d)
{
    int first = oracle_random_below(d->random, DIM_COUNT);
    for (int i = 0; i < DIM_COUNT; i++)
        draw_sequence(d, (enum dim)((first + i) % DIM_COUNT), oracle_random_below(d->random, 2));
}

/* ---- one order of all loops ---- */

static const struct loop *next_of(const struct sequence *s)
{
    return s->count > 0 ? &s->loop[s->count - 1] : NULL;
}

static int earliest_phase(const struct draft *d)
{
    int earliest = PHASES;
    for (int i = 0; i < DIM_COUNT; i++) {
        const struct loop *next = next_of(&d->sequence[i]);
        earliest = next && next->phase < earliest ? next->phase : earliest;
    }
    return earliest;
}

static void add_loop(struct draft *d, struct map_node node)
{
    d->loop[d->count++] = node;
}

/* G comes first; the others at random, phase after phase or all mixed. */
static void draw_order(struct draft *d)
{
    int is_mixed = oracle_random_once_in(d->random, 3);
    const struct loop *group = next_of(&d->sequence[DIM_G]);
    if (group && group->node.kind == NODE_FOR) {
        add_loop(d, group->node);
        d->sequence[DIM_G].count--;
    }
    for (int phase; (phase = earliest_phase(d)) < PHASES;) {
        struct sequence *s = &d->sequence[oracle_random_below(d->random, DIM_COUNT)];
        const struct loop *next = next_of(s);
        if (!next || (next->phase > phase && !is_mixed))
            continue;
        add_loop(d, next->node);
        s->count--;
        if (oracle_random_once_in(d->random, 12))
            add_loop(d, (struct map_node){.kind = NODE_FOR,
                                          .dim = (enum dim)oracle_random_below(d->random, DIM_G),
                                          .bound = 1});
    }
}

/* ---- keep nodes ---- */

static void find_array(const struct draft *d, int *first, int *end)
{
    *first = d->count;
    *end = 0;
    for (int i = d->count - 1; i >= 0; i--) {
        if (d->loop[i].kind != NODE_PAR)
            continue;
        *first = i;
        *end = *end > i ? *end : i + 1;
    }
}

static int between(struct draft *d, int from, int to)
{
    return from + oracle_random_below(d->random, to - from + 1);
}

static void draw_keeps(struct draft *d)
{
    const struct map_problem *p = d->problem;
    int first, end;
    find_array(d, &first, &end);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        int keeps = p->has_glb && p->glb_may_keep[t] &&
                    (!p->glb_may_bypass[t] || oracle_random_below(d->random, 3) > 0);
        d->glb[t] = keeps ? between(d, 0, first) : -1;
        end = d->glb[t] > end ? d->glb[t] : end;
    }
    for (int t = 0; t < TENSOR_COUNT; t++)
        d->spad[t] = between(d, end, d->count);
}

static void add_keeps(const int place[TENSOR_COUNT], enum map_level level, int at,
                      struct map_mapping *out)
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (place[t] == at)
            map_add_keep(out, level, (enum tensor)t);
    }
}

void oracle_random_uneven_mapping(struct oracle_random *random, const struct map_problem *problem,
                                  struct map_mapping *out)
{
    struct draft d = {.problem = problem,
                      .random = random,
                      .free = {problem->axis_size[0], problem->axis_size[1]}};
    draw_sequences(&d);
    draw_order(&d);
    draw_keeps(&d);
    out->count = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        map_add_keep(out, LEVEL_DRAM, (enum tensor)t);
    for (int i = 0; i <= d.count; i++) {
        add_keeps(d.glb, LEVEL_GLB, i, out);
        add_keeps(d.spad, LEVEL_SPAD, i, out);
        if (i < d.count)
            out->node[out->count++] = d.loop[i];
    }
}

int oracle_has_short_tile(const struct map_problem *problem, const struct map_mapping *mapping)
{
    int units[DIM_COUNT] = {1, 1, 1, 1, 1, 1, 1, 1};
    for (int i = mapping->count - 1; i >= 0; i--) {
        const struct map_node *node = &mapping->node[i];
        if (node->kind == NODE_KEEP)
            continue;
        if (node->kind == NODE_FOR &&
            ceil_div(problem->size[node->dim], units[node->dim]) % node->bound != 0)
            return 1;
        units[node->dim] *= node->bound;
    }
    return 0;
}

void oracle_make_uneven(struct oracle_random *random, struct map_problem *problem)
{
    static const enum dim position[2] = {DIM_P, DIM_Q}, tap[2] = {DIM_R, DIM_S};
    for (int d = 0; d < DIM_COUNT; d++) {
        if (problem->size[d] < 4 || oracle_random_once_in(random, 2))
            continue;
        problem->size[d]--;
        problem->extent[d] -= d == problem->lane_dim ? problem->lanes : 1;
        for (int axis = 0; axis < 2; axis++) {
            problem->input[axis] -= d == (int)position[axis] ? problem->stride[axis] : 0;
            problem->input[axis] -= d == (int)tap[axis] ? problem->dilation[axis] : 0;
            problem->input[axis] += problem->input[axis] < 1 ? 1 - problem->input[axis] : 0;
        }
    }
}

void oracle_print_mapping(FILE *file, const struct map_mapping *mapping)
{
    static const char *const levels[LEVEL_COUNT] = {"DRAM", "GLB", "spad"};
    static const char *const axes[2] = {"@X", "@Y"};
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *n = &mapping->node[i];
        if (n->kind == NODE_KEEP)
            fprintf(file, " %s(%c)", levels[n->level], tensor_letters[n->tensor]);
        else
            fprintf(file, " %c%d%s", dim_letters[n->dim], n->bound,
                    n->kind == NODE_PAR ? axes[n->axis] : "");
    }
    fprintf(file, "\n");
}

void oracle_random_spatial_mapping(struct oracle_random *random, const struct map_problem *problem,
                                   struct map_mapping *out)
{
    oracle_random_mapping(random, problem, ORACLE_FACTORS_SPATIAL, out);
}
