/* The first fill of the array and its last drain, which no loop above the array changes, but for
 * the width of outputs: exact where all is laid, else what one PE, or one row of them, takes. */
#include "bound.h"
#include "least.h"
#include "result.h"

static int places_of(const struct laying *l, enum dim d)
{
    return l->laid >> d & 1 ? l->leaf.spread[d].places : 1;
}

/* Words that one element of an operand is: PEs that share it take one, if the network allows. */
static double first_copies(const struct map_problem *p, const struct laying *l, enum dim d)
{
    return p->multicast == MAP_MULTICAST_NONE ? places_of(l, d) : 1;
}

static double last_chains(const struct map_problem *p, const struct laying *l, enum dim d)
{
    const struct spread_option *o = &l->leaf.spread[d];
    return l->laid >> d & 1 ? o->places / spread_linked_places(p, o) : 1;
}

static double first_words(struct solver *s, const struct laying *l, enum tensor t)
{
    const struct map_problem *p = s->problem;
    const struct lower_nest *n = l->leaf.nest;
    double words = 1;
    for (int d = 0; d < DIM_COUNT; d++) {
        if (t == TENSOR_I && is_window_dim(d))
            continue;
        if (is_relevant(t, (enum dim)d))
            words *= (double)first_elements(p, (enum dim)d, n->closed_at[t][d], n->tile[d],
                                            places_of(l, (enum dim)d));
        else
            words *=
                t == TENSOR_O ? last_chains(p, l, (enum dim)d) : first_copies(p, l, (enum dim)d);
    }
    for (int axis = 0; t == TENSOR_I && axis < 2; axis++)
        words *= bound_windows(s, l, axis, FATE_CLOSED).first;
    return words;
}

double least_fill_and_drain(struct solver *s, const struct laying *l)
{
    const struct map_problem *p = s->problem;
    if (l->leaf.nest->deferred >= 0)
        return 0;
    const double bits[TENSOR_COUNT] = {[TENSOR_W] = first_words(s, l, TENSOR_W) * p->bits[WORD_W],
                                       [TENSOR_I] = first_words(s, l, TENSOR_I) * p->bits[WORD_I],
                                       [TENSOR_O] = first_words(s, l, TENSOR_O) *
                                                    lower(p->bits[WORD_OUT], p->bits[WORD_PSUM])};
    return result_fill_and_drain(p, bits);
}
