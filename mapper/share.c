#include "share.h"

#include <math.h>

#include "least.h"

/* By weak duality a bound, whatever the multiplier. */
static double dual(const struct sharing *p, double multiplier)
{
    double value = multiplier > 0 ? -multiplier * log(p->left) : 0;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        double a = p->most[t];
        if (multiplier > 0)
            a = lower(higher(p->k[t] / multiplier, 1), a);
        value += p->k[t] / a + (a > 1 && multiplier > 0 ? multiplier * log(a) : 0);
    }
    return value;
}

/* The multiplier at the optimum: tensors that reach a limit drop out until
 * the others agree. 0: the places do not run out. */
static double find_multiplier(const struct sharing *p)
{
    unsigned active = 0;
    double room = p->left;
    for (int t = 0; t < TENSOR_COUNT; t++)
        active |= p->k[t] > 0 && p->most[t] > 1 ? 1u << t : 0;
    while (active) {
        double product = 1 / room;
        int n = 0, dropped = 0;
        for (int t = 0; t < TENSOR_COUNT; t++) {
            product *= active >> t & 1 ? p->k[t] : 1;
            n += (int)(active >> t & 1);
        }
        double multiplier = n == 1 ? product : n == 2 ? sqrt(product) : cbrt(product);
        for (int t = 0; t < TENSOR_COUNT && !dropped; t++) {
            double a = p->k[t] / multiplier;
            if (!(active >> t & 1) || (a >= 1 && a <= p->most[t]))
                continue;
            room /= a > 1 ? p->most[t] : 1;
            active &= ~(1u << t);
            dropped = 1;
        }
        if (!dropped)
            return multiplier;
    }
    return 0;
}

double share_places(struct sharing *p, double enough)
{
    double each = 1;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        p->most[t] = lower(p->most[t], p->left);
        each *= p->k[t] > 0 ? p->most[t] : 1;
    }
    double apart = dual(p, 0);
    if (each <= p->left || apart >= enough)
        return apart;
    return higher(apart, dual(p, find_multiplier(p)));
}

static double cost_of_split(const struct sharing *p, const double fewest[TENSOR_COUNT],
                            const struct places_split *split)
{
    double turns = higher(split->turns[TENSOR_O], fewest[TENSOR_O]);
    double chains = higher(split->chains, fewest[TENSOR_O]);
    return p->k[TENSOR_W] * higher(split->turns[TENSOR_W], fewest[TENSOR_W]) +
           p->k[TENSOR_I] * higher(split->turns[TENSOR_I], fewest[TENSOR_I]) +
           (p->k[TENSOR_O] - p->chained) * turns + p->chained * chains;
}

double share_by_splits(const struct sharing *p, const struct places_split *given,
                       const struct places_splits *splits, double enough)
{
    double least = INFINITY, fewest[TENSOR_COUNT];
    for (int t = 0; t < TENSOR_COUNT; t++)
        fewest[t] = 1 / p->most[t];
    for (int i = 0; i < splits->count && least >= enough; i++) {
        struct places_split split = places_split_times(given, &splits->split[i]);
        least = lower(least, cost_of_split(p, fewest, &split));
    }
    return least;
}
