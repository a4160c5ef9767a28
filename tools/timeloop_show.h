/* What enos-timeloop shows of a design that was counted. */
#ifndef TOOLS_TIMELOOP_SHOW_H
#define TOOLS_TIMELOOP_SHOW_H

#include <stdio.h>

#include "mapper/provenance.h"
#include "mapper/timeloop_count.h"

struct timeloop_view {
    const struct timeloop_design *design;
    const struct timeloop_counts *counts;
    const struct provenance *provenance;
};

/* At most 80 columns wide, three significant digits. */
void timeloop_show_screen(FILE *out, const struct timeloop_view *view);

/* Every count of every level and tensor as it is; energies in pJ. */
void timeloop_show_csv(FILE *out, const struct timeloop_view *view);

#endif
