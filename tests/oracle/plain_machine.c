#include "plain_machine.h"

#include <string.h>

#include "plain_state.h"
#include "workloads/weights.h"

/* ---- what the parts share ---- */

void plain_place(const struct plain_machine *m, const struct plain_pe *pe, int turn[MAP_NODES_MAX])
{
    memcpy(turn, m->turn, sizeof m->turn);
    for (int i = 0; pe && i < m->nest.mapping->count; i++) {
        if (m->nest.mapping->node[i].kind == NODE_PAR)
            turn[i] = pe->turn[i];
    }
}

void plain_find_tile(const struct plain_machine *m, int node, const struct plain_pe *pe,
                     uint8_t *set)
{
    int turn[MAP_NODES_MAX];
    plain_place(m, pe, turn);
    plain_tile(&m->nest, node, turn, set);
}

struct plain_moments plain_from(struct plain_moment moment)
{
    return (struct plain_moments){.count = 1, .at = {moment}};
}

void plain_touch(struct plain_machine *m, enum tensor t, size_t element)
{
    static const enum sim_word words[TENSOR_COUNT] = {SIM_WEIGHT, SIM_INPUT, SIM_PSUM};
    const struct arch_storage *dram = &m->layer->machine->storage[m->layer->machine->dram];
    if (dram->banks == 0)
        return;
    uint64_t row = element * (uint64_t)m->bits[words[t]] / dram->row_bits;
    row = 1 + row * TENSOR_COUNT + (uint64_t)t; /* 0: no row is open */
    uint64_t *open = &m->open_row[(row - 1) % (uint64_t)dram->banks];
    m->misses += *open != row;
    *open = row;
}

/* A transfer of DRAM has whole bursts, and waits for the rows that it opens. */
static void lengthen(struct plain_machine *m, uint64_t bits)
{
    const struct arch_storage *dram = &m->layer->machine->storage[m->layer->machine->dram];
    uint64_t rest = dram->burst_bits ? bits % (uint64_t)dram->burst_bits : 0;
    plain_lengthen(m->clock, rest ? (uint64_t)dram->burst_bits - rest : 0,
                   m->misses * (uint64_t)dram->row_miss_cycles);
    m->misses = 0;
}

int plain_glb_port(const struct plain_machine *m, int kind, enum tensor t)
{
    const struct arch_machine *arch = m->layer->machine;
    return arch->storage[arch->glb].has_port_per_tensor ? kind + (int)t : kind;
}

void plain_pass(struct plain_machine *m, int port, uint64_t bits, struct plain_moments from,
                struct plain_moments *end)
{
    if (bits == 0)
        return;
    plain_also(end, plain_all_of(m->clock, plain_ask(m->clock, port, bits, from)));
    if (port == PLAIN_DRAM)
        lengthen(m, bits);
}

void plain_wait_all(struct plain_machine *m, const struct plain_moments *moments,
                    enum sim_reason why)
{
    for (int i = 0; i < moments->count; i++)
        plain_wait(m->clock, moments->at[i], why);
}

/* ---- steps ---- */

/* What the lanes of one step of a PE did. */
struct step {
    int terms, reads_input, is_busy, new_sums;
};

static void do_term(struct plain_machine *m, struct plain_pe *pe, const int at[DIM_COUNT],
                    struct step *step)
{
    const struct operator_def *op = m->layer->machine->choice[m->layer->choice].choice.op;
    long w = plain_element(&m->nest, TENSOR_W, at), x = plain_element(&m->nest, TENSOR_I, at);
    long o = plain_element(&m->nest, TENSOR_O, at);
    struct plain_store *store = pe->store;
    m->is_wrong |= !store[TENSOR_W].has[w] || !store[TENSOR_O].has[o];
    m->is_wrong |= x >= 0 && !store[TENSOR_I].has[x];
    int8_t weight = (int8_t)store[TENSOR_W].value[w];
    int32_t input = x >= 0 ? store[TENSOR_I].value[x] : 0; /* padding is zero */
    store[TENSOR_O].value[o] += op->term(input, weight_value(weight), weight_is_negative(weight));
    m->terms_done[o]++;
    m->out->counts.terms++;
    step->terms++;
    step->reads_input |= x >= 0;
    step->is_busy |= input != 0;
    step->new_sums += pe->is_new[o];
    pe->is_new[o] = 0;
}

/* Scratchpads are read and written for all lanes, whether they have a term or not; a sum that
 * starts from zero is not read. */
static void count_step(struct plain_machine *m, struct plain_pe *pe, const struct step *step)
{
    struct sim_flow *flow = m->out->counts.flow[LEVEL_SPAD];
    uint64_t sums = m->nest.lane_dim == DIM_M ? (uint64_t)m->nest.lanes : 1;
    m->out->counts.steps++;
    m->out->counts.gated_steps += !step->is_busy;
    m->out->counts.gated_terms += step->is_busy ? 0 : (uint64_t)step->terms;
    m->out->pe_steps[pe->y * m->layer->machine->columns + pe->x]++;
    flow[SIM_WEIGHT].read += step->is_busy || !m->layer->machine->zero_gating;
    flow[SIM_INPUT].read += (uint64_t)step->reads_input;
    flow[SIM_PSUM].update += sums;
    flow[SIM_PSUM].read += sums - (uint64_t)step->new_sums;
}

static void do_step(struct plain_machine *m, struct plain_pe *pe)
{
    int turn[MAP_NODES_MAX], at[DIM_COUNT];
    struct step step = {0, 0, 0, 0};
    plain_place(m, pe, turn);
    for (int lane = 0; lane < m->nest.lanes; lane++) {
        if (plain_term(&m->nest, turn, lane, at))
            do_term(m, pe, at, &step);
    }
    if (step.terms > 0)
        count_step(m, pe, &step);
}

/* ---- the controller ---- */

static void next_tile(struct plain_machine *m, int node, enum plain_change change)
{
    const struct map_node *keep = &m->nest.mapping->node[node];
    if (keep->tensor == TENSOR_O)
        (keep->level == LEVEL_GLB ? plain_output_at_glb : plain_output_at_array)(m, node);
    else
        (keep->level == LEVEL_GLB ? plain_operand_to_glb : plain_operand_to_array)(m, node, change);
}

/* True if the turn of a loop changes the tile of any buffer: a stretch ends. */
static int has_events(const struct plain_machine *m, int moved)
{
    for (int i = 0; i < m->nest.mapping->count; i++) {
        const struct map_node *node = &m->nest.mapping->node[i];
        if (node->kind == NODE_KEEP && node->level != LEVEL_DRAM &&
            plain_change_of(&m->nest, i, moved) != PLAIN_STAYS)
            return 1;
    }
    return 0;
}

static void do_events(struct plain_machine *m, int moved)
{
    struct plain_moment begun = {.what = PLAIN_BEGUN, .number = plain_stretch(m->clock)};
    if (moved >= 0)
        m->now = (struct plain_moment){.what = PLAIN_ENDED, .number = begun.number - 1};
    for (int i = 0; i < m->nest.mapping->count; i++) {
        const struct map_node *node = &m->nest.mapping->node[i];
        if (node->kind != NODE_KEEP || node->level == LEVEL_DRAM)
            continue;
        enum plain_change change = plain_change_of(&m->nest, i, moved);
        if (change == PLAIN_STAYS)
            continue;
        next_tile(m, i, change);
        m->first_used[node->level][node->tensor] = begun;
    }
}

static void walk(struct plain_machine *m)
{
    int moved = -1, stretch = 0;
    do {
        if (has_events(m, moved)) {
            do_events(m, moved);
            stretch++;
        }
        for (int i = 0; i < m->pe_count; i++)
            do_step(m, &m->pe[i]);
        plain_work(m->clock, m->layer->machine->choice[m->layer->choice].cycles_per_step);
        moved = plain_next_turn(&m->nest, m->turn);
    } while (moved >= 0);
    m->now = (struct plain_moment){.what = PLAIN_ENDED, .number = stretch - 1};
    plain_output_end(m);
}

int oracle_plain_run(const struct sim_layer *layer, int32_t *psum, struct sim_result *out)
{
    struct plain_machine m = {.layer = layer, .out = out, .dram_psum = psum};
    *out = (struct sim_result){.pe_steps = NULL};
    plain_create(&m);
    memset(psum, 0, plain_elements(&m.nest, TENSOR_O) * sizeof *psum);
    plain_find_chains(&m);
    walk(&m);
    int status = m.is_wrong ? -1 : plain_clock_run(m.clock, out->cycles);
    for (int r = 0; r < SIM_REASONS; r++)
        out->latency_cycles += out->cycles[r];
    plain_destroy(&m);
    return status;
}
