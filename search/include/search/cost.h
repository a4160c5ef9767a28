/* What an assignment costs, from the tables, and its gradient: the regulariser of the loss.
 *
 * Everything is per image and relative to the network with the reference choice (T8) in every
 * layer, so that lambda means the same on every network. Source: ENOS, Eq. (2a).
 */
#ifndef SEARCH_COST_H
#define SEARCH_COST_H

#include "mapper/tables.h"
#include "search/space.h"
#include "workloads/diag.h"

enum cost_kind { COST_ENERGY, COST_LATENCY, COST_EDP };

struct cost {
    enum cost_kind kind;
    size_t layer_count, choice_count;
    double *energy;  /* (layer_count, choice_count) share of the reference network's energy */
    double *latency; /* (layer_count, choice_count) share of its latency */
    double reference_pj, reference_cycles;
};

/* Takes out of the space's allowed choices what the tables have no mapping for. Returns how many
 * pairs of layer and choice that were; layers and choices that the tables lack stay, for
 * cost_create to report. */
size_t cost_forbid_unmapped(struct search_space *space, const struct map_tables *tables,
                            const struct network *network);

/* Picks the space's layers and choices from the tables. `reference` is a choice of the tables;
 * `file` names them in messages. Pairs that the space does not allow cost 0, which no p uses.
 * Returns 0, or -1 with the reasons in `diag`: a layer or choice that the tables lack, another
 * number of terms, an allowed pair without a mapping, a layer without an allowed choice. Free
 * with cost_free. */
int cost_create(struct cost *out, enum cost_kind kind, const struct map_tables *tables,
                const struct network *network, const struct search_space *space,
                const char *reference, const char *file, struct diag_list *diag);
void cost_free(struct cost *cost);

/* Expected cost of p, 1 for the reference network; EDP is expected energy times expected
 * latency. dp (may be NULL) += weight times its gradient. */
double cost_expected(const struct cost *cost, const double *p, double weight, double *dp);

/* The same of an assignment, columns of the space. */
double cost_assignment(const struct cost *cost, const size_t *choice);

/* Energy (pJ) and latency (cycles) of an assignment, for as many images as the tables are for:
 * one, and their batch. */
double cost_energy_pj(const struct cost *cost, const size_t *choice);
double cost_latency_cycles(const struct cost *cost, const size_t *choice);

#endif
