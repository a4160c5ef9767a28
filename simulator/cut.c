/* The terms of a stretch, or of a part of it, in the order in which PEs sum them. */
#include <stdlib.h>

#include "stretch.h"

/* How far a unit of d, or a lane, lies from the next in the scratchpad of t. */
static int stride_of(const struct simulation *s, enum tensor t, int d)
{
    int axis = stretch_plain_axis(t, (enum dim)d);
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
            places[t] += unit[d] * stretch_lanes_along(s, d) * stride_of(s, (enum tensor)t, d);
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

/* Terms of one step; lanes beyond the whole dimension have none, and no place in the tiles. */
static void add_terms(struct cut *k, const struct simulation *s, const int unit[DIM_COUNT])
{
    int d = (int)s->program.choice->lane_dim, lanes = s->program.choice->lanes;
    for (int lane = 0; lane < lanes; lane++) {
        if (unit[d] * lanes + lane < s->program.extent[d])
            set_term(s, unit, lane, k->steps, &k->term[k->terms++]);
    }
    k->steps++;
}

/* The next turn of the loops within a stretch; none begins beyond the cut. Returns 0 after the
 * last. */
static int next_step(const struct program *p, const int units[DIM_COUNT], int turn[MAP_NODES_MAX],
                     int unit[DIM_COUNT])
{
    for (int i = p->loop_count - 1; i >= p->outer_count; i--) {
        const struct program_loop *loop = &p->loop[i];
        unit[loop->dim] += loop->step;
        if (++turn[i] < loop->bound && unit[loop->dim] < units[loop->dim])
            return 1;
        unit[loop->dim] -= turn[i] * loop->step;
        turn[i] = 0;
    }
    return 0;
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

static int create_terms(struct cut *k, const struct simulation *s, const int units[DIM_COUNT])
{
    int turn[MAP_NODES_MAX] = {0}, unit[DIM_COUNT] = {0};
    size_t most = (size_t)s->program.choice->lanes;
    for (int d = 0; d < DIM_COUNT; d++)
        most *= (size_t)units[d];
    k->term = malloc(most * sizeof *k->term);
    if (k->term == NULL)
        return -1;
    do
        add_terms(k, s, unit);
    while (next_step(&s->program, units, turn, unit));
    qsort(k->term, (size_t)k->terms, sizeof *k->term, compare_terms);
    return 0;
}

static int has_same_inputs(const struct term *a, const struct term *b, int count)
{
    for (int i = 0; i < count; i++) {
        if (a[i].x != b[i].x || a[i].row != b[i].row || a[i].column != b[i].column)
            return 0;
    }
    return 1;
}

static void set_run(struct cut *k, struct run *run)
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

static int create_runs(struct cut *k)
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

struct cut *cut_create(const struct simulation *s, const int units[DIM_COUNT])
{
    struct cut *k = calloc(1, sizeof *k);
    if (k && create_terms(k, s, units) == 0 && create_runs(k) == 0)
        return k;
    cut_free(k);
    return NULL;
}

void cut_free(struct cut *k)
{
    if (k == NULL)
        return;
    free(k->term);
    free(k->run);
    free(k);
}
