/* One search for all problems with one canonical problem, against a search for each. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mapper/canonical.h"
#include "oracle/cases.h"

#define LOOPS 3

static const enum map_objective objectives[] = {OBJECTIVE_ENERGY, OBJECTIVE_LATENCY, OBJECTIVE_EDP};

static struct map_problem draw(int number)
{
    struct oracle_random random = {7000003 + (uint64_t)number};
    struct map_problem problem;
    oracle_random_problem(&random, (enum oracle_kind)(number % ORACLE_KIND_COUNT), LOOPS, &problem);
    return problem;
}

/* Other costs of the steps themselves: large, small or none. */
static void redraw_constants(struct oracle_random *random, struct map_problem *p)
{
    double scale[] = {0, 0.3, 5, 400};
    p->term_pj = scale[oracle_random_below(random, 4)] * oracle_random_unit(random);
    p->step_write_psum_pj = scale[oracle_random_below(random, 4)] * oracle_random_unit(random);
    for (int t = 0; t < TENSOR_COUNT; t++)
        p->step_read_pj[t] = scale[oracle_random_below(random, 4)] * oracle_random_unit(random);
}

static void redraw_times(struct oracle_random *random, struct map_problem *p)
{
    p->cycles_per_step = 1 + oracle_random_below(random, 9);
    p->dram_bits_per_cycle = oracle_random_below(random, 50);
    p->collect_bits_per_cycle = oracle_random_below(random, 50);
    p->glb_read_bits_per_cycle = oracle_random_below(random, 50);
    for (int t = 0; t < TENSOR_COUNT; t++)
        p->deliver_bits_per_cycle[t] = oracle_random_below(random, 50);
}

/* What a machine without a GLB, or with one scratchpad, does not read. */
static void redraw_unread(struct oracle_random *random, struct map_problem *p)
{
    if (p->spad_shared)
        p->spad_bits[1] = (uint64_t)oracle_random_below(random, 1000);
    if (p->has_glb)
        return;
    p->glb_bits = (uint64_t)oracle_random_below(random, 1000);
    p->glb_read_pj[WORD_I] = oracle_random_unit(random);
    p->glb_write_bits_per_cycle = oracle_random_below(random, 50);
    p->glb_may_bypass[TENSOR_O] = oracle_random_below(random, 2);
}

static struct map_problem draw_sibling(int number, const struct map_problem *of,
                                       enum map_objective objective)
{
    struct oracle_random random = {9000011 + (uint64_t)number};
    struct map_problem sibling = *of;
    redraw_unread(&random, &sibling);
    if (objective != OBJECTIVE_EDP)
        redraw_constants(&random, &sibling);
    if (objective == OBJECTIVE_ENERGY)
        redraw_times(&random, &sibling);
    return sibling;
}

static int near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fabs(b);
}

/* 1 if the shared result is what a search for this problem alone gives. */
static int is_as_alone(const struct map_problem *problem, enum map_objective objective,
                       const struct map_solution *shared)
{
    struct map_solve_options options = {.objective = objective};
    struct map_solution alone;
    struct map_result result;
    cr_assert(map_solve(problem, &options, &alone) == 0, "no memory");
    if (!alone.found || !shared->found)
        return alone.found == shared->found && alone.proven == shared->proven &&
               !strcmp(alone.reason, shared->reason);
    return map_evaluate(problem, &shared->mapping, &result, NULL) == MAP_OK &&
           map_objective_value(&result, objective) == shared->objective &&
           !memcmp(&result, &shared->result, sizeof result) &&
           near(shared->objective, alone.objective) && shared->proven == alone.proven &&
           shared->lower_bound <= shared->objective && near(shared->lower_bound, alone.objective);
}

/* A search of one problem, handed to another that has the same canonical problem. */
static int share(int number, enum map_objective objective)
{
    struct map_problem problem = draw(number), sibling = draw_sibling(number, &problem, objective);
    struct map_solve_options options = {.objective = objective};
    struct map_canonical canonical, other;
    struct map_solution found, first, second;
    map_canonical_of(&canonical, &problem, &(struct map_solve_options){.objective = objective});
    map_canonical_of(&other, &sibling, &(struct map_solve_options){.objective = objective});
    cr_assert(map_canonical_equal(&canonical, &other), "problem %d is not its sibling's", number);
    cr_assert(map_canonical_solve(&canonical, &options, &found) == 0, "no memory");
    map_canonical_apply(&problem, objective, &found, &first);
    map_canonical_apply(&sibling, objective, &found, &second);
    return is_as_alone(&problem, objective, &first) && is_as_alone(&sibling, objective, &second);
}

Test(canonical, one_search_does_for_all_that_share_it)
{
    int problems = getenv("ENOS_LONG") ? 40 * ORACLE_KIND_COUNT : 8 * ORACLE_KIND_COUNT;
    for (int i = 0; i < problems; i++)
        for (int o = 0; o < 3; o++)
            cr_expect(share(i, objectives[o]), "problem %d, objective %d", i, o);
}

/* A gap is a share of the whole, constant included, and asks most where the constant is least. */
Test(canonical, keeps_a_gap)
{
    int early = 0;
    for (int i = 0; i < 8 * ORACLE_KIND_COUNT; i++) {
        struct map_solve_options options = {.objective = OBJECTIVE_ENERGY, .gap = 0.1}, exact = {0};
        struct map_problem problem = draw(i);
        struct map_canonical canonical;
        struct map_solution found, out, best;
        map_canonical_of(&canonical, &problem,
                         &(struct map_solve_options){.objective = OBJECTIVE_ENERGY});
        cr_assert(map_canonical_solve(&canonical, &options, &found) == 0);
        map_canonical_apply(&problem, OBJECTIVE_ENERGY, &found, &out);
        cr_assert(map_solve(&problem, &exact, &best) == 0);
        cr_assert_eq(out.found, best.found);
        if (!out.found)
            continue;
        early += !out.proven;
        cr_expect(out.lower_bound >= out.objective * (1 - options.gap) * (1 - 1e-12),
                  "problem %d: %g of %g", i, out.lower_bound, out.objective);
        cr_expect(out.lower_bound <= best.objective * (1 + 1e-9), "problem %d: no bound", i);
        cr_expect(out.objective >= best.objective * (1 - 1e-9), "problem %d: below the best", i);
    }
    cr_expect(early > 10, "only %d searches ended before the proof", early);
}

/* A problem in which nothing is dropped and no value is zero. */
static struct map_canonical full_problem(void)
{
    struct map_canonical full = {.objective = OBJECTIVE_EDP};
    memset(&full.problem, 1, offsetof(struct map_problem, constraints));
    return full;
}

static void spoil_constraints(struct map_canonical *out, int change)
{
    struct arch_constraints *c = &out->problem.constraints;
    if (change == 0)
        c->limit[SITE_X][DIM_M].most = 3;
    else if (change == 1)
        c->limit[SITE_SPAD][DIM_S].least = 3;
    else if (change == 2)
        c->order[SITE_DRAM][ORDER_OF_KEY].outside[DIM_P] = 1;
    else if (change == 3)
        c->glb_keeps = 1;
    else if (change == 4)
        c->nodes = (struct arch_nodes){.count = 1, .node = {{.bound = 2}}};
    else if (change == 5)
        out->factors = FACTORS_IMPERFECT;
    else if (change == 6)
        out->even = 1;
    else
        out->most_cycles = 7;
}

/* What is asked changes the key, the line that asks it does not. */
Test(canonical, the_key_is_of_what_is_asked)
{
    struct map_canonical full = full_problem();
    char key[MAP_KEY_SIZE], changed[MAP_KEY_SIZE];
    map_canonical_key(&full, key);
    for (int change = 0; change < 8; change++) {
        struct map_canonical other = full;
        spoil_constraints(&other, change);
        map_canonical_key(&other, changed);
        cr_expect(strcmp(key, changed), "change %d", change);
        cr_expect(!map_canonical_equal(&full, &other), "change %d", change);
    }
    full.problem.constraints.limit[SITE_X][DIM_M].most_by.line = 3;
    map_canonical_key(&full, changed);
    cr_expect(!strcmp(key, changed));
}

/* Every byte that is not padding changes the key; padding does not. */
Test(canonical, the_key_is_of_every_value_and_of_nothing_else)
{
    struct map_canonical full = full_problem();
    char key[MAP_KEY_SIZE], changed[MAP_KEY_SIZE];
    int unread = 0;
    map_canonical_key(&full, key);
    for (size_t i = 0; i < offsetof(struct map_problem, constraints); i++) {
        struct map_canonical other = full;
        ((unsigned char *)&other.problem)[i] ^= 0x41;
        map_canonical_key(&other, changed);
        int is_equal = map_canonical_equal(&full, &other);
        cr_expect_eq(is_equal, !strcmp(key, changed), "byte %zu", i);
        unread = is_equal ? unread + 1 : 0;
        cr_expect(unread < 8, "byte %zu is more than padding, and is not read", i);
    }
    full.objective = OBJECTIVE_ENERGY;
    map_canonical_key(&full, changed);
    cr_expect(strcmp(key, changed) != 0, "the objective is not in the key");
}

/* What is no constant of an objective stays. */
Test(canonical, keeps_what_matters)
{
    for (int o = 0; o < 3; o++) {
        struct map_problem problem = draw(ORACLE_TWO_AXES), other;
        struct map_canonical a, b;
        map_canonical_of(&a, &problem, &(struct map_solve_options){.objective = objectives[o]});
        for (int change = 0; change < 4; change++) {
            other = problem;
            other.bits[WORD_PSUM] += change == 0;
            other.spad_drain_pj += change == 1;
            other.spad_fill_pj[TENSOR_W] += change == 2;
            other.cycles_per_step += change == 3;
            map_canonical_of(&b, &other, &(struct map_solve_options){.objective = objectives[o]});
            int is_free = change == 3 && objectives[o] == OBJECTIVE_ENERGY;
            cr_expect_eq(map_canonical_equal(&a, &b), is_free, "objective %d, change %d", o,
                         change);
        }
    }
    struct map_problem problem = draw(0), other = problem;
    struct map_canonical a, b;
    other.term_pj += 1;
    map_canonical_of(&a, &problem, &(struct map_solve_options){.objective = OBJECTIVE_EDP});
    map_canonical_of(&b, &other, &(struct map_solve_options){.objective = OBJECTIVE_EDP});
    cr_expect(!map_canonical_equal(&a, &b), "a term's energy is no constant of energy x delay");
}
