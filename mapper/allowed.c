/* What a restricted search may add: an even nest's nodes stand together, and loops keep to
 * the limits and the orders of the machine's constraints. The mapping that comes out is judged
 * whole (restrict_allows); these prune what can lead to none. */
#include "allowed.h"

#include "mapper/constrain.h"

/* Limits of the product of d's bounds at a site, so far or in the end. */
static int is_within(const struct solver *s, enum arch_site site, int d, int product, int is_whole)
{
    return product <= map_most(s->problem, site, (enum dim)d) &&
           (!is_whole || product >= map_least(s->problem, site, (enum dim)d));
}

int allowed_loop(const struct solver *s, enum arch_site site, enum dim d, int product,
                 unsigned inside)
{
    return !s->is_constrained || (is_within(s, site, d, product, 0) &&
                                  !(map_dims_outside(s->problem, site, d) & inside & ~(1u << d)));
}

int allowed_products(const struct solver *s, enum arch_site site, const int product[DIM_COUNT])
{
    for (int d = 0; s->is_constrained && d < DIM_COUNT; d++) {
        if (!is_within(s, site, d, product[d], 1))
            return 0;
    }
    return 1;
}

int allowed_spread(const struct solver *s, enum dim d, int x, int y)
{
    return !s->is_constrained || (is_within(s, SITE_X, d, x, 1) && is_within(s, SITE_Y, d, y, 1));
}

int is_spread_asked(const struct solver *s, enum dim d)
{
    return s->is_constrained &&
           (map_least(s->problem, SITE_X, d) > 1 || map_least(s->problem, SITE_Y, d) > 1);
}

int is_group_moved(const struct solver *s)
{
    const struct map_problem *p = s->problem;
    return s->is_constrained &&
           (map_most(p, SITE_DRAM, DIM_G) < p->size[DIM_G] || map_least(p, SITE_GLB, DIM_G) > 1 ||
            map_least(p, SITE_SPAD, DIM_G) > 1 || map_dims_outside(p, SITE_DRAM, DIM_G) != 0);
}
