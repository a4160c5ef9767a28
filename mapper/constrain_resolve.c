/* Constraints of a machine, resolved against a layer. */
#include <string.h>

#include "mapper/constrain.h"

static void forget_site(struct arch_constraints *c, enum arch_site site)
{
    memset(c->limit[site], 0, sizeof c->limit[site]);
    memset(c->order[site], 0, sizeof c->order[site]);
}

/* A dimension that is whole at a site has no iterations left for any other. (Also with
 * bounds that do not divide: a product below the size times one of at least the size
 * cannot come about, as every bound is at most what the bounds inside of it leave.) */
static void take_from_others(struct arch_constraints *c, int site, int d)
{
    for (int other = 0; other < SITE_COUNT; other++) {
        struct arch_limit *limit = &c->limit[other][d];
        if (other == site || limit->most == 1)
            continue;
        limit->most = 1;
        limit->most_by = c->limit[site][d].least_by;
    }
}

static void resolve_dimension(struct arch_constraints *c, int d, int size)
{
    for (int site = 0; site < SITE_COUNT; site++)
        if (c->limit[site][d].least == ARCH_WHOLE)
            c->limit[site][d].least = size;
    for (int site = 0; site < SITE_COUNT; site++)
        if (c->limit[site][d].least >= size && size > 1)
            take_from_others(c, site, d);
}

static void forget_glb(struct arch_constraints *c)
{
    forget_site(c, SITE_GLB);
    c->glb_keeps = c->glb_bypasses = 0;
}

/* What the GLB must hold and what must go past it: the machine's own rules, narrowed. */
static void narrow_glb(struct map_problem *p)
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (p->constraints.glb_keeps >> t & 1)
            p->glb_may_bypass[t] = 0;
        if (p->constraints.glb_bypasses >> t & 1) {
            p->glb_may_keep[t] = 0;
            p->glb_may_bypass[t] = 1;
        }
    }
}

void map_constraints_resolve(struct map_problem *problem,
                             const struct arch_constraints *constraints)
{
    problem->constraints = *constraints;
    if (!problem->has_glb)
        forget_glb(&problem->constraints);
    for (int d = 0; d < DIM_COUNT; d++)
        resolve_dimension(&problem->constraints, d, problem->size[d]);
    if (problem->has_glb)
        narrow_glb(problem);
}

static int limits_any(const struct arch_constraints *c, int site)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        unsigned outside =
            c->order[site][ORDER_OF_DATAFLOW].outside[d] | c->order[site][ORDER_OF_KEY].outside[d];
        if (c->limit[site][d].least > 1 || c->limit[site][d].most > 0 || outside)
            return 1;
    }
    return 0;
}

int map_constraints_any(const struct map_problem *problem)
{
    const struct arch_constraints *c = &problem->constraints;
    for (int site = 0; site < SITE_COUNT; site++)
        if (limits_any(c, site))
            return 1;
    return c->glb_keeps || c->glb_bypasses || c->nodes.count;
}

unsigned map_dims_at(const struct map_problem *p, enum arch_site site)
{
    unsigned dims = 0;
    for (int d = 0; d < DIM_COUNT; d++)
        if (map_most(p, site, (enum dim)d) > 1)
            dims |= 1u << d;
    return dims;
}

int map_constraints_fixed(const struct map_problem *problem, struct map_mapping *out)
{
    map_mapping_of_nodes(out, &problem->constraints.nodes);
    return out->count > 0;
}
