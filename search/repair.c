#include "search/repair.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS 20000 /* of cost, up to the target */
#define PASSES 4    /* of energy times latency, each with the ratio that the last one found */

/* Rounding of sums must not turn "exactly the target" into "above it". */
#define ROUNDING 1e-12

struct knapsack {
    const struct cost *cost;
    const double *score;
    double target, within;
    double *weight;        /* (layer_count, choice_count) costs that add up */
    double unit;           /* cost of a step */
    size_t steps;          /* 0 to steps - 1 */
    double *best, *next;   /* (steps) largest score of the layers so far at that cost */
    unsigned char *taken;  /* (layer_count, steps) the choice behind it */
    size_t *trial, *found; /* (layer_count) */
    double found_score;
    int found_rank;
};

/* How well a cost meets the target: 0 in the window below it, 1 in that above, 2 below both. */
enum { RANK_BUDGET, RANK_ABOVE, RANK_BELOW, RANK_NONE };

static int rank_of(const struct knapsack *k, double cost)
{
    if (cost > k->target * (1 + k->within) * (1 + ROUNDING))
        return RANK_NONE;
    if (cost > k->target * (1 + ROUNDING))
        return RANK_ABOVE;
    return cost >= k->target * (1 - k->within) * (1 - ROUNDING) ? RANK_BUDGET : RANK_BELOW;
}

static size_t step_of(const struct knapsack *k, size_t i)
{
    double step = k->weight[i] / k->unit + 0.5;
    return step < (double)k->steps ? (size_t)step : k->steps;
}

/* The best of the layers before and one choice of this layer. */
static void add_choice(struct knapsack *k, size_t layer, size_t choice)
{
    size_t i = layer * k->cost->choice_count + choice, step = step_of(k, i);
    unsigned char *taken = k->taken + layer * k->steps;
    for (size_t s = step; s < k->steps; s++) {
        double score = k->best[s - step] + k->score[i];
        if (score > k->next[s]) {
            k->next[s] = score;
            taken[s] = (unsigned char)choice;
        }
    }
}

static void fill_with(double *value, size_t count, double with)
{
    for (size_t i = 0; i < count; i++)
        value[i] = with;
}

static void fill(struct knapsack *k)
{
    fill_with(k->best, k->steps, -INFINITY);
    k->best[0] = 0;
    for (size_t l = 0; l < k->cost->layer_count; l++) {
        fill_with(k->next, k->steps, -INFINITY);
        for (size_t j = 0; j < k->cost->choice_count; j++)
            if (isfinite(k->score[l * k->cost->choice_count + j]))
                add_choice(k, l, j);
        double *swap = k->best;
        k->best = k->next;
        k->next = swap;
    }
}

static void trace(const struct knapsack *k, size_t step)
{
    for (size_t l = k->cost->layer_count; l-- > 0;) {
        k->trial[l] = k->taken[l * k->steps + step];
        step -= step_of(k, l * k->cost->choice_count + k->trial[l]);
    }
}

/* Holds the best of every step against its true cost. From low to high: ties keep the cheaper. */
static void pick(struct knapsack *k)
{
    for (size_t step = 0; step < k->steps; step++) {
        if (k->best[step] == -INFINITY)
            continue;
        trace(k, step);
        int rank = rank_of(k, cost_assignment(k->cost, k->trial));
        if (rank > k->found_rank ||
            (rank == k->found_rank && (rank == RANK_NONE || k->best[step] <= k->found_score)))
            continue;
        k->found_rank = rank;
        k->found_score = k->best[step];
        memcpy(k->found, k->trial, k->cost->layer_count * sizeof *k->found);
    }
}

/* Weights for the ratio r of energy and latency; for one of them alone, its shares. */
static void set_weights(struct knapsack *k, double ratio)
{
    const struct cost *cost = k->cost;
    for (size_t i = 0; i < cost->layer_count * cost->choice_count; i++)
        k->weight[i] = cost->kind == COST_ENERGY ? cost->energy[i]
                       : cost->kind == COST_LATENCY
                           ? cost->latency[i]
                           : (ratio * cost->energy[i] + cost->latency[i] / ratio) / 2;
}

static double ratio_of(const struct cost *cost, const size_t *choice)
{
    double energy = cost_energy_pj(cost, choice) / cost->reference_pj;
    double latency = cost_latency_cycles(cost, choice) / cost->reference_cycles;
    return energy > 0 && latency > 0 ? sqrt(latency / energy) : 1;
}

/* The choice of each layer that is the least, or the most by `sign` -1, of the weights. */
static void extreme(const struct knapsack *k, double sign, size_t *choice)
{
    size_t choices = k->cost->choice_count;
    for (size_t l = 0; l < k->cost->layer_count; l++) {
        double least = INFINITY;
        for (size_t i = l * choices; i < (l + 1) * choices; i++)
            if (isfinite(k->score[i]) && sign * k->weight[i] < least) {
                least = sign * k->weight[i];
                choice[l] = i % choices;
            }
    }
}

static void solve(struct knapsack *k)
{
    int passes = k->cost->kind == COST_EDP ? PASSES : 1;
    double ratio = 1;
    for (int pass = 0; pass < passes; pass++) {
        set_weights(k, ratio);
        fill(k);
        pick(k);
        if (k->found_rank == RANK_NONE)
            extreme(k, 1, k->found);
        ratio = ratio_of(k->cost, k->found);
    }
}

static enum repair_result explain(const struct knapsack *k, char note[REPAIR_NOTE_MAX])
{
    double found = cost_assignment(k->cost, k->found);
    note[0] = '\0';
    if (k->found_rank == RANK_BUDGET || k->found_rank == RANK_ABOVE)
        return REPAIR_MET;
    extreme(k, -1, k->trial);
    double most = cost_assignment(k->cost, k->trial);
    if (k->found_rank == RANK_NONE)
        snprintf(note, REPAIR_NOTE_MAX,
                 "the target %.4g is not met: the cheapest assignment costs %.4g of the reference",
                 k->target, found);
    else if (most < k->target)
        snprintf(
            note, REPAIR_NOTE_MAX,
            "the target %.4g is not reached: the dearest assignment costs %.4g of the reference",
            k->target, most);
    else
        snprintf(note, REPAIR_NOTE_MAX,
                 "no assignment within %.3g %% of the target %.4g was found: this one costs %.4g",
                 100 * k->within, k->target, found);
    return REPAIR_MISSED;
}

/* Steps reach as far as the window, and half a step of rounding for every layer. */
static int allocate(struct knapsack *k)
{
    size_t layers = k->cost->layer_count, cells = layers * k->cost->choice_count;
    double bound = k->cost->kind == COST_EDP ? sqrt(k->target) : k->target;
    k->unit = fmax(bound / STEPS, DBL_MIN);
    k->steps = (size_t)(STEPS * (1 + k->within)) + layers + 2;
    k->weight = calloc(cells + 1, sizeof *k->weight);
    k->best = calloc(k->steps, sizeof *k->best);
    k->next = calloc(k->steps, sizeof *k->next);
    k->taken = calloc(layers + 1, k->steps);
    k->trial = calloc(layers + 1, sizeof *k->trial);
    k->found = calloc(layers + 1, sizeof *k->found);
    return k->weight && k->best && k->next && k->taken && k->trial && k->found ? 0 : -1;
}

static void release(struct knapsack *k)
{
    free(k->weight);
    free(k->best);
    free(k->next);
    free(k->taken);
    free(k->trial);
    free(k->found);
}

enum repair_result search_repair(const struct cost *cost, const double *score, double target,
                                 double within, size_t *choice, char note[REPAIR_NOTE_MAX])
{
    struct knapsack k = {
        .cost = cost, .score = score, .target = target, .within = within, .found_rank = RANK_NONE};
    enum repair_result result = REPAIR_NO_MEMORY;
    if (allocate(&k) == 0) {
        solve(&k);
        result = explain(&k, note);
        memcpy(choice, k.found, cost->layer_count * sizeof *choice);
    }
    release(&k);
    return result;
}
