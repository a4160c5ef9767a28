/* What can change in a netlist after a clock edge, and when.
 *
 * With unit delays a cell can change only at times at which one of its inputs
 * could change one unit before. Those (time, cell) pairs are the same for every
 * clock edge, so they are found once. Cells that the registers clocked cannot
 * reach, or whose output fixed inputs decide (an AND with a 0), are left out.
 */
#ifndef NETLIST_SCHEDULE_H
#define NETLIST_SCHEDULE_H

#include <stdint.h>

#include "arch/netlist.h"
#include "netlist_cells.h"

struct netlist_schedule {
    /* Gates by time; within a time from the deepest to the shallowest, so that
     * each reads its inputs before they change in the same step. */
    int *event;
    int event_count, event_room;
    int *settle; /* gates that can change, in topological order */
    int settle_count;
};

/* `= {0}` or an earlier schedule, which it replaces. `value` are settled values
 * by net, `clocked` the clock groups in use. Returns 0, or -1 when memory is short. */
int netlist_schedule_find(struct netlist_schedule *schedule, const struct netlist *netlist,
                          netlist_pair (*value)[NETLIST_PAIRS], uint32_t clocked);
void netlist_schedule_clear(struct netlist_schedule *schedule);

#endif
