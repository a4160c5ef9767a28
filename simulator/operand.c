/* Weights and inputs on their way in: from DRAM to the GLB, and from there, or past it, over a
 * delivery network into the scratchpads. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "multicast.h"
#include "simulation.h"

static enum sim_word word_of(enum tensor t)
{
    return t == TENSOR_W ? SIM_WEIGHT : SIM_INPUT;
}

static int32_t dram_word(const struct simulation *s, enum tensor t, long address)
{
    return t == TENSOR_W ? s->layer->weight[address] : s->layer->input[address];
}

/* Where the controller's walk over the words of a tile is. */
struct walk {
    int count[TILE_AXES], at[TILE_AXES];
    const int *list[TILE_AXES];
};

static int walk_start(struct walk *w)
{
    memset(w->at, 0, sizeof w->at);
    for (int a = 0; a < TILE_AXES; a++) {
        if (w->count[a] == 0)
            return 0;
    }
    return 1;
}

static int walk_next(struct walk *w)
{
    for (int a = TILE_AXES - 1; a >= 0; a--) {
        if (++w->at[a] < w->count[a])
            return 1;
        w->at[a] = 0;
    }
    return 0;
}

static void walk_value(const struct walk *w, int value[TILE_AXES])
{
    for (int a = 0; a < TILE_AXES; a++)
        value[a] = w->list[a][w->at[a]];
}

/* The tile before is given up, unless it slides: then what is not in it any more may stay,
 * nobody asks for it. */
static void forget_tile(struct simulation *s, enum tensor t)
{
    struct tile *tile = &s->tile[LEVEL_GLB][t];
    struct walk w;
    int value[TILE_AXES];
    for (int a = 0; a < TILE_AXES; a++) {
        w.count[a] = tile->list[a][0].count;
        w.list[a] = tile->list[a][0].value;
    }
    for (int more = walk_start(&w); more; more = walk_next(&w)) {
        walk_value(&w, value);
        s->glb[t].ready[event_address(tile, value)] = GLB_ABSENT;
    }
}

/* The room that no tile takes: a tile that fits there can come before it is needed. */
static int can_come_early(const struct simulation *s)
{
    const struct arch_machine *m = s->program.machine;
    return m->storage[m->glb].double_buffer;
}

static void start_stream(struct simulation *s, enum tensor t, uint64_t words)
{
    struct port *dram = &s->clock.dram;
    double from = can_come_early(s) ? s->used_at[LEVEL_GLB][t] : s->clock.now;
    double bits = (double)words * s->program.bits[word_of(t)];
    s->glb[t].stream_start = fmax(dram->free_at, from);
    s->glb[t].stream_bits = 0;
    port_pass(dram, from, bits);
    port_pass(&s->clock.glb_write, s->glb[t].stream_start, bits);
}

int operand_to_glb(struct simulation *s, enum tensor t, enum change change)
{
    struct tile *tile = &s->tile[LEVEL_GLB][t];
    int sliding = multicast_sliding_axis(&s->program, LEVEL_GLB, t, change), value[TILE_AXES];
    struct walk w;
    uint64_t words = 0;
    if (change == CHANGE_WHOLE)
        forget_tile(s, t);
    if (event_set_tiles(s, LEVEL_GLB, t, change) != 0)
        return -1;
    for (int a = 0; a < TILE_AXES; a++)
        w.count[a] = multicast_list(&tile->list[a][0], a, sliding, &w.list[a]);
    for (int more = walk_start(&w); more; more = walk_next(&w), words++) {
        walk_value(&w, value);
        long address = event_address(tile, value);
        s->glb[t].value[address] = dram_word(s, t, address);
        s->glb[t].ready[address] = GLB_COMING;
    }
    s->out->counts.flow[LEVEL_DRAM][word_of(t)].read += words;
    s->out->counts.flow[LEVEL_GLB][word_of(t)].fill += words;
    start_stream(s, t, words);
    return 0;
}

/* A word of the GLB, and when it is there. */
static int glb_word(struct simulation *s, enum tensor t, long address, double *ready,
                    int32_t *value)
{
    struct glb_tensor *glb = &s->glb[t];
    double rate = s->clock.dram.bits_per_cycle;
    if (glb->ready[address] == GLB_ABSENT) {
        snprintf(s->reason, SIM_REASON_MAX,
                 "the GLB is asked for a word of %c that it does not hold", tensor_letters[t]);
        return -1;
    }
    if (glb->ready[address] == GLB_COMING) {
        glb->stream_bits += s->program.bits[word_of(t)];
        glb->ready[address] =
            glb->stream_start + s->clock.dram_latency + (rate > 0 ? glb->stream_bits / rate : 0);
    }
    *ready = fmax(*ready, glb->ready[address]);
    *value = glb->value[address];
    return 0;
}

/* What the words of one event passed. */
struct passage {
    struct simulation *s;
    enum tensor tensor;
    int from_glb;
    double ready; /* when the last of them was in the GLB */
};

static int fetch(void *context, long address, int32_t *value)
{
    struct passage *p = context;
    if (p->from_glb)
        return glb_word(p->s, p->tensor, address, &p->ready, value);
    *value = dram_word(p->s, p->tensor, address);
    return 0;
}

/* The share of an event that may come before the tile before has done: what the FIFOs of the PE
 * that takes most words have room for, or all of it. */
static double early_share(const struct simulation *s, enum tensor t,
                          const struct multicast_words *words)
{
    const struct arch_machine *m = s->program.machine;
    double room = m->noc_fifo_words;
    if (m->storage[m->spad[t]].double_buffer || room == 0 || (double)words->most <= room)
        return 1;
    return room / (double)words->most;
}

/* The words queue for the port that they come from and for their network. */
static void pass_time(const struct passage *p, const struct multicast_words *words)
{
    struct simulation *s = p->s;
    struct port *network = &s->clock.deliver[p->tensor];
    struct port *source = p->from_glb ? &s->clock.glb_read : &s->clock.dram;
    double bits = (double)words->injected * s->program.bits[word_of(p->tensor)];
    double early = early_share(s, p->tensor, words) * bits;
    double from = s->used_at[LEVEL_SPAD][p->tensor];
    double latency = p->from_glb ? 0 : s->clock.dram_latency;
    double given = port_pass(source, from, early), passed = port_pass(network, from, early);
    if (bits > early) {
        given = port_pass(source, s->clock.now, bits - early);
        passed = port_pass(network, s->clock.now, bits - early);
    }
    given += bits > 0 ? latency : 0;
    clock_wait_for(&s->clock, passed, SIM_NOC);
    clock_wait_for(&s->clock, given, p->from_glb ? SIM_GLB : SIM_DRAM);
    clock_wait_for(&s->clock, p->ready, SIM_DRAM);
    network->free_at = fmax(fmax(network->free_at, passed), fmax(given, p->ready));
}

int operand_to_array(struct simulation *s, enum tensor t, enum change change)
{
    struct passage passage = {s, t, s->program.keep[LEVEL_GLB][t].exists, 0};
    struct sim_counts *counts = &s->out->counts;
    enum sim_word word = word_of(t);
    struct multicast_words words;
    if (event_set_tiles(s, LEVEL_SPAD, t, change) != 0 ||
        multicast_send(s, t, multicast_sliding_axis(&s->program, LEVEL_SPAD, t, change), fetch,
                       &passage, &words) != 0)
        return -1;
    counts->flow[passage.from_glb ? LEVEL_GLB : LEVEL_DRAM][word].read += words.injected;
    counts->injected[word] += words.injected;
    counts->delivered[word] += words.taken;
    counts->flow[LEVEL_SPAD][word].fill += words.taken;
    pass_time(&passage, &words);
    return event_check_arrivals(s, t);
}
