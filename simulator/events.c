/* What all events have in common: tiles, addresses, and words that PEs take. */
#include <stdio.h>
#include <string.h>

#include "simulation.h"

int event_is_active(const struct simulation *s, const struct pe *pe)
{
    int is_active = 1;
    for (int d = 0; d < DIM_COUNT; d++)
        is_active &= s->unit[d] + pe->offset[d] < s->program.size[d];
    return is_active;
}

static void set_active(struct simulation *s)
{
    for (int i = 0; i < s->pe_count; i++)
        s->pe[i].is_active = event_is_active(s, &s->pe[i]);
}

/* Units from where the controller is at which key k of an axis starts. */
static void key_start(const struct simulation *s, enum map_level level, const struct tile_axis *a,
                      int key, int start[2])
{
    start[0] = s->unit[a->dim];
    start[1] = a->tap >= 0 ? s->unit[a->tap] : 0;
    if (level != LEVEL_SPAD)
        return;
    int taps = a->tap >= 0 ? s->spread[a->tap] : 1;
    start[0] += s->place_offset[a->dim][key / taps];
    start[1] += a->tap >= 0 ? s->place_offset[a->tap][key % taps] : 0;
}

static uint64_t largest_tile(const struct tile *tile)
{
    uint64_t elements = 1;
    for (int a = 0; a < TILE_AXES; a++) {
        int most = 0;
        for (int k = 0; k < tile->keys[a]; k++)
            most = tile->list[a][k].count > most ? tile->list[a][k].count : most;
        elements *= (uint64_t)most;
    }
    return elements;
}

/* Bits that one element of t takes in a buffer. */
static uint64_t width_of(const struct simulation *s, enum map_level level, enum tensor t)
{
    static const enum sim_word words[TENSOR_COUNT] = {SIM_WEIGHT, SIM_INPUT, SIM_PSUM};
    int comes_once = s->program.sums_in_one;
    for (int i = 0; i < s->program.keep[LEVEL_SPAD][TENSOR_O].slide_last; i++)
        comes_once &= program_moves(TENSOR_O, s->program.loop[i].dim);
    if (level == LEVEL_GLB && t == TENSOR_O && comes_once)
        return (uint64_t)s->program.bits[SIM_OUTPUT]; /* no partial sum ever lies there */
    return (uint64_t)s->program.bits[words[t]];
}

/* All tensors that share the buffer, each with its largest tile so far. */
static int check_room(struct simulation *s, enum map_level level, enum tensor t)
{
    const struct arch_machine *m = s->program.machine;
    int buffer = level == LEVEL_GLB ? m->glb : m->spad[t];
    const struct arch_storage *storage = &m->storage[buffer];
    uint64_t need = 0, room = storage->capacity_bits / (storage->double_buffer ? 2 : 1);
    uint64_t bits = largest_tile(&s->tile[level][t]) * width_of(s, level, t);
    s->tile_bits[level][t] = bits > s->tile_bits[level][t] ? bits : s->tile_bits[level][t];
    for (int i = 0; i < TENSOR_COUNT; i++)
        need += level == LEVEL_GLB || m->spad[i] == buffer ? s->tile_bits[level][i] : 0;
    if (need <= room)
        return 0;
    snprintf(s->reason, SIM_REASON_MAX, "%s has room for %llu bits, the mapping's tiles need %llu",
             storage->name, (unsigned long long)room, (unsigned long long)need);
    return -1;
}

int event_set_tiles(struct simulation *s, enum map_level level, enum tensor t, enum change change)
{
    struct tile *tile = &s->tile[level][t];
    set_active(s);
    for (int a = 0; a < TILE_AXES; a++) {
        for (int k = 0; k < tile->keys[a]; k++) {
            int start[2];
            key_start(s, level, &tile_axes[t][a], k, start);
            tile_set(tile, &s->program, s->program.keep[level][t].tile, a, k, start[0], start[1],
                     change == CHANGE_SLIDES);
        }
    }
    s->unused[level] |= 1u << t;
    return check_room(s, level, t);
}

static struct pe *taker(struct simulation *s, struct pe *pe)
{
    int is_first = pe == &s->pe[0] || pe == &s->pe[1];
    if (s->options.fault.kind != SIM_SWAP_TAGS || s->pe_count < 2 || !is_first)
        return pe;
    return pe == &s->pe[0] ? &s->pe[1] : &s->pe[0];
}

void event_take(struct simulation *s, struct pe *pe, enum tensor t, const int value[TILE_AXES],
                int32_t word)
{
    const struct tile *tile = &s->tile[LEVEL_SPAD][t];
    int is_hit = s->words_taken++ == s->options.fault.at;
    long place = 0;
    pe = taker(s, pe);
    if (is_hit && s->options.fault.kind == SIM_DROP_WORD)
        return;
    if (is_hit && s->options.fault.kind == SIM_FLIP_BIT)
        word ^= 1;
    for (int a = 0; a < TILE_AXES; a++)
        place += tile_place(tile, a, value[a]);
    pe->arrived++;
    if (t == TENSOR_W)
        pe->weight[place] = (int8_t)word;
    else if (t == TENSOR_I)
        pe->input[place] = (int16_t)word;
    else
        pe->psum[place] = word;
}

int event_check_arrivals(struct simulation *s, enum tensor t)
{
    for (int i = 0; i < s->pe_count; i++) {
        struct pe *pe = &s->pe[i];
        if (pe->expected > pe->arrived) {
            snprintf(s->reason, SIM_REASON_MAX,
                     "deadlock: PE (%d, %d) waits for %llu words of %c that never come", pe->x,
                     pe->y, (unsigned long long)(pe->expected - pe->arrived), tensor_letters[t]);
            return -1;
        }
        pe->expected = pe->arrived = 0;
    }
    return 0;
}
