/* The short ways of counting windows equal a walk over every step and every row, on random
 * geometries and random cuts of them. ENOS_SEED=n for fresh ones. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

#include "window_step.h"

enum { CASES = 20000, ROWS_TO_TRY = 140 };

static uint64_t state;

/* 1 .. most */
static int draw(int most)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return 1 + (int)((state >> 33) % (uint64_t)most);
}

static void begin(void)
{
    const char *text = getenv("ENOS_SEED");
    state = text ? strtoull(text, NULL, 10) : 1;
}

static int ceiling(int size, int part)
{
    return (size + part - 1) / part;
}

/* Small numbers are the common ones. */
static struct window_geometry draw_geometry(void)
{
    struct window_geometry g = {.stride = draw(draw(5)), .dilation = draw(draw(4))};
    g.positions = draw(draw(60));
    g.taps = draw(draw(13));
    g.pad = draw(draw(9)) - 1;
    g.extent = g.stride * (g.positions - 1) + g.dilation * (g.taps - 1) + 1 - 2 * g.pad + draw(4);
    if (draw(8) == 1 || g.extent < 1)
        g.extent = draw(ROWS_TO_TRY);
    return g;
}

/* Any cut that covers the size, here and there with PEs or tiles that are left empty. */
static struct window_cut draw_cut(int size)
{
    struct window_cut cut = {.tile = draw(draw(size))};
    int tiles = ceiling(size, cut.tile);
    cut.spread = draw(3) == 1 ? 1 : draw(tiles < 20 ? tiles : 20);
    cut.inner = draw(ceiling(tiles, cut.spread));
    cut.outer = ceiling(tiles, cut.spread * cut.inner);
    return cut;
}

static struct window_query draw_query(const struct window_geometry *g)
{
    struct window_query q = {.cut = {draw_cut(g->positions), draw_cut(g->taps)}, .run = 1};
    q.slide = (enum window_slide)(draw(3) - 1);
    if (q.slide == SLIDE_NONE)
        return q;
    const struct window_cut *cut = &q.cut[q.slide == SLIDE_POSITION ? 0 : 1];
    q.run_is_outer = cut->spread > 1 && draw(2) == 1;
    q.run = draw(q.run_is_outer ? cut->outer : cut->inner);
    return q;
}

static int differ(const struct window_counts *a, const struct window_counts *b)
{
    return a->all != b->all || a->distinct != b->distinct || a->together != b->together ||
           a->first_all != b->first_all || a->first_distinct != b->first_distinct ||
           a->first_together != b->first_together || a->largest != b->largest;
}

static void report(const struct window_geometry *g, const struct window_query *q)
{
    cr_log_error("%d positions, %d taps of %d rows, stride %d, dilation %d, pad %d", g->positions,
                 g->taps, g->extent, g->stride, g->dilation, g->pad);
    for (int d = 0; d < 2; d++)
        cr_log_error("cut into tiles of %d, inner %d, spread %d, outer %d", q->cut[d].tile,
                     q->cut[d].inner, q->cut[d].spread, q->cut[d].outer);
    cr_log_error("slide %d, run %d, outer %d", q->slide, q->run, q->run_is_outer);
}

Test(window, counts_equal_the_walk)
{
    int wrong = 0, without_gaps = 0;
    begin();
    for (int i = 0; i < CASES && wrong < 5; i++) {
        struct window_geometry g = draw_geometry(), plain = window_without_gaps(&g);
        struct window_query q = draw_query(&g);
        struct window_counts walked, counted;
        window_walk(&g, &q, &walked);
        window_count(&g, &q, &counted);
        without_gaps += window_has_no_gaps(&plain, q.cut[0].tile, q.cut[1].tile);
        if (!differ(&walked, &counted))
            continue;
        report(&g, &q);
        wrong++;
    }
    cr_expect(eq(int, wrong, 0));
    cr_expect(without_gaps > CASES / 4 && without_gaps < CASES);
}

/* Every tile is compared: fewer rows than terms would hide a gap. */
Test(window, largest_tile_equals_the_walk)
{
    begin();
    for (int i = 0; i < CASES; i++) {
        struct window_geometry g = draw_geometry();
        int tile = draw(g.positions), taps = draw(g.taps);
        int walked = window_walk_largest(&g, tile, taps);
        cr_assert(eq(int, window_largest(&g, tile, taps), walked), "case %d: tiles of %d and %d", i,
                  tile, taps);
        walked = window_walk_largest(&g, g.positions, g.taps);
        cr_assert(eq(int, window_rows_touched(&g), walked), "case %d: all rows", i);
    }
}

static uint64_t real_terms(const struct window_geometry *g)
{
    uint64_t terms = 0;
    for (int p = 0; p < g->positions; p++)
        for (int r = 0; r < g->taps; r++) {
            int h = g->stride * p + g->dilation * r - g->pad;
            terms += h >= 0 && h < g->extent;
        }
    return terms;
}

Test(window, real_terms_equal_the_walk)
{
    begin();
    for (int i = 0; i < CASES; i++) {
        struct window_geometry g = draw_geometry();
        if (draw(4) == 1) { /* as a layer whose filter is larger than its output */
            int taps = g.taps;
            g.taps = g.positions;
            g.positions = taps;
        }
        cr_assert(eq(u64, window_real_terms(&g), real_terms(&g)), "case %d", i);
    }
}

/* An array larger than the intervals of one step, and more distinct intervals than are told
 * apart: still the walk's numbers. */
Test(window, large_arrays)
{
    begin();
    for (int i = 0; i < 200; i++) {
        int spread = 60 + draw(300);
        struct window_geometry g = {.positions = 2 * spread, .taps = 3, .stride = 1, .dilation = 1};
        struct window_query q = {.cut = {{1, 1, spread, 2}, {1, 1, draw(3), 1}}, .run = 1};
        struct window_counts walked, counted;
        g.pad = draw(3) - 1;
        g.extent = g.positions + 2 - 2 * g.pad;
        q.cut[1].outer = ceiling(3, q.cut[1].spread);
        window_walk(&g, &q, &walked);
        window_count(&g, &q, &counted);
        cr_assert(differ(&walked, &counted) == 0, "spread %d x %d", spread, q.cut[1].spread);
    }
}
