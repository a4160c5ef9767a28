/* Which cells can change after a clock edge, and when. */
#include "netlist_schedule.h"

#include <stdlib.h>
#include <string.h>

#include "netlist_cells.h"

enum { UNKNOWN = -1 };

/* Working state of one search; every array is by net. */
struct search {
    const struct netlist *netlist;
    uint32_t clocked;
    int *known;            /* 0 or 1 if the net can only be that, else UNKNOWN */
    unsigned char *moved;  /* may have changed in the step before */
    unsigned char *moving; /* may change in this step */
};

/* The value of a net if all streams hold the same. */
static int common_value(const netlist_pair pair[NETLIST_PAIRS])
{
    uint64_t all = UINT64_MAX, any = 0;
    for (int i = 0; i < NETLIST_PAIRS; i++) {
        all &= pair[i][0] & pair[i][1];
        any |= pair[i][0] | pair[i][1];
    }
    return any == 0 ? 0 : all == UINT64_MAX ? 1 : UNKNOWN;
}

/* Tries every combination of the unknown inputs, one stream a combination. */
static void find_known(struct search *search, const struct netlist_gate *gate)
{
    static const uint64_t pattern[3] = {0xaa, 0xcc, 0xf0};
    struct netlist_gate probe = *gate;
    netlist_pair value[3][NETLIST_PAIRS] = {0}, out[2][NETLIST_PAIRS] = {0};
    for (int i = 0; i < 3; i++) {
        int known = search->known[gate->in[i]];
        value[i][0][0] = known == UNKNOWN ? pattern[i] : known ? 0xff : 0;
        probe.in[i] = i;
    }
    netlist_evaluate(&probe, value, out);
    for (int o = 0; o < netlist_gate_outputs(gate); o++) {
        uint64_t bits = out[o][0][0] & 0xff;
        search->known[gate->out + o] = (bits == 0 ? 0 : bits == 0xff ? 1 : UNKNOWN);
    }
}

static int is_clocked(const struct search *search, const struct netlist_gate *gate)
{
    return gate->kind == CELL_DFF && (search->clocked >> gate->group & 1u);
}

static void find_all_known(struct search *search, netlist_pair (*value)[NETLIST_PAIRS])
{
    for (int net = 0; net < search->netlist->net_count; net++)
        search->known[net] = common_value(value[net]);
    for (int g = 0; g < search->netlist->gate_count; g++) {
        const struct netlist_gate *gate = &search->netlist->gate[g];
        if (gate->kind != CELL_DFF)
            find_known(search, gate);
        else if (is_clocked(search, gate))
            search->known[gate->out] = UNKNOWN;
    }
}

static int is_open(const struct search *search, const struct netlist_gate *gate)
{
    for (int o = 0; o < netlist_gate_outputs(gate); o++)
        if (search->known[gate->out + o] == UNKNOWN)
            return gate->kind != CELL_DFF;
    return 0;
}

static int any_input_moved(const struct search *search, const struct netlist_gate *gate)
{
    return search->moved[gate->in[0]] || search->moved[gate->in[1]] || search->moved[gate->in[2]];
}

static int add_event(struct netlist_schedule *schedule, int g)
{
    if (schedule->event_count == schedule->event_room) {
        int room = schedule->event_room == 0 ? 4096 : 2 * schedule->event_room;
        int *event = realloc(schedule->event, (size_t)room * sizeof *event);
        if (event == NULL)
            return -1;
        schedule->event = event;
        schedule->event_room = room;
    }
    schedule->event[schedule->event_count++] = g;
    return 0;
}

static int add_step(struct netlist_schedule *schedule, struct search *search)
{
    const struct netlist *netlist = search->netlist;
    memset(search->moving, 0, (size_t)netlist->net_count);
    for (int i = 0; i < netlist->gate_count; i++) {
        int g = netlist->deepest_first[i];
        const struct netlist_gate *gate = &netlist->gate[g];
        if (!is_open(search, gate) || !any_input_moved(search, gate))
            continue;
        if (add_event(schedule, g) != 0)
            return -1;
        for (int o = 0; o < netlist_gate_outputs(gate); o++)
            search->moving[gate->out + o] = search->known[gate->out + o] == UNKNOWN;
    }
    return 0;
}

static int list_events(struct netlist_schedule *schedule, struct search *search)
{
    const struct netlist *netlist = search->netlist;
    for (int g = 0; g < netlist->gate_count; g++)
        if (is_clocked(search, &netlist->gate[g]))
            search->moved[netlist->gate[g].out] = 1;
    for (int step = 1; step <= netlist->depth; step++) {
        if (add_step(schedule, search) != 0)
            return -1;
        unsigned char *moved = search->moved;
        search->moved = search->moving;
        search->moving = moved;
    }
    return 0;
}

static int list_settle(struct netlist_schedule *schedule, const struct search *search)
{
    const struct netlist *netlist = search->netlist;
    schedule->settle = calloc((size_t)netlist->gate_count + 1, sizeof *schedule->settle);
    if (schedule->settle == NULL)
        return -1;
    for (int g = 0; g < netlist->gate_count; g++)
        if (is_open(search, &netlist->gate[g]))
            schedule->settle[schedule->settle_count++] = g;
    return 0;
}

int netlist_schedule_find(struct netlist_schedule *schedule, const struct netlist *netlist,
                          netlist_pair (*value)[NETLIST_PAIRS], uint32_t clocked)
{
    size_t nets = (size_t)netlist->net_count;
    struct search search = {.netlist = netlist, .clocked = clocked};
    search.known = calloc(nets, sizeof *search.known);
    search.moved = calloc(nets, sizeof *search.moved);
    search.moving = calloc(nets, sizeof *search.moving);
    int status = -1;
    netlist_schedule_clear(schedule);
    if (search.known != NULL && search.moved != NULL && search.moving != NULL) {
        find_all_known(&search, value);
        if (list_settle(schedule, &search) == 0)
            status = list_events(schedule, &search);
    }
    free(search.known);
    free(search.moved);
    free(search.moving);
    return status;
}

void netlist_schedule_clear(struct netlist_schedule *schedule)
{
    free(schedule->event);
    free(schedule->settle);
    *schedule = (struct netlist_schedule){0};
}
