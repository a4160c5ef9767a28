/* The solver finds what full enumeration finds, on random small problems of
 * every kind and in every space of mappings: tens of cases; with ENOS_LONG=1 many more and larger
 * ones, of energy at least 25 of each kind. ENOS_SEED=n for fresh cases. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "solver_case.h"

enum { MOST_CASES = 8192 };

static uint64_t number_from(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text && *text ? strtoull(text, NULL, 10) : otherwise;
}

struct tally {
    uint64_t mappings[MOST_CASES];
    int cases, wrong, caught;
    int kind[ORACLE_KIND_COUNT];
};

static void run_case(struct oracle_random *random, const struct solver_plan *plan,
                     enum oracle_kind kind, enum oracle_objective objective, struct tally *tally)
{
    static struct solver_case c;
    int gains = plan->gains && tally->cases % 2;
    cr_assert(solver_case_draw(random, plan, kind, objective, gains, &c), "no case of: %s",
              oracle_kind_name(kind));
    for (int k = 0; k < ORACLE_KIND_COUNT; k++)
        tally->kind[k] += solver_case_has(&c, (enum oracle_kind)k);
    tally->mappings[tally->cases++] = c.best.mappings;
    int wrong = solver_case_check(&c);
    if (wrong)
        cr_log_error("case %d, of kind: %s", tally->cases, oracle_kind_name(kind));
    tally->wrong += wrong > 0;
    if (plan->breaks_bounds)
        tally->caught += solver_case_catches_broken_bound(&c);
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void report(struct tally *tally)
{
    qsort(tally->mappings, (size_t)tally->cases, sizeof *tally->mappings, ascending);
    cr_log_info("%d cases, %d wrong, %d catch a bound 1 %% too high; mappings: fewest %llu, "
                "median %llu, most %llu",
                tally->cases, tally->wrong, tally->caught, (unsigned long long)tally->mappings[0],
                (unsigned long long)tally->mappings[tally->cases / 2],
                (unsigned long long)tally->mappings[tally->cases - 1]);
    for (int k = 0; k < ORACLE_KIND_COUNT; k++)
        cr_log_info("%4d  %s", tally->kind[k], oracle_kind_name((enum oracle_kind)k));
}

static int rarest(const struct tally *tally)
{
    int rare = 0;
    for (int k = 0; k < ORACLE_KIND_COUNT; k++)
        rare = tally->kind[k] < tally->kind[rare] ? k : rare;
    return rare;
}

static struct oracle_random random_of(uint64_t seed, enum oracle_objective objective, int i)
{
    return (struct oracle_random){(seed * 3 + (uint64_t)objective) * 1000003 + (uint64_t)i};
}

/* Every kind in turn, then the rarest until there are enough of each. */
static void run_cases(enum oracle_objective objective, const struct solver_plan *plan)
{
    static struct tally tally;
    uint64_t seed = number_from("ENOS_SEED", 1);
    tally = (struct tally){0};
    while (tally.cases < MOST_CASES) {
        int i = tally.cases, rare = rarest(&tally);
        struct oracle_random random = random_of(seed, objective, i);
        if (i >= plan->cases && tally.kind[rare] >= plan->least_a_kind)
            break;
        rare = i < plan->cases ? i % ORACLE_KIND_COUNT : rare;
        run_case(&random, plan, (enum oracle_kind)rare, objective, &tally);
    }
    report(&tally);
    cr_assert(tally.wrong == 0, "%d of %d cases differ", tally.wrong, tally.cases);
    cr_expect(tally.kind[rarest(&tally)] >= plan->least_a_kind, "too few cases of: %s",
              oracle_kind_name((enum oracle_kind)rarest(&tally)));
    cr_expect(!plan->breaks_bounds || tally.caught > 0, "no case catches a broken bound");
}

static const struct solver_plan *pick_plan(const struct solver_plan *few,
                                           const struct solver_plan *many)
{
    return number_from("ENOS_LONG", 0) ? many : few;
}

Test(solver_oracle, least_energy)
{
    static const struct solver_plan few = {40, 1, 4, 2, 10000, 5000000, 1, 0, {0}};
    static const struct solver_plan many = {200, 25, 5, 2, 10000, 30000000, 1, 0, {0}};
    run_cases(ORACLE_ENERGY, pick_plan(&few, &many));
}

static const struct solver_plan many_small = {
    40 * ORACLE_KIND_COUNT, 0, 3, 2, 100, 300000, 0, 0, {0}};

static const struct solver_plan many_more_small = {
    400 * ORACLE_KIND_COUNT, 0, 3, 3, 100, 1500000, 0, 0, {0}};

/* Cases that the search once got wrong, by the seed and number they were drawn with (a log counts
 * from 1, this from 0). */
Test(solver_oracle, once_missed)
{
    static const struct {
        uint64_t seed;
        int number;
        const char *why;
        const struct solver_plan *plan; /* NULL: many_small */
    } cases[] = {
        {101, 692, "a short last chunk of a plain window", NULL},
        {102, 390, "an input that is all padding", NULL},
        {103, 66, "outputs that the GLB takes once", NULL},
        {203, 493, "a sum with a bound that had stopped below what was enough", NULL},
        {210, 561, "a bound that stopped between hopeless and enough", NULL},
        {1, 5456, "a loop inside the PE, outside of one above the array", &many_more_small},
    };
    static struct tally tally;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct oracle_random random = random_of(cases[i].seed, ORACLE_ENERGY, cases[i].number);
        int wrong = tally.wrong;
        run_case(&random, cases[i].plan ? cases[i].plan : &many_small,
                 (enum oracle_kind)(cases[i].number % ORACLE_KIND_COUNT), ORACLE_ENERGY, &tally);
        cr_expect(tally.wrong == wrong, "missed again: %s", cases[i].why);
    }
}

/* Rare corners of the map space: many cases instead of large ones. */
Test(solver_oracle, least_energy_of_many_small)
{
    run_cases(ORACLE_ENERGY, pick_plan(&many_small, &many_more_small));
}

Test(solver_oracle, least_latency)
{
    static const struct solver_plan few = {ORACLE_KIND_COUNT, 0, 4, 1, 10000, 1000000, 0, 0, {0}};
    static const struct solver_plan many = {
        2 * ORACLE_KIND_COUNT, 0, 4, 2, 10000, 5000000, 0, 0, {0}};
    run_cases(ORACLE_LATENCY, pick_plan(&few, &many));
}

Test(solver_oracle, least_edp)
{
    static const struct solver_plan few = {ORACLE_KIND_COUNT, 0, 4, 1, 10000, 1000000, 0, 0, {0}};
    static const struct solver_plan many = {
        2 * ORACLE_KIND_COUNT, 0, 4, 2, 10000, 5000000, 0, 0, {0}};
    run_cases(ORACLE_EDP, pick_plan(&few, &many));
}

/* ---- other spaces ---- */

static const struct oracle_space imperfect = {.factors = ORACLE_FACTORS_IMPERFECT};
static const struct oracle_space perfect = {.factors = ORACLE_FACTORS_PERFECT};
static const struct oracle_space even = {.even = 1};
#define EVEN_IMPERFECT                                                                             \
    {                                                                                              \
        .factors = ORACLE_FACTORS_IMPERFECT, .even = 1                                             \
    }

static const struct solver_plan few_imperfect = {
    36, 1, 3, 0, 500, 100000, 1, 1, {.factors = ORACLE_FACTORS_IMPERFECT}};

Test(solver_oracle, least_energy_of_imperfect)
{
    const struct solver_plan many = {200, 10, 3, 2, 1000, 5000000, 1, 1, imperfect};
    run_cases(ORACLE_ENERGY, pick_plan(&few_imperfect, &many));
}

/* A loop of taps inside the PEs stands outside of one of positions above the array. */
Test(solver_oracle, taps_outside_of_positions_once_missed)
{
    static struct tally tally;
    int number = 11;
    struct oracle_random random = random_of(503, ORACLE_ENERGY, number);
    tally.cases = number;
    run_case(&random, &few_imperfect, (enum oracle_kind)number, ORACLE_ENERGY, &tally);
    cr_assert(tally.wrong == 0, "missed again");
}

/* A loop along which the input slides inside the PE may not move above the array. */
Test(solver_oracle, small_imperfect_once_missed)
{
    const struct solver_plan plan = {20 * ORACLE_KIND_COUNT, 0, 2, 1, 10, 30000, 0, 0, imperfect};
    static struct tally tally;
    struct oracle_random random = random_of(201, ORACLE_ENERGY, 54);
    run_case(&random, &plan, (enum oracle_kind)(54 % ORACLE_KIND_COUNT), ORACLE_ENERGY, &tally);
    cr_assert(tally.wrong == 0, "missed again");
}

Test(solver_oracle, least_energy_of_many_small_imperfect)
{
    const struct solver_plan few = {20 * ORACLE_KIND_COUNT, 0, 2, 1, 10, 30000, 0, 0, imperfect};
    const struct solver_plan many = {400 * ORACLE_KIND_COUNT, 0, 2, 2, 10, 300000, 0, 0, imperfect};
    run_cases(ORACLE_ENERGY, pick_plan(&few, &many));
}

Test(solver_oracle, least_latency_of_imperfect)
{
    const struct solver_plan few = {ORACLE_KIND_COUNT, 0, 3, 0, 100, 30000, 0, 1, imperfect};
    const struct solver_plan many = {
        5 * ORACLE_KIND_COUNT, 0, 3, 2, 1000, 1000000, 0, 1, imperfect};
    run_cases(ORACLE_LATENCY, pick_plan(&few, &many));
}

Test(solver_oracle, least_edp_of_imperfect)
{
    const struct solver_plan few = {ORACLE_KIND_COUNT, 0, 3, 0, 100, 30000, 0, 1, imperfect};
    const struct solver_plan many = {
        5 * ORACLE_KIND_COUNT, 0, 3, 2, 1000, 1000000, 0, 1, imperfect};
    run_cases(ORACLE_EDP, pick_plan(&few, &many));
}

Test(solver_oracle, least_energy_of_perfect)
{
    const struct solver_plan few = {10 * ORACLE_KIND_COUNT, 0, 3, 2, 100, 300000, 0, 0, perfect};
    const struct solver_plan many = {200 * ORACLE_KIND_COUNT, 0, 4, 2, 100, 1500000, 0, 0, perfect};
    run_cases(ORACLE_ENERGY, pick_plan(&few, &many));
}

Test(solver_oracle, least_latency_of_perfect)
{
    const struct solver_plan few = {ORACLE_KIND_COUNT, 0, 4, 1, 1000, 300000, 0, 0, perfect};
    run_cases(ORACLE_LATENCY, &few);
}

Test(solver_oracle, least_energy_of_even)
{
    const struct solver_plan few = {5 * ORACLE_KIND_COUNT, 0, 3, 2, 50, 30000, 0, 0, even};
    const struct solver_plan many = {200 * ORACLE_KIND_COUNT, 0, 3, 3, 100, 300000, 0, 0, even};
    run_cases(ORACLE_ENERGY, pick_plan(&few, &many));
}

Test(solver_oracle, least_latency_of_even)
{
    const struct solver_plan few = {ORACLE_KIND_COUNT, 0, 3, 2, 50, 30000, 0, 0, even};
    run_cases(ORACLE_LATENCY, &few);
}

Test(solver_oracle, least_edp_of_even)
{
    const struct solver_plan few = {ORACLE_KIND_COUNT, 0, 3, 2, 50, 30000, 0, 0, even};
    run_cases(ORACLE_EDP, &few);
}

static const struct solver_plan few_even_imperfect = {
    2 * ORACLE_KIND_COUNT, 0, 2, 1, 20, 5000, 0, 1, EVEN_IMPERFECT};

/* Two loops of a dimension in one level, that another one parts, each lean, together not. */
Test(solver_oracle, even_imperfect_once_missed)
{
    static struct tally tally = {.cases = 1}; /* of an odd number: it gains by its factors */
    struct oracle_random random = random_of(101, ORACLE_ENERGY, 23);
    run_case(&random, &few_even_imperfect, (enum oracle_kind)(23 % ORACLE_KIND_COUNT),
             ORACLE_ENERGY, &tally);
    cr_assert(tally.wrong == 0, "missed again");
}

Test(solver_oracle, least_energy_of_even_imperfect)
{
    const struct solver_plan many = {100 * ORACLE_KIND_COUNT, 0, 3, 2, 50, 100000, 0, 0,
                                     EVEN_IMPERFECT};
    run_cases(ORACLE_ENERGY, pick_plan(&few_even_imperfect, &many));
}

/* ---- no mapping ---- */

static void draw_cramped(struct oracle_random *random, int number, int loops,
                         struct map_problem *problem)
{
    oracle_random_problem(random, (enum oracle_kind)(number % ORACLE_KIND_COUNT), loops, problem);
    problem->glb_bits /= 8;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        problem->spad_bits[t] /= (uint64_t)(1 + oracle_random_below(random, 4));
        problem->glb_may_bypass[t] = oracle_random_below(random, 2);
        problem->glb_may_keep[t] |= !problem->glb_may_bypass[t];
    }
}

/* Buffers too small for any mapping: found by neither, and the solver says what is missing. */
static int count_without_mapping(const struct oracle_space *space, int loops)
{
    int none = 0;
    for (int i = 0; i < 10 * ORACLE_KIND_COUNT; i++) {
        struct oracle_random random = {number_from("ENOS_SEED", 1) * 1000003 + (uint64_t)i};
        struct map_solve_options options = solver_case_options(space, ORACLE_ENERGY);
        static struct map_solution solution;
        struct map_problem problem;
        struct oracle_best best;
        draw_cramped(&random, i, loops, &problem);
        cr_assert(oracle_best(&problem, space, ORACLE_ENERGY, UINT64_MAX, &best) == 0);
        cr_assert(map_solve(&problem, &options, &solution) == 0);
        cr_expect(solution.found == best.found, "case %d: found %d, enumerated %d", i,
                  solution.found, best.found);
        cr_expect(best.found || solution.reason[0], "case %d: no reason", i);
        none += !best.found;
    }
    cr_log_info("%d problems without a mapping", none);
    return none;
}

Test(solver_oracle, nothing_fits)
{
    int none = count_without_mapping(&(struct oracle_space){0}, 3);
    cr_assert(none > 20, "only %d problems without a mapping", none);
}

Test(solver_oracle, nothing_fits_of_imperfect)
{
    int none = count_without_mapping(&imperfect, 2);
    cr_assert(none > 20, "only %d problems without a mapping", none);
}

Test(solver_oracle, nothing_fits_of_even)
{
    int none = count_without_mapping(&even, 3);
    cr_assert(none > 20, "only %d problems without a mapping", none);
}
