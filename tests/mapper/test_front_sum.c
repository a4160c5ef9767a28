/* Sums of fronts against all choices of a point of each. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "mapper/front_sum.h"
#include "oracle/front.h"
#include "oracle/random.h"

enum { PARTS_MAX = 5, POINTS_MAX = 7 };

struct parts {
    struct map_front_point point[PARTS_MAX][POINTS_MAX];
    struct map_front front[PARTS_MAX];
    const struct map_front *part[PARTS_MAX];
    size_t count;
};

/* Energies rise and cycles fall, by whole numbers or by fractions; few enough to meet often. */
static void draw(struct parts *out, uint64_t seed)
{
    struct oracle_random random = {seed * 1000003};
    int whole = oracle_random_below(&random, 2);
    out->count = 1 + (size_t)oracle_random_below(&random, PARTS_MAX);
    for (size_t p = 0; p < out->count; p++) {
        size_t points = 1 + (size_t)oracle_random_below(&random, POINTS_MAX);
        double energy = 10, cycles = 100;
        for (size_t i = 0; i < points; i++) {
            out->point[p][i] = (struct map_front_point){.energy_pj = energy, .cycles = cycles};
            energy += whole ? 1 + oracle_random_below(&random, 4) : oracle_random_unit(&random);
            cycles -= whole ? 1 + oracle_random_below(&random, 9) : oracle_random_unit(&random);
        }
        out->front[p] = (struct map_front){.point = out->point[p], .count = points};
        out->part[p] = &out->front[p];
    }
}

/* Calls `see` with the sum of every choice. */
static void each_choice(const struct parts *parts, size_t part, struct oracle_point sum,
                        void (*see)(void *context, const struct oracle_point *sum), void *context)
{
    if (part == parts->count) {
        see(context, &sum);
        return;
    }
    for (size_t i = 0; i < parts->front[part].count; i++) {
        struct oracle_point next = {sum.energy_pj + parts->point[part][i].energy_pj,
                                    sum.cycles + parts->point[part][i].cycles};
        each_choice(parts, part + 1, next, see, context);
    }
}

static void offer(void *context, const struct oracle_point *sum)
{
    cr_assert(oracle_front_offer(context, sum->energy_pj, sum->cycles) == 0);
}

static int same(double a, double b)
{
    return fabs(a - b) <= 1e-9 * b;
}

/* 1 if the points picked for one of the sum add up to it. */
static int is_sum_of_picks(const struct parts *parts, const struct map_front_sum *sum, size_t i)
{
    double energy = 0, cycles = 0;
    for (size_t p = 0; p < sum->parts; p++) {
        uint32_t pick = sum->pick[i * sum->parts + p];
        if (pick >= parts->front[p].count)
            return 0;
        energy += parts->point[p][pick].energy_pj;
        cycles += parts->point[p][pick].cycles;
    }
    return same(energy, sum->point[i].energy_pj) && same(cycles, sum->point[i].cycles);
}

static void check_picks(const struct parts *parts, const struct map_front_sum *sum)
{
    for (size_t i = 0; i < sum->count; i++)
        cr_expect(is_sum_of_picks(parts, sum, i));
}

/* Sums that are equal but for their last bits may both be there: as long as enumerated. */
static struct oracle_front front_of_sum(const struct map_front_sum *sum)
{
    struct oracle_front front = {0};
    for (size_t i = 0; i < sum->count; i++)
        cr_assert(!oracle_front_offer(&front, sum->point[i].energy_pj, sum->point[i].cycles));
    return front;
}

static int equals(const struct oracle_front *a, const struct oracle_front *b)
{
    int equal = a->count == b->count;
    for (size_t i = 0; equal && i < a->count; i++)
        equal = same(a->point[i].energy_pj, b->point[i].energy_pj) &&
                same(a->point[i].cycles, b->point[i].cycles);
    return equal;
}

Test(front_sum, without_tolerance_is_exact)
{
    size_t points = 0;
    for (uint64_t i = 0; i < 300; i++) {
        static struct parts parts;
        struct map_front_sum sum;
        struct oracle_front all = {0};
        draw(&parts, i);
        each_choice(&parts, 0, (struct oracle_point){0}, offer, &all);
        cr_assert(map_front_sum(parts.part, parts.count, 0, NULL, &sum) == 0);
        struct oracle_front ours = front_of_sum(&sum);
        cr_expect(equals(&ours, &all), "case %d: %zu points, enumerated %zu", (int)i, ours.count,
                  all.count);
        cr_expect(sum.cycles_factor <= 1 + 1e-12);
        check_picks(&parts, &sum);
        points += sum.count;
        oracle_front_free(&ours);
        oracle_front_free(&all);
        map_front_sum_free(&sum);
    }
    cr_assert(points > 3000, "only %zu points", points);
}

/* A choice that a thinned sum must cover. */
struct claim {
    const struct map_front_sum *sum;
    double factor;
    size_t broken;
};

static void cover(void *context, const struct oracle_point *choice)
{
    struct claim *claim = context;
    for (size_t i = 0; i < claim->sum->count; i++)
        if (claim->sum->point[i].energy_pj <= choice->energy_pj * (1 + 1e-12) &&
            claim->sum->point[i].cycles <= choice->cycles * claim->factor * (1 + 1e-12))
            return;
    claim->broken++;
}

static void check_ends(const struct map_front_sum *sum, const struct parts *parts)
{
    double least = 0, fastest = 0;
    for (size_t p = 0; p < parts->count; p++) {
        least += parts->point[p][0].energy_pj;
        fastest += parts->point[p][parts->front[p].count - 1].cycles;
    }
    cr_expect(same(sum->point[0].energy_pj, least));
    cr_expect(same(sum->point[sum->count - 1].cycles, fastest));
}

/* Thinned: fewer points, none lost by more than is said, which is no more than was allowed. */
Test(front_sum, thinned_loses_what_it_says)
{
    size_t all = 0, kept = 0, lossy = 0;
    for (uint64_t i = 0; i < 300; i++) {
        static struct parts parts;
        struct map_front_sum exact, thin;
        draw(&parts, 1000 + i);
        cr_assert(map_front_sum(parts.part, parts.count, 0, NULL, &exact) == 0);
        cr_assert(map_front_sum(parts.part, parts.count, 0.02, NULL, &thin) == 0);
        struct claim claim = {&thin, thin.cycles_factor, 0};
        each_choice(&parts, 0, (struct oracle_point){0}, cover, &claim);
        cr_expect(claim.broken == 0, "case %d: %zu choices are not covered", (int)i, claim.broken);
        cr_expect(thin.cycles_factor <= 1.02 * (1 + 1e-12), "%g", thin.cycles_factor);
        check_picks(&parts, &thin);
        check_ends(&thin, &parts);
        all += exact.count, kept += thin.count, lossy += thin.cycles_factor > 1;
        map_front_sum_free(&exact);
        map_front_sum_free(&thin);
    }
    cr_log_info("%zu points, %zu after thinning", all, kept);
    cr_assert(kept < all / 2 && lossy > 100);
}

Test(front_sum, without_a_part_there_is_none)
{
    static struct parts parts;
    struct map_front_sum sum;
    draw(&parts, 3);
    parts.count = 2;
    parts.part[0] = parts.part[1] = &parts.front[0];
    parts.front[0].count = 0;
    cr_assert(map_front_sum(parts.part, 2, 0, NULL, &sum) == 0);
    cr_assert(sum.count == 0);
    map_front_sum_free(&sum);
}
