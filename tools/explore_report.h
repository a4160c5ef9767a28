/* What enos-explore says at its end: screen, JSON, figures. */
#ifndef TOOLS_EXPLORE_REPORT_H
#define TOOLS_EXPLORE_REPORT_H

#include <jansson.h>

#include "explore_request.h"
#include "explore_table.h"
#include "explore_work.h"

struct explore_report {
    const struct explore_table *table;
    const struct explore_work_result *work;
    const struct explore_request *request;
    const struct provenance *provenance;
    const char *folder;
};

/* The answer on 80 columns: how many points, the front beside the base, the best, what to type
 * next.
 */
void explore_screen(FILE *out, const struct explore_report *report);

/* The same as JSON, malloc'd; NULL when memory is short. */
char *explore_json(const struct explore_report *report);

/* Draws front.svg and stack.svg in the folder with gnuplot. Returns 0, or -1 after a message. */
int explore_plot(const struct explore_report *report, FILE *messages);

/* Checks that there is a gnuplot. Returns 0, or -1 after a message. */
int explore_plot_check(FILE *messages);

#endif
