/* Building a netlist. */
#include "arch/netlist.h"

#include <assert.h>
#include <stdlib.h>

#include "netlist_cells.h"

const char *const netlist_cell_names[CELL_COUNT] = {
#define NETLIST_CELL_NAME(id, name) name,
    NETLIST_CELLS(NETLIST_CELL_NAME)
#undef NETLIST_CELL_NAME
};

enum { UNCONNECTED = -1 };

int netlist_create(struct netlist **out)
{
    struct netlist *netlist = calloc(1, sizeof *netlist);
    if (netlist == NULL)
        return -1;
    netlist->net_count = 1; /* NETLIST_ZERO */
    *out = netlist;
    return 0;
}

void netlist_free(struct netlist *netlist)
{
    if (netlist == NULL)
        return;
    free(netlist->deepest_first);
    free(netlist->gate);
    free(netlist);
}

void netlist_begin_part(struct netlist *netlist, int part)
{
    assert(part >= 0 && part < NETLIST_PARTS);
    netlist->part = part;
}

static int reserve_gate(struct netlist *netlist)
{
    if (netlist->gate_count < netlist->gate_room)
        return 0;
    int room = netlist->gate_room == 0 ? 512 : 2 * netlist->gate_room;
    struct netlist_gate *gate = realloc(netlist->gate, (size_t)room * sizeof *gate);
    if (gate == NULL) {
        netlist->failed = 1;
        return -1;
    }
    netlist->gate = gate;
    netlist->gate_room = room;
    return 0;
}

static int append(struct netlist *netlist, enum netlist_cell kind, int a, int b, int c)
{
    assert(netlist->deepest_first == NULL);
    assert(a < netlist->net_count && b < netlist->net_count && c < netlist->net_count);
    if (reserve_gate(netlist) != 0)
        return NETLIST_ZERO;
    struct netlist_gate *gate = &netlist->gate[netlist->gate_count++];
    *gate = (struct netlist_gate){
        .kind = kind, .part = netlist->part, .in = {a, b, c}, .out = netlist->net_count};
    netlist->net_count += netlist_gate_outputs(gate);
    return gate->out;
}

int netlist_input(struct netlist *netlist)
{
    return netlist->net_count++;
}

int netlist_inv(struct netlist *netlist, int a)
{
    return append(netlist, CELL_INV, a, NETLIST_ZERO, NETLIST_ZERO);
}

int netlist_nand2(struct netlist *netlist, int a, int b)
{
    return append(netlist, CELL_NAND2, a, b, NETLIST_ZERO);
}

int netlist_and2(struct netlist *netlist, int a, int b)
{
    return append(netlist, CELL_AND2, a, b, NETLIST_ZERO);
}

int netlist_xor2(struct netlist *netlist, int a, int b)
{
    return append(netlist, CELL_XOR2, a, b, NETLIST_ZERO);
}

int netlist_mux2(struct netlist *netlist, int select, int when_0, int when_1)
{
    return append(netlist, CELL_MUX2, select, when_0, when_1);
}

struct netlist_sum netlist_full_adder(struct netlist *netlist, int a, int b, int c)
{
    int sum = append(netlist, CELL_FA, a, b, c);
    return (struct netlist_sum){sum, sum == NETLIST_ZERO ? NETLIST_ZERO : sum + 1};
}

struct netlist_sum netlist_half_adder(struct netlist *netlist, int a, int b)
{
    return (struct netlist_sum){netlist_xor2(netlist, a, b), netlist_and2(netlist, a, b)};
}

int netlist_dff(struct netlist *netlist, int group)
{
    assert(group >= 0 && group < NETLIST_GROUPS);
    int out = append(netlist, CELL_DFF, NETLIST_ZERO, NETLIST_ZERO, NETLIST_ZERO);
    if (out != NETLIST_ZERO) {
        netlist->gate[netlist->gate_count - 1].group = group;
        netlist->gate[netlist->gate_count - 1].in[0] = UNCONNECTED;
        netlist->dff_count++;
    }
    return out;
}

void netlist_connect(struct netlist *netlist, int dff, int input)
{
    for (int g = 0; g < netlist->gate_count; g++)
        if (netlist->gate[g].kind == CELL_DFF && netlist->gate[g].out == dff)
            netlist->gate[g].in[0] = input;
}

static int every_dff_connected(const struct netlist *netlist)
{
    for (int g = 0; g < netlist->gate_count; g++)
        if (netlist->gate[g].in[0] == UNCONNECTED)
            return 0;
    return 1;
}

/* The order built is topological, so one pass finds every level. */
static int find_levels(struct netlist *netlist)
{
    int *net_level = calloc((size_t)netlist->net_count, sizeof *net_level);
    if (net_level == NULL)
        return -1;
    for (int g = 0; g < netlist->gate_count; g++) {
        struct netlist_gate *gate = &netlist->gate[g];
        if (gate->kind == CELL_DFF)
            continue;
        for (int i = 0; i < 3; i++)
            if (net_level[gate->in[i]] >= gate->level)
                gate->level = net_level[gate->in[i]] + 1;
        for (int i = 0; i < netlist_gate_outputs(gate); i++)
            net_level[gate->out + i] = gate->level;
        if (gate->level > netlist->depth)
            netlist->depth = gate->level;
    }
    free(net_level);
    return 0;
}

static int append_level(struct netlist *netlist, int level, int count)
{
    for (int kind = 0; kind < CELL_COUNT; kind++)
        for (int g = 0; g < netlist->gate_count; g++)
            if (netlist->gate[g].level == level && (int)netlist->gate[g].kind == kind)
                netlist->deepest_first[count++] = g;
    return count;
}

int netlist_finish(struct netlist *netlist)
{
    if (netlist->failed || netlist->dff_count > NETLIST_DFF_MAX || !every_dff_connected(netlist) ||
        find_levels(netlist) != 0)
        return -1;
    size_t room = (size_t)netlist->gate_count + 1; /* never 0 */
    netlist->deepest_first = calloc(room, sizeof *netlist->deepest_first);
    if (netlist->deepest_first == NULL)
        return -1;
    int count = 0;
    for (int level = netlist->depth; level >= 0; level--)
        count = append_level(netlist, level, count);
    assert(count == netlist->gate_count);
    return 0;
}

int netlist_depth(const struct netlist *netlist)
{
    return netlist->depth;
}

int netlist_cell_count(const struct netlist *netlist, int part, enum netlist_cell kind)
{
    int count = 0;
    for (int g = 0; g < netlist->gate_count; g++)
        count += netlist->gate[g].part == part && netlist->gate[g].kind == kind;
    return count;
}
