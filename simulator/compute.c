/* What PEs do in a stretch: gather the inputs of a window, sum the runs, count the steps. */
#include <stdio.h>
#include <string.h>

#include "stretch.h"

/* Where a PE stands, and where that lies in its scratchpads. */
struct start {
    const struct cut *cut;
    int place[TENSOR_COUNT];
    const int *row, *column; /* places, from the PE's first row (column) on */
    int set;                 /* units of the lanes' dimension */
};

/* Returns 0, or -1 without memory. */
static int find_start(const struct simulation *s, struct stretch *k, const struct pe *pe,
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
    out->cut = stretch_cut(s, k, unit);
    return out->cut ? 0 : -1;
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
    const struct term *first = &at->cut->term[run->first];
    for (int i = 0; i < run->count; i++) {
        const struct term *term = &first[i];
        int row = at->row[term->row], column = at->column[term->column];
        int is_there = (row | column) >= 0 && (!checks_lanes || has_lane(s, at, term));
        k->input[i] = is_there ? input[term->x + row + column] : 0;
    }
}

static const int8_t *run_weights(struct stretch *k, const struct pe *pe, const struct start *at,
                                 const struct run *run)
{
    const int8_t *weight = pe->weight + at->place[TENSOR_W];
    const struct term *term = &at->cut->term[run->first];
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
    for (int i = 0; i < at->cut->runs; i++) {
        const struct run *run = &at->cut->run[i];
        if (checks_lanes && !has_lane(s, at, &at->cut->term[run->first]))
            continue;
        if (run->window == run->first || i == 0)
            gather_inputs(s, k, pe, at, run);
        int32_t *psum = pe->psum + at->place[TENSOR_O] + at->cut->term[run->first].o;
        int32_t sum = sum_run(s, k, run_weights(k, pe, at, run), run->count);
        *psum = (int32_t)((uint32_t)*psum + (uint32_t)sum);
    }
}

/* What the steps of a PE do, apart from the sums. */
struct work {
    uint64_t steps, terms, padded, gated, gated_terms;
};

/* Step by step: how many read no input, and how many have none that is not zero. */
static void count_steps(const struct simulation *s, struct stretch *k, const struct pe *pe,
                        const struct start *at, struct work *work)
{
    const struct cut *cut = at->cut;
    const int16_t *input = pe->input + at->place[TENSOR_I];
    memset(k->is_busy, 0, (size_t)cut->steps);
    for (int i = 0; i < cut->terms; i++) {
        const struct term *term = &cut->term[i];
        int row = at->row[term->row], column = at->column[term->column];
        int is_padding = (row | column) < 0;
        if (!has_lane(s, at, term))
            continue;
        work->terms++;
        work->padded += (uint64_t)(is_padding && term->lane == 0);
        if (!is_padding && input[term->x + row + column] != 0)
            k->is_busy[term->step] = 1;
    }
    uint64_t gated = 0;
    for (int i = 0; i < cut->steps; i++)
        gated += !k->is_busy[i];
    work->gated += gated;
    for (int i = 0; gated > 0 && i < cut->terms; i++)
        work->gated_terms += !k->is_busy[cut->term[i].step] && has_lane(s, at, &cut->term[i]);
    work->steps += (uint64_t)cut->steps;
}

static void count_work(struct simulation *s, const struct work *work)
{
    const struct arch_choice *choice = s->program.choice;
    struct sim_counts *c = &s->out->counts;
    c->steps += work->steps;
    c->terms += work->terms;
    c->gated_steps += work->gated;
    c->gated_terms += work->gated_terms;
    c->flow[LEVEL_SPAD][SIM_WEIGHT].read +=
        work->steps - (s->program.machine->zero_gating ? work->gated : 0);
    c->flow[LEVEL_SPAD][SIM_INPUT].read += work->steps - work->padded;
    c->flow[LEVEL_SPAD][SIM_PSUM].update +=
        work->steps * (choice->lane_dim == DIM_M ? (uint64_t)choice->lanes : 1);
}

int stretch_run(struct simulation *s, struct stretch *k)
{
    struct work work = {.steps = 0};
    for (int i = 0; i < s->pe_count; i++) {
        struct pe *pe = &s->pe[i];
        struct start at;
        if (!event_is_active(s, pe))
            continue;
        if (find_start(s, k, pe, &at) != 0) {
            snprintf(s->reason, SIM_REASON_MAX, "out of memory");
            return -1;
        }
        run_pe(s, k, pe, &at);
        count_steps(s, k, pe, &at, &work);
        pe->steps += (uint64_t)at.cut->steps;
    }
    count_work(s, &work);
    clock_work(&s->clock, (double)stretch_steps(s, k) * s->program.choice->cycles_per_step);
    return 0;
}
