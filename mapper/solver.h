/* The exact search, inside. docs/mapper.md tells the idea.
 *
 * A nest is built from the innermost loop outwards. A keep node is *placed*
 * when the loops so far make up its tile, stays *open* while only loops that
 * do not move its tensor are added (they reuse the tile), and *closes* with
 * the first loop that does. What the node costs is settled when it closes.
 *
 * lower.c   builds the part inside one PE: scratchpad nodes and their loops (helpful.c: which)
 * spread.c  spreads a lower nest over the array (bound.c, bound_known.c, bound_node.c,
 *           bound_window.c, share.c, places.c, window_places.c: its bound; bound_splits.c, fill.c:
 *           that of cycles)
 * upper.c   adds the loops and GLB nodes above the array (upper_room.c: what fits, upper_cost.c:
 *           what it costs)
 * traffic.c bounds what crosses between DRAM and the chip, all tensors together (halo.c: where
 *           windows overlap; array_room.c: what can stay in the PEs; traffic_memo.c: remembered)
 * rounds.c  goes through the lower nests, cheapest bound first; frontier.c: those left out so far
 * brief.c   finds a good mapping first, where that takes long
 * start.c   starts from a mapping that the caller has
 * solve.c   starts and concludes
 * restrict.c, allowed.c: searches of even mappings, and of those that constraints allow
 */
#ifndef MAPPER_SOLVER_H
#define MAPPER_SOLVER_H

#include <stddef.h>
#include <stdint.h>

#include "array_room.h"
#include "halo.h"
#include "mapper/solve.h"
#include "nest.h"
#include "places.h"
#include "price.h"
#include "tiling.h"
#include "window_memo.h"

/* A step of building outwards. A chain of them is a path: the index of its last step, or -1. */
struct lower_op {
    int parent;       /* index, or -1 */
    int bound;        /* 0: place; negative: of a deferred loop */
    signed char what; /* enum dim of a loop, enum tensor of a placed node */
};

struct lower_paths {
    struct lower_op *op;
    size_t count, capacity;
};

struct lower_nest {
    int tile[DIM_COUNT];                    /* loops inside one PE */
    int closed_at[TENSOR_COUNT][DIM_COUNT]; /* tile when the node closed (now, if open) */
    int input_tile[DIM_COUNT];              /* tile at I's node */
    unsigned open;                          /* bit t: the node of t has not closed */
    int slide_dim, slide_run;               /* of I, closed inside the PE; -1: none */
    int spad_tile[DIM_COUNT];      /* loops of the scratchpads' level: inside the outermost node */
    unsigned spad_dims, late_dims; /* dims of loops in there, and of those outside */
    unsigned late;      /* dims of the outermost loops added after all nodes were placed */
    unsigned late_slid; /* those along which I slid when it closed */
    int deferred; /* dim of a loop inside the PE that stands outside of some above the array, its
                     outermost; or -1 */
    int deferred_bound;
    unsigned output_closed; /* O's node has closed inside the PE */
    /* Loops that only widen tiles: see wideners() in lower.c. */
    unsigned widened;    /* bit j: one of the tensors in set j must stay open above the array */
    unsigned left_alone; /* tensors that the GLB must keep for it */
    int path;
};

/* One way to lay a dimension on the axes. */
struct spread_option {
    int axis[2]; /* bounds on X and Y */
    int places;  /* their product */
    int turns;   /* ceil(units / places) */
};

struct spread_options {
    struct spread_option *option; /* fewest turns first */
    int count;
};

struct upper_op {
    int bound; /* 0: place the GLB node of tensor `what`; negative: of the deferred loop */
    signed char what;
};

#define UPPER_DEPTH_MAX 64

/* A lower nest spread over the array: where lower and upper part meet. */
struct leaf {
    const struct lower_nest *nest;
    const struct price_list *prices;
    unsigned kept;     /* tensors the GLB keeps */
    double traffic_pj; /* what they cost together above it; or less. While dimensions
                          are laid: see together_above() */
    struct spread_option spread[DIM_COUNT]; /* as laid */
    int units[DIM_COUNT];                   /* size / tile */
};

struct solver {
    const struct map_problem *problem;
    struct map_solve_options options;
    struct map_solution *out;
    struct window_memo *memo;
    struct places_memo *places;
    struct window_places *window_places;
    struct array_room array_room;
    struct traffic_memo *traffic_memo;
    struct window_geometry geometry[2];
    int has_halo[2];               /* windows overlap: both positions and taps above 1 */
    int is_square;                 /* rows and columns may be exchanged */
    double elements[TENSOR_COUNT]; /* of the layer; I: without the window dimensions */
    double touched[2];             /* input rows and columns touched at all */
    double fixed_pj;               /* energy of the steps themselves */
    int is_output_plain;           /* more visits of outputs never cost less */
    int cost_terms;                /* terms of struct cost in use */
    struct lower_paths lower;
    struct price_list prices[8];        /* by tensors kept */
    struct cost glb_once[TENSOR_COUNT]; /* every word from DRAM to the GLB (or back) once */
    struct price_list array_prices;     /* of the array alone: past the GLB, DRAM not counted */
    struct halo halo;                   /* of the input where the GLB cannot hold it */
    double traffic_pj[8];               /* by tensors kept: traffic.h; all that crosses, together */
    unsigned crowded;                   /* bit k: together costs more than apart under set k */
    struct spread_options *options_of[DIM_COUNT]; /* by units */
    struct upper_op path[UPPER_DEPTH_MAX];
    unsigned may_keep;     /* bit k: the GLB may keep exactly the tensors in set k */
    unsigned tight[2];     /* bit k: whole, the tensors in set k do not fit the GLB; [1] even
                              with O final, [0] with O as partial sums */
    double best;           /* objective of the incumbent */
    double limit;          /* of the current round: bounds above it wait for the next */
    double least_pruned;   /* smallest bound of anything cut off for good */
    double root;           /* bound of everything, before anything is gone through */
    double certain;        /* bound of everything, from the rounds that are complete */
    double least_left_out; /* smallest bound of what the current round leaves out */
    uint64_t ticks;        /* work done so far: the same on every machine */
    uint64_t look_at;      /* ticks at which to look at the clock */
    uint64_t pause_at;     /* ticks at which what runs now gives up */
    uint64_t leaf_ticks;   /* that the loops above one leaf may take */
    double deadline;
    int is_brief;                  /* plain nests alone: brief.c */
    int is_free;                   /* every loop is tried everywhere: restrict.c */
    int is_constrained, has_order; /* by the machine's file: limits of loops, orders of loops */
    /* Dims of loops that constraints may hold where they are, though they would do as well
     * further out: below a scratchpad node; below the array, above all of these; below a GLB
     * node; and above all of these. */
    unsigned pinned_spad, pinned_late, pinned_glb, pinned_dram;
    unsigned parted_dims;       /* held, and at several levels: neighbours with nodes between */
    int places_most[DIM_COUNT]; /* of the array, for one dimension */
    int interrupted, failed;
    int is_near; /* the incumbent is within the gap that was asked for */
};

/* True if a loop may have this bound where `left` tiles are left to it: if it is perfect; with
 * imperfect factors if it is lean, the least that leaves as many turns (or any, in a search of
 * even or constrained mappings). */
int is_bound_tried(const struct solver *s, int bound, int left);

/* Open nodes that a loop of d closes. Node t of a set is that of tensor t; upper.c
 * has a second node of each tensor, TENSOR_COUNT higher. */
static inline unsigned closed_by(unsigned open, enum dim d)
{
    return open & (moved_tensors[d] | moved_tensors[d] << TENSOR_COUNT);
}

/* What a search may start from. */
struct solver_start {
    int is_free;
    double certain; /* a bound of every mapping asked for */
};

/* pinned.c: what the machine's constraints mean to a search; `start` may be NULL. */
void restrict_solver(struct solver *s, const struct solver_start *start);

/* solve.c: map_solve without its restrictions; with them if `start` says so. */
int solver_run(const struct map_problem *problem, const struct map_solve_options *options,
               const struct solver_start *start, struct map_solution *out);

/* lower.c: a nest with nothing in it yet. */
void lower_start(struct lower_nest *nest);

/* helpful.c: sets of tensors (bit k: set k) that the GLB may keep under this nest. */
unsigned lower_kept_sets(const struct solver *s, const struct lower_nest *nest);
/* Cost of the partial sums that such a set takes for granted, if O is to come. */
double lower_psum_cost(const struct solver *s, unsigned kept);

/* rounds.c: everything, until the incumbent is proven best, near enough, or time is up.
 * s->least_pruned becomes the bound of what was left out. */
void search_in_rounds(struct solver *s);

/* cost.c */
void cost_add(struct solver *s, struct cost *to, const struct cost *price, double count);
double cost_score(const struct solver *s, const struct cost *cost, double compute_cycles);
/* More cycles than the cap, if there is one. */
int is_too_slow(const struct solver *s, double cycles);
/* Words of O: `times` visits, `pes` PE visits, `chains` chain visits per element. */
void cost_collect(struct solver *s, struct cost *to, const struct price_list *prices, double times,
                  double pes, double chains);
/* Words of W or I: fetched `times` x above and delivered `pes` x. */
void cost_operand(struct solver *s, struct cost *to, const struct price_list *prices, enum tensor t,
                  double above, double each);
/* What is hopeless starts here or above: a bound that need not be precise below `enough`
 * may stop there, and nowhere nearer to the incumbent. */
double cut_off(const struct solver *s);
/* True if a node with this bound cannot beat the incumbent, or is left to a
 * later round; notes the bound. */
int is_hopeless(struct solver *s, double bound);
/* A bound as it is compared: as it is, but for tests of what unsound bounds do. */
double bound_taken(const struct solver *s, double bound);
/* True if it can beat the incumbent. */
int is_promising(const struct solver *s, double bound);
int is_stopped(struct solver *s);
/* Makes a mapping the incumbent if the model finds it better. */
void solver_offer(struct solver *s, const struct map_mapping *mapping,
                  const struct map_result *result);
/* start.c: makes the mapping that the caller gave the incumbent, if it is one. */
void start_from_given(struct solver *s);
/* Seconds of a clock that only goes forward. */
double solver_now_s(void);

/* spread.c: tries every spread of a nest; calls upper_search on each that may win. */
void spread_search(struct solver *s, const struct lower_nest *nest, unsigned kept);
/* True if every spread of the nest repeats a mapping that another nest gives. */
int spread_is_always_repeated(struct solver *s, const struct lower_nest *nest);
/* True if every spread does that gives so many places to d. */
int spread_is_repeated(const struct solver *s, const struct lower_nest *nest, enum dim d,
                       int places);
/* What that depends on, besides places and tiles. */
enum late_loops {
    LATE_NONE,
    LATE_HELD,    /* loops of d were added last, where they are they help: with places for d */
    LATE_MOVABLE, /* they do as well above the array, but for a ragged end */
};
enum late_loops spread_late_loops(const struct solver *s, const struct lower_nest *nest,
                                  enum dim d);

/* spread_options.c: the ways to lay `units` of dimension d; owned by the solver. */
const struct spread_options *spread_options_of(struct solver *s, enum dim d, int units);
/* Places of an option that pass psums on to each other. */
int spread_linked_places(const struct map_problem *p, const struct spread_option *o);
/* Visits along a dimension of `size`, cut into units of `unit` steps laid as `o`, where a visit
 * takes `visit` steps of a PE (a divisor of `unit`). */
struct spread_visits {
    double times, chains;
};
struct spread_visits spread_visits(const struct map_problem *p, const struct spread_option *o,
                                   int size, int visit, int unit);
/* Places in use at the first of every `reuse` turns, summed; and chains of linked places. */
double spread_sum(const struct spread_option *o, int units, int reuse);
double spread_chains(const struct map_problem *p, const struct spread_option *o, int units,
                     int reuse);
/* helpful.c: where d's partner (R of P, P of R, and so on) is laid on the array, too, PEs hold rows
 * that lie apart, for loops of it run inside the PE, but not all there are. I's node has closed. */
int is_partner_apart(const struct solver *s, const struct lower_nest *n, enum dim d);
/* True if windows along d's axis do not overlap, or are intervals one row apart of
 * which the padding clips only the first and the last: then neighbours share most.
 * (With a stride, positions and taps that lie apart can share more than neighbours.) */
int spread_is_plain(const struct solver *s, enum dim d);

/* upper.c: completes a leaf whose settled cost is `cost`, every open or
 * unplaced node counted in `pending` at its least. `cycles`: what no loop above changes. `words` of
 * each output leave the array: 0 unknown (O is open), 1 one, 2 several by one chain, 3 by more. */
void upper_search(struct solver *s, const struct leaf *leaf, const struct cost *cost,
                  const struct cost pending[2 * TENSOR_COUNT], double cycles, int words);

/* rebuild.c: the mapping of a leaf and the path above it. */
void rebuild_mapping(const struct solver *s, const struct leaf *leaf, int depth,
                     struct map_mapping *out);

#endif
