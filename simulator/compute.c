/* What PEs do between two events: the loops below all keep nodes, step by step. Along every PE's
 * own loops a step lies at the same distance from the first, so the distances are worked out
 * once. */
#include <stdlib.h>
#include <string.h>

#include "simulation.h"
#include "workloads/weights.h"

/* One step, from the first of a stretch; places in the scratchpads. */
struct step {
    int32_t w, x, o;     /* x: of the channels (and the like) alone */
    int32_t lane_unit;   /* units of the lanes' dimension, to see which lanes have a term */
    int32_t row, column; /* of the input */
};

struct stretch {
    int count;
    struct step *step; /* [count] */
    int lanes;
    long lane_w, lane_x, lane_o;   /* from lane to lane */
    int *row_place, *column_place; /* by row (column) of the padded input; -1: padding */
    int unit_w[DIM_COUNT], unit_x[DIM_COUNT], unit_o[DIM_COUNT]; /* from unit to unit */
};

/* From one unit of d to the next, in the scratchpad of t; 0 if d does not move it. */
static int unit_stride(const struct simulation *s, enum tensor t, enum dim d)
{
    const struct tile *tile = &s->tile[LEVEL_SPAD][t];
    for (int a = 0; a < TILE_AXES; a++) {
        if (tile_axes[t][a].dim == d && tile_axes[t][a].tap < 0)
            return (int)tile->stride[a] *
                   (d == s->program.choice->lane_dim ? s->program.choice->lanes : 1);
    }
    return 0;
}

static void set_units(struct stretch *k, const struct simulation *s)
{
    int lane_dim = (int)s->program.choice->lane_dim;
    for (int d = 0; d < DIM_COUNT; d++) {
        k->unit_w[d] = unit_stride(s, TENSOR_W, (enum dim)d);
        k->unit_x[d] = unit_stride(s, TENSOR_I, (enum dim)d);
        k->unit_o[d] = unit_stride(s, TENSOR_O, (enum dim)d);
    }
    k->lanes = s->program.choice->lanes;
    k->lane_w = k->unit_w[lane_dim] / k->lanes;
    k->lane_x = k->unit_x[lane_dim] / k->lanes;
    k->lane_o = k->unit_o[lane_dim] / k->lanes;
}

static void set_step(struct stretch *k, const struct simulation *s, const int unit[DIM_COUNT],
                     struct step *out)
{
    const struct layer_shape *shape = &s->program.shape;
    *out = (struct step){.lane_unit = unit[s->program.choice->lane_dim]};
    for (int d = 0; d < DIM_COUNT; d++) {
        out->w += unit[d] * k->unit_w[d];
        out->x += unit[d] * k->unit_x[d];
        out->o += unit[d] * k->unit_o[d];
    }
    out->row = shape->stride[ROWS] * unit[DIM_P] + shape->dilation[ROWS] * unit[DIM_R];
    out->column = shape->stride[COLUMNS] * unit[DIM_Q] + shape->dilation[COLUMNS] * unit[DIM_S];
}

static int create_steps(struct stretch *k, const struct simulation *s)
{
    const struct program *p = &s->program;
    long count = 1;
    int turn[MAP_NODES_MAX] = {0}, unit[DIM_COUNT] = {0};
    for (int i = p->outer_count; i < p->loop_count; i++)
        count *= p->loop[i].bound;
    k->step = count < INT32_MAX ? malloc((size_t)count * sizeof *k->step) : NULL;
    if (k->step == NULL)
        return -1;
    for (k->count = 0; k->count < count; k->count++) {
        set_step(k, s, unit, &k->step[k->count]);
        for (int i = p->loop_count - 1; i >= p->outer_count; i--) {
            unit[p->loop[i].dim] += p->loop[i].step;
            if (++turn[i] < p->loop[i].bound)
                break;
            unit[p->loop[i].dim] -= turn[i] * p->loop[i].step;
            turn[i] = 0;
        }
    }
    return 0;
}

/* Rows (columns) by their number in the padded input. */
static int *create_places(const struct simulation *s, int w, int axis)
{
    const struct layer_shape *shape = &s->program.shape;
    const struct tile *tile = &s->tile[LEVEL_SPAD][TENSOR_I];
    int positions = shape->size[w == ROWS ? DIM_P : DIM_Q];
    int taps = shape->size[w == ROWS ? DIM_R : DIM_S];
    int length = shape->stride[w] * (positions - 1) + shape->dilation[w] * (taps - 1) + 1;
    int *place = malloc((size_t)length * sizeof *place);
    for (int i = 0; place && i < length; i++) {
        int h = i - shape->pad[w];
        place[i] = h < 0 || h >= shape->input[w] ? -1 : (int)tile_place(tile, axis, h);
    }
    return place;
}

int stretch_create(struct stretch **out, const struct simulation *s)
{
    struct stretch *k = *out = calloc(1, sizeof *k);
    if (k == NULL)
        return -1;
    set_units(k, s);
    k->row_place = create_places(s, ROWS, 3);
    k->column_place = create_places(s, COLUMNS, 4);
    return k->row_place && k->column_place ? create_steps(k, s) : -1;
}

void stretch_free(struct stretch *stretch)
{
    if (stretch == NULL)
        return;
    free(stretch->step);
    free(stretch->row_place);
    free(stretch->column_place);
    free(stretch);
}

/* Where a PE's first step lies. */
struct start {
    long w, x, o;
    const int *row, *column; /* places, from the PE's first row (column) on */
    int lane_unit;           /* of the lanes' dimension */
};

static void find_start(const struct simulation *s, const struct stretch *k, const struct pe *pe,
                       struct start *out)
{
    const struct layer_shape *shape = &s->program.shape;
    int unit[DIM_COUNT];
    struct tile const *tile[TENSOR_COUNT];
    long *place[TENSOR_COUNT] = {&out->w, &out->x, &out->o};
    for (int d = 0; d < DIM_COUNT; d++)
        unit[d] = s->unit[d] + pe->offset[d];
    for (int t = 0; t < TENSOR_COUNT; t++) {
        tile[t] = &s->tile[LEVEL_SPAD][t];
        *place[t] = 0;
        for (int a = 0; a < TILE_AXES; a++) {
            enum dim d = tile_axes[t][a].dim;
            int lanes = d == s->program.choice->lane_dim ? k->lanes : 1;
            if (tile_axes[t][a].tap < 0)
                *place[t] += tile_place(tile[t], a, unit[d] * lanes);
        }
    }
    out->row =
        k->row_place + shape->stride[ROWS] * unit[DIM_P] + shape->dilation[ROWS] * unit[DIM_R];
    out->column = k->column_place + shape->stride[COLUMNS] * unit[DIM_Q] +
                  shape->dilation[COLUMNS] * unit[DIM_S];
    out->lane_unit = unit[s->program.choice->lane_dim];
}

/* What a PE counts in a stretch. */
struct work {
    uint64_t terms, padded, gated;
};

static int lanes_of(const struct simulation *s, const struct stretch *k, int unit)
{
    int left = s->program.extent[s->program.choice->lane_dim] - unit * k->lanes;
    return left < k->lanes ? left : k->lanes;
}

static void do_step(const struct simulation *s, const struct stretch *k, struct pe *pe,
                    const struct start *at, const struct step *step, struct work *work)
{
    const struct operator_def *op = s->program.choice->choice.op;
    int row = at->row[step->row], column = at->column[step->column];
    int lanes = k->lanes == 1 ? 1 : lanes_of(s, k, at->lane_unit + step->lane_unit);
    int is_padding = row < 0 || column < 0, any = 0;
    const int16_t *w = pe->spad[TENSOR_W] + at->w + step->w;
    const int16_t *x = pe->spad[TENSOR_I] + at->x + step->x + row + column;
    int32_t *o = pe->psum + at->o + step->o;
    for (int lane = 0; lane < lanes; lane++) {
        int32_t input = is_padding ? 0 : x[lane * k->lane_x];
        int8_t weight = (int8_t)w[lane * k->lane_w];
        o[lane * k->lane_o] += op->term(input, weight_value(weight), weight_is_negative(weight));
        any |= input;
    }
    work->terms += (uint64_t)lanes;
    work->padded += (uint64_t)is_padding;
    work->gated += any == 0;
}

static void run_pe(struct simulation *s, const struct stretch *k, struct pe *pe, struct work *work)
{
    struct start at;
    find_start(s, k, pe, &at);
    for (int i = 0; i < k->count; i++)
        do_step(s, k, pe, &at, &k->step[i], work);
    pe->steps += (uint64_t)k->count;
}

void stretch_run(struct simulation *s, const struct stretch *stretch)
{
    struct work work = {0, 0, 0};
    uint64_t steps = 0, psums = s->program.choice->lane_dim == DIM_C ? 1 : (uint64_t)stretch->lanes;
    for (int i = 0; i < s->pe_count; i++) {
        struct pe *pe = &s->pe[i];
        int is_active = 1;
        for (int d = 0; d < DIM_COUNT; d++)
            is_active &= s->unit[d] + pe->offset[d] < s->program.size[d];
        if (!is_active)
            continue;
        run_pe(s, stretch, pe, &work);
        steps += (uint64_t)stretch->count;
    }
    struct sim_counts *c = &s->out->counts;
    c->steps += steps;
    c->terms += work.terms;
    c->gated_steps += work.gated;
    c->flow[LEVEL_SPAD][SIM_WEIGHT].read += steps;
    c->flow[LEVEL_SPAD][SIM_INPUT].read += steps - work.padded;
    c->flow[LEVEL_SPAD][SIM_PSUM].update += steps * psums;
    clock_work(&s->clock, (double)stretch->count * s->program.choice->cycles_per_step);
}
