/* The machine before the first cycle: PEs with their scratchpads and tags, the GLB, all empty. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tags.h"

/* Offsets of the places along d: the turns of its spatial loops, outermost first. */
static int set_places(struct simulation *s, enum dim d)
{
    s->spread[d] = 1;
    for (int i = 0; i < s->program.par_count; i++)
        s->spread[d] *= s->program.par[i].dim == d ? s->program.par[i].bound : 1;
    s->place_offset[d] = calloc((size_t)s->spread[d], sizeof *s->place_offset[d]);
    if (s->place_offset[d] == NULL)
        return -1;
    for (int place = 0; place < s->spread[d]; place++) {
        for (int i = s->program.par_count - 1, rest = place; i >= 0; i--) {
            const struct program_par *par = &s->program.par[i];
            if (par->dim != d)
                continue;
            s->place_offset[d][place] += rest % par->bound * par->step;
            rest /= par->bound;
        }
    }
    return 0;
}

/* Where a PE stands: its turns of the spatial loops of each axis, outermost first. */
static void set_coordinates(const struct simulation *s, struct pe *pe, const int place[DIM_COUNT])
{
    int rest[DIM_COUNT], weight[AXIS_COUNT] = {1, 1}, at[AXIS_COUNT] = {0, 0};
    memcpy(rest, place, sizeof rest);
    for (int i = s->program.par_count - 1; i >= 0; i--) {
        const struct program_par *par = &s->program.par[i];
        at[par->axis] += rest[par->dim] % par->bound * weight[par->axis];
        weight[par->axis] *= par->bound;
        rest[par->dim] /= par->bound;
    }
    pe->x = at[AXIS_X];
    pe->y = at[AXIS_Y];
}

static void set_keys(const struct simulation *s, struct pe *pe, const int place[DIM_COUNT])
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        for (int a = 0; a < TILE_AXES; a++) {
            const struct tile_axis *axis = &tile_axes[t][a];
            pe->key[t][a] = place[axis->dim];
            if (axis->tap >= 0)
                pe->key[t][a] = pe->key[t][a] * s->spread[axis->tap] + place[axis->tap];
        }
    }
}

static int create_pe(struct simulation *s, int number)
{
    struct pe *pe = &s->pe[number];
    int place[DIM_COUNT];
    for (int d = 0; d < DIM_COUNT; d++) {
        place[d] = number / s->pe_weight[d] % s->spread[d];
        pe->offset[d] = s->place_offset[d][place[d]];
    }
    set_coordinates(s, pe, place);
    set_keys(s, pe, place);
    /* lanes without a channel read beside the last weights, and multiply by nothing */
    size_t beside =
        (size_t)s->program.choice->lanes * (size_t)s->tile[LEVEL_SPAD][TENSOR_W].stride[2];
    pe->weight = calloc((size_t)s->tile[LEVEL_SPAD][TENSOR_W].size + beside, sizeof *pe->weight);
    pe->input = calloc((size_t)s->tile[LEVEL_SPAD][TENSOR_I].size, sizeof *pe->input);
    pe->psum = calloc((size_t)s->tile[LEVEL_SPAD][TENSOR_O].size, sizeof *pe->psum);
    return pe->weight && pe->input && pe->psum ? 0 : -1;
}

static int create_array(struct simulation *s)
{
    s->pe_count = 1;
    for (int d = 0; d < DIM_COUNT; d++) {
        if (set_places(s, (enum dim)d) != 0)
            return -1;
        s->pe_weight[d] = s->pe_count;
        s->pe_count *= s->spread[d];
    }
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (tile_create(&s->tile[LEVEL_SPAD][t], &s->program, LEVEL_SPAD, (enum tensor)t,
                        s->spread) != 0)
            return -1;
    }
    s->pe = calloc((size_t)s->pe_count, sizeof *s->pe);
    for (int i = 0; s->pe && i < s->pe_count; i++) {
        if (create_pe(s, i) != 0)
            return -1;
    }
    for (int t = 0; s->pe && t < TENSOR_COUNT; t++) {
        if (tags_create(&s->tags[t], s, (enum tensor)t) != 0)
            return -1;
    }
    return s->pe ? 0 : -1;
}

static long tensor_words(const struct simulation *s, enum tensor t)
{
    long words = 1;
    for (int a = 0; a < TILE_AXES; a++)
        words *= tile_axis_length(&s->program, t, a);
    return words;
}

static int create_glb(struct simulation *s, enum tensor t)
{
    static const int one[DIM_COUNT] = {1, 1, 1, 1, 1, 1, 1, 1};
    size_t words = (size_t)tensor_words(s, t);
    if (!s->program.keep[LEVEL_GLB][t].exists)
        return 0;
    s->glb[t].value = calloc(words, sizeof *s->glb[t].value);
    s->glb[t].state = calloc(words, sizeof *s->glb[t].state);
    return s->glb[t].value && s->glb[t].state
               ? tile_create(&s->tile[LEVEL_GLB][t], &s->program, LEVEL_GLB, t, one)
               : -1;
}

int machine_create(struct simulation *s)
{
    int failed = create_array(s);
    for (int t = 0; t < TENSOR_COUNT && !failed; t++)
        failed = create_glb(s, (enum tensor)t);
    s->out->pe_steps =
        calloc((size_t)s->program.machine->rows * (size_t)s->program.machine->columns,
               sizeof *s->out->pe_steps);
    clock_start(&s->clock, s->program.machine, &s->options);
    dram_start(&s->dram, &s->clock, s->program.machine);
    if (failed || !s->out->pe_steps)
        snprintf(s->reason, SIM_REASON_MAX, "out of memory");
    return failed || !s->out->pe_steps ? -1 : 0;
}

void machine_destroy(struct simulation *s)
{
    for (int i = 0; s->pe && i < s->pe_count; i++) {
        free(s->pe[i].weight);
        free(s->pe[i].input);
        free(s->pe[i].psum);
    }
    free(s->pe);
    for (int d = 0; d < DIM_COUNT; d++)
        free(s->place_offset[d]);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        tags_free(s->tags[t]);
        free(s->glb[t].value);
        free(s->glb[t].state);
        tile_free(&s->tile[LEVEL_GLB][t]);
        tile_free(&s->tile[LEVEL_SPAD][t]);
    }
}
