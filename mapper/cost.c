#include <math.h>
#include <time.h>

#include "restrict.h"
#include "solver.h"

void cost_add(struct solver *s, struct cost *to, const struct cost *price, double count)
{
    for (int i = 0; i < s->cost_terms; i++)
        to->v[i] += price->v[i] * count;
}

/* A cap allows what rounding adds to it. */
int is_too_slow(const struct solver *s, double cycles)
{
    double most = s->options.most_cycles;
    return most > 0 && cycles > most * (1 + 1e-12);
}

double cost_score(const struct solver *s, const struct cost *cost, double compute_cycles)
{
    double cycles = compute_cycles;
    for (int i = COST_ENERGY_PJ + 1; i < s->cost_terms; i++)
        cycles = cost->v[i] > cycles ? cost->v[i] : cycles;
    if (is_too_slow(s, cycles))
        return INFINITY;
    if (s->options.objective == OBJECTIVE_ENERGY)
        return cost->v[COST_ENERGY_PJ];
    return s->options.objective == OBJECTIVE_LATENCY ? cycles : cycles * cost->v[COST_ENERGY_PJ];
}

void cost_collect(struct solver *s, struct cost *to, const struct price_list *prices, double times,
                  double pes, double chains)
{
    double outputs = s->elements[TENSOR_O];
    cost_add(s, to, &prices->up_psum, outputs * (chains - 1));
    cost_add(s, to, &prices->up_last[chains == times], outputs);
    cost_add(s, to, &prices->back, outputs * (times - 1));
    cost_add(s, to, &prices->accumulate, outputs * (chains - times));
    cost_add(s, to, &prices->link, outputs * (pes - chains));
}

void cost_operand(struct solver *s, struct cost *to, const struct price_list *prices, enum tensor t,
                  double above, double each)
{
    cost_add(s, to, &prices->above[t],
             s->elements[t] * (s->problem->multicast == MAP_MULTICAST_NONE ? each : above));
    cost_add(s, to, &prices->each[t], s->elements[t] * each);
}

/* Mappings that differ by less are as good as each other. */
#define LEAST_GAIN 1e-12

/* What a mapping must be below to matter. */
static double worthwhile(const struct solver *s)
{
    return s->best * (1 - fmax(s->options.gap, LEAST_GAIN));
}

double cut_off(const struct solver *s)
{
    return fmin(worthwhile(s), s->limit);
}

double bound_taken(const struct solver *s, double bound)
{
    return s->options.bound_scale > 0 ? bound * s->options.bound_scale : bound;
}

int is_promising(const struct solver *s, double bound)
{
    return bound_taken(s, bound) < worthwhile(s);
}

int is_hopeless(struct solver *s, double bound)
{
    bound = bound_taken(s, bound);
    if (bound >= worthwhile(s)) {
        s->least_pruned = fmin(s->least_pruned, bound);
        return 1;
    }
    if (bound <= s->limit)
        return 0;
    s->least_left_out = fmin(s->least_left_out, bound);
    return 1;
}

double solver_now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int is_stopped(struct solver *s)
{
    if (s->interrupted || s->failed || s->is_near || s->ticks >= s->pause_at)
        return 1;
    if (++s->ticks < s->look_at)
        return 0;
    s->look_at = s->ticks + 1024;
    if (s->options.work_limit > 0 && s->ticks >= s->options.work_limit)
        s->interrupted = 1;
    if ((s->options.stop && *s->options.stop) || (s->deadline > 0 && solver_now_s() > s->deadline))
        s->interrupted = 1;
    return s->interrupted;
}

double map_objective_value(const struct map_result *result, enum map_objective objective)
{
    if (objective == OBJECTIVE_ENERGY)
        return result->energy_pj;
    return result->latency_cycles * (objective == OBJECTIVE_EDP ? result->energy_pj : 1);
}

void solver_offer(struct solver *s, const struct map_mapping *mapping,
                  const struct map_result *result)
{
    double value = map_objective_value(result, s->options.objective);
    if (value >= s->best || is_too_slow(s, result->latency_cycles) ||
        (s->is_free && !restrict_allows(s->problem, &s->options, mapping)))
        return;
    s->best = value;
    s->is_near = s->options.gap > 0 && s->certain >= value * (1 - s->options.gap);
    s->out->mapping = *mapping;
    s->out->result = *result;
    s->out->found = 1;
}
