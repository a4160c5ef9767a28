/* The gate netlist: truth tables, delays, glitches, held state, clock gating. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "arch/netlist.h"

/* A netlist under test, with registers a, b, c as its sources. */
struct bench {
    struct netlist *netlist;
    struct netlist_run *run;
    int input[3], q[3];
};

static void open_bench(struct bench *bench)
{
    cr_assert(eq(int, netlist_create(&bench->netlist), 0));
    netlist_begin_part(bench->netlist, 1);
    for (int i = 0; i < 3; i++) {
        bench->input[i] = netlist_input(bench->netlist);
        bench->q[i] = netlist_dff(bench->netlist, i);
        netlist_connect(bench->netlist, bench->q[i], bench->input[i]);
    }
    netlist_begin_part(bench->netlist, 0);
}

static void start_bench(struct bench *bench)
{
    cr_assert(eq(int, netlist_finish(bench->netlist), 0));
    cr_assert(eq(int, netlist_run_create(&bench->run, bench->netlist), 0));
    cr_assert(eq(int, netlist_run_begin(bench->run, 7), 0));
}

static void close_bench(struct bench *bench)
{
    netlist_run_free(bench->run);
    netlist_free(bench->netlist);
}

/* Stream s gets bit s of `bits`; streams repeat every 64. */
static void drive(struct bench *bench, int i, uint64_t bits)
{
    uint64_t word[NETLIST_WORDS];
    for (int k = 0; k < NETLIST_WORDS; k++)
        word[k] = bits;
    netlist_run_set_words(bench->run, bench->input[i], word);
}

static void drive_all_combinations(struct bench *bench)
{
    drive(bench, 0, 0xaaaaaaaaaaaaaaaa);
    drive(bench, 1, 0xcccccccccccccccc);
    drive(bench, 2, 0xf0f0f0f0f0f0f0f0);
}

static uint64_t truth(const struct bench *bench, int net)
{
    return netlist_run_words(bench->run, net)[NETLIST_WORDS - 1] & 0xff;
}

static void check_truth_tables(enum netlist_delay delay)
{
    struct bench bench = {0};
    open_bench(&bench);
    struct netlist *n = bench.netlist;
    const int *q = bench.q;
    int inv = netlist_inv(n, q[0]), nand = netlist_nand2(n, q[0], q[1]);
    int and = netlist_and2(n, q[0], q[1]), xor = netlist_xor2(n, q[0], q[1]);
    int mux = netlist_mux2(n, q[2], q[0], q[1]);
    struct netlist_sum full = netlist_full_adder(n, q[0], q[1], q[2]);
    struct netlist_sum half = netlist_half_adder(n, q[0], q[1]);
    start_bench(&bench);
    drive_all_combinations(&bench);
    netlist_run_clock(bench.run, 7, delay);
    cr_expect(eq(u64, truth(&bench, inv), 0x55));
    cr_expect(eq(u64, truth(&bench, nand), 0x77));
    cr_expect(eq(u64, truth(&bench, and), 0x88));
    cr_expect(eq(u64, truth(&bench, xor), 0x66));
    cr_expect(eq(u64, truth(&bench, mux), 0xca)); /* select ? b : a */
    cr_expect(eq(u64, truth(&bench, full.sum), 0x96));
    cr_expect(eq(u64, truth(&bench, full.carry), 0xe8));
    cr_expect(eq(u64, truth(&bench, half.sum), 0x66));
    cr_expect(eq(u64, truth(&bench, half.carry), 0x88));
    close_bench(&bench);
}

Test(netlist, cells_follow_their_truth_tables)
{
    check_truth_tables(DELAY_UNIT);
    check_truth_tables(DELAY_ZERO);
}

/* a XOR (not a) is always 1 but for one unit after a changes. */
static uint64_t xor_toggles(enum netlist_delay delay)
{
    struct bench bench = {0};
    open_bench(&bench);
    netlist_xor2(bench.netlist, bench.q[0], netlist_inv(bench.netlist, bench.q[0]));
    start_bench(&bench);
    for (int cycle = 1; cycle <= 10; cycle++) {
        drive(&bench, 0, cycle % 2 ? UINT64_MAX : 0);
        netlist_run_clock(bench.run, 7, delay);
    }
    uint64_t toggles = netlist_run_toggles(bench.run, 0, CELL_XOR2);
    cr_expect(eq(u64, netlist_run_toggles(bench.run, 0, CELL_INV), 10u * NETLIST_STREAMS));
    cr_expect(eq(u64, netlist_run_toggles(bench.run, 1, CELL_DFF), 10u * NETLIST_STREAMS));
    cr_expect(eq(u64, netlist_run_clocked(bench.run), 30u * NETLIST_STREAMS));
    close_bench(&bench);
    return toggles;
}

Test(netlist, a_glitch_is_two_toggles_with_unit_delay_and_none_without)
{
    cr_assert(eq(u64, xor_toggles(DELAY_UNIT), 2u * 10u * NETLIST_STREAMS));
    cr_assert(eq(u64, xor_toggles(DELAY_ZERO), 0));
}

/* 1 + 1 in a ripple adder: the carry takes a unit a bit, and each sum bit on its way
 * goes up with the addend and down with the carry. By hand, for 1111 + 0001 from 0000:
 * time 1: s0 = 0, c0 = 1, s1..s3 = 1; time 2: s1 = 0, c1 = 1; time 3: s2, c2; time 4: s3, c3. */
Test(netlist, a_ripple_of_carries_is_counted_as_by_hand)
{
    struct bench bench = {0};
    open_bench(&bench);
    int carry = NETLIST_ZERO;
    for (int i = 0; i < 4; i++) {
        int one = i == 0 ? bench.q[1] : NETLIST_ZERO;
        carry = netlist_full_adder(bench.netlist, bench.q[0], one, carry).carry;
    }
    start_bench(&bench);
    cr_expect(eq(int, netlist_depth(bench.netlist), 4));
    cr_expect(eq(int, netlist_cell_count(bench.netlist, 0, CELL_FA), 4));
    drive(&bench, 0, UINT64_MAX);
    drive(&bench, 1, UINT64_MAX);
    netlist_run_clock(bench.run, 7, DELAY_UNIT);
    /* sums: 3 up, 3 down; carries: 4 up */
    cr_expect(eq(u64, netlist_run_toggles(bench.run, 0, CELL_FA), 10u * NETLIST_STREAMS));
    netlist_run_restart_counts(bench.run);
    cr_expect(eq(u64, netlist_run_toggles(bench.run, 0, CELL_FA), 0));
    close_bench(&bench);
}

/* A two-bit shift register: every flip-flop takes what the one before held. */
Test(netlist, flip_flops_read_before_any_changes)
{
    struct netlist *n;
    struct netlist_run *run;
    cr_assert(eq(int, netlist_create(&n), 0));
    int input = netlist_input(n), first = netlist_dff(n, 0), second = netlist_dff(n, 0);
    netlist_connect(n, first, input);
    netlist_connect(n, second, first);
    cr_assert(eq(int, netlist_finish(n), 0));
    cr_assert(eq(int, netlist_run_create(&run, n), 0));
    cr_assert(eq(int, netlist_run_begin(run, 1), 0));
    netlist_run_set(run, input, 1);
    netlist_run_clock(run, 1, DELAY_UNIT);
    cr_expect(eq(u64, netlist_run_words(run, first)[0], UINT64_MAX));
    cr_expect(eq(u64, netlist_run_words(run, second)[0], 0));
    netlist_run_set(run, input, 0);
    netlist_run_clock(run, 1, DELAY_UNIT);
    cr_expect(eq(u64, netlist_run_words(run, first)[0], 0));
    cr_expect(eq(u64, netlist_run_words(run, second)[0], UINT64_MAX));
    netlist_run_free(run);
    netlist_free(n);
}

Test(netlist, a_group_that_is_not_clocked_holds_and_costs_no_clock)
{
    struct bench bench = {0};
    open_bench(&bench);
    int and = netlist_and2(bench.netlist, bench.q[0], bench.q[1]);
    cr_assert(eq(int, netlist_finish(bench.netlist), 0));
    cr_assert(eq(int, netlist_run_create(&bench.run, bench.netlist), 0));
    cr_assert(eq(int, netlist_run_begin(bench.run, 1), 0));
    drive(&bench, 0, UINT64_MAX);
    drive(&bench, 1, UINT64_MAX);
    netlist_run_clock(bench.run, 1, DELAY_UNIT);
    cr_expect(eq(u64, netlist_run_words(bench.run, bench.q[0])[0], UINT64_MAX));
    cr_expect(eq(u64, netlist_run_words(bench.run, bench.q[1])[0], 0));
    cr_expect(eq(u64, netlist_run_words(bench.run, and)[0], 0));
    cr_expect(eq(u64, netlist_run_clocked(bench.run), NETLIST_STREAMS));
    close_bench(&bench);
}

Test(netlist, a_flip_flop_without_input_is_refused)
{
    struct netlist *n;
    cr_assert(eq(int, netlist_create(&n), 0));
    netlist_dff(n, 0);
    cr_expect(eq(int, netlist_finish(n), -1));
    netlist_free(n);
}

/* A chain of so many adders that the 16-bit counters must be emptied on the way. */
Test(netlist, counts_do_not_overflow)
{
    enum { LENGTH = 3000 };
    struct bench bench = {0};
    open_bench(&bench);
    for (int i = 0; i < LENGTH; i++)
        netlist_full_adder(bench.netlist, bench.q[0], bench.q[0], bench.q[0]);
    start_bench(&bench);
    drive(&bench, 0, UINT64_MAX);
    netlist_run_clock(bench.run, 7, DELAY_UNIT);
    cr_expect(eq(u64, netlist_run_toggles(bench.run, 0, CELL_FA),
                 (uint64_t)LENGTH * 2 * NETLIST_STREAMS));
    close_bench(&bench);
}
