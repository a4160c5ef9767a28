/* The front that searches under caps find is the one that full enumeration finds, on random small
 * problems of every kind, in every space; and what a front claims when it may leave points out
 * holds for all mappings. ENOS_SEED=n for fresh cases, ENOS_LONG=1 for more. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "mapper/front.h"
#include "oracle/legal.h"
#include "solver_case.h"

static const double more = 1 + 1e-9;

static uint64_t number_from(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text && *text ? strtoull(text, NULL, 10) : otherwise;
}

/* One problem, and what enumeration knows of it. */
struct front_case {
    struct solver_case drawn;
    struct oracle_front all, lean;
};

struct tally {
    int cases, wrong;
    size_t points, most_points, searches;
};

static void draw(struct front_case *out, const struct solver_plan *plan, int number)
{
    struct oracle_random random = {number_from("ENOS_SEED", 7) * 1000033 + (uint64_t)number};
    enum oracle_kind kind = (enum oracle_kind)(number % ORACLE_KIND_COUNT);
    cr_assert(solver_case_draw(&random, plan, kind, ORACLE_ENERGY, 0, &out->drawn),
              "no case of: %s", oracle_kind_name(kind));
    cr_assert(oracle_front_of(&out->drawn.problem, out->drawn.space, UINT64_MAX, &out->all,
                              &out->lean) == 0);
    cr_assert(out->all.count > 0);
}

static void release(struct front_case *c)
{
    oracle_front_free(&c->all);
    oracle_front_free(&c->lean);
}

static void find(const struct front_case *c, struct map_front_options *options,
                 struct map_front *out)
{
    struct map_solve_options solve = solver_case_options(c->drawn.space, ORACLE_ENERGY);
    options->solve.factors = solve.factors;
    options->solve.even = solve.even;
    cr_assert(map_front_find(&c->drawn.problem, options, out) == 0, "no memory");
}

/* ---- words for a mistake ---- */

/* And what one search under its cycles finds. */
static void explain_point(const struct front_case *c, const struct oracle_point *point)
{
    static struct map_solution found;
    struct map_solve_options options = solver_case_options(c->drawn.space, ORACLE_ENERGY);
    options.most_cycles = point->cycles;
    cr_assert(map_solve(&c->drawn.problem, &options, &found) == 0, "no memory");
    cr_log_error(
        " enumerated %.12g pJ %.12g cycles; a search finds %.12g pJ %.12g cycles, proven %d",
        point->energy_pj, point->cycles, found.result.energy_pj, found.result.latency_cycles,
        found.proven);
}

static void explain(const struct front_case *c, const struct map_front *front, int number)
{
    const struct map_problem *p = &c->drawn.problem;
    cr_log_error("case %d, %s: %zu points, enumerated %zu (lean %zu), open %g, energy factor %.12g",
                 number, oracle_kind_name((enum oracle_kind)(number % ORACLE_KIND_COUNT)),
                 front->count, c->all.count, c->lean.count, front->open_cycles,
                 front->energy_factor);
    for (int d = 0; d < DIM_COUNT; d++)
        cr_log_error(" %c%d", dim_letters[d], p->size[d]);
    for (size_t i = 0; i < front->count; i++)
        cr_log_error(" found      %.12g pJ %.12g cycles", front->point[i].energy_pj,
                     front->point[i].cycles);
    cr_log_error(" least energy, enumerated: %.12g pJ", c->drawn.best.objective);
    explain_point(c, &(struct oracle_point){0});
    for (size_t i = 0; i < c->all.count; i++)
        explain_point(c, &c->all.point[i]);
}

/* ---- checks ---- */

static int same(double a, double b)
{
    return fabs(a - b) <= 2e-9 * b;
}

/* The point's mapping is one of the space, fits, and costs what the point says. */
static int is_true(const struct front_case *c, const struct map_front_point *point)
{
    struct oracle_counts counts;
    const struct map_problem *problem = &c->drawn.problem;
    return oracle_count(problem, &point->mapping, &counts) == ORACLE_OK &&
           oracle_in_space(problem, c->drawn.space, &point->mapping) &&
           same(counts.energy_pj, point->energy_pj) && same(counts.cycles, point->cycles) &&
           counts.glb_tile_bits * (problem->double_buffer ? 2 : 1) == point->glb_bits;
}

static int is_monotone(const struct map_front *front)
{
    for (size_t i = 1; i < front->count; i++)
        if (front->point[i].energy_pj <= front->point[i - 1].energy_pj ||
            front->point[i].cycles >= front->point[i - 1].cycles)
            return 0;
    return 1;
}

static int equals(const struct map_front *front, const struct oracle_front *other)
{
    int equal = front->count == other->count;
    for (size_t i = 0; equal && i < front->count; i++)
        equal = same(front->point[i].energy_pj, other->point[i].energy_pj) &&
                same(front->point[i].cycles, other->point[i].cycles);
    return equal;
}

/* A point of at most so much of the energy and of the cycles. */
static int has_point(const struct map_front *front, const struct oracle_point *of,
                     double energy_factor, double cycles_factor)
{
    for (size_t i = 0; i < front->count; i++)
        if (front->point[i].energy_pj <= of->energy_pj * energy_factor * more &&
            front->point[i].cycles <= of->cycles * cycles_factor * more)
            return 1;
    return 0;
}

/* No mapping beats a point: it would be no mapping. */
static int beats(const struct map_front *front, const struct oracle_front *all)
{
    int beaten = 0;
    for (size_t i = 0; i < front->count; i++)
        beaten += !oracle_front_covers(all, front->point[i].energy_pj, front->point[i].cycles);
    return beaten;
}

/* What the front claims of all mappings holds of those of lean bounds. */
static int keeps_claim(const struct front_case *c, const struct map_front *front)
{
    int kept = !beats(front, &c->all) && is_monotone(front);
    for (size_t i = 0; i < c->lean.count; i++)
        kept &= c->lean.point[i].cycles <= front->open_cycles ||
                has_point(front, &c->lean.point[i], front->energy_factor, front->cycles_factor);
    for (size_t i = 0; i < front->count; i++)
        kept &= is_true(c, &front->point[i]);
    return kept;
}

/* Bounds in time that are not lean are not tried: the front lies between. */
static int is_exact(const struct front_case *c, const struct map_front *front)
{
    int exact = map_front_is_certain(front) && keeps_claim(c, front);
    return exact && (c->drawn.space->factors == ORACLE_FACTORS_IMPERFECT || equals(front, &c->all));
}

static void check_exact(const struct front_case *c, int number, struct tally *tally)
{
    struct map_front_options options = {0};
    struct map_front front;
    find(c, &options, &front);
    int wrong = !is_exact(c, &front);
    if (wrong)
        explain(c, &front, number);
    tally->wrong += wrong;
    tally->cases++;
    tally->points += front.count;
    tally->searches += front.searches;
    tally->most_points = front.count > tally->most_points ? front.count : tally->most_points;
    map_front_free(&front);
}

static void run_exact(const struct solver_plan *plan, struct tally *tally)
{
    *tally = (struct tally){0};
    int cases = number_from("ENOS_LONG", 0) ? 10 * plan->cases : plan->cases;
    for (int i = 0; i < cases; i++) {
        static struct front_case c;
        draw(&c, plan, i);
        check_exact(&c, i, tally);
        release(&c);
    }
    cr_log_info("%d cases, %d wrong: %zu points, at most %zu of one, %zu searches", tally->cases,
                tally->wrong, tally->points, tally->most_points, tally->searches);
    cr_assert(tally->wrong == 0, "%d of %d fronts differ", tally->wrong, tally->cases);
    cr_assert(tally->most_points > 3, "fronts of few points");
}

static const struct solver_plan spatial_plan = {
    4 * ORACLE_KIND_COUNT, 0, 3, 2, 100, 300000, 0, 0, {0}};

Test(front_oracle, spatial)
{
    struct tally tally;
    run_exact(&spatial_plan, &tally);
}

Test(front_oracle, perfect)
{
    struct tally tally;
    const struct oracle_space space = {.factors = ORACLE_FACTORS_PERFECT};
    const struct solver_plan plan = {2 * ORACLE_KIND_COUNT, 0, 3, 2, 100, 300000, 0, 0, space};
    run_exact(&plan, &tally);
}

Test(front_oracle, even)
{
    struct tally tally;
    const struct oracle_space space = {.even = 1};
    const struct solver_plan plan = {ORACLE_KIND_COUNT, 0, 3, 2, 50, 30000, 0, 0, space};
    run_exact(&plan, &tally);
}

/* Of imperfect bounds not all that may be faster are tried (docs/mapper.md), so a front proves
 * nothing but its bounds. */
Test(front_oracle, imperfect)
{
    const struct oracle_space space = {.factors = ORACLE_FACTORS_IMPERFECT};
    const struct solver_plan plan = {ORACLE_KIND_COUNT, 0, 2, 1, 20, 30000, 0, 0, space};
    for (int i = 0; i < plan.cases; i++) {
        static struct front_case c;
        struct map_front_options options = {0};
        struct map_front front;
        draw(&c, &plan, i);
        find(&c, &options, &front);
        int kept = keeps_claim(&c, &front);
        if (!kept)
            explain(&c, &front, i);
        cr_expect(kept, "case %d: the claim does not hold", i);
        map_front_free(&front);
        release(&c);
    }
}

/* ---- fronts that leave points out ---- */

/* Returns the points of all fronts, which keep what they claim. */
static size_t count_points(struct map_front_options *options, size_t *open)
{
    size_t points = 0;
    for (int i = 0; i < ORACLE_KIND_COUNT; i++) {
        static struct front_case c;
        struct map_front front;
        draw(&c, &spatial_plan, i);
        find(&c, options, &front);
        int kept = keeps_claim(&c, &front);
        if (!kept)
            explain(&c, &front, i);
        cr_expect(kept, "case %d: the claim does not hold", i);
        cr_expect(front.energy_factor <= 1 / (1 - options->solve.gap) * more || *open == SIZE_MAX);
        points += front.count;
        *open += front.open_cycles > 0;
        map_front_free(&front);
        release(&c);
    }
    return points;
}

Test(front_oracle, claims_hold)
{
    struct map_front_options exact = {0}, coarse = {.tolerance = 0.25}, early = {.solve.gap = 0.05};
    size_t open = 0, points = count_points(&exact, &open);
    size_t coarse_points = count_points(&coarse, &open);
    size_t early_points = count_points(&early, &open);
    cr_log_info("%zu points; %zu with a tolerance of 25 %%, %zu with a gap of 5 %%", points,
                coarse_points, early_points);
    cr_assert(open == 0);
    cr_assert(coarse_points < points, "%zu, not fewer than %zu", coarse_points, points);
}

/* Searches that give up after a little work: what they did not look at is said to be open. */
Test(front_oracle, what_is_open_is_said)
{
    size_t all_open = 0;
    for (int i = 0; i < ORACLE_KIND_COUNT; i++) {
        static struct front_case c;
        struct map_front_options options = {.solve.work_limit = 1};
        struct map_front front;
        draw(&c, &spatial_plan, i);
        find(&c, &options, &front);
        cr_expect(keeps_claim(&c, &front), "case %d: the claim does not hold", i);
        all_open += front.open_cycles > 0 || front.energy_factor > more;
        map_front_free(&front);
        release(&c);
    }
    cr_assert(all_open > 0, "every search was done with a single step");
}

Test(front_oracle, stopped_before_it_began)
{
    static struct front_case c;
    atomic_int stop = 1;
    struct map_front_options options = {.solve.stop = &stop};
    struct map_front front;
    draw(&c, &spatial_plan, 0);
    find(&c, &options, &front);
    cr_assert(front.open_cycles > 0 && front.searches <= 1);
    cr_assert(!map_front_is_certain(&front));
    cr_assert(keeps_claim(&c, &front));
    map_front_free(&front);
    release(&c);
}
