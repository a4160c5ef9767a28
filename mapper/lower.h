/* A lower nest while it is built, and which steps can lead anywhere. */
#ifndef MAPPER_LOWER_H
#define MAPPER_LOWER_H

#include "solver.h"

struct building {
    struct lower_nest nest;
    unsigned placed, dirty; /* dirty: an irrelevant loop came since the last relevant one */
    unsigned held;          /* the last such loop is of a pinned dimension */
    int is_closing;         /* all other nodes must stand here, too */
    uint64_t bits;          /* of all tiles, for a shared scratchpad */
    int last_dim;           /* of the last step if it was a loop, else -1 */
    int last_closed;        /* it closed a node */
    int last_placed;        /* tensor, if the last step placed one, else -1 */
};

static inline int is_all(unsigned tensors)
{
    return tensors == (1u << TENSOR_COUNT) - 1;
}

static inline unsigned to_be_placed(const struct building *b)
{
    return ((1u << TENSOR_COUNT) - 1) & ~b->placed;
}

/* lower.c: what is to be done with what is built. Each returns 1 if the path is to be kept. */
struct lower_visitor {
    int (*take)(struct solver *s, const struct lower_nest *nest, void *context);
    int (*leave_out)(struct solver *s, int path, double bound, void *context); /* for later */
    void *context;
};

/* Builds, on a path of loops and nodes, every lower nest that fits the scratchpads and whose
 * bound the solver's limit lets pass. Sets s->failed when memory is short. */
void lower_build(struct solver *s, int path, const struct lower_visitor *visitor);

/* spads.c: bits of t's tile in a scratchpad; and 1 if tiles of `tensors` with these loops fit,
 * beside what is placed. */
uint64_t spad_tile_bits(const struct solver *s, const int tile[DIM_COUNT], enum tensor t);
int spad_fits(const struct solver *s, const struct building *b, const int tile[DIM_COUNT],
              unsigned tensors);

/* helpful.c: a loop of d can help where it would be added now; a loop that is tried anyway may
 * have to be there, whether it helps or not. */
int is_loop_helpful(const struct solver *s, const struct building *b, enum dim d);
int is_loop_tried_anyway(const struct solver *s, const struct building *b, enum dim d);

/* All that loops inside the PE can still do is reuse the one node that is open, if any. */
int is_only_reused(const struct solver *s, const struct building *b);

/* Notes in `nest` what a loop of d, about to be added, helps with if it only widens tiles. */
void note_widening(const struct solver *s, const struct building *b, enum dim d,
                   struct lower_nest *nest);

/* Loops added before are of no use any more, or a node can be placed nowhere any more. */
int is_in_vain(const struct building *b);
int is_dead_end(const struct solver *s, const struct building *b);

#endif
