/* Psums on their way out of the array, one output after the other, and back. */
#include "plain_state.h"

static int is_linked(const struct plain_machine *m, const struct plain_pe *a,
                     const struct plain_pe *b)
{
    const enum arch_reduce *reduce = m->layer->machine->reduce;
    return (a->x == b->x || reduce[AXIS_X] == REDUCE_LINK) &&
           (a->y == b->y || reduce[AXIS_Y] == REDUCE_LINK);
}

/* The first PE that sums the output and is linked to this one: the head of its chain. */
static const struct plain_pe *chain_head(const struct plain_machine *m, const struct plain_pe *pe,
                                         size_t output)
{
    const struct plain_pe *head = m->pe;
    while (!head->store[TENSOR_O].has[output] || !is_linked(m, head, pe))
        head++;
    return head;
}

static int chains_of(const struct plain_machine *m, size_t output)
{
    int chains = 0;
    for (int i = 0; i < m->pe_count; i++) {
        const struct plain_pe *pe = &m->pe[i];
        chains += pe->store[TENSOR_O].has[output] && chain_head(m, pe, output) == pe;
    }
    return chains;
}

static int output_node(const struct plain_machine *m)
{
    for (int i = 0;; i++) {
        const struct map_node *node = &m->nest.mapping->node[i];
        if (node->kind == NODE_KEEP && node->level == LEVEL_SPAD && node->tensor == TENSOR_O)
            return i;
    }
}

static void take_tiles(struct plain_machine *m, int node)
{
    for (int i = 0; i < m->pe_count; i++)
        plain_find_tile(m, node, &m->pe[i], m->pe[i].store[TENSOR_O].has);
}

/* All PEs have terms at the start. */
void plain_find_chains(struct plain_machine *m)
{
    size_t outputs = plain_elements(&m->nest, TENSOR_O);
    take_tiles(m, output_node(m));
    m->has_one_chain = 1;
    for (size_t i = 0; i < outputs; i++)
        m->has_one_chain &= chains_of(m, i) <= 1;
    for (int i = 0; i < m->pe_count; i++) {
        for (size_t k = 0; k < outputs; k++)
            m->pe[i].store[TENSOR_O].has[k] = 0;
    }
}

static int is_complete(const struct plain_machine *m, size_t output)
{
    return m->terms_done[output] == m->terms_of_output;
}

static int32_t *sum_above(struct plain_machine *m, size_t output)
{
    return m->keeps_in_glb[TENSOR_O] ? &m->glb[TENSOR_O].value[output] : &m->dram_psum[output];
}

static void touch_above(struct plain_machine *m, size_t output)
{
    if (!m->keeps_in_glb[TENSOR_O])
        plain_touch(m, TENSOR_O, output);
}

static struct sim_flow *flow_above(struct plain_machine *m, enum sim_word word)
{
    return &m->out->counts.flow[m->keeps_in_glb[TENSOR_O] ? LEVEL_GLB : LEVEL_DRAM][word];
}

/* ---- out of the array ---- */

/* A PE's psum goes to its neighbour, or up if it is the head of its chain. */
static void send_psum(struct plain_machine *m, struct plain_pe *pe, size_t output)
{
    struct sim_counts *counts = &m->out->counts;
    *sum_above(m, output) += pe->store[TENSOR_O].value[output];
    counts->flow[LEVEL_SPAD][SIM_PSUM].drain++;
    counts->linked += chain_head(m, pe, output) != pe;
}

/* What a visit sends up. */
struct sent {
    uint64_t bits, added_bits;
};

static void send_output(struct plain_machine *m, size_t output, struct sent *sent)
{
    struct sim_counts *counts = &m->out->counts;
    enum sim_word word = is_complete(m, output) && m->has_one_chain ? SIM_OUTPUT : SIM_PSUM;
    uint64_t chains = (uint64_t)chains_of(m, output);
    for (int i = 0; i < m->pe_count; i++) {
        if (m->pe[i].store[TENSOR_O].has[output])
            send_psum(m, &m->pe[i], output);
    }
    if (chains == 0)
        return;
    touch_above(m, output);
    flow_above(m, word)->update += chains;
    flow_above(m, SIM_PSUM)->read += chains - 1; /* the first word finds nothing to be added to */
    counts->injected[word] += chains;
    counts->delivered[word] += chains;
    sent->bits += chains * (uint64_t)m->bits[word];
    sent->added_bits += (chains - 1) * (uint64_t)m->bits[SIM_PSUM];
}

static void send_time(struct plain_machine *m, const struct sent *sent)
{
    struct plain_moments from = plain_from(m->now), collected = {0}, read = {0};
    plain_wait_all(m, &m->collected, SIM_COLLECT);
    plain_pass(m, PLAIN_COLLECT, sent->bits, from, &collected);
    if (m->keeps_in_glb[TENSOR_O]) {
        plain_pass(m, plain_glb_port(m, PLAIN_GLB_READ, TENSOR_O), sent->added_bits, from, &read);
        plain_pass(m, plain_glb_port(m, PLAIN_GLB_WRITE, TENSOR_O), sent->bits, from, &collected);
    } else {
        plain_pass(m, PLAIN_DRAM, sent->bits + sent->added_bits, from, &collected);
    }
    m->collected = collected;
}

/* The outputs in the scratchpads leave, if there are any. */
static void collect(struct plain_machine *m)
{
    size_t outputs = plain_elements(&m->nest, TENSOR_O);
    struct sent sent = {0, 0};
    for (size_t i = 0; i < outputs; i++)
        send_output(m, i, &sent);
    if (sent.bits > 0)
        send_time(m, &sent);
    for (int i = 0; i < m->pe_count; i++) {
        for (size_t k = 0; k < outputs; k++)
            m->pe[i].store[TENSOR_O].has[k] = 0;
    }
}

/* ---- back into the array ---- */

/* The sum so far goes down to the first PE that sums it on. */
static void return_output(struct plain_machine *m, size_t output)
{
    struct sim_counts *counts = &m->out->counts;
    struct plain_pe *pe = m->pe;
    while (!pe->store[TENSOR_O].has[output])
        pe++;
    pe->store[TENSOR_O].value[output] = *sum_above(m, output);
    pe->is_new[output] = 0;
    touch_above(m, output);
    *sum_above(m, output) = 0;
    flow_above(m, SIM_PSUM)->read++;
    counts->flow[LEVEL_SPAD][SIM_PSUM].fill++;
    counts->injected[SIM_PSUM]++;
    counts->delivered[SIM_PSUM]++;
}

static void start_sums(struct plain_machine *m)
{
    for (int i = 0; i < m->pe_count; i++) {
        for (size_t k = 0; k < plain_elements(&m->nest, TENSOR_O); k++) {
            m->pe[i].store[TENSOR_O].value[k] = 0;
            m->pe[i].is_new[k] = 1;
        }
    }
}

static void return_time(struct plain_machine *m, uint64_t words)
{
    struct plain_moments from = plain_from(m->first_used[LEVEL_SPAD][TENSOR_O]), there = {0};
    uint64_t bits = words * (uint64_t)m->bits[SIM_PSUM];
    plain_pass(m,
               m->keeps_in_glb[TENSOR_O] ? plain_glb_port(m, PLAIN_GLB_READ, TENSOR_O) : PLAIN_DRAM,
               bits, from, &there);
    plain_pass(m, PLAIN_DELIVER + TENSOR_O, bits, from, &there);
    plain_wait_all(m, &there, SIM_COLLECT);
}

void plain_output_at_array(struct plain_machine *m, int node)
{
    uint64_t words = 0;
    collect(m);
    take_tiles(m, node);
    start_sums(m);
    for (size_t i = 0; i < plain_elements(&m->nest, TENSOR_O); i++) {
        if (chains_of(m, i) == 0 || m->terms_done[i] == 0)
            continue;
        return_output(m, i);
        words++;
    }
    return_time(m, words);
}

/* ---- GLB and DRAM ---- */

static void drain_time(struct plain_machine *m, uint64_t read_bits, uint64_t written_bits)
{
    struct plain_moments from = m->collected, read = {0};
    plain_also(&from, m->now);
    plain_wait_all(m, &m->written, SIM_DRAM);
    m->written = (struct plain_moments){0};
    plain_pass(m, plain_glb_port(m, PLAIN_GLB_READ, TENSOR_O), read_bits, from, &read);
    plain_pass(m, PLAIN_DRAM, written_bits, from, &m->written);
}

/* The GLB's outputs go to DRAM, if it has any. */
static void drain_glb(struct plain_machine *m)
{
    struct sim_counts *counts = &m->out->counts;
    struct plain_store *glb = &m->glb[TENSOR_O];
    uint64_t read_bits = 0, written_bits = 0;
    for (size_t i = 0; i < plain_elements(&m->nest, TENSOR_O); i++) {
        if (!glb->has[i])
            continue;
        enum sim_word written = is_complete(m, i) ? SIM_OUTPUT : SIM_PSUM;
        enum sim_word read = m->has_one_chain ? written : SIM_PSUM;
        plain_touch(m, TENSOR_O, i);
        m->dram_psum[i] = glb->value[i];
        glb->has[i] = 0;
        counts->flow[LEVEL_GLB][read].drain++;
        counts->flow[LEVEL_DRAM][written].update++;
        read_bits += (uint64_t)m->bits[read];
        written_bits += (uint64_t)m->bits[written];
    }
    if (written_bits > 0)
        drain_time(m, read_bits, written_bits);
}

static void fill_glb(struct plain_machine *m)
{
    struct plain_store *glb = &m->glb[TENSOR_O];
    struct plain_moments there = {0}, kept = {0};
    uint64_t words = 0;
    for (size_t i = 0; i < plain_elements(&m->nest, TENSOR_O); i++) {
        int comes = glb->has[i] && m->terms_done[i] > 0;
        if (comes)
            plain_touch(m, TENSOR_O, i);
        glb->value[i] = comes ? m->dram_psum[i] : 0;
        words += (uint64_t)comes;
    }
    m->out->counts.flow[LEVEL_DRAM][SIM_PSUM].read += words;
    m->out->counts.flow[LEVEL_GLB][SIM_PSUM].fill += words;
    plain_pass(m, PLAIN_DRAM, words * (uint64_t)m->bits[SIM_PSUM], plain_from(m->now), &there);
    plain_pass(m, plain_glb_port(m, PLAIN_GLB_WRITE, TENSOR_O), words * (uint64_t)m->bits[SIM_PSUM],
               plain_from(m->now), &kept);
    plain_wait_all(m, &there, SIM_DRAM);
    plain_wait_all(m, &kept, SIM_GLB);
}

void plain_output_at_glb(struct plain_machine *m, int node)
{
    collect(m);
    drain_glb(m);
    plain_find_tile(m, node, NULL, m->glb[TENSOR_O].has);
    fill_glb(m);
}

void plain_output_end(struct plain_machine *m)
{
    m->collected = m->written = (struct plain_moments){0}; /* no stretch is left to wait */
    collect(m);
    if (m->keeps_in_glb[TENSOR_O])
        drain_glb(m);
}
