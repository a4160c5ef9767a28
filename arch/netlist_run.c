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
    uint64_t (*value)[NETLIST_WORDS]; /* by net */
    uint64_t (*next)[NETLIST_WORDS];  /* by gate: what a clocked flip-flop takes */
    uint32_t clocked_groups;
    struct netlist_schedule schedule;
    /* Toggles not yet in `toggles`, in 16-bit lanes, by part and kind. */
    uint64_t pending[BUCKETS][NETLIST_WORDS];
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
    run->next = zeros(netlist->gate_count, sizeof *run->next);
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
    return run->value[net];
}

/* ---- counts ---- */

/* Bits set, in each 16-bit lane of a word: portable, and the compiler vectorises it. */
static inline uint64_t bits_per_lane(uint64_t x)
{
    x -= (x >> 1) & 0x5555555555555555u;
    x = (x & 0x3333333333333333u) + ((x >> 2) & 0x3333333333333333u);
    x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (x + (x >> 8)) & 0x00ff00ff00ff00ffu;
}

static inline void take(uint64_t net[NETLIST_WORDS], const uint64_t now[NETLIST_WORDS],
                        uint64_t pending[NETLIST_WORDS])
{
    for (int i = 0; i < NETLIST_WORDS; i++) {
        pending[i] += bits_per_lane(net[i] ^ now[i]);
        net[i] = now[i];
    }
}

static int bucket_of(const struct netlist_gate *gate)
{
    return gate->part * CELL_COUNT + (int)gate->kind;
}

/* A gate adds at most 2 x 16 to a 16-bit lane. */
enum { GATES_PER_FLUSH = 65535 / 32 };

static void flush_bucket(struct netlist_run *run, int bucket)
{
    for (int i = 0; i < NETLIST_WORDS; i++) {
        uint64_t lanes = run->pending[bucket][i];
        lanes = (lanes & 0x0000ffff0000ffffu) + ((lanes >> 16) & 0x0000ffff0000ffffu);
        run->toggles[bucket] += (lanes & 0xffffffffu) + (lanes >> 32);
        run->pending[bucket][i] = 0;
    }
}

static void flush(struct netlist_run *run)
{
    for (int bucket = 0; bucket < BUCKETS; bucket++)
        flush_bucket(run, bucket);
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
        uint64_t out[2][NETLIST_WORDS];
        netlist_evaluate(gate, run->value, out);
        take(run->value[gate->out], out[0], run->pending[bucket_of(gate)]);
        if (gate->kind == CELL_FA)
            take(run->value[gate->out + 1], out[1], run->pending[bucket_of(gate)]);
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

static int is_clocked(const struct netlist_gate *gate, uint32_t groups)
{
    return gate->kind == CELL_DFF && (groups >> gate->group & 1u);
}

/* All flip-flops read before any of them changes. */
static void clock_registers(struct netlist_run *run, uint32_t groups)
{
    const struct netlist *netlist = run->netlist;
    for (int g = 0; g < netlist->gate_count; g++)
        if (is_clocked(&netlist->gate[g], groups))
            memcpy(run->next[g], run->value[netlist->gate[g].in[0]], sizeof run->next[g]);
    for (int g = 0; g < netlist->gate_count; g++)
        if (is_clocked(&netlist->gate[g], groups)) {
            const struct netlist_gate *gate = &netlist->gate[g];
            take(run->value[gate->out], run->next[g], run->pending[bucket_of(gate)]);
            run->clocked += NETLIST_STREAMS;
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
        uint64_t out[2][NETLIST_WORDS];
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
