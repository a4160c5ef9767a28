/* Constraints of mappings on random mappings of random problems: what is written of a mapping
 * allows it and no other; whatever a mapping obeys is no contradiction. ENOS_SEED=n for fresh
 * ones. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "constraint_text.h"
#include "mapper/constrain.h"
#include "oracle/cases.h"
#include "oracle/sample.h"

enum { PROBLEMS = 40, MAPPINGS = 10, LOOPS = 6 };

static struct oracle_random seeded(uint64_t seed)
{
    const char *fresh = getenv("ENOS_SEED");
    return (struct oracle_random){fresh ? strtoull(fresh, NULL, 10) * 1000 + seed : seed};
}

/* A mapping of a problem, with bounds of these factors, which fits. */
struct drawn {
    enum map_factors factors;
    struct map_problem problem;
    struct map_mapping mapping;
};

/* Calls `look` for mappings of problems of every kind; returns how many there were. */
static int each_mapping(uint64_t seed, void (*look)(struct oracle_random *, const struct drawn *))
{
    struct oracle_random random = seeded(seed);
    int count = 0;
    for (int i = 0; i < PROBLEMS * ORACLE_KIND_COUNT; i++) {
        struct drawn drawn = {.factors = FACTORS_SPATIAL};
        oracle_random_problem(&random, (enum oracle_kind)(i % ORACLE_KIND_COUNT), LOOPS,
                              &drawn.problem);
        for (int m = 0; m < MAPPINGS; m++) {
            struct map_result result;
            drawn.factors = m % 2 ? FACTORS_IMPERFECT : FACTORS_SPATIAL;
            oracle_random_mapping(&random, &drawn.problem,
                                  m % 2 ? ORACLE_FACTORS_IMPERFECT : ORACLE_FACTORS_SPATIAL,
                                  &drawn.mapping);
            if (map_evaluate(&drawn.problem, &drawn.mapping, &result, NULL) != MAP_OK)
                continue;
            look(&random, &drawn);
            count++;
        }
    }
    return count;
}

static void say(const struct map_mapping *mapping)
{
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *n = &mapping->node[i];
        if (n->kind == NODE_KEEP)
            cr_log_error("  %d keep %d %c", i + 1, (int)n->level, tensor_letters[n->tensor]);
        else
            cr_log_error("  %d %s %c %d", i + 1, n->kind == NODE_FOR ? "for" : "par",
                         dim_letters[n->dim], n->bound);
    }
}

/* Constraints as they would be read from a file that holds what is written. */
static struct arch_constraints written(const struct drawn *drawn)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    cr_assert_not_null(out);
    map_constraints_write(out, &drawn->problem, &drawn->mapping);
    cr_assert_eq(fclose(out), 0);
    struct arch_constraints constraints = constraints_of_text(text);
    free(text);
    return constraints;
}

static int is_loop(const struct map_node *node)
{
    return node->kind != NODE_KEEP && node->bound > 1;
}

/* Changes the mapping at node i into another one. Returns 0 if that node gives no occasion. */
static int spoil(struct oracle_random *random, struct map_mapping *mapping, int i)
{
    struct map_node *a = &mapping->node[i], *b = &mapping->node[i + 1], node = *a;
    int how = oracle_random_below(random, 3);
    if (how == 0 && is_loop(a)) {
        a->bound *= 2;
        return 1;
    }
    if (how == 1 && is_loop(a) && a->kind == NODE_PAR) {
        a->axis = 1 - a->axis;
        return 1;
    }
    if (how == 1 && a->kind == NODE_KEEP) {
        a->tensor = (enum tensor)((a->tensor + 1) % TENSOR_COUNT);
        return 1;
    }
    int swaps_loops = is_loop(a) && i + 1 < mapping->count && is_loop(b) && a->dim != b->dim;
    int moves_keep = i + 1 < mapping->count &&
                     ((a->kind == NODE_KEEP && is_loop(b)) || (b->kind == NODE_KEEP && is_loop(a)));
    if (how != 2 || !(swaps_loops || moves_keep))
        return 0;
    *a = *b;
    *b = node;
    return 1;
}

static void expect_alone(struct oracle_random *random, const struct drawn *drawn)
{
    struct drawn c = *drawn;
    char reason[MAP_REASON_MAX] = "";
    struct arch_constraints constraints = written(drawn);
    if (oracle_random_once_in(random, 2)) { /* the nodes say it all */
        memset(constraints.limit, 0, sizeof constraints.limit);
        memset(constraints.order, 0, sizeof constraints.order);
    }
    map_constraints_resolve(&c.problem, &constraints);
    if (!map_constraints_obey(&c.problem, &c.mapping, reason)) {
        say(&c.mapping);
        cr_assert(0, "a mapping does not obey what was made of it: %s", reason);
    }
    cr_assert(map_constraints_contradict(&c.problem, c.factors, reason) == 0, "%s", reason);
    for (int times = 0; times < 6; times++) {
        struct map_mapping other = c.mapping;
        if (!spoil(random, &other, oracle_random_below(random, other.count)))
            continue;
        if (map_constraints_obey(&c.problem, &other, reason)) {
            say(&c.mapping);
            cr_log_error("is not:");
            say(&other);
            cr_assert(0, "another mapping obeys");
        }
        cr_assert(strstr(reason, "line ") != NULL, "%s", reason);
    }
}

Test(constrain, what_is_written_of_a_mapping_allows_it_alone)
{
    cr_assert_gt(each_mapping(1, expect_alone), 1000);
}

/* Without the nodes, the factors, orders and what the GLB keeps still hold the mapping; they are
 * what another program may search. */
static void expect_without_nodes(struct oracle_random *random, const struct drawn *drawn)
{
    struct drawn c = *drawn;
    struct arch_constraints constraints = written(drawn);
    char reason[MAP_REASON_MAX] = "";
    (void)random;
    constraints.nodes.count = 0;
    map_constraints_resolve(&c.problem, &constraints);
    cr_assert(map_constraints_obey(&c.problem, &c.mapping, reason), "%s", reason);
    cr_assert(map_constraints_contradict(&c.problem, c.factors, reason) == 0, "%s", reason);
    cr_assert(map_constraints_contradict(&c.problem, FACTORS_IMPERFECT, reason) == 0, "%s", reason);
}

Test(constrain, the_rest_holds_the_mapping_too)
{
    cr_assert_gt(each_mapping(2, expect_without_nodes), 1000);
}

/* Factors by another way than the library's: the levels above are counted on the way down. */
static void take_factors(const struct map_mapping *mapping, int out[SITE_COUNT][DIM_COUNT])
{
    static const enum arch_site of_level[] = {SITE_DRAM, SITE_GLB, SITE_SPAD};
    int level = 0;
    for (int s = 0; s < SITE_COUNT; s++)
        for (int d = 0; d < DIM_COUNT; d++)
            out[s][d] = 1;
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *n = &mapping->node[i];
        if (n->kind == NODE_KEEP && (int)n->level > level)
            level = (int)n->level;
        if (n->kind == NODE_FOR)
            out[of_level[level]][n->dim] *= n->bound;
        if (n->kind == NODE_PAR)
            out[n->axis ? SITE_Y : SITE_X][n->dim] *= n->bound;
    }
}

/* Some constraints that a mapping obeys: limits around its factors, what its GLB keeps. */
static struct arch_constraints around(struct oracle_random *random, const struct drawn *drawn)
{
    struct arch_constraints c = {0};
    int factor[SITE_COUNT][DIM_COUNT];
    take_factors(&drawn->mapping, factor);
    for (int s = 0; s < SITE_COUNT; s++)
        for (int d = 0; d < DIM_COUNT; d++) {
            struct arch_limit *limit = &c.limit[s][d];
            int f = factor[s][d];
            if (oracle_random_once_in(random, 3))
                limit->least = 1 + oracle_random_below(random, f);
            if (oracle_random_once_in(random, 3))
                limit->most = f + oracle_random_below(random, 4);
            if (oracle_random_once_in(random, 2))
                limit->least = limit->most = f;
            if (f == drawn->problem.size[d] && oracle_random_once_in(random, 2))
                limit->least = ARCH_WHOLE, limit->most = 0;
        }
    for (int i = 0; i < drawn->mapping.count; i++) {
        const struct map_node *n = &drawn->mapping.node[i];
        if (n->kind == NODE_KEEP && n->level == LEVEL_GLB && oracle_random_once_in(random, 2))
            c.glb_keeps |= 1u << n->tensor;
    }
    return c;
}

static void expect_no_contradiction(struct oracle_random *random, const struct drawn *drawn)
{
    struct drawn c = *drawn;
    const struct arch_constraints constraints = around(random, drawn);
    char reason[MAP_REASON_MAX] = "";
    map_constraints_resolve(&c.problem, &constraints);
    cr_assert(map_constraints_obey(&c.problem, &c.mapping, reason), "%s", reason);
    if (map_constraints_contradict(&c.problem, c.factors, reason) ||
        map_constraints_contradict(&c.problem, FACTORS_IMPERFECT, reason)) {
        say(&c.mapping);
        cr_assert(0, "a mapping obeys, and yet: %s", reason);
    }
}

Test(constrain, what_a_mapping_obeys_is_no_contradiction)
{
    cr_assert_gt(each_mapping(3, expect_no_contradiction), 1000);
}

/* With the factors of a mapping fixed at all sites, twice as much at one in time cannot be:
 * there would be twice the turns, which the same PEs need only if each did half. */
static void expect_contradiction(struct oracle_random *random, const struct drawn *drawn)
{
    static const enum arch_site in_time[] = {SITE_DRAM, SITE_SPAD};
    struct drawn c = *drawn;
    struct arch_constraints constraints = {0};
    int factor[SITE_COUNT][DIM_COUNT], d = oracle_random_below(random, DIM_COUNT);
    int s = (int)in_time[oracle_random_below(random, 2)];
    char reason[MAP_REASON_MAX] = "";
    if (drawn->factors != FACTORS_SPATIAL)
        return;
    take_factors(&drawn->mapping, factor);
    for (int site = 0; site < SITE_COUNT; site++) {
        struct arch_limit *limit = &constraints.limit[site][d];
        limit->least = limit->most = site == s ? 2 * factor[site][d] : factor[site][d];
    }
    map_constraints_resolve(&c.problem, &constraints);
    cr_assert(eq(int, map_constraints_obey(&c.problem, &c.mapping, NULL), 0));
    if (!map_constraints_contradict(&c.problem, FACTORS_SPATIAL, reason)) {
        say(&c.mapping);
        cr_assert(0, "%c of %d, twice as much at %s", dim_letters[d], c.problem.size[d],
                  arch_site_names[s]);
    }
}

Test(constrain, twice_as_much_at_one_site_is_a_contradiction)
{
    cr_assert_gt(each_mapping(4, expect_contradiction), 1000);
}

/* What the named sets are named for, in words moved. */
static const char *dataflow;
static int obeying;

static void expect_stationary(struct oracle_random *random, const struct drawn *drawn)
{
    struct drawn c = *drawn;
    struct map_result result;
    const struct arch_constraints constraints = constraints_of_text(dataflow);
    uint64_t weights = 1;
    (void)random;
    map_constraints_resolve(&c.problem, &constraints);
    c.problem.multicast = MAP_MULTICAST_ANY;
    if (!map_constraints_obey(&c.problem, &c.mapping, NULL))
        return;
    cr_assert(eq(int, map_evaluate(&c.problem, &c.mapping, &result, NULL), MAP_OK));
    for (int d = 0; d < DIM_COUNT; d++)
        if (d == DIM_G || d == DIM_M || d == DIM_C || d == DIM_R || d == DIM_S)
            weights *= (uint64_t)c.problem.extent[d];
    if (strstr(dataflow, "weight"))
        cr_assert(eq(u64, result.injected[WORD_W], weights));
    else
        cr_assert(eq(u64, result.psum_returned, 0));
    obeying++;
}

Test(constrain, weight_stationary_sends_each_weight_once)
{
    dataflow = "dataflow: weight-stationary\n";
    each_mapping(5, expect_stationary);
    cr_assert_gt(obeying, 20);
}

Test(constrain, output_stationary_sends_no_psum_back)
{
    dataflow = "dataflow: output-stationary\n";
    each_mapping(6, expect_stationary);
    cr_assert_gt(obeying, 20);
}
