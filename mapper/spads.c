/* What fits the scratchpads. */
#include "lower.h"

uint64_t spad_tile_bits(const struct solver *s, const int tile[DIM_COUNT], enum tensor t)
{
    static const enum map_word words[TENSOR_COUNT] = {WORD_W, WORD_I, WORD_PSUM};
    const struct map_problem *p = s->problem;
    uint64_t bits = (uint64_t)p->bits[words[t]] * (p->double_buffer ? 2 : 1);
    for (int d = 0; d < DIM_COUNT; d++) {
        if (!is_relevant(t, (enum dim)d) || (t == TENSOR_I && is_window_dim(d)))
            continue;
        long n = (long)tile[d] * (d == p->lane_dim ? p->lanes : 1);
        bits *= (uint64_t)(n < p->extent[d] ? n : p->extent[d]);
    }
    if (t == TENSOR_I)
        bits *= window_memo_largest(s->memo, ROWS, tile[DIM_P], tile[DIM_R]) *
                window_memo_largest(s->memo, COLUMNS, tile[DIM_Q], tile[DIM_S]);
    return bits;
}

int spad_fits(const struct solver *s, const struct building *b, const int tile[DIM_COUNT],
              unsigned tensors)
{
    const struct map_problem *p = s->problem;
    uint64_t together = b->bits;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (!(tensors >> t & 1))
            continue;
        uint64_t bits = spad_tile_bits(s, tile, (enum tensor)t);
        together += bits;
        if (!p->spad_shared && bits > p->spad_bits[t])
            return 0;
    }
    return !p->spad_shared || together <= p->spad_bits[0];
}
