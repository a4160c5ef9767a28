#include "constrain_split.h"

#include <stdint.h>

/* Beyond so many trials a split is taken to exist: only a proof counts. */
#define TRIALS_MAX 4000000
#define DIVISORS_MAX 1344 /* no int has more */

int map_split_most(const struct map_problem *p, int site, int d)
{
    int most = map_most(p, (enum arch_site)site, (enum dim)d);
    int axis = site == SITE_X ? p->axis_size[0] : p->axis_size[1];
    if (site == SITE_GLB) {
        int keeps = p->has_glb && (p->glb_may_keep[0] || p->glb_may_keep[1] || p->glb_may_keep[2]);
        return keeps ? most : 1;
    }
    return (site == SITE_X || site == SITE_Y) && axis < most ? axis : most;
}

struct trial {
    int size, least[SITE_COUNT], most[SITE_COUNT];
    int is_perfect;                      /* spatial bounds, too */
    int divisor[DIVISORS_MAX], divisors; /* of size, ascending */
    long trials;
    struct split_needs needs; /* of the splits found; both 0: none yet */
};

static int is_within(const struct trial *t, int site, long factor)
{
    return t->least[site] <= factor && factor <= t->most[site];
}

/* Can the loops in time above the scratchpads, `below` the array and `above` it in product,
 * be shared out between GLB and DRAM? */
static int is_shared_out(struct trial *t, int below, int above)
{
    for (int i = 0; i < t->divisors && t->divisor[i] <= below; i++)
        for (int g = 1; below % t->divisor[i] == 0 && g <= above; g++) {
            int a = t->divisor[i];
            if ((long)a * g > t->most[SITE_GLB])
                break;
            t->trials++;
            if (above % g == 0 && is_within(t, SITE_GLB, (long)a * g) &&
                is_within(t, SITE_DRAM, (long)(below / a) * (above / g)))
                return 1;
        }
    return 0;
}

static long lesser(long a, long b)
{
    return a < b ? a : b;
}

/* Does a split over x times y PEs need fewer of them than those found? */
static int is_news(const struct split_needs *n, long x, long y)
{
    return !n->both || x < n->along[0] || y < n->along[1] || x * y < n->both;
}

static void try_array(struct trial *t, int below, int units, long x, long y)
{
    struct split_needs *n = &t->needs;
    int turns = (int)((units + x * y - 1) / (x * y));
    t->trials++;
    if (!is_news(n, x, y) || (t->is_perfect && units % (x * y) != 0) ||
        !is_shared_out(t, below, turns))
        return;
    if (!n->both)
        *n = (struct split_needs){{x, y}, x * y};
    n->along[0] = lesser(n->along[0], x);
    n->along[1] = lesser(n->along[1], y);
    n->both = lesser(n->both, x * y);
}

static void try_units(struct trial *t, int below, int units)
{
    for (long x = t->least[SITE_X]; x <= t->most[SITE_X] && x <= units; x++)
        for (long y = t->least[SITE_Y]; y <= t->most[SITE_Y] && x * y <= units; y++) {
            if (t->trials > TRIALS_MAX)
                return;
            try_array(t, below, units, x, y);
        }
}

/* Bounds in time divide what is left to them: scratchpads, more loops below the array. */
static void try_all(struct trial *t)
{
    for (int i = 0; i < t->divisors; i++) {
        int inner = t->divisor[i], left = t->size / inner;
        for (int j = 0; j < t->divisors && is_within(t, SITE_SPAD, inner); j++)
            if (left % t->divisor[j] == 0)
                try_units(t, t->divisor[j], left / t->divisor[j]);
    }
}

static void find_divisors(struct trial *t)
{
    for (int k = 1; k <= t->size; k++)
        if (t->size % k == 0)
            t->divisor[t->divisors++] = k;
}

/* The product of all, or a number that is too large for any dimension. */
static double product_of(const int factor[SITE_COUNT])
{
    double product = 1;
    for (int site = 0; site < SITE_COUNT; site++)
        product *= factor[site];
    return product;
}

static long round_up(double a, double b)
{
    long quotient = (long)(a / b);
    return (double)quotient * b < a ? quotient + 1 : quotient;
}

/* Any bounds: what they cover, and what they cannot but exceed. A bound is at most what is
 * left to it, so together they stay below twice the size. */
static int check_any(struct trial *t)
{
    double size = t->size, most = product_of(t->most), least = product_of(t->least);
    double in_time = (double)t->most[SITE_DRAM] * t->most[SITE_GLB] * t->most[SITE_SPAD];
    long spread = (long)t->least[SITE_X] * t->least[SITE_Y];
    if (most < size || least > (size > 1 ? 2 * size - 2 : 1) ||
        spread > round_up(size, t->least[SITE_SPAD]))
        return 0;
    t->needs.both = round_up(size, in_time);
    t->needs.both = t->needs.both < spread ? spread : t->needs.both;
    for (int axis = 0; axis < 2; axis++) {
        int own = axis == 0 ? SITE_X : SITE_Y, other = axis == 0 ? SITE_Y : SITE_X;
        long need = round_up((double)t->needs.both, t->most[other]);
        t->needs.along[axis] = need < t->least[own] ? t->least[own] : need;
    }
    return 1;
}

int map_split_exists(const struct map_problem *problem, enum map_factors factors, enum dim d,
                     struct split_needs *out)
{
    struct trial t = {.size = problem->size[d], .is_perfect = factors == FACTORS_PERFECT};
    for (int site = 0; site < SITE_COUNT; site++) {
        t.least[site] = map_least(problem, (enum arch_site)site, d);
        t.most[site] = map_split_most(problem, site, d);
        if (t.least[site] > t.most[site])
            return 0;
    }
    if (!check_any(&t))
        return 0;
    *out = t.needs;
    if (factors == FACTORS_IMPERFECT)
        return 1;
    t.needs = (struct split_needs){{0, 0}, 0};
    find_divisors(&t);
    try_all(&t);
    if (t.needs.both && t.trials <= TRIALS_MAX)
        *out = t.needs;
    return t.needs.both > 0 || t.trials > TRIALS_MAX;
}
