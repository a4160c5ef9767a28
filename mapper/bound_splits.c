/* The bound of a whole nest for objectives of several terms: a split of the places must do for all
 * of them at once, energy and every port, and has so many PEs at work. */
#include <math.h>

#include "bound.h"
#include "least.h"

static struct cost fixed_cost(struct solver *s, const struct node_bound *const node[TENSOR_COUNT],
                              double traffic_pj)
{
    struct cost cost = {{s->fixed_pj + traffic_pj}};
    for (int t = 0; t < TENSOR_COUNT; t++)
        cost_add(s, &cost, &node[t]->fixed, 1);
    return cost;
}

/* What only O's linked places spare is known of energy; of the rest all places are taken to. */
static void add_split(struct solver *s, const struct node_bound *const node[TENSOR_COUNT],
                      const struct places_split *split, struct cost *cost)
{
    for (int t = 0; t < TENSOR_COUNT; t++)
        cost_add(s, cost, &node[t]->shared, higher(split->turns[t], 1 / node[t]->most));
    double fewest = 1 / node[TENSOR_O]->most;
    cost->v[COST_ENERGY_PJ] +=
        node[TENSOR_O]->chained_pj *
        (higher(split->chains, fewest) - higher(split->turns[TENSOR_O], fewest));
}

static double cycles_of_split(const struct places_split *split, double one_pe)
{
    return one_pe * split->turns[TENSOR_W] * split->turns[TENSOR_I] * split->turns[TENSOR_O];
}

double bound_by_splits(struct solver *s, const struct laying *l,
                       const struct node_bound *const node[TENSOR_COUNT], double traffic_pj,
                       const struct tally *f)
{
    const struct places_splits *splits = known_splits(s, l, f->known);
    const struct cost fixed = fixed_cost(s, node, traffic_pj);
    double least = splits ? INFINITY : 0, known = known_cycles(s, l, f->known);
    double one_pe = bound_cycles_of_one(s, l);
    for (int i = 0; splits && i < splits->count && least >= f->enough; i++) {
        const struct places_split *split = &splits->split[i];
        struct cost cost = fixed;
        double cycles = higher(known, cycles_of_split(split, one_pe) + f->known->fill);
        if (is_too_slow(s, cycles))
            continue;
        add_split(s, node, split, &cost);
        least = lower(least, cost_score(s, &cost, cycles));
    }
    return least;
}
