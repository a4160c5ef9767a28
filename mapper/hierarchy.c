/* A sum over the steps of a nest is a product: the indices of one dimension do
 * not restrict those of another, and the elements of a tile are a product of
 * ranges, but for I, where P with R (Q with S) makes rows (columns). So each
 * factor, a dimension or such a pair, is walked by itself. */
#include "mapper/hierarchy.h"

#include <string.h>

#include "hierarchy_check.h"

static const unsigned char relevant[TENSOR_COUNT][DIM_COUNT] = {
    [TENSOR_W] = {[DIM_G] = 1, [DIM_M] = 1, [DIM_C] = 1, [DIM_R] = 1, [DIM_S] = 1},
    [TENSOR_I] =
        {[DIM_N] = 1, [DIM_G] = 1, [DIM_C] = 1, [DIM_P] = 1, [DIM_Q] = 1, [DIM_R] = 1, [DIM_S] = 1},
    [TENSOR_O] = {[DIM_N] = 1, [DIM_G] = 1, [DIM_M] = 1, [DIM_P] = 1, [DIM_Q] = 1},
};

/* Between a keeper of a tensor and who takes from it. */
struct crossing {
    const struct layer_shape *shape;
    const struct hierarchy_nest *nest;
    enum tensor tensor;
    int parent, child;                 /* levels; child is level_count for the MACs */
    char counted[HIERARCHY_LOOPS_MAX]; /* a step of the loop is an event */
    int stride[HIERARCHY_LOOPS_MAX];   /* of the loop, in elements of its dimension */
    int tile[DIM_COUNT];               /* below the child */
    int slide_first, slide_last;       /* the sliding run of loops; slide_last -1: none */
    int size[DIM_COUNT];
};

/* Of one factor: elements fetched by all takers; each read once for those below one parent. */
struct sums {
    uint64_t all, together;
};

struct rows {
    uint64_t bits[HIERARCHY_ROWS_MAX / 64];
};

/* The walk of one factor: dimensions a and b (b < 0: only a). */
struct walk {
    const struct crossing *x;
    int a, b;
    int index[HIERARCHY_LOOPS_MAX];
    struct rows together;
    int words;
    uint64_t met; /* elements of a factor without rows: disjoint tiles, kept as a sum */
    struct sums sums;
};

static int is_above(const struct crossing *x, int i)
{
    return x->nest->loop[i].level < x->child;
}

static int start_of(const struct walk *w, int d)
{
    int start = 0;
    for (int i = 0; i < w->x->nest->loop_count; i++)
        if ((int)w->x->nest->loop[i].dim == d)
            start += w->index[i] * w->x->stride[i];
    return start;
}

/* Elements of [start, start + tile) that the layer has. */
static int clipped(const struct walk *w, int d, int start)
{
    int left = w->x->size[d] - start;
    return left < 0 ? 0 : left < w->x->tile[d] ? left : w->x->tile[d];
}

static void mark_rows(const struct walk *w, int p, int r, int value, struct rows *rows)
{
    const struct layer_shape *s = w->x->shape;
    int axis = w->a == DIM_P ? ROWS : COLUMNS;
    int positions = clipped(w, w->a, p), taps = clipped(w, w->b, r);
    for (int i = p; i < p + positions; i++)
        for (int j = r; j < r + taps; j++) {
            int h = s->stride[axis] * i + s->dilation[axis] * j - s->pad[axis];
            if (h < 0 || h >= s->input[axis])
                continue;
            uint64_t bit = (uint64_t)1 << (h & 63);
            rows->bits[h >> 6] = value ? rows->bits[h >> 6] | bit : rows->bits[h >> 6] & ~bit;
        }
}

/* Whether the sliding run, in this factor, has a step before this one. */
static int has_slid(const struct walk *w)
{
    const struct crossing *x = w->x;
    if (x->slide_last < 0)
        return 0;
    int d = (int)x->nest->loop[x->slide_last].dim, moved = 0;
    if (d != w->a && d != w->b)
        return 0;
    for (int i = x->slide_first; i <= x->slide_last; i++)
        moved |= (int)x->nest->loop[i].dim == d && w->index[i] > 0;
    return moved;
}

static uint64_t size_of(const struct rows *rows, int words)
{
    uint64_t size = 0;
    for (int i = 0; i < words; i++)
        size += (uint64_t)__builtin_popcountll(rows->bits[i]);
    return size;
}

static void meet_rows(struct walk *w)
{
    struct rows rows;
    memset(rows.bits, 0, (size_t)w->words * sizeof *rows.bits);
    int start[2] = {start_of(w, w->a), start_of(w, w->b)};
    mark_rows(w, start[0], start[1], 1, &rows);
    if (has_slid(w)) {
        const struct hierarchy_loop *loop = &w->x->nest->loop[w->x->slide_last];
        start[(int)loop->dim == w->b] -= w->x->stride[w->x->slide_last];
        mark_rows(w, start[0], start[1], 0, &rows);
    }
    w->sums.all += size_of(&rows, w->words);
    for (int i = 0; i < w->words; i++)
        w->together.bits[i] |= rows.bits[i];
}

static void meet(struct walk *w)
{
    if (w->b >= 0) {
        meet_rows(w);
        return;
    }
    uint64_t size = (uint64_t)clipped(w, w->a, start_of(w, w->a));
    int is_relevant = relevant[w->x->tensor][w->a];
    if (!is_relevant)
        size = size > 0;
    w->sums.all += size;
    w->met = is_relevant ? w->met + size : w->met | size;
}

static void close_group(struct walk *w)
{
    w->sums.together += w->b >= 0 ? size_of(&w->together, w->words) : w->met;
    w->met = 0;
    memset(w->together.bits, 0, (size_t)w->words * sizeof *w->together.bits);
}

static int is_taker(const struct crossing *x, int i)
{
    const struct hierarchy_loop *loop = &x->nest->loop[i];
    return loop->is_spatial && loop->level >= x->parent && is_above(x, i) &&
           x->nest->shares[loop->level][x->tensor];
}

/* Events and parents first, then (takers) the instances that share a parent's read. */
static void descend(struct walk *w, int i, int takers)
{
    const struct crossing *x = w->x;
    while (i < x->nest->loop_count) {
        const struct hierarchy_loop *loop = &x->nest->loop[i];
        int is_mine = (int)loop->dim == w->a || (int)loop->dim == w->b;
        int is_walked = takers ? is_taker(x, i) : x->counted[i] && !is_taker(x, i);
        if (is_mine && is_walked && is_above(x, i) && loop->bound > 1)
            break;
        i++;
    }
    if (i < x->nest->loop_count) {
        for (w->index[i] = 0; w->index[i] < x->nest->loop[i].bound; w->index[i]++)
            descend(w, i + 1, takers);
        w->index[i] = 0;
    } else if (takers) {
        meet(w);
    } else {
        descend(w, 0, 1);
        close_group(w);
    }
}

static struct sums sum_factor(const struct crossing *x, int a, int b)
{
    struct walk w = {.x = x, .a = a, .b = b};
    if (b >= 0)
        w.words = (x->shape->input[a == DIM_P ? ROWS : COLUMNS] + 63) / 64;
    descend(&w, 0, 0);
    return w.sums;
}

static int multiply(uint64_t *product, uint64_t factor)
{
    return __builtin_mul_overflow(*product, factor, product) ? -1 : 0;
}

static int sum_all(const struct crossing *x, struct sums *out)
{
    int is_input = x->tensor == TENSOR_I, rc = 0;
    *out = (struct sums){1, 1};
    for (int d = 0; d < DIM_COUNT; d++) {
        if (is_input && (d == DIM_R || d == DIM_S))
            continue; /* with P and Q */
        int pair = !is_input ? -1 : d == DIM_P ? DIM_R : d == DIM_Q ? DIM_S : -1;
        struct sums factor = sum_factor(x, d, pair);
        rc |= multiply(&out->all, factor.all) | multiply(&out->together, factor.together);
    }
    return rc;
}

/* True if loops i < k of one dimension are one run: nothing between them that counts. */
static int is_run(const struct hierarchy_nest *nest, int i, int k)
{
    for (int j = i + 1; j < k; j++) {
        const struct hierarchy_loop *loop = &nest->loop[j];
        if (loop->bound > 1 && (!loop->is_spatial || loop->dim == nest->loop[k].dim))
            return 0;
    }
    return nest->loop[i].dim == nest->loop[k].dim && !nest->loop[i].is_spatial;
}

/* The innermost relevant temporal loop above the child, or -1. */
static int find_slide(const struct crossing *x)
{
    for (int i = x->nest->loop_count - 1; i >= 0; i--) {
        const struct hierarchy_loop *loop = &x->nest->loop[i];
        if (is_above(x, i) && !loop->is_spatial && loop->bound > 1 &&
            relevant[x->tensor][loop->dim])
            return i;
    }
    return -1;
}

static void set_events(struct crossing *x)
{
    int is_mac = x->child == x->nest->level_count;
    int last = is_mac ? x->nest->loop_count - 1 : find_slide(x);
    x->slide_last = is_mac ? -1 : last;
    for (int i = 0; i < x->nest->loop_count; i++)
        x->counted[i] = is_above(x, i) && (x->nest->loop[i].is_spatial || i <= last);
    if (x->slide_last < 0)
        return;
    x->slide_first = x->slide_last;
    for (int i = x->slide_last - 1; i >= 0; i--) {
        if (x->nest->loop[i].bound > 1 && is_run(x->nest, i, x->slide_first))
            x->slide_first = i;
    }
}

static struct crossing crossing_of(const struct layer_shape *shape,
                                   const struct hierarchy_nest *nest, enum tensor tensor,
                                   int parent, int child)
{
    struct crossing x = {shape, nest, tensor, parent, child, {0}, {0}, {0}, 0, -1, {0}};
    int product[DIM_COUNT];
    for (int d = 0; d < DIM_COUNT; d++) {
        int per_group = d == DIM_C || d == DIM_M;
        x.size[d] = per_group ? shape->size[d] / shape->size[DIM_G] : shape->size[d];
        product[d] = x.tile[d] = 1;
    }
    for (int i = nest->loop_count - 1; i >= 0; i--) {
        int d = (int)nest->loop[i].dim;
        x.stride[i] = product[d];
        product[d] *= nest->loop[i].bound;
        if (!is_above(&x, i))
            x.tile[d] = product[d];
    }
    set_events(&x);
    return x;
}

/* Outputs that the instances of a level ever hold: the first psum of each is not read. */
static int count_held(const struct crossing *above, uint64_t *held)
{
    struct crossing x = *above;
    struct sums sums;
    x.slide_last = -1;
    for (int i = 0; i < x.nest->loop_count; i++) {
        const struct hierarchy_loop *loop = &x.nest->loop[i];
        int is_instance = loop->is_spatial && loop->level < x.parent;
        x.counted[i] = is_above(&x, i) && (is_instance || relevant[TENSOR_O][loop->dim]);
    }
    x.parent = x.nest->level_count; /* nobody shares: every walked loop is an instance or a step */
    int rc = sum_all(&x, &sums);
    *held = sums.all;
    return rc;
}

static int count_crossing(const struct crossing *x, struct hierarchy_counts *out)
{
    struct sums sums;
    uint64_t held;
    int rc = sum_all(x, &sums), t = (int)x->tensor;
    if (t == TENSOR_O) {
        rc |= count_held(x, &held);
        out->updates[x->parent][t] = sums.together;
        out->reads[x->parent][t] = sums.together - held;
        return rc;
    }
    out->reads[x->parent][t] = sums.together;
    if (x->child < x->nest->level_count)
        out->fills[x->child][t] = sums.all;
    return rc;
}

static int count_tensor(const struct layer_shape *shape, const struct hierarchy_nest *nest,
                        enum tensor t, struct hierarchy_counts *out)
{
    int parent = 0, rc = 0;
    for (int level = 1; level <= nest->level_count; level++) {
        if (level < nest->level_count && !nest->keeps[level][t])
            continue;
        struct crossing x = crossing_of(shape, nest, t, parent, level);
        rc |= count_crossing(&x, out);
        parent = level;
    }
    return rc;
}

/* Steps that any MAC works in: spatial loops at their first instance, which has the most. */
static int count_compute(const struct layer_shape *shape, const struct hierarchy_nest *nest,
                         struct hierarchy_counts *out)
{
    struct crossing x = crossing_of(shape, nest, TENSOR_W, 0, nest->level_count);
    int rc = 0;
    out->cycles = out->macs_used = 1;
    for (int i = 0; i < nest->loop_count; i++) {
        if (nest->loop[i].is_spatial)
            rc |= multiply(&out->macs_used, (uint64_t)nest->loop[i].bound);
        x.counted[i] = !nest->loop[i].is_spatial;
    }
    for (int d = 0; d < DIM_COUNT; d++) {
        struct walk w = {.x = &x, .a = d, .b = -1};
        x.parent = nest->level_count; /* no takers */
        descend(&w, 0, 0);
        rc |= multiply(&out->cycles, w.sums.all);
    }
    return rc;
}

enum hierarchy_status hierarchy_count(const struct layer_shape *shape,
                                      const struct hierarchy_nest *nest,
                                      struct hierarchy_counts *out)
{
    enum hierarchy_status status = hierarchy_check(shape, nest);
    if (status != HIERARCHY_OK)
        return status;
    memset(out, 0, sizeof *out);
    int rc = count_compute(shape, nest, out);
    for (int t = 0; t < TENSOR_COUNT; t++)
        rc |= count_tensor(shape, nest, (enum tensor)t, out);
    return rc ? HIERARCHY_TOO_LARGE : HIERARCHY_OK;
}
