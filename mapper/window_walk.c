/* Windows as sets of rows, by every term: slow, and true for every geometry. */
#include <string.h>

#include "window_step.h"

#define WORDS_MAX (WINDOW_ROWS_MAX / 64)

struct rows {
    uint64_t bits[WORDS_MAX];
};

static int word_count(const struct window_geometry *g)
{
    return (g->extent + 63) / 64;
}

static int popcount(const struct rows *rows, int words)
{
    int total = 0;
    for (int w = 0; w < words; w++)
        total += __builtin_popcountll(rows->bits[w]);
    return total;
}

static int is_equal(const struct rows *a, const struct rows *b, int words)
{
    return memcmp(a->bits, b->bits, (size_t)words * sizeof *a->bits) == 0;
}

/* Rows that positions [p0, p1) and taps [r0, r1) touch. */
static void rows_of_box(const struct window_geometry *g, int p0, int p1, int r0, int r1,
                        struct rows *out)
{
    memset(out->bits, 0, (size_t)word_count(g) * sizeof *out->bits);
    for (int p = p0; p < p1; p++) {
        for (int r = r0; r < r1; r++) {
            int h = g->stride * p + g->dilation * r - g->pad;
            if (h >= 0 && h < g->extent)
                out->bits[h >> 6] |= (uint64_t)1 << (h & 63);
        }
    }
}

/* The tile of one PE; empty where the PE has no terms. */
static void rows_at(const struct window_geometry *g, const struct window_query *q,
                    const struct window_place *at, struct rows *out)
{
    int p0 = window_start(&q->cut[0], at, 0), r0 = window_start(&q->cut[1], at, 1);
    rows_of_box(g, p0, window_end(p0, q->cut[0].tile, g->positions), r0,
                window_end(r0, q->cut[1].tile, g->taps), out);
}

/* What the PE at a place newly needs. */
static void rows_new(const struct window_geometry *g, const struct window_query *q,
                     struct window_place at, struct rows *out)
{
    rows_at(g, q, &at, out);
    if (!window_step_back(q, &at))
        return;
    struct rows before;
    rows_at(g, q, &at, &before);
    for (int w = 0; w < word_count(g); w++)
        out->bits[w] &= ~before.bits[w];
}

struct step_sum {
    struct rows together;
    struct rows distinct[64]; /* sets seen at this step; beyond 64 counted as distinct */
    int distinct_count;
};

static void add_distinct(struct step_sum *sum, const struct rows *rows, int words, int size,
                         struct window_counts *out)
{
    if (size == 0)
        return;
    for (int i = 0; i < sum->distinct_count; i++) {
        if (is_equal(&sum->distinct[i], rows, words))
            return;
    }
    if (sum->distinct_count < 64)
        memcpy(sum->distinct[sum->distinct_count++].bits, rows->bits,
               (size_t)words * sizeof *rows->bits);
    out->distinct += (uint64_t)size;
}

void window_walk_step(const struct window_geometry *g, const struct window_query *q,
                      struct window_place at, struct window_counts *out)
{
    struct step_sum sum;
    int words = word_count(g);
    memset(sum.together.bits, 0, (size_t)words * sizeof *sum.together.bits);
    sum.distinct_count = 0;
    for (at.pe[0] = 0; at.pe[0] < q->cut[0].spread; at.pe[0]++) {
        for (at.pe[1] = 0; at.pe[1] < q->cut[1].spread; at.pe[1]++) {
            struct rows rows;
            rows_new(g, q, at, &rows);
            int size = popcount(&rows, words);
            out->all += (uint64_t)size;
            add_distinct(&sum, &rows, words, size, out);
            for (int w = 0; w < words; w++)
                sum.together.bits[w] |= rows.bits[w];
        }
    }
    out->together += (uint64_t)popcount(&sum.together, words);
}

void window_walk(const struct window_geometry *g, const struct window_query *q,
                 struct window_counts *out)
{
    struct window_place at = {0};
    int steps = 0;
    memset(out, 0, sizeof *out);
    for (at.outer[0] = 0; at.outer[0] < q->cut[0].outer; at.outer[0]++)
        for (at.outer[1] = 0; at.outer[1] < q->cut[1].outer; at.outer[1]++)
            for (at.inner[0] = 0; at.inner[0] < q->cut[0].inner; at.inner[0]++)
                for (at.inner[1] = 0; at.inner[1] < q->cut[1].inner; at.inner[1]++) {
                    window_walk_step(g, q, at, out);
                    if (steps++ == 0)
                        window_note_first(out);
                }
    out->largest = window_walk_largest(g, q->cut[0].tile, q->cut[1].tile);
}

int window_walk_largest(const struct window_geometry *g, int tile, int taps)
{
    int largest = 0;
    struct rows rows;
    for (int p = 0; p < g->positions; p += tile) {
        for (int r = 0; r < g->taps; r += taps) {
            rows_of_box(g, p, window_end(p, tile, g->positions), r, window_end(r, taps, g->taps),
                        &rows);
            int size = popcount(&rows, word_count(g));
            if (size > largest)
                largest = size;
        }
    }
    return largest;
}
