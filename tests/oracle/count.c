#include "count.h"

#include "legal.h"
#include "time_steps.h"

static const enum map_word operand_word[] = {[TENSOR_W] = WORD_W, [TENSOR_I] = WORD_I};

static void add_operand(const struct map_problem *problem, enum tensor tensor,
                        const struct oracle_walk *glb, const struct oracle_walk *spad,
                        struct oracle_counts *out)
{
    enum map_word word = operand_word[tensor];
    uint64_t width = (uint64_t)problem->bits[word];
    if (glb) {
        out->dram_read[word] += glb->words;
        out->glb_write[word] += glb->words;
        out->glb_read[word] += spad->words;
        out->glb_tile_bits += glb->largest * width;
    } else {
        out->dram_read[word] += spad->words;
    }
    out->entered[word] += spad->words;
    out->taken[word] += spad->deliveries;
    out->spad_fill[tensor] += spad->deliveries;
    out->first_words[tensor] += spad->first_words;
    out->spad_tile_bits[tensor] += spad->largest * width;
}

/* Between the array and the level above it. The last word of an output is
 * finished if every visit sends one word only. */
static void add_psums(const struct oracle_walk *spad, enum map_word last, struct oracle_counts *out)
{
    uint64_t outputs = spad->distinct, back = spad->visits - outputs;
    out->spad_drain += spad->deliveries;
    out->saved_reads += spad->deliveries - back;
    out->link_words += spad->deliveries - spad->chain_visits;
    out->left[WORD_PSUM] += spad->chain_visits - outputs;
    out->left[last] += outputs;
    out->entered[WORD_PSUM] += back;
    out->taken[WORD_PSUM] += back;
    out->spad_fill[TENSOR_O] += back;
    out->drain_words += spad->first_chains;
    out->drain_kind = last;
}

static void add_glb_outputs(const struct map_problem *problem, const struct oracle_walk *glb,
                            const struct oracle_walk *spad, enum map_word last,
                            struct oracle_counts *out)
{
    uint64_t outputs = spad->distinct, again = glb->visits - outputs;
    out->glb_write[WORD_PSUM] += spad->chain_visits - outputs + again;
    out->glb_write[last] += outputs;
    out->glb_read[WORD_PSUM] += spad->chain_visits - outputs + again;
    out->glb_read[last] += outputs;
    out->dram_write[WORD_PSUM] += again;
    out->dram_write[WORD_OUT] += outputs;
    out->dram_read[WORD_PSUM] += again;
    enum map_word kept = spad->chain_visits > outputs ? WORD_PSUM : WORD_OUT;
    out->glb_tile_bits += glb->largest * (uint64_t)problem->bits[kept];
}

static void add_outputs(const struct map_problem *problem, const struct oracle_walk *glb,
                        const struct oracle_walk *spad, struct oracle_counts *out)
{
    uint64_t outputs = spad->distinct;
    enum map_word last = spad->chain_visits == spad->visits ? WORD_OUT : WORD_PSUM;
    add_psums(spad, last, out);
    if (glb) {
        add_glb_outputs(problem, glb, spad, last, out);
    } else {
        out->dram_write[WORD_PSUM] += spad->chain_visits - outputs;
        out->dram_write[last] += outputs;
        out->dram_read[WORD_PSUM] += spad->chain_visits - outputs;
    }
    out->spad_tile_bits[TENSOR_O] += spad->largest * (uint64_t)problem->bits[WORD_PSUM];
}

void oracle_add_tensor(const struct map_problem *problem, enum tensor tensor,
                       const struct oracle_walk *glb, const struct oracle_walk *spad,
                       struct oracle_counts *out)
{
    if (tensor == TENSOR_O)
        add_outputs(problem, glb, spad, out);
    else
        add_operand(problem, tensor, glb, spad, out);
}

/* Pairs of an output and a filter coordinate of one axis that meet real input, not padding. */
static uint64_t real_pairs(const struct map_problem *problem, int axis)
{
    static const enum dim outer[] = {DIM_P, DIM_Q}, inner[] = {DIM_R, DIM_S};
    uint64_t pairs = 0;
    for (int i = 0; i < problem->size[outer[axis]]; i++) {
        for (int j = 0; j < problem->size[inner[axis]]; j++) {
            int at = problem->stride[axis] * i + problem->dilation[axis] * j - problem->pad[axis];
            pairs += at >= 0 && at < problem->input[axis];
        }
    }
    return pairs;
}

void oracle_add_compute(const struct map_problem *problem, uint64_t time_steps,
                        struct oracle_counts *out)
{
    const int *size = problem->size;
    out->steps = out->terms = 1;
    for (int d = 0; d < DIM_COUNT; d++) {
        out->steps *= (uint64_t)size[d];
        out->terms *= (uint64_t)problem->extent[d];
    }
    out->input_steps = real_pairs(problem, 0) * real_pairs(problem, 1);
    out->input_steps *= (uint64_t)size[DIM_N] * (uint64_t)size[DIM_G];
    out->input_steps *= (uint64_t)size[DIM_C] * (uint64_t)size[DIM_M];
    out->compute_cycles = time_steps * (uint64_t)problem->cycles_per_step;
}

int oracle_fits(const struct map_problem *problem, const struct oracle_counts *counts)
{
    uint64_t copies = problem->double_buffer ? 2 : 1, pool = 0;
    if (copies * counts->glb_tile_bits > problem->glb_bits)
        return 0;
    for (int tensor = 0; tensor < TENSOR_COUNT; tensor++) {
        pool += copies * counts->spad_tile_bits[tensor];
        if (!problem->spad_shared &&
            copies * counts->spad_tile_bits[tensor] > problem->spad_bits[tensor])
            return 0;
    }
    return !problem->spad_shared || pool <= problem->spad_bits[0];
}

static void add_loop(const struct map_node *node, struct oracle_place *place)
{
    int axis = node->kind == NODE_PAR ? node->axis : ORACLE_TEMPORAL;
    place->above[place->count++] = (struct oracle_loop){node->dim, node->bound, axis};
}

/* The loops above node number `node`, and the tile below it. */
static void find_place(const struct map_mapping *mapping, int node, struct oracle_place *place)
{
    place->count = 0;
    for (int d = 0; d < DIM_COUNT; d++)
        place->tile[d] = 1;
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *at = &mapping->node[i];
        if (at->kind == NODE_KEEP)
            continue;
        if (i > node)
            place->tile[at->dim] *= at->bound;
        else
            add_loop(at, place);
    }
}

static int find_keep(const struct map_mapping *mapping, enum map_level level, enum tensor tensor)
{
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *at = &mapping->node[i];
        if (at->kind == NODE_KEEP && at->level == level && at->tensor == tensor)
            return i;
    }
    return -1;
}

static int count_tensor(const struct map_problem *problem, const struct map_mapping *mapping,
                        enum tensor tensor, struct oracle_counts *out)
{
    struct oracle_place place;
    struct oracle_walk glb, spad;
    int glb_node = find_keep(mapping, LEVEL_GLB, tensor);
    find_place(mapping, find_keep(mapping, LEVEL_SPAD, tensor), &place);
    if (oracle_walk_node(problem, tensor, &place, &spad))
        return -1;
    if (glb_node >= 0) {
        find_place(mapping, glb_node, &place);
        if (oracle_walk_node(problem, tensor, &place, &glb))
            return -1;
    }
    oracle_add_tensor(problem, tensor, glb_node >= 0 ? &glb : NULL, &spad, out);
    return 0;
}

enum oracle_status oracle_count(const struct map_problem *problem,
                                const struct map_mapping *mapping, struct oracle_counts *out)
{
    struct oracle_place all;
    *out = (struct oracle_counts){0};
    if (!oracle_well_formed(problem, mapping))
        return ORACLE_ILLEGAL;
    for (int tensor = 0; tensor < TENSOR_COUNT; tensor++) {
        if (count_tensor(problem, mapping, (enum tensor)tensor, out))
            return ORACLE_NO_MEMORY;
    }
    find_place(mapping, mapping->count, &all);
    oracle_add_compute(problem, oracle_time_steps(problem, all.above, all.count), out);
    oracle_price(problem, out);
    return oracle_fits(problem, out) ? ORACLE_OK : ORACLE_NO_FIT;
}
