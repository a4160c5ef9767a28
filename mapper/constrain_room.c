#include "constrain_room.h"

#include <string.h>

#include "nest.h"
#include "window.h"

/* What is known of a tile: at least so many iterations of each dimension. */
struct least_tile {
    uint64_t iterations[DIM_COUNT];
    int is_exact[DIM_COUNT]; /* not one more */
};

static void multiply_site(const struct map_problem *p, int site, struct least_tile *tile)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        int least = map_least(p, (enum arch_site)site, (enum dim)d);
        uint64_t *iterations = &tile->iterations[d];
        *iterations *= (uint64_t)least;
        tile->is_exact[d] &= least == map_most(p, (enum arch_site)site, (enum dim)d);
        if (*iterations < (uint64_t)p->size[d])
            continue;
        *iterations = (uint64_t)p->size[d];
        tile->is_exact[d] = 1;
    }
}

static void least_tile_of(const struct map_problem *p, const int *site, int sites,
                          struct least_tile *out)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        out->iterations[d] = 1;
        out->is_exact[d] = 1;
    }
    for (int i = 0; i < sites; i++)
        multiply_site(p, site[i], out);
}

/* Rows or columns of I. A larger tile may hold fewer, where the windows of its longer chunks
 * lie in the padding: so a tile that is not known exactly counts for one row. */
static uint64_t window_rows(const struct map_problem *p, const struct least_tile *tile, int axis)
{
    enum dim position = axis == ROWS ? DIM_P : DIM_Q, tap = axis == ROWS ? DIM_R : DIM_S;
    struct window_geometry g;
    if (p->size[position] > WINDOW_ROWS_MAX || p->size[tap] > WINDOW_ROWS_MAX ||
        p->input[axis] > WINDOW_ROWS_MAX)
        return 0;
    window_geometry_of(p, axis, &g);
    if (tile->is_exact[position] && tile->is_exact[tap])
        return (uint64_t)window_largest(&g, (int)tile->iterations[position],
                                        (int)tile->iterations[tap]);
    return window_real_terms(&g) > 0;
}

/* Bits of the tile of a tensor, at least; capped well below an overflow. */
static uint64_t least_bits(const struct map_problem *p, const struct least_tile *tile,
                           enum tensor t, int bits)
{
    double total = bits * (p->double_buffer ? 2.0 : 1.0);
    for (int d = 0; d < DIM_COUNT; d++) {
        uint64_t channels = tile->iterations[d] * (uint64_t)(d == p->lane_dim ? p->lanes : 1);
        if (!is_relevant(t, (enum dim)d) || (t == TENSOR_I && is_window_dim(d)))
            continue;
        total *= (double)(channels < (uint64_t)p->extent[d] ? channels : (uint64_t)p->extent[d]);
    }
    if (t == TENSOR_I)
        total *= (double)window_rows(p, tile, ROWS) * (double)window_rows(p, tile, COLUMNS);
    return total < 1e15 ? (uint64_t)total : (uint64_t)1e15;
}

static int bits_of(const struct map_problem *p, int t, int is_spad)
{
    int final = p->bits[WORD_OUT] < p->bits[WORD_PSUM] ? p->bits[WORD_OUT] : p->bits[WORD_PSUM];
    return t == TENSOR_O ? is_spad ? p->bits[WORD_PSUM] : final : p->bits[t];
}

/* Loops of GLB may stand below a GLB node, too: what lies below it is not exact then. */
static void open_glb(const struct map_problem *p, struct least_tile *tile)
{
    for (int d = 0; d < DIM_COUNT; d++)
        if (map_most(p, SITE_GLB, (enum dim)d) > 1 && tile->iterations[d] < (uint64_t)p->size[d])
            tile->is_exact[d] = 0;
}

static int is_asked_at(const struct map_problem *p, int site)
{
    for (int d = 0; d < DIM_COUNT; d++)
        if (map_least(p, (enum arch_site)site, (enum dim)d) > 1)
            return 1;
    return 0;
}

/* The tensors that are kept hold the loops below the GLB, and one of them those of GLB. */
static uint64_t glb_bits(const struct map_problem *p)
{
    static const int below[] = {SITE_X, SITE_Y, SITE_SPAD, SITE_GLB};
    struct least_tile base, full;
    uint64_t total = 0, extra = UINT64_MAX;
    least_tile_of(p, below, 3, &base);
    least_tile_of(p, below, 4, &full);
    open_glb(p, &base);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        int bits = bits_of(p, t, 0), is_sure = p->glb_may_keep[t] && !p->glb_may_bypass[t];
        uint64_t low = least_bits(p, &base, (enum tensor)t, bits);
        uint64_t high = least_bits(p, &full, (enum tensor)t, bits);
        uint64_t more = is_sure ? high - (low < high ? low : high) : high;
        total += is_sure ? low : 0;
        extra = p->glb_may_keep[t] && more < extra ? more : extra;
    }
    return total + (is_asked_at(p, SITE_GLB) && extra < UINT64_MAX ? extra : 0);
}

/* What is missing if tensor t's node stands outermost in the PE, above all loops of SPAD. */
static uint64_t spad_excess(const struct map_problem *p, const struct least_tile *tile,
                            const struct least_tile *one, enum tensor t)
{
    uint64_t need = least_bits(p, tile, t, bits_of(p, t, 1)), room = p->spad_bits[t];
    if (p->spad_shared) {
        room = p->spad_bits[0];
        for (int u = 0; u < TENSOR_COUNT; u++)
            need += u == (int)t ? 0 : least_bits(p, one, (enum tensor)u, bits_of(p, u, 1));
    }
    return need > room ? need - room : 0;
}

void map_room_needs(const struct map_problem *p, struct room_needs *out)
{
    static const int spad[] = {SITE_SPAD};
    struct least_tile tile, one;
    least_tile_of(p, spad, 1, &tile);
    least_tile_of(p, spad, 0, &one);
    for (int d = 0; d < DIM_COUNT; d++)
        one.is_exact[d] = 0;
    *out = (struct room_needs){.glb = p->has_glb ? glb_bits(p) : 0, .spads = UINT64_MAX};
    for (int t = 0; t < TENSOR_COUNT; t++) {
        uint64_t excess = spad_excess(p, &tile, &one, (enum tensor)t);
        out->spads = excess < out->spads ? excess : out->spads;
    }
    if (!is_asked_at(p, SITE_SPAD))
        out->spads = 0;
}
