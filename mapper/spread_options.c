/* The ways to lay one dimension on the axes, and what they amount to. */
#include <stdlib.h>

#include "allowed.h"
#include "solver.h"

int spread_is_plain(const struct solver *s, enum dim d)
{
    int axis = window_axis((int)d);
    const struct window_geometry *g = &s->geometry[axis];
    return !is_window_dim((int)d) || !s->has_halo[axis] ||
           (g->dilation == 1 && g->stride == 1 && g->pad <= 1);
}

int is_bound_tried(const struct solver *s, int bound, int left)
{
    if (s->options.factors != FACTORS_IMPERFECT)
        return left % bound == 0;
    /* even nodes cannot stand between two loops of a dimension, which together need not be lean */
    return bound == 1 || s->is_free || ceil_div(left, bound - 1) > ceil_div(left, bound);
}

int spread_linked_places(const struct map_problem *p, const struct spread_option *o)
{
    return (p->reduce_link[0] ? o->axis[0] : 1) * (p->reduce_link[1] ? o->axis[1] : 1);
}

/* Chains of psums; and those of the steps that a short last unit leaves out. */
static int is_less_chained(const struct solver *s, int units, const struct spread_option *a,
                           const struct spread_option *b)
{
    int linked = spread_linked_places(s->problem, a), others = spread_linked_places(s->problem, b);
    int may_be_short = s->options.factors == FACTORS_IMPERFECT;
    return ceil_div(units, linked) < ceil_div(units, others) ||
           (may_be_short && ceil_div(units - 1, linked) < ceil_div(units - 1, others));
}

/* Lean: lowering a bound costs a turn, or chains of outputs. */
static int is_lean(const struct solver *s, enum dim d, int units, int x, int y)
{
    const struct spread_option all = {.axis = {x, y}};
    for (int axis = 0; axis < 2; axis++) {
        struct spread_option less = all;
        less.axis[axis]--;
        if (less.axis[axis] == 0 ||
            ceil_div(units, less.axis[0] * less.axis[1]) > ceil_div(units, x * y))
            continue;
        if (is_relevant(TENSOR_O, d) || !is_less_chained(s, units, &all, &less))
            return 0;
    }
    return 1;
}

/* Groups share nothing: to spread them saves time alone. */
static int may_spread_groups(const struct solver *s)
{
    return s->options.objective != OBJECTIVE_ENERGY || s->options.most_cycles > 0 ||
           is_spread_asked(s, DIM_G) || is_group_moved(s);
}

static int may_spread(const struct solver *s, enum dim d, int units, int x, int y)
{
    if (s->options.factors == FACTORS_PERFECT && units % (x * y) != 0)
        return 0;
    if (x * y > units || (d == DIM_G && x * y > 1 && !may_spread_groups(s)))
        return 0;
    if (!allowed_spread(s, d, x, y))
        return 0;
    return is_lean(s, d, units, x, y) || is_spread_asked(s, d) ||
           (is_window_dim((int)d) && s->has_halo[window_axis((int)d)]);
}

static int compare_options(const void *a, const void *b)
{
    const struct spread_option *x = a, *y = b;
    if (x->turns != y->turns)
        return x->turns < y->turns ? -1 : 1;
    if (x->places != y->places)
        return x->places < y->places ? -1 : 1;
    return (x->axis[0] > y->axis[0]) - (x->axis[0] < y->axis[0]);
}

const struct spread_options *spread_options_of(struct solver *s, enum dim d, int units)
{
    struct spread_options *list = &s->options_of[d][units];
    if (list->option) /* constraints may leave none */
        return list;
    const int *axis = s->problem->axis_size;
    list->option = malloc((size_t)axis[0] * (size_t)axis[1] * sizeof *list->option);
    if (list->option == NULL) {
        s->failed = 1;
        return list;
    }
    for (int x = 1; x <= axis[0] && x <= units; x++) {
        for (int y = 1; y <= axis[1] && x * y <= units; y++) {
            if (may_spread(s, d, units, x, y))
                list->option[list->count++] = (struct spread_option){
                    .axis = {x, y}, .places = x * y, .turns = ceil_div(units, x * y)};
        }
    }
    qsort(list->option, (size_t)list->count, sizeof *list->option, compare_options);
    return list;
}

struct spread_visits spread_visits(const struct map_problem *p, const struct spread_option *o,
                                   int size, int visit, int unit)
{
    int units = ceil_div(size, unit), full = unit / visit;
    int last = ceil_div(size - (units - 1) * unit, visit); /* visits of the last unit */
    int pes = units - (o->turns - 1) * o->places;          /* in the last turn */
    int linked = spread_linked_places(p, o);
    struct spread_visits v;
    v.times = (double)(o->turns - 1) * full + (pes > 1 ? full : last);
    v.chains = (double)(o->turns - 1) * full * ceil_div(o->places, linked) +
               (double)last * ceil_div(pes, linked) +
               (double)(full - last) * ceil_div(pes - 1, linked);
    return v;
}

/* Places in use at the first turn of every `reuse` turns, summed. */
double spread_sum(const struct spread_option *o, int units, int reuse)
{
    int groups = ceil_div(units, reuse * o->places);
    int last = units - (groups - 1) * reuse * o->places; /* units that are left to it */
    return (double)(groups - 1) * o->places + (last < o->places ? last : o->places);
}

/* The same for chains. The linked axis is laid innermost: it fills first. */
double spread_chains(const struct map_problem *p, const struct spread_option *o, int units,
                     int reuse)
{
    int linked = spread_linked_places(p, o), groups = ceil_div(units, reuse * o->places);
    int last = units - (groups - 1) * reuse * o->places;
    return (double)(groups - 1) * ceil_div(o->places, linked) +
           ceil_div(last < o->places ? last : o->places, linked);
}
