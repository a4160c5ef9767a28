#include "stretch.h"

#include <stdlib.h>

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

/* Terms of a stretch that are worked out one by one: their tiles lie in scratchpads. */
#define TERMS_MOST (1L << 26)

static int create_terms(struct stretch *k, const struct simulation *s)
{
    const struct program *p = &s->program;
    int turn[MAP_NODES_MAX] = {0}, unit[DIM_COUNT] = {0}, lanes = p->choice->lanes;
    long steps = 1;
    for (int i = p->outer_count; i < p->loop_count; i++)
        steps *= p->loop[i].bound;
    if (steps * lanes > TERMS_MOST)
        return -1;
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
    k->run = calloc((size_t)k->terms, sizeof *k->run);
    for (int i = 0; k->run && i < k->terms; i++) {
        int is_next = i == 0 || k->term[i].o != k->term[i - 1].o;
        if (is_next)
            k->run[k->runs++].first = i;
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
