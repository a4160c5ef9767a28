/* Weights and inputs on their way in, word by word. */
#include <string.h>

#include "plain_state.h"

static enum sim_word word_of(enum tensor t)
{
    return t == TENSOR_W ? SIM_WEIGHT : SIM_INPUT;
}

static int32_t dram_value(const struct plain_machine *m, enum tensor t, size_t element)
{
    return t == TENSOR_W ? m->layer->weight[element] : m->layer->input[element];
}

/* Marks in `coming` what the tile has and the buffer has not; a whole tile comes as a whole. */
static void find_coming(const struct plain_store *store, const uint8_t *tile, size_t elements,
                        enum plain_change change, uint8_t *coming)
{
    for (size_t i = 0; i < elements; i++)
        coming[i] = tile[i] && (change == PLAIN_WHOLE || !store->has[i]);
}

static void stream_time(struct plain_machine *m, enum tensor t, uint64_t words)
{
    const struct arch_machine *arch = m->layer->machine;
    struct plain_moment from =
        arch->storage[arch->glb].double_buffer ? m->first_used[LEVEL_GLB][t] : m->now;
    uint64_t bits = words * (uint64_t)m->bits[word_of(t)];
    struct plain_moments given = {0}, written = {0};
    m->streamed[t] = 0;
    if (words == 0)
        return;
    plain_pass(m, PLAIN_DRAM, bits, plain_from(from), &given);
    m->stream[t] = given.at[0].number;
    plain_pass(m, plain_glb_port(m, PLAIN_GLB_WRITE, t), bits,
               plain_from(plain_some_of(m->stream[t], 0)), &written);
    m->stored[t] = written.at[0].number;
}

void plain_operand_to_glb(struct plain_machine *m, int node, enum plain_change change)
{
    enum tensor t = m->nest.mapping->node[node].tensor;
    struct plain_store *glb = &m->glb[t];
    size_t elements = plain_elements(&m->nest, t);
    uint64_t words = 0;
    plain_find_tile(m, node, NULL, m->tile);
    for (size_t i = 0; i < elements; i++) {
        int comes = m->tile[i] && (change == PLAIN_WHOLE || !glb->has[i]);
        glb->has[i] = m->tile[i];
        if (!comes)
            continue;
        plain_touch(m, t, i);
        glb->value[i] = dram_value(m, t, i);
        m->is_asked[t][i] = 0;
        words++;
    }
    m->out->counts.flow[LEVEL_DRAM][word_of(t)].read += words;
    m->out->counts.flow[LEVEL_GLB][word_of(t)].fill += words;
    stream_time(m, t, words);
}

/* ---- into the scratchpads ---- */

static int has_same_coming(const struct plain_machine *m, const struct plain_pe *a,
                           const struct plain_pe *b, enum tensor t)
{
    return memcmp(a->coming, b->coming, plain_elements(&m->nest, t)) == 0;
}

/* True if a PE before takes the very same set, so that it need not be sent again. */
static int is_sent_before(const struct plain_machine *m, int pe, enum tensor t)
{
    for (int k = 0; k < pe; k++) {
        if (has_same_coming(m, &m->pe[k], &m->pe[pe], t))
            return 1;
    }
    return 0;
}

/* How often the network takes an element. */
static uint64_t times_sent(const struct plain_machine *m, enum tensor t, size_t element)
{
    uint64_t takers = 0, sets = 0;
    for (int i = 0; i < m->pe_count; i++) {
        if (!m->pe[i].coming[element])
            continue;
        takers++;
        sets += (uint64_t)!is_sent_before(m, i, t);
    }
    if (m->layer->machine->multicast == MULTICAST_ANY)
        return takers > 0;
    return m->layer->machine->multicast == MULTICAST_NONE ? takers : sets;
}

static int32_t value_above(struct plain_machine *m, enum tensor t, size_t element)
{
    if (!m->keeps_in_glb[t]) {
        plain_touch(m, t, element);
        return dram_value(m, t, element);
    }
    m->is_wrong |= !m->glb[t].has[element];
    if (!m->is_asked[t][element]) {
        m->is_asked[t][element] = 1;
        m->streamed[t]++;
    }
    return m->glb[t].value[element];
}

static void deliver(struct plain_machine *m, enum tensor t, size_t element)
{
    int32_t value = value_above(m, t, element);
    for (int i = 0; i < m->pe_count; i++) {
        if (!m->pe[i].coming[element])
            continue;
        m->pe[i].store[t].value[element] = value;
        m->out->counts.delivered[word_of(t)]++;
        m->out->counts.flow[LEVEL_SPAD][word_of(t)].fill++;
    }
}

static void set_pe_tile(struct plain_machine *m, int node, struct plain_pe *pe,
                        enum plain_change change)
{
    enum tensor t = m->nest.mapping->node[node].tensor;
    size_t elements = plain_elements(&m->nest, t);
    plain_find_tile(m, node, pe, m->tile);
    find_coming(&pe->store[t], m->tile, elements, change, pe->coming);
    memcpy(pe->store[t].has, m->tile, elements);
}

/* Words that one PE takes, at most. */
static uint64_t most_taken(const struct plain_machine *m, enum tensor t)
{
    uint64_t most = 0;
    for (int i = 0; i < m->pe_count; i++) {
        uint64_t taken = 0;
        for (size_t k = 0; k < plain_elements(&m->nest, t); k++)
            taken += m->pe[i].coming[k];
        most = taken > most ? taken : most;
    }
    return most;
}

/* Words that may come while the tile before is still in use. */
static uint64_t early_words(const struct plain_machine *m, enum tensor t, uint64_t words)
{
    const struct arch_machine *arch = m->layer->machine;
    uint64_t room = (uint64_t)arch->noc_fifo_words, most = most_taken(m, t);
    if (arch->storage[arch->spad[t]].double_buffer || room == 0 || most <= room)
        return words;
    return words * room / most;
}

/* Words are read from the level above and pass their network. */
static void pass(struct plain_machine *m, enum tensor t, uint64_t words, struct plain_moment from,
                 struct plain_moments *given, struct plain_moments *passed)
{
    uint64_t bits = words * (uint64_t)m->bits[word_of(t)];
    *given = *passed = (struct plain_moments){0};
    plain_pass(m, m->keeps_in_glb[t] ? plain_glb_port(m, PLAIN_GLB_READ, t) : PLAIN_DRAM, bits,
               plain_from(from), given);
    plain_pass(m, PLAIN_DELIVER + (int)t, bits, plain_from(from), passed);
}

/* The array waits for the words that it has asked for to be in the GLB, DRAM's latency after they
 * were given (could be written). */
static void wait_for_glb(struct plain_machine *m, enum tensor t, int transfer, enum sim_reason why)
{
    const struct arch_machine *arch = m->layer->machine;
    struct plain_moment there =
        plain_some_of(transfer, m->streamed[t] * (uint64_t)m->bits[word_of(t)]);
    there.cycles = (int)arch->storage[arch->dram].latency_cycles;
    there.at_cycle_end = 1;
    plain_wait(m->clock, there, why);
    plain_hold(m->clock, there);
}

static void delivery_time(struct plain_machine *m, enum tensor t, uint64_t words)
{
    const struct arch_machine *arch = m->layer->machine;
    struct plain_moments given, passed;
    uint64_t early = early_words(m, t, words);
    if (words == 0)
        return;
    if (early > 0)
        pass(m, t, early, m->first_used[LEVEL_SPAD][t], &given, &passed);
    if (early < words)
        pass(m, t, words - early, m->now, &given, &passed);
    if (!m->keeps_in_glb[t])
        given.at[0].cycles = (int)arch->storage[arch->dram].latency_cycles;
    plain_wait_all(m, &passed, SIM_NOC);
    plain_wait_all(m, &given, m->keeps_in_glb[t] ? SIM_GLB : SIM_DRAM);
    plain_hold(m->clock, given.at[0]);
    if (m->keeps_in_glb[t] && m->streamed[t] > 0) {
        wait_for_glb(m, t, m->stream[t], SIM_DRAM);
        wait_for_glb(m, t, m->stored[t], SIM_GLB);
    }
}

void plain_operand_to_array(struct plain_machine *m, int node, enum plain_change change)
{
    enum tensor t = m->nest.mapping->node[node].tensor;
    uint64_t words = 0;
    for (int i = 0; i < m->pe_count; i++)
        set_pe_tile(m, node, &m->pe[i], change);
    for (size_t i = 0; i < plain_elements(&m->nest, t); i++) {
        uint64_t times = times_sent(m, t, i);
        if (times > 0)
            deliver(m, t, i);
        words += times;
    }
    m->out->counts.flow[m->keeps_in_glb[t] ? LEVEL_GLB : LEVEL_DRAM][word_of(t)].read += words;
    m->out->counts.injected[word_of(t)] += words;
    delivery_time(m, t, words);
}
