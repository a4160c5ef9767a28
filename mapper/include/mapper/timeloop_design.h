/* What Timeloop v3.0 (syntax version 0.3) is given: an architecture with its energies, a problem
 * and a mapping; a plain value.
 *
 * Our names for Timeloop's: `nest.keeps` is keep and bypass, `nest.shares` the absence of
 * no_multicast_no_reduction, `links` the absence of no_link_transfer. A factor's residual is not
 * stored: it is the last digit of the dimension's size (timeloop_residual). Layers have no
 * padding there: the input is as large as the windows reach.
 */
#ifndef MAPPER_TIMELOOP_DESIGN_H
#define MAPPER_TIMELOOP_DESIGN_H

#include "mapper/hierarchy_nest.h"

#define TIMELOOP_NAME_MAX 64

/* Whose loops a problem has, and which tensors they move. */
enum timeloop_problem {
    TIMELOOP_PLAIN,     /* C M R S N P Q */
    TIMELOOP_DEPTHWISE, /* the same letters; C is the group, M the outputs of each */
    TIMELOOP_GROUPED,   /* G and those seven, C and M per group */
};

enum timeloop_memory { TIMELOOP_DRAM, TIMELOOP_SRAM, TIMELOOP_REGFILE };

/* A storage level. Numbers of words are per instance. */
struct timeloop_storage {
    char name[TIMELOOP_NAME_MAX];
    int class;             /* enum timeloop_memory */
    int instances, mesh_x; /* in rows of mesh_x */
    int word_bits;
    int block_words; /* of one access; energies are of one access */
    int entries;     /* words; 0: unlimited */
    double multiple_buffering;
    double read_words_per_cycle, write_words_per_cycle;  /* 0: unlimited */
    double router_pj, wire_pj_per_bit_mm, tile_width_um; /* network below; carried, not counted */
    double read_pj, write_pj;                            /* one access */
    int has_area;
    double area_um2;
};

struct timeloop_mac {
    char name[TIMELOOP_NAME_MAX];
    int instances, mesh_x;
    int word_bits;
    double energy_pj; /* of one term */
    int has_area;
    double area_um2;
};

/* Storage i is level i of the nest, outermost first. */
struct timeloop_design {
    char system[TIMELOOP_NAME_MAX];
    enum timeloop_problem problem;
    struct layer_shape shape;
    struct timeloop_storage storage[HIERARCHY_LEVELS_MAX];
    struct timeloop_mac mac;
    struct hierarchy_nest nest; /* spatial loops of a level: those along Y before those along X */
    int is_y[HIERARCHY_LOOPS_MAX];                 /* of a spatial loop of the nest */
    int links[HIERARCHY_LEVELS_MAX][TENSOR_COUNT]; /* neighbours may pass words on */
};

/* The letter of a dimension in the design's problem, and back: -1 if the problem lacks it. */
char timeloop_letter(enum timeloop_problem problem, enum dim d);
int timeloop_dim(enum timeloop_problem problem, char letter);

/* "CMRSNPQ", or with G: the letters in the order Timeloop's files have them. */
const char *timeloop_letters(enum timeloop_problem problem);

/* Size of a dimension as loops see it: C and M per group. */
int timeloop_extent(const struct layer_shape *shape, enum dim d);

/* Iterations of loop i in the last round of the loops outside of it. */
int timeloop_residual(const struct timeloop_design *design, int i);

/* Instances of the level below (MACs below the last) under one of `level`, along X and Y. Returns
 * 0, or -1 if they do not spread evenly. */
int timeloop_fan_out(const struct timeloop_design *design, int level, int fan_out[2]);

/* Words of a tensor's tile at a level as Timeloop holds it: a box. 0 where it is not kept. */
uint64_t timeloop_tile_words(const struct timeloop_design *design, int level, enum tensor t);

#define TIMELOOP_REASON_MAX 200

/* Whether the tiles of a level fit as Timeloop sees it. Returns 0, or -1 and in `reason` which
 * level lacks how many words. */
int timeloop_check_room(const struct timeloop_design *design, int level,
                        char reason[TIMELOOP_REASON_MAX]);

#endif
