/* Running a netlist: values, clock edges, toggles. */
#include "arch/netlist.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "netlist_cells.h"
#include "netlist_schedule.h"

enum { BUCKETS = NETLIST_PARTS * CELL_COUNT };

struct netlist_run {
    const struct netlist *netlist;
    netlist_pair (*value)[NETLIST_PAIRS]; /* by net */
    netlist_pair (*next)[NETLIST_PAIRS];  /* by flip-flop: what it takes when clocked */
    uint32_t clocked_groups;
    struct netlist_schedule schedule;
    /* Toggles not yet in `toggles`, in 16-bit lanes, by part and kind. */
    netlist_pair pending[BUCKETS][NETLIST_PAIRS];
    uint64_t toggles[BUCKETS];
    uint64_t clocked;
};

static void *zeros(int count, size_t size)
{
    return calloc((size_t)count + 1, size); /* never 0 bytes */
}

int netlist_run_create(struct netlist_run **out, const struct netlist *netlist)
{
    assert(netlist->deepest_first != NULL);
    struct netlist_run *run = calloc(1, sizeof *run);
    if (run == NULL)
        return -1;
    run->netlist = netlist;
    run->value = zeros(netlist->net_count, sizeof *run->value);
    run->next = zeros(netlist->dff_count, sizeof *run->next);
    if (run->value == NULL || run->next == NULL) {
        netlist_run_free(run);
        return -1;
    }
    *out = run;
    return 0;
}

void netlist_run_free(struct netlist_run *run)
{
    if (run == NULL)
        return;
    free(run->value);
    free(run->next);
    netlist_schedule_clear(&run->schedule);
    free(run);
}

void netlist_run_set(struct netlist_run *run, int input, int bit)
{
    memset(run->value[input], bit ? 0xff : 0, sizeof run->value[input]);
}

void netlist_run_set_words(struct netlist_run *run, int input, const uint64_t word[NETLIST_WORDS])
{
    memcpy(run->value[input], word, sizeof run->value[input]);
}

const uint64_t *netlist_run_words(const struct netlist_run *run, int net)
{
    return (const uint64_t *)run->value[net];
}

/* ---- counts ---- */

/* Bits set, in each 4 bits of a word: portable, without a population count. */
static inline netlist_pair bits_per_nibble(netlist_pair x)
{
    x -= (x >> 1) & 0x5555555555555555u;
    return (x & 0x3333333333333333u) + ((x >> 2) & 0x3333333333333333u);
}

/* Sums of nibbles of at most 8, in each 16 bits. */
static inline netlist_pair nibbles_per_lane(netlist_pair x)
{
    x = (x & 0x0f0f0f0f0f0f0f0fu) + ((x >> 4) & 0x0f0f0f0f0f0f0f0fu);
    return (x + (x >> 8)) & 0x00ff00ff00ff00ffu;
}

static inline netlist_pair replace(netlist_pair *net, netlist_pair now)
{
    netlist_pair changed = *net ^ now;
    *net = now;
    return bits_per_nibble(changed);
}

/* The gate's nets take `out`; what changed is added to `pending`. */
static inline void take(netlist_pair (*net)[NETLIST_PAIRS], int nets,
                        netlist_pair out[2][NETLIST_PAIRS], netlist_pair pending[NETLIST_PAIRS])
{
    for (int i = 0; i < NETLIST_PAIRS; i++) {
        netlist_pair changed = replace(&net[0][i], out[0][i]);
        if (nets == 2)
            changed += replace(&net[1][i], out[1][i]);
        pending[i] += nibbles_per_lane(changed);
    }
}

static int bucket_of(const struct netlist_gate *gate)
{
    return gate->part * CELL_COUNT + (int)gate->kind;
}

/* A gate adds at most 2 x 16 to a 16-bit lane. Flip-flops have buckets of their own. */
enum { GATES_PER_FLUSH = 65535 / 32 };
_Static_assert(NETLIST_DFF_MAX < 65535 / 16, "a clock edge must fit the 16-bit lanes");

static void flush(struct netlist_run *run)
{
    for (int bucket = 0; bucket < BUCKETS; bucket++)
        for (int i = 0; i < NETLIST_PAIRS; i++) {
            netlist_pair lanes = run->pending[bucket][i];
            lanes = (lanes & 0x0000ffff0000ffffu) + ((lanes >> 16) & 0x0000ffff0000ffffu);
            lanes = (lanes & 0xffffffffu) + (lanes >> 32);
            run->toggles[bucket] += lanes[0] + lanes[1];
            run->pending[bucket][i] = (netlist_pair){0};
        }
}

void netlist_run_restart_counts(struct netlist_run *run)
{
    memset(run->toggles, 0, sizeof run->toggles);
    run->clocked = 0;
}

uint64_t netlist_run_toggles(const struct netlist_run *run, int part, enum netlist_cell kind)
{
    return run->toggles[part * CELL_COUNT + (int)kind];
}

uint64_t netlist_run_clocked(const struct netlist_run *run)
{
    return run->clocked;
}

/* ---- evaluation ---- */

static void evaluate_and_count(struct netlist_run *run, const int *list, int count)
{
    for (int e = 0; e < count; e++) {
        const struct netlist_gate *gate = &run->netlist->gate[list[e]];
        netlist_pair out[2][NETLIST_PAIRS];
        netlist_evaluate(gate, run->value, out);
        take(&run->value[gate->out], netlist_gate_outputs(gate), out,
             run->pending[bucket_of(gate)]);
    }
}

static void evaluate_list(struct netlist_run *run, const int *list, int count)
{
    for (int done = 0; done < count; done += GATES_PER_FLUSH) {
        int chunk = count - done < GATES_PER_FLUSH ? count - done : GATES_PER_FLUSH;
        evaluate_and_count(run, list + done, chunk);
        flush(run);
    }
}

static const struct netlist_gate *dff(const struct netlist *netlist, int i)
{
    int first = netlist->gate_count - netlist->dff_count;
    return &netlist->gate[netlist->deepest_first[first + i]];
}

/* All flip-flops read before any of them changes. */
static void clock_registers(struct netlist_run *run, uint32_t groups)
{
    const struct netlist *netlist = run->netlist;
    for (int i = 0; i < netlist->dff_count; i++)
        memcpy(run->next[i], run->value[dff(netlist, i)->in[0]], sizeof run->next[i]);
    for (int i = 0; i < netlist->dff_count; i++) {
        const struct netlist_gate *gate = dff(netlist, i);
        if (groups >> gate->group & 1u) {
            take(&run->value[gate->out], 1, &run->next[i], run->pending[bucket_of(gate)]);
            run->clocked += NETLIST_STREAMS;
        }
    }
    flush(run);
}

void netlist_run_clock(struct netlist_run *run, uint32_t groups, enum netlist_delay delay)
{
    assert((groups & ~run->clocked_groups) == 0);
    clock_registers(run, groups);
    if (delay == DELAY_UNIT)
        evaluate_list(run, run->schedule.event, run->schedule.event_count);
    else
        evaluate_list(run, run->schedule.settle, run->schedule.settle_count);
}

static void settle_all(struct netlist_run *run)
{
    const struct netlist *netlist = run->netlist;
    for (int g = 0; g < netlist->gate_count; g++) {
        const struct netlist_gate *gate = &netlist->gate[g];
        netlist_pair out[2][NETLIST_PAIRS];
        if (gate->kind == CELL_DFF)
            continue;
        netlist_evaluate(gate, run->value, out);
        memcpy(run->value[gate->out], out, sizeof out[0] * (size_t)netlist_gate_outputs(gate));
    }
}

int netlist_run_begin(struct netlist_run *run, uint32_t clocked)
{
    settle_all(run);
    run->clocked_groups = clocked;
    return netlist_schedule_find(&run->schedule, run->netlist, run->value, clocked);
}
