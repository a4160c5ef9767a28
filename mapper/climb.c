/* A sketch of a mapping is a table of factors and a few orders; from one that obeys, steps that
 * make it cheaper are taken until there is none, and again from a place some steps away. */
#include "climb.h"

#include <math.h>
#include <string.h>

#include "mapper/constrain.h"
#include "restrict.h"
#include "solver.h"

#define TRIES_MAX 40000
/* Steps away from the best sketch before a new climb. */
#define STEPS_AWAY 3

enum { LEVELS = 3 };

static const enum arch_site level_sites[LEVELS] = {SITE_DRAM, SITE_GLB, SITE_SPAD};

struct sketch {
    int factor[SITE_COUNT][DIM_COUNT];
    int order[LEVELS][DIM_COUNT]; /* dims, outermost first */
    unsigned kept;                /* by the GLB, bit t */
    int place[TENSOR_COUNT];      /* scratchpad nodes: below so many dims of the level's order */
};

struct climb {
    const struct map_problem *problem;
    const struct map_solve_options *options;
    struct sketch best;
    double value;
    struct map_mapping mapping;
    int tries;
    uint64_t random;
};

static void add_level(const struct sketch *k, int level, int from, int to, struct map_mapping *out)
{
    for (int i = from; i < to; i++) {
        enum dim d = (enum dim)k->order[level][i];
        if (k->factor[level_sites[level]][d] > 1)
            map_add_for(out, d, k->factor[level_sites[level]][d]);
    }
}

static void add_keeps(enum map_level level, unsigned tensors, struct map_mapping *out)
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (tensors >> t & 1)
            map_add_keep(out, level, (enum tensor)t);
    }
}

/* The linked axis innermost, so that chains fill up first. */
static void add_array(const struct map_problem *p, const struct sketch *k, struct map_mapping *out)
{
    int inner = p->reduce_link[0] && !p->reduce_link[1] ? 0 : 1;
    for (int pass = 0; pass < 2; pass++) {
        int axis = pass == 0 ? !inner : inner;
        for (int d = 0; d < DIM_COUNT; d++) {
            int factor = k->factor[axis ? SITE_Y : SITE_X][d];
            if (factor > 1)
                map_add_par(out, (enum dim)d, factor, axis);
        }
    }
}

static void add_spads(const struct sketch *k, struct map_mapping *out)
{
    for (int i = 0; i <= DIM_COUNT; i++) {
        unsigned here = 0;
        for (int t = 0; t < TENSOR_COUNT; t++)
            here |= k->place[t] == i ? 1u << t : 0;
        add_keeps(LEVEL_SPAD, here, out);
        add_level(k, 2, i, i < DIM_COUNT ? i + 1 : i, out);
    }
}

static void build(const struct map_problem *p, const struct sketch *k, struct map_mapping *out)
{
    out->count = 0;
    add_keeps(LEVEL_DRAM, (1u << TENSOR_COUNT) - 1, out);
    add_level(k, 0, 0, DIM_COUNT, out);
    add_keeps(LEVEL_GLB, k->kept, out);
    add_level(k, 1, 0, DIM_COUNT, out);
    add_array(p, k, out);
    add_spads(k, out);
}

/* The loop of groups stands outside of all others in time (docs/model.md, rule 4). */
static int is_group_outermost(const struct map_mapping *mapping)
{
    int loops = 0;
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *node = &mapping->node[i];
        if (node->kind != NODE_FOR || node->bound == 1)
            continue;
        if (node->dim == DIM_G && loops)
            return 0;
        loops++;
    }
    return 1;
}

static double value_of(const struct climb *c, const struct map_mapping *mapping)
{
    struct map_result result;
    double most = c->options->most_cycles;
    if (!is_group_outermost(mapping) || !restrict_allows(c->problem, c->options, mapping) ||
        map_evaluate(c->problem, mapping, &result, NULL) != MAP_OK ||
        (most > 0 && result.latency_cycles > most))
        return INFINITY;
    return map_objective_value(&result, c->options->objective);
}

/* Takes a sketch over if it is better than the one at `k`, which has this value. */
static int improve(struct climb *c, struct sketch *k, double *value, const struct sketch *next)
{
    struct map_mapping mapping;
    c->tries++;
    build(c->problem, next, &mapping);
    double found = value_of(c, &mapping);
    if (!(found < *value))
        return 0;
    *k = *next;
    *value = found;
    if (found < c->value) {
        c->value = found;
        c->best = *next;
        c->mapping = mapping;
    }
    return 1;
}

/* ---- steps ---- */

static int smallest_factor(int n)
{
    for (int k = 2; k * k <= n; k++) {
        if (n % k == 0)
            return k;
    }
    return n;
}

/* Steps by number: a factor goes from one site to another; a dimension goes to another place in
 * an order; a tensor goes into the GLB or past it; a scratchpad node goes elsewhere. */
enum {
    FACTOR_STEPS = DIM_COUNT * SITE_COUNT * SITE_COUNT * 2,
    ORDER_STEPS = LEVELS * DIM_COUNT * DIM_COUNT,
    PLACE_STEPS = TENSOR_COUNT * (DIM_COUNT + 1),
    STEPS = FACTOR_STEPS + ORDER_STEPS + PLACE_STEPS + TENSOR_COUNT
};

static int step_factor(struct sketch *k, int number)
{
    int d = number % DIM_COUNT, from = number / DIM_COUNT % SITE_COUNT;
    int to = number / DIM_COUNT / SITE_COUNT % SITE_COUNT;
    int is_whole = number / DIM_COUNT / SITE_COUNT / SITE_COUNT;
    int all = k->factor[from][d], part = is_whole ? all : smallest_factor(all);
    if (from == to || all == 1 || (is_whole && part == smallest_factor(all)))
        return 0;
    k->factor[from][d] /= part;
    k->factor[to][d] *= part;
    return 1;
}

static int step_order(struct sketch *k, int number)
{
    int *order = k->order[number / DIM_COUNT / DIM_COUNT];
    int from = number / DIM_COUNT % DIM_COUNT, to = number % DIM_COUNT, d = order[from];
    if (from == to || k->factor[level_sites[number / DIM_COUNT / DIM_COUNT]][d] == 1)
        return 0;
    for (int i = from; i != to; i += from < to ? 1 : -1)
        order[i] = order[from < to ? i + 1 : i - 1];
    order[to] = d;
    return 1;
}

static int take_step(struct sketch *k, int number)
{
    if (number < FACTOR_STEPS)
        return step_factor(k, number);
    number -= FACTOR_STEPS;
    if (number < ORDER_STEPS)
        return step_order(k, number);
    number -= ORDER_STEPS;
    if (number >= PLACE_STEPS) {
        k->kept ^= 1u << (number - PLACE_STEPS);
        return 1;
    }
    int *place = &k->place[number % TENSOR_COUNT];
    int is_other = *place != number / TENSOR_COUNT;
    *place = number / TENSOR_COUNT;
    return is_other;
}

static int draw(struct climb *c, int count)
{
    c->random = c->random * 6364136223846793005u + 1442695040888963407u;
    return (int)((c->random >> 33) % (uint64_t)count);
}

/* From a sketch of this value as far as single steps lead. */
static void climb_from(struct climb *c, struct sketch *k, double *value)
{
    int first = draw(c, STEPS);
    for (int since = 0; since < STEPS && c->tries < TRIES_MAX; since++) {
        struct sketch next = *k;
        if (take_step(&next, (first + since) % STEPS) && improve(c, k, value, &next)) {
            first = (first + since) % STEPS;
            since = -1;
        }
    }
}

/* ---- the first sketch ---- */

static int is_within(const struct map_problem *p, int site, int d, int factor)
{
    return factor >= map_least(p, (enum arch_site)site, (enum dim)d) &&
           factor <= map_most(p, (enum arch_site)site, (enum dim)d);
}

/* As little as may be at the sites inside, one after another; the rest at the last. */
static int split(const struct map_problem *p, struct sketch *k, int d, const int *site, int sites,
                 int left)
{
    for (int factor = 1; factor <= left; factor++) {
        if (left % factor != 0 || !is_within(p, *site, d, factor) || (sites == 1 && factor < left))
            continue;
        k->factor[*site][d] = factor;
        if (sites == 1 || split(p, k, d, site + 1, sites - 1, left / factor))
            return 1;
    }
    return 0;
}

/* An order that the constraints allow. */
static void sort_dims(const struct map_problem *p, enum arch_site site, int order[DIM_COUNT])
{
    unsigned left = (1u << DIM_COUNT) - 1;
    for (int i = 0; i < DIM_COUNT; i++) {
        int d = DIM_G;
        while (d > 0 && (!(left >> d & 1) || (map_dims_outside(p, site, (enum dim)d) & left)))
            d--;
        while (!(left >> d & 1))
            d++;
        order[i] = d;
        left &= ~(1u << d);
    }
}

static int first_sketch(const struct map_problem *p, struct sketch *k)
{
    static const int sites[SITE_COUNT] = {SITE_SPAD, SITE_X, SITE_Y, SITE_GLB, SITE_DRAM};
    memset(k, 0, sizeof *k);
    for (int level = 0; level < LEVELS; level++)
        sort_dims(p, level_sites[level], k->order[level]);
    for (int d = 0; d < DIM_COUNT; d++) {
        if (!split(p, k, d, sites, SITE_COUNT, p->size[d]))
            return 0;
    }
    return 1;
}

/* Any set in the GLB, any scratchpad nodes inside of the level's loops. */
static void start(struct climb *c)
{
    struct sketch first;
    if (!first_sketch(c->problem, &first))
        return;
    for (unsigned kept = 0; kept < 1u << TENSOR_COUNT; kept++) {
        for (unsigned inside = 0; inside < 1u << TENSOR_COUNT; inside++) {
            struct sketch next = first, *best = &c->best;
            double value = c->value;
            next.kept = kept;
            for (int t = 0; t < TENSOR_COUNT; t++)
                next.place[t] = inside >> t & 1 ? DIM_COUNT : 0;
            improve(c, best, &value, &next);
        }
    }
}

int climb_first(const struct map_problem *problem, const struct map_solve_options *options,
                struct map_mapping *out)
{
    struct climb c = {.problem = problem, .options = options, .value = INFINITY};
    start(&c);
    if (c.value == INFINITY)
        return 0;
    double value = c.value;
    struct sketch k = c.best;
    while (c.tries < TRIES_MAX) {
        climb_from(&c, &k, &value);
        k = c.best;
        for (int i = 0; i < STEPS_AWAY;)
            i += take_step(&k, draw(&c, STEPS));
        value = INFINITY;
        c.tries++;
        struct sketch away = k;
        improve(&c, &k, &value, &away);
        if (value == INFINITY) {
            k = c.best;
            value = c.value;
        }
    }
    *out = c.mapping;
    return 1;
}
