/* What PEs do between two events: the loops below all keep nodes. Sums do not depend on their
 * order, so the terms of a stretch are sorted by output and lie in long *runs*; runs that take the
 * same inputs share one *window*, gathered once. All PEs do the same at other places. */
#include <stdlib.h>
#include <string.h>

#include "simulation.h"

/* One term of a stretch, from where a PE's tiles start. */
struct term {
    int o, w, x;     /* places in the scratchpads; x without rows and columns */
    int row, column; /* of the input */
    int set;         /* units of the lanes' dimension */
    int lane, step;
};

/* Terms of one output, in the order of their weights. */
struct run {
    int first, count;  /* terms */
    int window;        /* first term of the first run with the same inputs */
    int is_contiguous; /* weights lie side by side */
};

struct stretch {
    int steps, terms, runs;
    struct term *term;             /* [terms] owned */
    struct run *run;               /* [runs] owned */
    int16_t *input;                /* [terms] gathered; owned */
    int8_t *weight;                /* [terms] owned */
    uint8_t *is_busy;              /* [steps] 1: an input is not zero; owned */
    int *row_place, *column_place; /* by row (column) of the padded input; -1: padding; owned */
    int *place[TENSOR_COUNT][DIM_COUNT]; /* by unit, in the scratchpad; NULL: not moved; owned */
};

/* The axis of t along which d alone moves it, or -1. */
static int plain_axis(enum tensor t, enum dim d)
{
    for (int a = 0; a < TILE_AXES; a++) {
        if (tile_axes[t][a].dim == d && tile_axes[t][a].tap < 0)
            return a;
    }
    return -1;
}

static int lanes_along(const struct simulation *s, int d)
{
    return d == (int)s->program.choice->lane_dim ? s->program.choice->lanes : 1;
}

/* Places of all units along the dimensions that move a tensor alone. */
static int create_places(struct stretch *k, const struct simulation *s)
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        for (int d = 0; d < DIM_COUNT; d++) {
            int axis = plain_axis((enum tensor)t, (enum dim)d), units = s->program.size[d];
            if (axis < 0)
                continue;
            k->place[t][d] = malloc((size_t)units * sizeof *k->place[t][d]);
            for (int u = 0; k->place[t][d] && u < units; u++)
                k->place[t][d][u] =
                    (int)tile_place(&s->tile[LEVEL_SPAD][t], axis, u * lanes_along(s, d));
            if (k->place[t][d] == NULL)
                return -1;
        }
    }
    return 0;
}

/* Rows (columns) by their number in the padded input. */
static int *create_window_places(const struct simulation *s, int w, int axis)
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

/* How far a unit of d, or a lane, lies from the next in the scratchpad of t. */
static int stride_of(const struct simulation *s, enum tensor t, int d)
{
    int axis = plain_axis(t, (enum dim)d);
    return axis < 0 ? 0 : (int)s->tile[LEVEL_SPAD][t].stride[axis];
}

static void set_term(const struct simulation *s, const int unit[DIM_COUNT], int lane, int step,
                     struct term *out)
{
    const struct layer_shape *shape = &s->program.shape;
    int places[TENSOR_COUNT];
    for (int t = 0; t < TENSOR_COUNT; t++) {
        places[t] = lane * stride_of(s, (enum tensor)t, (int)s->program.choice->lane_dim);
        for (int d = 0; d < DIM_COUNT; d++)
            places[t] += unit[d] * lanes_along(s, d) * stride_of(s, (enum tensor)t, d);
    }
    *out = (struct term){
        .o = places[TENSOR_O],
        .w = places[TENSOR_W],
        .x = places[TENSOR_I],
        .row = shape->stride[ROWS] * unit[DIM_P] + shape->dilation[ROWS] * unit[DIM_R],
        .column = shape->stride[COLUMNS] * unit[DIM_Q] + shape->dilation[COLUMNS] * unit[DIM_S],
        .set = unit[s->program.choice->lane_dim],
        .lane = lane,
        .step = step};
}

/* The next turn of the loops within a stretch. */
static void next_step(const struct program *p, int turn[MAP_NODES_MAX], int unit[DIM_COUNT])
{
    for (int i = p->loop_count - 1; i >= p->outer_count; i--) {
        unit[p->loop[i].dim] += p->loop[i].step;
        if (++turn[i] < p->loop[i].bound)
            return;
        unit[p->loop[i].dim] -= turn[i] * p->loop[i].step;
        turn[i] = 0;
    }
}

static int compare_terms(const void *a, const void *b)
{
    const struct term *x = a, *y = b;
    if (x->o != y->o)
        return x->o < y->o ? -1 : 1;
    if (x->w != y->w)
        return x->w < y->w ? -1 : 1;
    return (x->step > y->step) - (x->step < y->step);
}

static int create_terms(struct stretch *k, const struct simulation *s)
{
    const struct program *p = &s->program;
    int turn[MAP_NODES_MAX] = {0}, unit[DIM_COUNT] = {0}, lanes = p->choice->lanes;
    long steps = 1;
    for (int i = p->outer_count; i < p->loop_count; i++)
        steps *= p->loop[i].bound;
    k->steps = (int)steps;
    k->term = malloc((size_t)steps * (size_t)lanes * sizeof *k->term);
    for (int step = 0; k->term && step < k->steps; step++) {
        /* lanes beyond the whole dimension have no term, and no place in the tiles */
        for (int lane = 0; lane < lanes; lane++) {
            if (unit[p->choice->lane_dim] * lanes + lane < p->extent[p->choice->lane_dim])
                set_term(s, unit, lane, step, &k->term[k->terms++]);
        }
        next_step(p, turn, unit);
    }
    if (k->term)
        qsort(k->term, (size_t)k->terms, sizeof *k->term, compare_terms);
    return k->term ? 0 : -1;
}

static int has_same_inputs(const struct term *a, const struct term *b, int count)
{
    for (int i = 0; i < count; i++) {
        if (a[i].x != b[i].x || a[i].row != b[i].row || a[i].column != b[i].column)
            return 0;
    }
    return 1;
}

static void set_run(struct stretch *k, struct run *run)
{
    const struct run *before = run > k->run ? run - 1 : NULL;
    const struct term *term = &k->term[run->first];
    run->window = run->first;
    if (before && before->count == run->count &&
        has_same_inputs(&k->term[before->first], term, run->count))
        run->window = before->window;
    run->is_contiguous = 1;
    for (int i = 0; i < run->count; i++)
        run->is_contiguous &= term[i].w == term[0].w + i;
}

static int create_runs(struct stretch *k)
{
    k->run = malloc((size_t)k->terms * sizeof *k->run);
    for (int i = 0; k->run && i < k->terms; i++) {
        if (i == 0 || k->term[i].o != k->term[i - 1].o)
            k->run[k->runs++] = (struct run){.first = i};
        k->run[k->runs - 1].count++;
    }
    for (int i = 0; k->run && i < k->runs; i++)
        set_run(k, &k->run[i]);
    return k->run ? 0 : -1;
}

int stretch_create(struct stretch **out, const struct simulation *s)
{
    struct stretch *k = *out = calloc(1, sizeof *k);
    if (k == NULL || create_places(k, s) != 0 || create_terms(k, s) != 0 || create_runs(k) != 0)
        return -1;
    k->row_place = create_window_places(s, ROWS, 3);
    k->column_place = create_window_places(s, COLUMNS, 4);
    k->input = malloc((size_t)k->terms * sizeof *k->input);
    k->weight = malloc((size_t)k->terms);
    k->is_busy = malloc((size_t)k->steps);
    return k->row_place && k->column_place && k->input && k->weight && k->is_busy ? 0 : -1;
}

void stretch_free(struct stretch *k)
{
    if (k == NULL)
        return;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        for (int d = 0; d < DIM_COUNT; d++)
            free(k->place[t][d]);
    }
    free(k->term);
    free(k->run);
    free(k->input);
    free(k->weight);
    free(k->is_busy);
    free(k->row_place);
    free(k->column_place);
    free(k);
}

/* Where a PE stands, and where that lies in its scratchpads. */
struct start {
    int place[TENSOR_COUNT];
    const int *row, *column; /* places, from the PE's first row (column) on */
    int set;                 /* units of the lanes' dimension */
};

static void find_start(const struct simulation *s, const struct stretch *k, const struct pe *pe,
                       struct start *out)
{
    const struct layer_shape *shape = &s->program.shape;
    int unit[DIM_COUNT];
    for (int d = 0; d < DIM_COUNT; d++)
        unit[d] = s->unit[d] + pe->offset[d];
    for (int t = 0; t < TENSOR_COUNT; t++) {
        out->place[t] = 0;
        for (int d = 0; d < DIM_COUNT; d++)
            out->place[t] += k->place[t][d] ? k->place[t][d][unit[d]] : 0;
    }
    out->row =
        k->row_place + shape->stride[ROWS] * unit[DIM_P] + shape->dilation[ROWS] * unit[DIM_R];
    out->column = k->column_place + shape->stride[COLUMNS] * unit[DIM_Q] +
                  shape->dilation[COLUMNS] * unit[DIM_S];
    out->set = unit[s->program.choice->lane_dim];
}

/* The last lane set of a dimension may be short. */
static int has_lane(const struct simulation *s, const struct start *at, const struct term *term)
{
    const struct arch_choice *c = s->program.choice;
    return (at->set + term->set) * c->lanes + term->lane < s->program.extent[c->lane_dim];
}

/* Gathers the inputs of a window; padding, and lanes without a channel, are zero. */
static void gather_inputs(const struct simulation *s, struct stretch *k, const struct pe *pe,
                          const struct start *at, const struct run *run)
{
    const int16_t *input = pe->input + at->place[TENSOR_I];
    int checks_lanes = s->program.choice->lanes > 1 && s->program.choice->lane_dim != DIM_M;
    for (int i = 0; i < run->count; i++) {
        const struct term *term = &k->term[run->first + i];
        int row = at->row[term->row], column = at->column[term->column];
        int is_there = (row | column) >= 0 && (!checks_lanes || has_lane(s, at, term));
        k->input[i] = is_there ? input[term->x + row + column] : 0;
    }
}

static const int8_t *run_weights(struct stretch *k, const struct pe *pe, const struct start *at,
                                 const struct run *run)
{
    const int8_t *weight = pe->weight + at->place[TENSOR_W];
    const struct term *term = &k->term[run->first];
    if (run->is_contiguous)
        return weight + term->w;
    for (int i = 0; i < run->count; i++)
        k->weight[i] = weight[term[i].w];
    return k->weight;
}

/* Longest sum of operator_def.dot. */
enum { DOT_MOST = 65536 };

static int32_t sum_run(const struct simulation *s, const struct stretch *k, const int8_t *weight,
                       int count)
{
    uint32_t sum = 0;
    for (int i = 0; i < count; i += DOT_MOST) {
        int n = count - i < DOT_MOST ? count - i : DOT_MOST;
        sum += (uint32_t)s->program.choice->choice.op->dot(k->input + i, weight + i, (size_t)n);
    }
    return (int32_t)sum;
}

static void run_pe(const struct simulation *s, struct stretch *k, struct pe *pe,
                   const struct start *at)
{
    int checks_lanes = s->program.choice->lanes > 1 && s->program.choice->lane_dim == DIM_M;
    for (int i = 0; i < k->runs; i++) {
        const struct run *run = &k->run[i];
        if (checks_lanes && !has_lane(s, at, &k->term[run->first]))
            continue;
        if (run->window == run->first || i == 0)
            gather_inputs(s, k, pe, at, run);
        int32_t *psum = pe->psum + at->place[TENSOR_O] + k->term[run->first].o;
        int32_t sum = sum_run(s, k, run_weights(k, pe, at, run), run->count);
        *psum = (int32_t)((uint32_t)*psum + (uint32_t)sum);
    }
}

/* What the steps of a PE do, apart from the sums. */
struct work {
    uint64_t steps, terms, padded, gated;
};

/* Step by step: how many read no input, and how many have none that is not zero. */
static void count_steps(const struct simulation *s, struct stretch *k, const struct pe *pe,
                        const struct start *at, struct work *work)
{
    const int16_t *input = pe->input + at->place[TENSOR_I];
    memset(k->is_busy, 0, (size_t)k->steps);
    for (int i = 0; i < k->terms; i++) {
        const struct term *term = &k->term[i];
        int row = at->row[term->row], column = at->column[term->column];
        int is_padding = (row | column) < 0;
        if (!has_lane(s, at, term))
            continue;
        work->terms++;
        work->padded += (uint64_t)(is_padding && term->lane == 0);
        if (!is_padding && input[term->x + row + column] != 0)
            k->is_busy[term->step] = 1;
    }
    for (int i = 0; i < k->steps; i++)
        work->gated += !k->is_busy[i];
    work->steps += (uint64_t)k->steps;
}

static int is_active(const struct simulation *s, const struct pe *pe)
{
    int is_active = 1;
    for (int d = 0; d < DIM_COUNT; d++)
        is_active &= s->unit[d] + pe->offset[d] < s->program.size[d];
    return is_active;
}

static void count_work(struct simulation *s, const struct work *work)
{
    const struct arch_choice *choice = s->program.choice;
    struct sim_counts *c = &s->out->counts;
    c->steps += work->steps;
    c->terms += work->terms;
    c->gated_steps += work->gated;
    c->flow[LEVEL_SPAD][SIM_WEIGHT].read += work->steps;
    c->flow[LEVEL_SPAD][SIM_INPUT].read += work->steps - work->padded;
    c->flow[LEVEL_SPAD][SIM_PSUM].update +=
        work->steps * (choice->lane_dim == DIM_M ? (uint64_t)choice->lanes : 1);
}

void stretch_run(struct simulation *s, struct stretch *k)
{
    struct work work = {0, 0, 0, 0};
    for (int i = 0; i < s->pe_count; i++) {
        struct pe *pe = &s->pe[i];
        struct start at;
        if (!is_active(s, pe))
            continue;
        find_start(s, k, pe, &at);
        run_pe(s, k, pe, &at);
        count_steps(s, k, pe, &at, &work);
        pe->steps += (uint64_t)k->steps;
    }
    count_work(s, &work);
    clock_work(&s->clock, (double)k->steps * s->program.choice->cycles_per_step);
}
