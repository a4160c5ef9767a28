/* Fronts as enos-map shows them, at most 80 columns wide. */
#ifndef TOOLS_MAP_FRONT_SCREEN_H
#define TOOLS_MAP_FRONT_SCREEN_H

#include <stdio.h>

#include "map_front_run.h"
#include "workloads/network.h"

/* A finished run of fronts and what it was of. */
struct map_front_view {
    const struct map_front_run *fronts;
    const struct network *network;
};

/* The machine and network in a line each, the run in a third. */
void map_front_screen_header(FILE *out, const struct map_front_view *view);

/* The front of a layer: a row for each point, or for points evenly far apart where there are many.
 */
void map_front_screen_layer(FILE *out, const struct map_front_view *view, size_t layer,
                            size_t choice);

/* The network's with one choice everywhere, as far apart. */
void map_front_screen_network(FILE *out, const struct map_front_view *view, size_t choice);

/* What is certain of a front, in words; `what` the points are: "mapping", "choice of mappings". */
void map_front_screen_claim(FILE *out, const struct map_front_claim *claim, const char *what);

/* Why pairs have no point, a line for each. */
void map_front_screen_impossible(FILE *out, const struct map_front_view *view);

/* Index of the point of least energy x cycles. */
size_t map_front_best_edp(const struct map_front *front);
size_t map_front_sum_best_edp(const struct map_front_sum *sum);

#endif
