/* What tiles of the input fetch more than once, against all tiles and slides. ENOS_SEED=n for
 * fresh geometries. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "halo.h"

enum { CASES = 300 };

static uint64_t state;

/* 1 .. most */
static int draw(int most)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return 1 + (int)((state >> 33) % (uint64_t)most);
}

static void draw_geometry(struct window_geometry *g)
{
    *g = (struct window_geometry){.positions = draw(8),
                                  .taps = draw(4),
                                  .stride = draw(3),
                                  .dilation = draw(2),
                                  .pad = draw(3) - 1};
    int reach = (g->positions - 1) * g->stride + (g->taps - 1) * g->dilation + 1;
    g->extent = reach - 2 * g->pad > 1 ? reach - 2 * g->pad : 1;
}

/* Rows fetched by tiles of so many positions and taps, one after another. */
static double rows(const struct window_geometry *g, int tile, int taps, enum window_slide slide)
{
    struct window_counts counts;
    struct window_query q = {.cut = {{tile, (g->positions + tile - 1) / tile, 1, 1},
                                     {taps, (g->taps + taps - 1) / taps, 1, 1}},
                             .slide = slide};
    q.run = slide == SLIDE_TAP ? q.cut[1].inner : q.cut[0].inner;
    window_count(g, &q, &counts);
    return (double)counts.all;
}

struct checked {
    struct window_geometry g[2];
    struct halo halo;
    int hits[4096];
    int must_divide;
};

/* A tile of both axes that slides along one of them, or neither. */
static void check(struct checked *c, const int tile[2], const int taps[2],
                  const enum window_slide slide[2])
{
    double area = 1, fetches = 1;
    for (int i = 0; i < 2; i++) {
        area *= window_largest(&c->g[i], tile[i], taps[i]);
        fetches *= rows(&c->g[i], tile[i], taps[i], slide[i]) / window_rows_touched(&c->g[i]);
    }
    cr_assert(halo_fetches(&c->halo, area) <= fetches * (1 + 1e-12));
    for (int i = 0; i < c->halo.count; i++)
        c->hits[i] |=
            c->halo.step[i].area == area && c->halo.step[i].fetches >= fetches * (1 - 1e-12);
}

static void check_slides(struct checked *c, const int tile[2], const int taps[2])
{
    for (int axis = 0; axis < 2; axis++) {
        for (int along = SLIDE_NONE; along <= SLIDE_TAP; along++) {
            enum window_slide slide[2] = {SLIDE_NONE, SLIDE_NONE};
            slide[axis] = (enum window_slide)along;
            check(c, tile, taps, slide);
        }
    }
}

static int is_tried(const struct checked *c, int axis, int tile, int taps)
{
    const struct window_geometry *g = &c->g[axis];
    return !c->must_divide || (g->positions % tile == 0 && g->taps % taps == 0);
}

static void check_tiles(struct checked *c)
{
    for (int p = 1; p <= c->g[0].positions; p++) {
        for (int r = 1; r <= c->g[0].taps; r++) {
            for (int q = 1; q <= c->g[1].positions; q++) {
                for (int s = 1; s <= c->g[1].taps; s++) {
                    if (is_tried(c, 0, p, r) && is_tried(c, 1, q, s))
                        check_slides(c, (int[2]){p, q}, (int[2]){r, s});
                }
            }
        }
    }
}

static int is_real(const struct window_geometry *g)
{
    return window_rows_touched(g) > 0;
}

Test(halo, no_tile_fetches_less)
{
    static struct checked c;
    const char *text = getenv("ENOS_SEED");
    int steps = 0;
    state = text ? strtoull(text, NULL, 10) : 1;
    for (int n = 0; n < CASES; n++) {
        c = (struct checked){.must_divide = n % 2};
        draw_geometry(&c.g[0]);
        draw_geometry(&c.g[1]);
        if (!is_real(&c.g[0]) || !is_real(&c.g[1]))
            continue;
        cr_assert(halo_create(&c.halo, c.g, c.must_divide) == 0 && c.halo.count > 0);
        check_tiles(&c);
        for (int i = 0; i < c.halo.count; i++)
            cr_assert(c.hits[i], "step %d is of no tile", i);
        steps += c.halo.count;
        halo_free(&c.halo);
    }
    cr_assert(steps > CASES);
}

Test(halo, nothing_counted_is_once)
{
    struct halo none = {0};
    cr_assert(halo_fetches(&none, 1) == 1);
}
