/* What fits the GLB. */
#include "upper.h"

int upper_clipped(const struct leaf_search *f, const struct upper *u, int d)
{
    int size = f->s->problem->size[d];
    return u->tile[d] < size ? u->tile[d] : size;
}

double upper_tile_elements(const struct leaf_search *f, const struct upper *u, enum tensor t)
{
    const struct map_problem *p = f->s->problem;
    double elements = 1;
    for (int d = 0; d < DIM_COUNT; d++) {
        if (!is_relevant(t, (enum dim)d) || (t == TENSOR_I && is_window_dim(d)))
            continue;
        int n = upper_clipped(f, u, d) * (d == p->lane_dim ? p->lanes : 1);
        elements *= n < p->extent[d] ? n : p->extent[d];
    }
    if (t != TENSOR_I)
        return elements;
    for (int axis = ROWS; axis <= COLUMNS; axis++) {
        int position = axis == ROWS ? DIM_P : DIM_Q, tap = axis == ROWS ? DIM_R : DIM_S;
        elements *= (double)window_memo_largest(f->s->memo, axis, upper_clipped(f, u, position),
                                                upper_clipped(f, u, tap));
    }
    return elements;
}

static double output_width(const struct leaf_search *f, const struct upper *u)
{
    const int *bits = f->s->problem->bits;
    if (u->words == 0)
        return bits[WORD_OUT] < bits[WORD_PSUM] ? bits[WORD_OUT] : bits[WORD_PSUM];
    return u->words == 1 ? bits[WORD_OUT] : bits[WORD_PSUM];
}

double upper_tile_bits(const struct leaf_search *f, const struct upper *u, enum tensor t)
{
    double width =
        t == TENSOR_O ? output_width(f, u) : f->s->problem->bits[t == TENSOR_W ? WORD_W : WORD_I];
    return width * upper_tile_elements(f, u, t);
}

int upper_fits(const struct leaf_search *f, const struct upper *u)
{
    double bits = u->bits + u->output_elements * output_width(f, u);
    for (int t = 0; t < TENSOR_COUNT; t++)
        bits += u->unplaced >> t & 1 ? upper_tile_bits(f, u, (enum tensor)t) : 0;
    return bits * (f->s->problem->double_buffer ? 2 : 1) <= (double)f->s->problem->glb_bits;
}
