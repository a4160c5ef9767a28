#include "count.h"

static double dot(const uint64_t *words, const double *pj)
{
    double sum = 0;
    for (int word = 0; word < WORD_COUNT; word++)
        sum += (double)words[word] * pj[word];
    return sum;
}

static void price_spads(const struct map_problem *problem, struct oracle_counts *counts)
{
    double steps = (double)counts->steps;
    counts->spad_pj = steps * (problem->step_read_pj[TENSOR_W] + problem->step_read_pj[TENSOR_O] +
                               problem->step_write_psum_pj);
    counts->spad_pj += (double)counts->input_steps * problem->step_read_pj[TENSOR_I];
    for (int tensor = 0; tensor < TENSOR_COUNT; tensor++)
        counts->spad_pj += (double)counts->spad_fill[tensor] * problem->spad_fill_pj[tensor];
    counts->spad_pj += (double)counts->spad_drain * problem->spad_drain_pj;
    counts->spad_pj -= (double)counts->saved_reads * problem->spad_drain_pj;
}

static double bits_of(const struct map_problem *problem, const uint64_t *words)
{
    double bits = 0;
    for (int word = 0; word < WORD_COUNT; word++)
        bits += (double)words[word] * problem->bits[word];
    return bits;
}

static double time_of(double bits, double bits_per_cycle)
{
    return bits_per_cycle > 0 ? bits / bits_per_cycle : 0;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* The slowest of the delivery networks and the collection network. */
static double network_time(const struct map_problem *p, const struct oracle_counts *c)
{
    static const enum map_word carried[] = {WORD_W, WORD_I, WORD_PSUM};
    double cycles = time_of(bits_of(p, c->left), p->collect_bits_per_cycle);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        double bits = (double)c->entered[carried[t]] * p->bits[carried[t]];
        cycles = larger(cycles, time_of(bits, p->deliver_bits_per_cycle[t]));
    }
    return cycles;
}

struct oracle_times oracle_times_of(const struct map_problem *p, const struct oracle_counts *c)
{
    double dram = bits_of(p, c->dram_read) + bits_of(p, c->dram_write);
    double weights = (double)c->first_words[TENSOR_W] * p->bits[WORD_W];
    double inputs = (double)c->first_words[TENSOR_I] * p->bits[WORD_I];
    double last = (double)c->drain_words * p->bits[c->drain_kind];
    return (struct oracle_times){
        .dram = time_of(dram, p->dram_bits_per_cycle),
        .glb_read = time_of(bits_of(p, c->glb_read), p->glb_read_bits_per_cycle),
        .glb_write = time_of(bits_of(p, c->glb_write), p->glb_write_bits_per_cycle),
        .network = network_time(p, c),
        .fill_dram = time_of(weights + inputs, p->dram_bits_per_cycle),
        .fill_network = larger(time_of(weights, p->deliver_bits_per_cycle[TENSOR_W]),
                               time_of(inputs, p->deliver_bits_per_cycle[TENSOR_I])),
        .drain =
            larger(time_of(last, p->dram_bits_per_cycle), time_of(last, p->collect_bits_per_cycle)),
    };
}

struct oracle_times oracle_times_join(const struct oracle_times *a, const struct oracle_times *b)
{
    return (struct oracle_times){
        .dram = a->dram + b->dram,
        .glb_read = a->glb_read + b->glb_read,
        .glb_write = a->glb_write + b->glb_write,
        .network = larger(a->network, b->network),
        .fill_dram = a->fill_dram + b->fill_dram,
        .fill_network = larger(a->fill_network, b->fill_network),
        .drain = a->drain + b->drain,
    };
}

double oracle_cycles(double compute_cycles, const struct oracle_times *times)
{
    double cycles = compute_cycles + larger(times->fill_dram, times->fill_network) + times->drain;
    cycles = larger(cycles, larger(times->glb_read, times->glb_write));
    return larger(cycles, larger(times->network, times->dram));
}

void oracle_price(const struct map_problem *problem, struct oracle_counts *counts)
{
    struct oracle_times times = oracle_times_of(problem, counts);
    counts->op_pj = (double)counts->terms * problem->term_pj;
    price_spads(problem, counts);
    counts->noc_pj =
        dot(counts->entered, problem->inject_pj) + dot(counts->left, problem->inject_pj) +
        dot(counts->taken, problem->deliver_pj) + dot(counts->left, problem->deliver_pj) +
        (double)counts->link_words * problem->link_pj;
    counts->glb_pj =
        dot(counts->glb_read, problem->glb_read_pj) + dot(counts->glb_write, problem->glb_write_pj);
    counts->dram_pj = dot(counts->dram_read, problem->dram_read_pj) +
                      dot(counts->dram_write, problem->dram_write_pj);
    counts->energy_pj =
        counts->op_pj + counts->spad_pj + counts->noc_pj + counts->glb_pj + counts->dram_pj;
    counts->cycles = oracle_cycles((double)counts->compute_cycles, &times);
}
