/* Bounds: the least that anything grown from a partly laid nest can cost. */
#ifndef MAPPER_BOUND_H
#define MAPPER_BOUND_H

#include "solver.h"

/* A lower nest with some of its dimensions laid on the axes. What is known of its nodes may be
 * kept (NULL: it is not), for other sets of tensors, and for layings of one dimension more. */
struct laying {
    struct leaf leaf;
    struct known_bounds *known;
    const struct laying *below; /* with one dimension less, `last`; or NULL */
    enum dim last;
    unsigned placed; /* tensors whose scratchpad node is placed (all, once the nest is complete) */
    unsigned laid;   /* bit d */
    int is_whole;    /* the nest is complete: worth a bound with whole places */
    int left[2];     /* places left on the axes */
};

void laying_start(struct solver *s, const struct lower_nest *nest, unsigned placed,
                  struct laying *out);

static inline double laying_places_left(const struct laying *l)
{
    return (double)l->left[0] * l->left[1];
}

/* The same with d laid as `o`; l must outlive it. */
static inline void laying_add(const struct laying *l, enum dim d, const struct spread_option *o,
                              struct laying *out)
{
    *out = *l;
    out->leaf.spread[d] = *o;
    out->laid |= 1u << d;
    out->left[0] /= o->axis[0];
    out->left[1] /= o->axis[1];
    out->known = NULL;
    out->below = l;
    out->last = d;
}

/* What becomes of a scratchpad node from here. */
enum fate {
    FATE_OPEN,   /* reused by everything that follows: one visit */
    FATE_SLIDES, /* I: closes now, with a sliding loop of any length */
    FATE_CLOSED, /* closed, or closes now */
    FATES
};

/* Cost of a scratchpad node: fixed + shared / a, where `a` (1 to `most`) is how
 * many of the places left on the axes serve this tensor's own idle dimensions. */
struct node_bound {
    struct cost fixed, shared; /* terms beyond solver.cost_terms are not set */
    double chained_pj; /* of shared: what goes with O's chains, which only linked places spare */
    double most;
    /* Rows times columns of I that `shared` is for, where they may be more: how many depends on
     * how they are laid. 0: known, or shared is not for them alone. */
    double fetched;
};

/* The best choice of tensors for the GLB, beside the sets 0 to 7. */
#define KEPT_ANY 8u

/* Where the words of a scratchpad node come from, or go to. */
enum origin {
    FROM_DRAM,
    FROM_GLB,
    FROM_ANYWHERE, /* DRAM, which is counted elsewhere */
};

/* Exact if every dimension is laid and the node is closed or stays open, a
 * lower bound otherwise. */
void bound_node(struct solver *s, const struct laying *l, enum tensor t, enum fate fate,
                enum origin origin, struct node_bound *out);

/* True if more chains and more visits of outputs never cost less. */
int bound_is_collection_monotone(const struct solver *s, const struct price_list *prices);

/* What I's node fetches along an axis above the array, and all PEs together. */
struct window_words {
    double above, each;
    double first; /* of them the first step's, as the network carries them */
    int is_exact; /* above is, not only a bound */
};

/* bound_window.c: rows (columns); at least, while one of the axis's dimensions is not laid. */
struct window_words bound_windows(struct solver *s, const struct laying *l, int axis,
                                  enum fate fate);

/* Above, of a node that has closed, with positions [0] and taps [1] cut like this. */
double bound_windows_above(struct solver *s, const struct lower_nest *n, int axis,
                           const struct window_cut cut[2]);

/* Every word of t crosses from DRAM to the GLB (or back) once, at least. */
struct cost bound_glb_once(struct solver *s, enum tensor t);

/* Whether words that cross from DRAM count with each tensor; or for all together; or for those
 * of together_above(), as far as what is laid tells, and for the others with each. */
enum counting { APART, TOGETHER, ABOVE, COUNTINGS };

/* Whether the GLB keeps a tensor: not, or it does, or whichever costs less. */
enum keeping { PAST_GLB, IN_GLB, EITHER_WAY, KEEPINGS };

/* Bounds of a laying's nodes, as far as they were asked for. */
struct known_bounds {
    unsigned known[COUNTINGS][KEEPINGS]; /* bit t * FATES + fate */
    int is_split, is_window_split;       /* the splits were asked for */
    double cycles, fill;  /* cycles with those of fill and drain; negative: not asked for */
    unsigned has_windows; /* bit axis * FATES + fate */
    struct window_words windows[2][FATES];
    const struct places_splits *splits;
    const struct window_splits *window_splits;
    struct node_bound bound[COUNTINGS][KEEPINGS][TENSOR_COUNT][FATES];
};

static inline void known_clear(struct known_bounds *k)
{
    k->is_split = k->is_window_split = 0;
    k->cycles = -1;
    k->has_windows = 0;
    for (int c = 0; c < COUNTINGS; c++)
        k->known[c][PAST_GLB] = k->known[c][IN_GLB] = k->known[c][EITHER_WAY] = 0;
}

/* What is counted, and what was found out so far. */
struct tally {
    enum counting counting;
    unsigned kept; /* tensors in the GLB, or KEPT_ANY */
    struct known_bounds *known;
    double enough; /* below it a bound need not be precise */
};

/* bound_known.c: the node of t, with its way through the GLB if words count with each tensor. */
const struct node_bound *bound_of_fate(struct solver *s, const struct laying *l,
                                       const struct tally *f, enum tensor t, enum fate fate);

/* bound_known.c: the splits of the places; cycles that the PEs take, with the first fill and the
 * last drain, at least. `known` is of this laying. */
const struct places_splits *known_splits(struct solver *s, const struct laying *l,
                                         struct known_bounds *known);
double known_cycles(struct solver *s, const struct laying *l, struct known_bounds *known);

/* bound_node.c: cycles of the PEs, with the splits of the places that are left, or NULL; fill.c:
 * those of the first fill and the last drain. */
double bound_compute_cycles(struct solver *s, const struct laying *l,
                            const struct places_splits *splits);
double least_fill_and_drain(struct solver *s, const struct laying *l);
/* As if one PE did what is not laid; 0 if groups are not laid, whose places no split counts. */
double bound_cycles_of_one(const struct solver *s, const struct laying *l);

/* bound_splits.c: the objective's bound of a whole nest, any value below `enough` where it is
 * less; 0 without a list of splits. */
double bound_by_splits(struct solver *s, const struct laying *l,
                       const struct node_bound *const node[TENSOR_COUNT], double traffic_pj,
                       const struct tally *f);

/* The bound of a laying for the tensors `kept` in the GLB, or for the best choice
 * of them. Precise only above `enough`: below it, any value below. */
double bound_laying(struct solver *s, const struct laying *l, unsigned kept, double enough);

/* Tensors counted together above a laying: those in the GLB, and those that go past it of which
 * the scratchpads' nodes are open. (What I costs there depends on its windows: it counts apart.) */
static inline unsigned together_above(const struct laying *l)
{
    return l->leaf.kept | (l->leaf.nest->open & ~(1u << TENSOR_I));
}

/* The same for the leaf's own set of tensors, where those of together_above() cost its traffic_pj
 * between DRAM and the chip. */
double bound_above(struct solver *s, const struct laying *l, double enough);

/* Chain visits of O by a completely laid nest, and visits. */
void bound_output_visits(struct solver *s, const struct laying *l, double *visits, double *chains);

#endif
