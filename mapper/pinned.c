/* Which loops a search of constrained mappings must try everywhere.
 *
 * A loop that helps nowhere moves outwards at no cost (docs/mapper.md): from a scratchpad's level
 * or from below the array to just above the array, which is the GLB's level, and from there to the
 * top, which is DRAM's. Only where that breaks a limit or an order must it be tried where it is. */
#include "allowed.h"
#include "mapper/constrain.h"
#include "solver.h"

static int is_ordered(const struct map_problem *p, enum arch_site site, int d)
{
    unsigned outside = map_dims_outside(p, site, (enum dim)d);
    for (int e = 0; e < DIM_COUNT; e++)
        outside |= map_dims_outside(p, site, (enum dim)e) & 1u << d;
    return outside != 0;
}

static int has_most(const struct map_problem *p, enum arch_site site, int d)
{
    return map_most(p, site, (enum dim)d) < p->size[d];
}

static int has_least(const struct map_problem *p, enum arch_site site, int d)
{
    return map_least(p, site, (enum dim)d) > 1;
}

static void pin(struct solver *s, int d)
{
    const struct map_problem *p = s->problem;
    int is_ordered_above = is_ordered(p, SITE_GLB, d) || is_ordered(p, SITE_DRAM, d);
    int has_most_above = has_most(p, SITE_GLB, d) || has_most(p, SITE_DRAM, d);
    int has_least_above = has_least(p, SITE_GLB, d) || has_least(p, SITE_DRAM, d);
    int is_all = is_group_moved(s);
    unsigned bit = 1u << d;
    if (is_all || is_ordered_above || has_most_above || has_least(p, SITE_SPAD, d))
        s->pinned_spad |= bit;
    if (is_all || is_ordered_above || has_most_above || has_least_above)
        s->pinned_late |= bit;
    if (is_all || is_ordered(p, SITE_DRAM, d) || has_most(p, SITE_DRAM, d) ||
        has_least(p, SITE_GLB, d))
        s->pinned_glb |= bit;
    if (is_all || is_ordered(p, SITE_DRAM, d))
        s->pinned_dram |= bit;
}

/* 1 if loops of d may be at more than one level. */
static int is_parted(const struct map_problem *p, int d)
{
    int at_glb = p->has_glb && map_most(p, SITE_GLB, (enum dim)d) > 1;
    return (map_most(p, SITE_DRAM, (enum dim)d) > 1) + at_glb +
               (map_most(p, SITE_SPAD, (enum dim)d) > 1) >
           1;
}

static int least_of(int a, int b)
{
    return a < b ? a : b;
}

static int most_places(const struct solver *s, int d)
{
    const struct map_problem *p = s->problem;
    int x = p->axis_size[0], y = p->axis_size[1];
    if (!s->is_constrained)
        return x * y;
    return least_of(x, map_most(p, SITE_X, (enum dim)d)) *
           least_of(y, map_most(p, SITE_Y, (enum dim)d));
}

static void pin_all(struct solver *s)
{
    const struct map_problem *p = s->problem;
    for (int d = 0; d < DIM_COUNT; d++) {
        pin(s, d);
        s->has_order |= map_dims_outside(p, SITE_DRAM, (enum dim)d) ||
                        map_dims_outside(p, SITE_GLB, (enum dim)d) ||
                        map_dims_outside(p, SITE_SPAD, (enum dim)d);
        unsigned pinned = s->pinned_spad | s->pinned_late | s->pinned_glb | s->pinned_dram;
        s->parted_dims |= is_parted(p, d) ? pinned & 1u << d : 0;
    }
}

void restrict_solver(struct solver *s, const struct solver_start *start)
{
    if (start) {
        s->is_free = start->is_free;
        s->certain = start->certain;
        s->is_constrained = map_constraints_any(s->problem);
    }
    if (s->is_constrained)
        pin_all(s);
    for (int d = 0; d < DIM_COUNT; d++)
        s->places_most[d] = most_places(s, d);
}
