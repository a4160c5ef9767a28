/* What a point of an exploration came to. */
#ifndef TOOLS_EXPLORE_POINT_H
#define TOOLS_EXPLORE_POINT_H

#include "explore_key.h"
#include "explore_space.h"

#define EXPLORE_REASON_MAX 240

/* X-macro: identifier, word in files. */
#define EXPLORE_POINT_STATES(X)                                                                    \
    X(POINT_MAPPED, "mapped")         /* every layer has a mapping */                              \
    X(POINT_IMPOSSIBLE, "impossible") /* some layer has none: `reason` */                          \
    X(POINT_INVALID, "invalid")       /* no such machine, or network: `reason` */

enum explore_point_state {
#define EXPLORE_STATE_ID(id, word) id,
    EXPLORE_POINT_STATES(EXPLORE_STATE_ID)
#undef EXPLORE_STATE_ID
        POINT_STATE_COUNT
};

extern const char *const explore_point_states[POINT_STATE_COUNT];

/* Sums over the layers, each with that of its choices that has least of the objective. Energies in
 * pJ per image; not finite where the point is not mapped. */
struct explore_point {
    char hash[EXPLORE_KEY_MAX];
    enum explore_point_state state;
    double energy_pj; /* the sum of the five below it */
    double op_pj, spad_pj, noc_pj, glb_pj, dram_pj;
    double lower_bound_pj; /* of energy_pj, of any mappings with these choices */
    double latency_cycles, latency_s;
    double edp_js;      /* energy of an image x its latency, J s */
    double area_mm2;    /* of what is estimated */
    int area_missing;   /* parts that are not */
    double largest_gap; /* share by which a mapping could be better, of the largest */
    int proven;         /* 1: the mappings of all layers and choices are proven best */
    double utilization; /* mean over the compute cycles */
    double seconds;     /* of search, each of the point's problems once */
    char reason[EXPLORE_REASON_MAX];
};

/* How a layer's mappings are searched. */
struct explore_search {
    enum map_objective objective;
    double time_limit_s, gap;
};

/* Identity of a point: of all that its results depend on and its layers' names. Two machines that
 * the model cannot tell apart are one point. Returns 0, or -1 when memory is short. */
int explore_point_hash(char out[EXPLORE_KEY_MAX], const struct explore_variant *variant,
                       const struct explore_search *search);

/* Fills all but the hash from a run whose jobs all have their solutions. */
void explore_point_make(struct explore_point *out, const struct explore_variant *variant,
                        const struct map_tables *tables, enum map_objective objective);

/* A point without a machine: `diag` says why, `overrides` which. Returns 0, or -1 when memory is
 * short. */
int explore_point_invalid(struct explore_point *out, const struct explore_space *space,
                          const char *overrides, const struct diag_list *diag);

/* The choice that a layer takes, as an index of the tables'. */
size_t explore_taken_choice(const struct map_tables *tables, size_t layer,
                            enum map_objective objective);

#endif
