#include "mapper/timeloop_count.h"

#include <math.h>

/* fills = updates of the keeper above x instances that the network joined, less the first of each
 * output at each instance. */
void timeloop_count_output_fills(const struct hierarchy_nest *nest, struct hierarchy_counts *counts)
{
    int keeper = 0;
    uint64_t joined = 1;
    for (int level = 1, i = 0; level < nest->level_count; level++) {
        for (; i < nest->loop_count && nest->loop[i].level < level; i++) {
            enum dim d = nest->loop[i].dim;
            int is_summed = d == DIM_C || d == DIM_R || d == DIM_S;
            if (nest->loop[i].is_spatial && is_summed &&
                nest->shares[nest->loop[i].level][TENSOR_O])
                joined *= (uint64_t)nest->loop[i].bound;
        }
        if (!nest->keeps[level][TENSOR_O])
            continue;
        uint64_t first = counts->updates[level][TENSOR_O] - counts->reads[level][TENSOR_O];
        counts->fills[level][TENSOR_O] = counts->updates[keeper][TENSOR_O] * joined - first;
        keeper = level;
        joined = 1;
    }
}

static void count_instances(const struct timeloop_design *design, struct timeloop_counts *out)
{
    const struct hierarchy_nest *nest = &design->nest;
    for (int level = 0; level < nest->level_count; level++) {
        out->instances_used[level] = 1;
        for (int i = 0; i < nest->loop_count && nest->loop[i].level < level; i++)
            if (nest->loop[i].is_spatial)
                out->instances_used[level] *= nest->loop[i].bound;
    }
}

/* Of all instances that are used, each with the same share of the words. */
static double accesses(uint64_t words, int instances, int block_words)
{
    return ceil((double)words / instances / block_words) * instances;
}

static void count_energy(const struct timeloop_design *design, struct timeloop_counts *out)
{
    out->mac_pj = out->total_pj = (double)out->terms * design->mac.energy_pj;
    for (int level = 0; level < design->nest.level_count; level++)
        for (int t = 0; t < TENSOR_COUNT; t++) {
            const struct timeloop_storage *s = &design->storage[level];
            int instances = out->instances_used[level];
            double reads = accesses(out->words.reads[level][t], instances, s->block_words);
            double fills = accesses(out->words.fills[level][t], instances, s->block_words);
            double updates = accesses(out->words.updates[level][t], instances, s->block_words);
            out->energy_pj[level][t] = reads * s->read_pj + (fills + updates) * s->write_pj;
            out->total_pj += out->energy_pj[level][t];
        }
}

/* Makes a port the one that bounds the cycles if it is slower. */
static void pass_port(struct timeloop_counts *out, int level, enum timeloop_port port, double words,
                      double words_per_cycle)
{
    double cycles = words_per_cycle > 0 ? ceil(words / words_per_cycle) : 0;
    if (cycles <= (double)out->cycles || cycles > 1e18)
        return;
    out->cycles = (uint64_t)cycles;
    out->slow_level = level;
    out->slow_port = port;
}

static void count_cycles(const struct timeloop_design *design, struct timeloop_counts *out)
{
    const struct hierarchy_counts *words = &out->words;
    out->cycles = words->cycles;
    for (int level = 0; level < design->nest.level_count; level++) {
        const struct timeloop_storage *s = &design->storage[level];
        double read = 0, written = 0;
        for (int t = 0; t < TENSOR_COUNT; t++) {
            read += (double)words->reads[level][t];
            written += (double)words->fills[level][t] + (double)words->updates[level][t];
        }
        int instances = out->instances_used[level];
        pass_port(out, level, TIMELOOP_READ_PORT, read / instances, s->read_words_per_cycle);
        pass_port(out, level, TIMELOOP_WRITE_PORT, written / instances, s->write_words_per_cycle);
    }
    out->utilization = (double)out->terms / ((double)out->cycles * design->mac.instances);
}

enum hierarchy_status timeloop_count(const struct timeloop_design *design,
                                     struct timeloop_counts *out)
{
    *out = (struct timeloop_counts){0};
    enum hierarchy_status status = hierarchy_count(&design->shape, &design->nest, &out->words);
    if (status != HIERARCHY_OK)
        return status;
    timeloop_count_output_fills(&design->nest, &out->words);
    out->terms = layer_terms_per_image(&design->shape) * (uint64_t)design->shape.size[DIM_N];
    count_instances(design, out);
    count_energy(design, out);
    count_cycles(design, out);
    return HIERARCHY_OK;
}
