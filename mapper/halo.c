#include "halo.h"

#include <math.h>
#include <stdlib.h>

#include "tiling.h"

/* Tiles of one axis, and steps, that are gone through. */
#define TILES_MAX 4096

/* The tiles of one axis: where they slide along it, and where they do not. */
struct axis {
    struct halo still, sliding;
};

static int is_tile(int size, int tile, int must_divide)
{
    return !must_divide || size % tile == 0;
}

static int add(struct halo *list, size_t *capacity, double area, double fetches)
{
    if ((size_t)list->count == *capacity) {
        size_t more = *capacity ? 2 * *capacity : 64;
        struct halo_step *step = realloc(list->step, more * sizeof *step);
        if (step == NULL)
            return -1;
        list->step = step;
        *capacity = more;
    }
    list->step[list->count++] = (struct halo_step){area, fetches};
    return 0;
}

static int compare(const void *a, const void *b)
{
    const struct halo_step *x = a, *y = b;
    if (x->area != y->area)
        return x->area < y->area ? -1 : 1;
    return (x->fetches > y->fetches) - (x->fetches < y->fetches);
}

/* Leaves the steps that fetch less than every smaller one. */
static void thin_out(struct halo *list)
{
    int rest = 0;
    if (list->count > 1)
        qsort(list->step, (size_t)list->count, sizeof *list->step, compare);
    for (int i = 0; i < list->count; i++) {
        if (rest == 0 || list->step[i].fetches < list->step[rest - 1].fetches)
            list->step[rest++] = list->step[i];
    }
    list->count = rest;
}

/* Fetches of each row, with a slide of all tiles along one of the pair, or none. */
static double fetches(const struct window_geometry *g, int tile, int taps, enum window_slide slide)
{
    struct window_counts counts;
    struct window_query q = {
        .cut = {{tile, ceil_div(g->positions, tile), 1, 1}, {taps, ceil_div(g->taps, taps), 1, 1}},
        .slide = slide};
    q.run = slide == SLIDE_TAP ? q.cut[1].inner : q.cut[0].inner;
    window_count(g, &q, &counts);
    return (double)counts.all / window_rows_touched(g);
}

static int list_axis(const struct window_geometry *g, int must_divide, struct axis *out)
{
    size_t still = 0, sliding = 0;
    for (int tile = 1; tile <= g->positions; tile++) {
        for (int taps = 1; taps <= g->taps && is_tile(g->positions, tile, must_divide); taps++) {
            double area = window_largest(g, tile, taps);
            if (!is_tile(g->taps, taps, must_divide))
                continue;
            double least =
                fmin(fetches(g, tile, taps, SLIDE_POSITION), fetches(g, tile, taps, SLIDE_TAP));
            if (add(&out->still, &still, area, fetches(g, tile, taps, SLIDE_NONE)) != 0 ||
                add(&out->sliding, &sliding, area, least) != 0)
                return -1;
        }
    }
    thin_out(&out->still);
    thin_out(&out->sliding);
    return 0;
}

static int cross(const struct halo *a, const struct halo *b, size_t *capacity, struct halo *out)
{
    for (int i = 0; i < a->count; i++) {
        for (int k = 0; k < b->count; k++) {
            if (add(out, capacity, a->step[i].area * b->step[k].area,
                    a->step[i].fetches * b->step[k].fetches) != 0)
                return -1;
        }
    }
    return 0;
}

int halo_create(struct halo *out, const struct window_geometry geometry[2], int must_divide)
{
    struct axis axis[2] = {0};
    size_t capacity = 0;
    int status = 0;
    *out = (struct halo){0};
    for (int i = 0; i < 2; i++) {
        if (geometry[i].positions * geometry[i].taps > TILES_MAX)
            return 0;
    }
    for (int i = 0; i < 2 && status == 0; i++)
        status = list_axis(&geometry[i], must_divide, &axis[i]);
    if (status == 0)
        status = cross(&axis[0].still, &axis[1].sliding, &capacity, out) |
                 cross(&axis[0].sliding, &axis[1].still, &capacity, out);
    thin_out(out);
    for (int i = 0; i < 2; i++) {
        halo_free(&axis[i].still);
        halo_free(&axis[i].sliding);
    }
    return status;
}

void halo_free(struct halo *halo)
{
    free(halo->step);
    *halo = (struct halo){0};
}

double halo_fetches(const struct halo *halo, double area)
{
    int from = 0, to = halo->count - 1; /* the last step within the area, or the first */
    if (halo->count == 0)
        return 1;
    while (from < to) {
        int middle = (from + to + 1) / 2;
        if (halo->step[middle].area <= area)
            from = middle;
        else
            to = middle - 1;
    }
    return halo->step[from].fetches;
}
