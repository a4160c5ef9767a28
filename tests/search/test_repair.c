#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "search/repair.h"
#include "workloads/random_stream.h"

enum { LAYERS = 7, CHOICES = 5, ALL = 78125 };

struct fixture {
    double energy[LAYERS * CHOICES], latency[LAYERS * CHOICES], score[LAYERS * CHOICES];
    struct cost cost;
};

static void fill(struct fixture *f, enum cost_kind kind, uint64_t seed)
{
    struct random_stream stream = {seed};
    double energy = 0, latency = 0;
    for (size_t l = 0; l < LAYERS; l++) {
        double size = exp(random_gaussian(&stream));
        for (size_t j = 0; j < CHOICES; j++) {
            size_t i = l * CHOICES + j;
            f->energy[i] = size * (j ? 0.1 + 0.8 * random_uniform(&stream) : 1);
            f->latency[i] = size * (j ? 0.3 + 0.7 * random_uniform(&stream) : 1);
            f->score[i] = 3 * random_gaussian(&stream);
        }
        energy += f->energy[l * CHOICES];
        latency += f->latency[l * CHOICES];
    }
    for (size_t i = 0; i < LAYERS * CHOICES; i++) {
        f->energy[i] /= energy;
        f->latency[i] /= latency;
    }
    f->cost = (struct cost){kind, LAYERS, CHOICES, f->energy, f->latency, 1000, 2000};
}

static double score_of(const struct fixture *f, const size_t *choice)
{
    double sum = 0;
    for (size_t l = 0; l < LAYERS; l++)
        sum += f->score[l * CHOICES + choice[l]];
    return sum;
}

/* By trying all: the largest score with cost from low to high, -inf if there is none. */
static double best_of_all(const struct fixture *f, double low, double high)
{
    double best = -INFINITY;
    for (size_t number = 0; number < ALL; number++) {
        size_t choice[LAYERS], rest = number;
        for (size_t l = 0; l < LAYERS; l++, rest /= CHOICES)
            choice[l] = rest % CHOICES;
        double cost = cost_assignment(&f->cost, choice);
        if (cost >= low && cost <= high)
            best = fmax(best, score_of(f, choice));
    }
    return best;
}

static enum repair_result repair(const struct fixture *f, double target, size_t *choice, char *note)
{
    enum repair_result result = search_repair(&f->cost, f->score, target, 0.01, choice, note);
    cr_assert_neq(result, REPAIR_NO_MEMORY);
    return result;
}

/* Of costs that add up the best is found; what rounding may miss lies within 7 half steps of
 * 1/20000 of the window's edges, so the best of the window less that is a bound. */
static void compare(enum cost_kind kind, uint64_t seed, double target)
{
    static struct fixture f;
    size_t choice[LAYERS];
    char note[REPAIR_NOTE_MAX];
    double slack = LAYERS * target / 40000;
    fill(&f, kind, seed);
    double inner = best_of_all(&f, 0.99 * target + slack, target - slack);
    double outer = best_of_all(&f, 0.99 * target, target);
    enum repair_result result = repair(&f, target, choice, note);
    double cost = cost_assignment(&f.cost, choice);
    if (!isfinite(inner))
        return;
    cr_assert_eq(result, REPAIR_MET, "%s", note);
    cr_assert(cost >= 0.99 * target && cost <= target * (1 + 1e-12));
    cr_assert(score_of(&f, choice) >= inner - 1e-9, "seed %d, target %g: %g, not %g", (int)seed,
              target, score_of(&f, choice), inner);
    cr_assert(score_of(&f, choice) <= outer + 1e-9);
}

Test(repair, is_the_likeliest_of_all_that_meet_the_target)
{
    for (uint64_t seed = 0; seed < 4; seed++)
        for (double target = 0.3; target < 1; target += 0.15)
            for (int kind = COST_ENERGY; kind <= COST_LATENCY; kind++)
                compare((enum cost_kind)kind, seed, target);
}

Test(repair, energy_times_latency_is_met_and_nearly_the_likeliest)
{
    static struct fixture f;
    for (uint64_t seed = 0; seed < 4; seed++)
        for (double target = 0.25; target < 0.8; target += 0.15) {
            size_t choice[LAYERS];
            char note[REPAIR_NOTE_MAX];
            fill(&f, COST_EDP, seed);
            double best = best_of_all(&f, 0.99 * target, target);
            if (!isfinite(best))
                continue;
            cr_assert_eq(repair(&f, target, choice, note), REPAIR_MET, "%s", note);
            double cost = cost_assignment(&f.cost, choice);
            cr_assert(cost >= 0.99 * target && cost <= target * 1.01);
            /* Not exact: the ratio is that of a neighbour. */
            cr_assert(score_of(&f, choice) > best - 2, "%d %g: %g %g", (int)seed, target,
                      score_of(&f, choice), best);
        }
}

/* Two layers of two choices: costs .3, .6, .7 and 1. */
static struct fixture tiny(double *score)
{
    static double energy[] = {0.5, 0.1, 0.5, 0.2};
    static double latency[] = {0.5, 0.5, 0.5, 0.5};
    memcpy(score, (double[]){0, 1, 0, 2}, 4 * sizeof *score);
    return (struct fixture){
        .cost = {COST_ENERGY, 2, 2, energy, latency, 1, 1},
    };
}

Test(repair, an_assignment_that_costs_just_the_target_meets_it)
{
    double score[4];
    size_t choice[2];
    char note[REPAIR_NOTE_MAX];
    struct fixture f = tiny(score);
    cr_assert_eq(search_repair(&f.cost, score, 0.7, 0.01, choice, note), REPAIR_MET);
    cr_assert(choice[0] == 0 && choice[1] == 1);
    cr_assert_eq(search_repair(&f.cost, score, 0.3, 0, choice, note), REPAIR_MET);
    cr_assert(choice[0] == 1 && choice[1] == 1);
    /* .7 is above .695, but within 1 % of it. */
    cr_assert_eq(search_repair(&f.cost, score, 0.695, 0.01, choice, note), REPAIR_MET);
    cr_assert(choice[0] == 0 && choice[1] == 1);
    cr_assert_str_empty(note);
}

Test(repair, says_why_a_target_is_missed)
{
    double score[4];
    size_t choice[2];
    char note[REPAIR_NOTE_MAX];
    struct fixture f = tiny(score);
    cr_assert_eq(search_repair(&f.cost, score, 0.65, 0.01, choice, note), REPAIR_MISSED);
    cr_assert(choice[0] == 1 && choice[1] == 1, "the likeliest that costs less");
    cr_assert_str_eq(note,
                     "no assignment within 1 % of the target 0.65 was found: this one costs 0.3");
    cr_assert_eq(search_repair(&f.cost, score, 0.25, 0.01, choice, note), REPAIR_MISSED);
    cr_assert(choice[0] == 1 && choice[1] == 1);
    cr_assert_str_eq(note, "the target 0.25 is not met: the cheapest assignment costs 0.3 of the "
                           "reference");
    cr_assert_eq(search_repair(&f.cost, score, 1.5, 0.01, choice, note), REPAIR_MISSED);
    cr_assert_str_eq(note, "the target 1.5 is not reached: the dearest assignment costs 1 of the "
                           "reference");
}

Test(repair, what_is_not_allowed_is_not_taken)
{
    double score[4];
    size_t choice[2];
    char note[REPAIR_NOTE_MAX];
    struct fixture f = tiny(score);
    score[1] = -INFINITY;
    cr_assert_eq(search_repair(&f.cost, score, 0.3, 0.01, choice, note), REPAIR_MISSED);
    cr_assert(choice[0] == 0 && choice[1] == 1);
}

/* .6 and .7 are as likely. */
Test(repair, ties_go_to_the_lower_cost)
{
    static const double equal[4] = {0};
    double score[4];
    size_t choice[2];
    char note[REPAIR_NOTE_MAX];
    struct fixture f = tiny(score);
    cr_assert_eq(search_repair(&f.cost, equal, 0.7, 0.2, choice, note), REPAIR_MET);
    cr_assert(choice[0] == 1 && choice[1] == 0);
}
