/* What is held against what: the aims of a Pareto front. Less is better of each. */
#ifndef TOOLS_EXPLORE_AIMS_H
#define TOOLS_EXPLORE_AIMS_H

#include <stddef.h>

#include "workloads/diag.h"

enum explore_aim { AIM_ENERGY, AIM_LATENCY, AIM_AREA, AIM_EDP, AIM_COUNT };

extern const char *const explore_aim_names[AIM_COUNT];

struct explore_aims {
    enum explore_aim aim[AIM_COUNT];
    size_t count;
};

/* Parses "energy,latency"; NULL is energy, latency and area. Returns 0, or -1 with mistakes in
 * `diag`. */
int explore_aims_parse(struct explore_aims *out, const char *text, struct diag_list *diag);

/* Marks those of `count` points that no other dominates: none is at most as large in every aim
 * and smaller in one. value (count, AIM_COUNT); a point with a value that is not finite is not
 * marked. Equal points are all marked. Returns 0, or -1 when memory is short. */
int explore_front_mark(unsigned char *is_on_front, const double *value, size_t count,
                       const struct explore_aims *aims);

#endif
