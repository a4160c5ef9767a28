/* Weights and inputs on their way in: from DRAM to the GLB, and from there, or past it, over a
 * delivery network into the scratchpads. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "multicast.h"
#include "tags.h"

static enum sim_word word_of(enum tensor t)
{
    return t == TENSOR_W ? SIM_WEIGHT : SIM_INPUT;
}

static uint64_t bit_of(const struct simulation *s, enum tensor t, long address)
{
    return (uint64_t)address * (uint64_t)s->program.bits[word_of(t)];
}

static int32_t dram_word(const struct simulation *s, enum tensor t, long address)
{
    return t == TENSOR_W ? s->layer->weight[address] : s->layer->input[address];
}

/* The tile before is given up, unless it slides: then what is not in it any more may stay,
 * nobody asks for it. */
static void forget_tile(struct simulation *s, enum tensor t)
{
    const struct tile *tile = &s->tile[LEVEL_GLB][t];
    struct tile_walk w;
    tile_walk_all(&w, tile);
    for (int more = tile_walk_first(&w); more; more = tile_walk_next(&w))
        s->glb[t].state[tile_address(tile, w.value)] = GLB_ABSENT;
}

/* A double-buffered GLB takes the next tile beside the one in use. */
static int can_come_early(const struct simulation *s)
{
    const struct arch_machine *m = s->program.machine;
    return m->storage[m->glb].double_buffer;
}

static void start_stream(struct simulation *s, enum tensor t, uint64_t words)
{
    double from = can_come_early(s) ? s->used_at[LEVEL_GLB][t] : s->clock.now;
    double bits = (double)words * s->program.bits[word_of(t)];
    double end = dram_pass(&s->dram, from, bits, &s->glb[t].stream_start);
    s->glb[t].stream_bits = 0;
    s->glb[t].stream_rate = bits > 0 ? bits / (end - s->glb[t].stream_start) : 0;
    s->glb[t].write_start = fmax(clock_glb_write(&s->clock, t)->free_at, s->glb[t].stream_start);
    port_pass(clock_glb_write(&s->clock, t), s->glb[t].stream_start, bits);
}

int operand_to_glb(struct simulation *s, enum tensor t, enum change change)
{
    struct tile *tile = &s->tile[LEVEL_GLB][t];
    int sliding = tags_sliding_axis(&s->program, LEVEL_GLB, t, change);
    struct tile_walk w;
    uint64_t words = 0;
    if (change == CHANGE_WHOLE)
        forget_tile(s, t);
    if (event_set_tiles(s, LEVEL_GLB, t, change) != 0)
        return -1;
    for (int a = 0; a < TILE_AXES; a++)
        w.count[a] = tags_list(&tile->list[a][0], a, sliding, &w.list[a]);
    for (int more = tile_walk_first(&w); more; more = tile_walk_next(&w), words++) {
        long address = tile_address(tile, w.value);
        dram_touch(&s->dram, t, bit_of(s, t, address));
        s->glb[t].value[address] = dram_word(s, t, address);
        s->glb[t].state[address] = GLB_COMING;
    }
    s->out->counts.flow[LEVEL_DRAM][word_of(t)].read += words;
    s->out->counts.flow[LEVEL_GLB][word_of(t)].fill += words;
    start_stream(s, t, words);
    return 0;
}

/* When what the array has asked for has come from DRAM, and has passed the write port. */
struct arrival {
    double given, written;
};

/* The next word of the stream has come. */
static void stream_word(struct simulation *s, enum tensor t, struct arrival *last)
{
    struct glb_tensor *glb = &s->glb[t];
    double rate = clock_glb_write(&s->clock, t)->bits_per_cycle, latency = s->dram.latency_cycles;
    glb->stream_bits += s->program.bits[word_of(t)];
    double given = glb->stream_start + glb->stream_bits / glb->stream_rate;
    double written = glb->write_start + (rate > 0 ? glb->stream_bits / rate : 0);
    last->given = fmax(last->given, clock_cycle_end(given + latency));
    last->written = fmax(last->written, clock_cycle_end(written + latency));
}

/* A word of the GLB; the first time that it is asked for it comes. */
static int glb_word(struct simulation *s, enum tensor t, long address, struct arrival *last,
                    int32_t *value)
{
    struct glb_tensor *glb = &s->glb[t];
    if (glb->state[address] == GLB_ABSENT) {
        snprintf(s->reason, SIM_REASON_MAX,
                 "the GLB is asked for a word of %c that it does not hold", tensor_letters[t]);
        return -1;
    }
    if (glb->state[address] == GLB_COMING)
        stream_word(s, t, last);
    glb->state[address] = GLB_THERE;
    *value = glb->value[address];
    return 0;
}

/* What the words of one event passed. */
struct passage {
    struct simulation *s;
    enum tensor tensor;
    int from_glb;
    struct arrival last; /* in the GLB */
};

static int fetch(void *context, long address, int32_t *value)
{
    struct passage *p = context;
    if (p->from_glb)
        return glb_word(p->s, p->tensor, address, &p->last, value);
    dram_touch(&p->s->dram, p->tensor, bit_of(p->s, p->tensor, address));
    *value = dram_word(p->s, p->tensor, address);
    return 0;
}

/* Words of an event that may come before the tile before has done: the share that the FIFOs of
 * the PE that takes most words have room for, or all. */
static uint64_t early_words(const struct simulation *s, enum tensor t,
                            const struct multicast_words *words)
{
    const struct arch_machine *m = s->program.machine;
    uint64_t room = (uint64_t)m->noc_fifo_words;
    if (m->storage[m->spad[t]].double_buffer || room == 0 || words->most <= room)
        return words->injected;
    return words->injected * room / words->most;
}

/* The port that the words come from. */
static double give(struct simulation *s, enum tensor t, int from_glb, double from, double bits)
{
    return from_glb ? port_pass(clock_glb_read(&s->clock, t), from, bits)
                    : dram_pass(&s->dram, from, bits, NULL);
}

/* The words queue for the port that they come from and for their network. */
static void pass_time(const struct passage *p, const struct multicast_words *words)
{
    struct simulation *s = p->s;
    struct port *network = &s->clock.deliver[p->tensor];
    double bits = (double)words->injected * s->program.bits[word_of(p->tensor)];
    double early = (double)early_words(s, p->tensor, words) * s->program.bits[word_of(p->tensor)];
    double from = s->used_at[LEVEL_SPAD][p->tensor];
    double given = give(s, p->tensor, p->from_glb, from, early),
           passed = port_pass(network, from, early);
    if (bits > early) {
        given = give(s, p->tensor, p->from_glb, s->clock.now, bits - early);
        passed = port_pass(network, s->clock.now, bits - early);
    }
    given += p->from_glb ? 0 : s->dram.latency_cycles;
    clock_wait_for(&s->clock, passed, SIM_NOC);
    clock_wait_for(&s->clock, given, p->from_glb ? SIM_GLB : SIM_DRAM);
    clock_wait_for(&s->clock, p->last.given, SIM_DRAM);
    clock_wait_for(&s->clock, p->last.written, SIM_GLB);
    network->free_at = fmax(fmax(passed, given), fmax(p->last.given, p->last.written));
}

int operand_to_array(struct simulation *s, enum tensor t, enum change change)
{
    struct passage passage = {s, t, s->program.keep[LEVEL_GLB][t].exists, {0, 0}};
    struct sim_counts *counts = &s->out->counts;
    enum sim_word word = word_of(t);
    struct multicast_words words;
    if (event_set_tiles(s, LEVEL_SPAD, t, change) != 0 ||
        multicast_send(s, t, tags_sliding_axis(&s->program, LEVEL_SPAD, t, change), fetch, &passage,
                       &words) != 0)
        return -1;
    counts->flow[passage.from_glb ? LEVEL_GLB : LEVEL_DRAM][word].read += words.injected;
    counts->injected[word] += words.injected;
    counts->delivered[word] += words.taken;
    counts->flow[LEVEL_SPAD][word].fill += words.taken;
    if (words.injected > 0)
        pass_time(&passage, &words);
    return event_check_arrivals(s, t);
}
