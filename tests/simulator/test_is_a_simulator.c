/* Is it a simulator? What breaks on the way must show in the outputs or stop the machine; what
 * takes longer must show in the cycles and nowhere else. ENOS_LONG=1 for more cases, ENOS_SEED=n
 * for others. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle/sim_trial.h"

static struct oracle_random start_random(void)
{
    const char *seed = getenv("ENOS_SEED");
    return (struct oracle_random){.state = seed ? strtoull(seed, NULL, 10) : 1};
}

static int trials(void)
{
    return (getenv("ENOS_LONG") ? 400 : 20) * ORACLE_KIND_COUNT;
}

/* ---- what breaks ---- */

enum outcome { UNCHANGED, CHANGED, DEADLOCK };

static enum outcome run_with_fault(const struct oracle_trial *t, enum sim_fault_kind kind,
                                   uint64_t at)
{
    struct sim_options options = {.fault = {kind, at}};
    struct sim_result result;
    char reason[SIM_REASON_MAX];
    enum outcome outcome = DEADLOCK;
    int32_t *psum = malloc(t->c.psums * sizeof *psum);
    cr_assert(psum != NULL);
    if (sim_layer_run(&t->c.layer, &options, psum, &result, reason) == 0) {
        outcome = memcmp(psum, t->psum, t->c.psums * sizeof *psum) ? CHANGED : UNCHANGED;
        sim_result_free(&result);
    } else {
        cr_assert(strncmp(reason, "deadlock", 8) == 0, "%s", reason);
    }
    free(psum);
    return outcome;
}

/* One of the words that PEs take. */
static uint64_t random_word(const struct oracle_trial *t)
{
    uint64_t words = 0;
    for (int w = 0; w < SIM_WORDS; w++)
        words += t->result.counts.flow[LEVEL_SPAD][w].fill;
    return (uint64_t)oracle_random_below(t->random, (int)words);
}

Test(is_a_simulator, stops_if_a_word_is_lost)
{
    struct oracle_random random = start_random();
    for (int i = 0; i < trials(); i++) {
        struct choice choice = oracle_random_choice(&random);
        struct oracle_trial t;
        oracle_trial_start(&t, &random, i, &choice);
        oracle_trial_run(&t);
        cr_assert(run_with_fault(&t, SIM_DROP_WORD, random_word(&t)) == DEADLOCK);
        oracle_trial_free(&t);
    }
}

/* Of any layer: a flip does not show in a weight of BC, whose lowest bit is not its sign, in one
 * that meets padding or zeros alone, or in an input whose weights are zero. */
Test(is_a_simulator, shows_most_flipped_bits)
{
    struct oracle_random random = start_random();
    int shown = 0;
    for (int i = 0; i < trials(); i++) {
        struct choice choice = oracle_random_choice(&random);
        struct oracle_trial t;
        oracle_trial_start(&t, &random, i, &choice);
        oracle_trial_run(&t);
        shown += run_with_fault(&t, SIM_FLIP_BIT, random_word(&t)) == CHANGED;
        oracle_trial_free(&t);
    }
    printf("%d of %d flipped bits change the outputs of any layer\n", shown, trials());
    cr_assert(2 * shown > trials());
}

/* Inputs above 1, so that a flip leaves them above zero, no weights of zero, and neighbours that
 * differ: powers of primitive roots, which repeat after 250 and 126 elements only. */
static void set_telling_data(struct oracle_sim_case *c)
{
    int x = 1, w = 1;
    for (size_t i = 0; i < c->inputs; i++, x = x * 6 % 251)
        c->input[i] = (int16_t)(x + 2);
    for (size_t i = 0; i < c->weights; i++, w = w * 3 % 127)
        c->weight[i] = (int8_t)(w % 2 ? w : -w);
}

/* A layer without padding, where every word matters: T8 or MF8. */
static void start_telling(struct oracle_trial *t, struct oracle_random *random, int number)
{
    struct choice choice;
    cr_assert(choice_parse(&choice, number % 2 ? "T8" : "MF8") == 0);
    oracle_trial_start(t, random, number++, &choice);
    while (t->c.problem.pad[ROWS] + t->c.problem.pad[COLUMNS] > 0) {
        oracle_trial_free(t);
        oracle_trial_start(t, random, number++, &choice);
    }
    set_telling_data(&t->c);
    oracle_trial_run(t);
}

/* Then a term changes with each of its words, and of the terms of one output only one uses it. */
Test(is_a_simulator, shows_every_flipped_bit_that_matters)
{
    struct oracle_random random = start_random();
    for (int i = 0; i < trials(); i++) {
        struct oracle_trial t;
        start_telling(&t, &random, i);
        cr_assert(run_with_fault(&t, SIM_FLIP_BIT, random_word(&t)) == CHANGED);
        oracle_trial_free(&t);
    }
}

/* True if the mapping uses several PEs and no two of them sum the same output: two that do may
 * change places, their sum is the same. */
static int sums_apart(const struct map_mapping *m)
{
    int pes = 1;
    for (int i = 0; i < m->count; i++) {
        const struct map_node *node = &m->node[i];
        if (node->kind != NODE_PAR || node->bound == 1)
            continue;
        if (node->dim == DIM_C || node->dim == DIM_R || node->dim == DIM_S)
            return 0;
        pes *= node->bound;
    }
    return pes > 1;
}

Test(is_a_simulator, shows_swapped_tags)
{
    struct oracle_random random = start_random();
    int swapped = 0, deadlocks = 0;
    for (int i = 0; i < 2 * trials(); i++) {
        struct oracle_trial t;
        start_telling(&t, &random, i);
        if (sums_apart(&t.c.mapping)) {
            enum outcome outcome = run_with_fault(&t, SIM_SWAP_TAGS, 0);
            cr_assert(outcome != UNCHANGED);
            swapped++;
            deadlocks += outcome == DEADLOCK;
        }
        oracle_trial_free(&t);
    }
    printf("%d swaps of tags, %d of them stop the machine\n", swapped, deadlocks);
    cr_assert(swapped >= 50);
}

/* ---- what takes longer ---- */

/* Runs the machine as it is now; outputs and counts must be as before. Returns its cycles. */
static uint64_t cycles_now(const struct oracle_trial *t)
{
    struct sim_result result;
    char reason[SIM_REASON_MAX];
    int32_t *psum = malloc(t->c.psums * sizeof *psum);
    cr_assert(psum != NULL);
    cr_assert(sim_layer_run(&t->c.layer, NULL, psum, &result, reason) == 0, "%s", reason);
    cr_assert(memcmp(psum, t->psum, t->c.psums * sizeof *psum) == 0);
    cr_assert(memcmp(&result.counts, &t->result.counts, sizeof result.counts) == 0);
    cr_assert(result.cycles[SIM_COMPUTE] == t->result.cycles[SIM_COMPUTE]);
    uint64_t cycles = result.latency_cycles;
    sim_result_free(&result);
    free(psum);
    return cycles;
}

typedef void change_fn(struct arch_machine *machine);

/* Counts cases that a change of the machine slows down; it must not make any faster. */
static int slowed_by(change_fn *before, change_fn *change)
{
    struct oracle_random random = start_random();
    int slower = 0;
    for (int i = 0; i < trials(); i++) {
        struct choice choice = oracle_random_choice(&random);
        struct oracle_trial t;
        oracle_trial_start(&t, &random, i, &choice);
        before(&t.c.machine);
        oracle_trial_run(&t);
        change(&t.c.machine);
        uint64_t cycles = cycles_now(&t);
        cr_assert(cycles >= t.result.latency_cycles);
        slower += cycles > t.result.latency_cycles;
        oracle_trial_free(&t);
    }
    return slower;
}

static void leave(struct arch_machine *machine)
{
    (void)machine;
}

static void open_fifos(struct arch_machine *machine)
{
    machine->noc_fifo_words = 0;
}

static void shorten_fifos(struct arch_machine *machine)
{
    machine->noc_fifo_words = 1;
}

static void halve_glb(struct arch_machine *machine)
{
    if (machine->glb < 0)
        return;
    machine->storage[machine->glb].read_bits_per_cycle /= 2;
    machine->storage[machine->glb].write_bits_per_cycle /= 2;
}

static void slow_dram(struct arch_machine *machine)
{
    machine->storage[machine->dram].latency_cycles *= 10;
}

Test(is_a_simulator, takes_longer_and_does_the_same)
{
    int fifos = slowed_by(open_fifos, shorten_fifos), glb = slowed_by(leave, halve_glb),
        dram = slowed_by(leave, slow_dram);
    printf("of %d cases FIFOs of one word slow down %d, half the GLB %d, a late DRAM %d\n",
           trials(), fifos, glb, dram);
    cr_assert(10 * fifos > trials());
    cr_assert(3 * glb > trials());
    cr_assert(2 * dram > trials());
}

/* ---- what is faster ---- */

static double *bandwidth(struct arch_machine *m, int port)
{
    double *ports[] = {&m->storage[m->dram].read_bits_per_cycle,
                       &m->noc_delivery_bits_per_cycle[TENSOR_W],
                       &m->noc_delivery_bits_per_cycle[TENSOR_I],
                       &m->noc_delivery_bits_per_cycle[TENSOR_O],
                       &m->noc_collect_bits_per_cycle,
                       m->glb < 0 ? NULL : &m->storage[m->glb].read_bits_per_cycle,
                       m->glb < 0 ? NULL : &m->storage[m->glb].write_bits_per_cycle};
    return port < (int)(sizeof ports / sizeof *ports) ? ports[port] : NULL;
}

/* Half as much again, eight times as much, and without bound. */
static void widen(struct oracle_trial *t, int port, int faster[])
{
    static const double factor[] = {1.5, 8, 0};
    double *bits = bandwidth(&t->c.machine, port), before = *bits;
    for (int i = 0; i < 3; i++) {
        *bits = before * factor[i];
        uint64_t cycles = cycles_now(t);
        cr_assert(cycles <= t->result.latency_cycles, "port %d", port);
        faster[port] += i == 1 && cycles < t->result.latency_cycles;
    }
    *bits = before;
}

Test(is_a_simulator, is_never_slower_with_more_bandwidth)
{
    struct oracle_random random = start_random();
    int faster[7] = {0};
    for (int i = 0; i < trials(); i++) {
        struct choice choice = oracle_random_choice(&random);
        struct oracle_trial t;
        oracle_trial_start(&t, &random, i, &choice);
        oracle_trial_run(&t);
        for (int port = 0; bandwidth(&t.c.machine, port); port++)
            widen(&t, port, faster);
        oracle_trial_free(&t);
    }
    for (int port = 0; port < 7; port++)
        cr_assert(faster[port] > 0, "port %d never matters", port);
}
