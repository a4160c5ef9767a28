/* Outputs on their way: psums up the links and over the collection network, into the GLB or
 * past it, and back into the array when their sum goes on. */
#include <math.h>
#include <string.h>

#include "collect.h"
#include "tags.h"

/* True if the visit of a tile is the first, or the last, of its outputs. Loops inside of those that
 * move outputs are a part of the visit. A loop is at its last turn, too, if the next would begin
 * beyond the layer. */
static int is_at(const struct simulation *s, enum map_level level, int last)
{
    int unit[DIM_COUNT] = {0}; /* where the loops so far have come */
    for (int i = 0; i < s->program.keep[level][TENSOR_O].slide_last; i++) {
        const struct program_loop *loop = &s->program.loop[i];
        unit[loop->dim] += s->turn[i] * loop->step;
        int is_last = s->turn[i] == loop->bound - 1 ||
                      unit[loop->dim] + loop->step >= s->program.size[loop->dim];
        if (!program_moves(TENSOR_O, loop->dim) && !(last ? is_last : s->turn[i] == 0))
            return 0;
    }
    return 1;
}

static struct sim_flow *flow_of(struct simulation *s, enum map_level level, enum sim_word word)
{
    return &s->out->counts.flow[level][word];
}

/* The level that the array's words go to, and its copy of an output. */
static enum map_level level_above(const struct simulation *s)
{
    return s->program.keep[LEVEL_GLB][TENSOR_O].exists ? LEVEL_GLB : LEVEL_DRAM;
}

static int32_t *word_above(struct simulation *s, long address)
{
    return level_above(s) == LEVEL_GLB ? &s->glb[TENSOR_O].value[address] : &s->dram_psum[address];
}

/* Outputs lie as far apart in DRAM as psums do. */
static void touch(struct simulation *s, long address)
{
    dram_touch(&s->dram, TENSOR_O, (uint64_t)address * (uint64_t)s->program.bits[SIM_PSUM]);
}

static void touch_above(struct simulation *s, long address)
{
    if (level_above(s) == LEVEL_DRAM)
        touch(s, address);
}

/* The chain sums up to one word: the first of a visit takes the place of what was there (which
 * went down, or is nothing), others are added to it. */
static void put_word(struct simulation *s, long address, int32_t sum, int is_first,
                     enum sim_word word)
{
    enum map_level level = level_above(s);
    int32_t *above = word_above(s, address);
    *above = is_first ? sum : *above + sum;
    touch_above(s, address);
    flow_of(s, level, word)->update++;
    if (!is_first)
        flow_of(s, level, SIM_PSUM)->read++;
    s->out->counts.injected[word]++;
    s->out->counts.delivered[word]++;
}

/* What one visit sends up, in words. */
struct collection {
    enum sim_word word;
    uint64_t words, added;
};

/* Sums a chain. Returns how many PEs are in it. */
static int sum_chain(const struct collect_output *o, int chain, int32_t *sum)
{
    int members = 0;
    *sum = 0;
    for (int i = 0; i < o->pe_count; i++) {
        if (o->chain[i] != chain || !o->pe[i]->is_summing)
            continue;
        *sum = (int32_t)((uint32_t)*sum + (uint32_t)o->pe[i]->psum[o->place]);
        members++;
    }
    return members;
}

static void collect_output(struct simulation *s, const struct collect_output *o, void *context)
{
    struct collection *c = context;
    int chains = 0;
    for (int chain = 0; chain < o->chain_count; chain++) {
        int32_t sum;
        int members = sum_chain(o, chain, &sum);
        if (members == 0)
            continue;
        flow_of(s, LEVEL_SPAD, SIM_PSUM)->drain += (uint64_t)members;
        s->out->counts.linked += (uint64_t)members - 1;
        put_word(s, o->address, sum, chains++ == 0, c->word);
    }
    c->words += (uint64_t)chains;
    c->added += chains > 0 ? (uint64_t)chains - 1 : 0;
}

/* The words go while the array works on; those of the visit before must have gone. */
static void collect_time(struct simulation *s, const struct collection *c)
{
    struct clock *clock = &s->clock;
    double bits = (double)c->words * s->program.bits[c->word], from = clock->now;
    double added_bits = (double)c->added * s->program.bits[SIM_PSUM];
    clock_wait_for(clock, s->collected_at, SIM_COLLECT);
    double end = port_pass(&clock->collect, from, bits);
    if (level_above(s) == LEVEL_GLB) {
        port_pass(clock_glb_read(clock, TENSOR_O), from, added_bits);
        end = fmax(end, port_pass(clock_glb_write(clock, TENSOR_O), from, bits));
    } else {
        end = fmax(end, dram_pass(&s->dram, from, bits + added_bits, NULL));
    }
    s->collected_at = end;
}

static void collect(struct simulation *s)
{
    struct collection c = {.word = s->is_last_of_array && s->program.sums_in_one ? SIM_OUTPUT
                                                                                 : SIM_PSUM};
    if (!s->is_array_summing)
        return;
    collect_each(s, collect_output, &c);
    collect_time(s, &c);
    s->is_array_summing = 0;
}

static void return_output(struct simulation *s, const struct collect_output *o, void *context)
{
    uint64_t *words = context;
    for (int i = 0; i < o->pe_count; i++) {
        if (!o->pe[i]->is_summing)
            continue;
        o->pe[i]->expected++;
        touch_above(s, o->address);
        event_take(s, o->pe[i], TENSOR_O, o->value, *word_above(s, o->address));
        ++*words;
        return;
    }
}

/* The sums so far come back, each to one PE. */
static int return_psums(struct simulation *s)
{
    enum map_level level = level_above(s);
    uint64_t words = 0;
    collect_each(s, return_output, &words);
    flow_of(s, level, SIM_PSUM)->read += words;
    flow_of(s, LEVEL_SPAD, SIM_PSUM)->fill += words;
    s->out->counts.injected[SIM_PSUM] += words;
    s->out->counts.delivered[SIM_PSUM] += words;
    s->psums_kept -= words;
    double bits = (double)words * s->program.bits[SIM_PSUM];
    double from = s->used_at[LEVEL_SPAD][TENSOR_O];
    double given = level == LEVEL_GLB ? port_pass(clock_glb_read(&s->clock, TENSOR_O), from, bits)
                                      : dram_pass(&s->dram, from, bits, NULL);
    clock_wait_for(&s->clock, fmax(given, port_pass(&s->clock.deliver[TENSOR_O], from, bits)),
                   SIM_COLLECT);
    return event_check_arrivals(s, TENSOR_O);
}

static void start_sums(struct simulation *s)
{
    const struct tile *tile = &s->tile[LEVEL_SPAD][TENSOR_O];
    for (int i = 0; i < s->pe_count; i++) {
        struct pe *pe = &s->pe[i];
        uint64_t outputs = (uint64_t)pe->is_active;
        pe->is_summing = pe->is_active;
        memset(pe->psum, 0, (size_t)tile->size * sizeof *pe->psum);
        for (int a = 0; a < TILE_AXES; a++)
            outputs *= (uint64_t)tile->list[a][pe->key[TENSOR_O][a]].count;
        s->psums_kept += outputs; /* the first term of each needs no read */
    }
}

int output_next_array(struct simulation *s)
{
    collect(s);
    if (event_set_tiles(s, LEVEL_SPAD, TENSOR_O, CHANGE_WHOLE) != 0)
        return -1;
    start_sums(s);
    tags_set(s, TENSOR_O, -1);
    s->is_array_summing = 1;
    s->is_last_of_array = is_at(s, LEVEL_SPAD, 1);
    return is_at(s, LEVEL_SPAD, 0) ? 0 : return_psums(s);
}

/* Calls for every address of the GLB's tile. */
static uint64_t each_of_glb(struct simulation *s, void (*visit)(struct simulation *, long))
{
    const struct tile *tile = &s->tile[LEVEL_GLB][TENSOR_O];
    uint64_t words = 0;
    struct tile_walk w;
    tile_walk_all(&w, tile);
    for (int more = tile_walk_first(&w); more; more = tile_walk_next(&w), words++)
        visit(s, tile_address(tile, w.value));
    return words;
}

static void write_to_dram(struct simulation *s, long address)
{
    touch(s, address);
    s->dram_psum[address] = s->glb[TENSOR_O].value[address];
}

static void read_from_dram(struct simulation *s, long address)
{
    touch(s, address);
    s->glb[TENSOR_O].value[address] = s->dram_psum[address];
}

/* The GLB's outputs leave for DRAM: final, or as partial sums that come again. */
static void drain_glb(struct simulation *s)
{
    int is_final = s->is_last_of_glb;
    collect(s);
    if (!s->is_glb_summing)
        return;
    uint64_t words = each_of_glb(s, write_to_dram);
    enum sim_word read = is_final && s->program.sums_in_one ? SIM_OUTPUT : SIM_PSUM;
    enum sim_word written = is_final ? SIM_OUTPUT : SIM_PSUM;
    flow_of(s, LEVEL_GLB, read)->drain += words;
    flow_of(s, LEVEL_DRAM, written)->update += words;
    clock_wait_for(&s->clock, s->written_at, SIM_DRAM);
    double from = fmax(s->clock.now, s->collected_at);
    port_pass(clock_glb_read(&s->clock, TENSOR_O), from, (double)words * s->program.bits[read]);
    s->written_at = dram_pass(&s->dram, from, (double)words * s->program.bits[written], NULL);
    s->is_glb_summing = 0;
}

static void fill_glb(struct simulation *s)
{
    uint64_t words = each_of_glb(s, read_from_dram);
    double bits = (double)words * s->program.bits[SIM_PSUM];
    flow_of(s, LEVEL_DRAM, SIM_PSUM)->read += words;
    flow_of(s, LEVEL_GLB, SIM_PSUM)->fill += words;
    double end = dram_pass(&s->dram, s->clock.now, bits, NULL);
    clock_wait_for(&s->clock, end, SIM_DRAM);
    clock_wait_for(&s->clock, port_pass(clock_glb_write(&s->clock, TENSOR_O), s->clock.now, bits),
                   SIM_GLB);
}

int output_next_glb(struct simulation *s)
{
    drain_glb(s);
    if (event_set_tiles(s, LEVEL_GLB, TENSOR_O, CHANGE_WHOLE) != 0)
        return -1;
    s->is_glb_summing = 1;
    s->is_last_of_glb = is_at(s, LEVEL_GLB, 1);
    if (!is_at(s, LEVEL_GLB, 0))
        fill_glb(s);
    return 0;
}

int output_end(struct simulation *s)
{
    collect(s);
    if (s->program.keep[LEVEL_GLB][TENSOR_O].exists)
        drain_glb(s);
    struct sim_flow *psum = flow_of(s, LEVEL_SPAD, SIM_PSUM);
    psum->read = psum->update - s->psums_kept;
    return 0;
}
