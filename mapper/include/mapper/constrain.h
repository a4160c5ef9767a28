/* The constraints of a problem: what a search may try, whether a mapping obeys, whether
 * any can. Meaning: docs/machines.md.
 *
 * map_problem.constraints is what the machine's file says, resolved against the layer by
 * map_constraints_resolve: no limit is ARCH_WHOLE, a site that the machine lacks has none,
 * and where a dimension is whole at one site its most is 1 at all others. All zero: none.
 */
#ifndef MAPPER_CONSTRAIN_H
#define MAPPER_CONSTRAIN_H

#include <limits.h>
#include <stdio.h>

#include "mapper/evaluate.h"
#include "mapper/mapping.h"
#include "mapper/problem.h"
#include "mapper/solve.h"

/* Takes over `constraints` for the layer and the machine of `problem`, whose other fields
 * are set: what the GLB must keep or be bypassed by narrows glb_may_keep and
 * glb_may_bypass, too. */
void map_constraints_resolve(struct map_problem *problem,
                             const struct arch_constraints *constraints);

/* 1 if anything is constrained. Looks at all of it: ask once. */
int map_constraints_any(const struct map_problem *problem);

/* The product of d's bounds at a site is at least and at most this. */
static inline int map_least(const struct map_problem *p, enum arch_site site, enum dim d)
{
    int least = p->constraints.limit[site][d].least;
    return least > 1 ? least : 1;
}

static inline int map_most(const struct map_problem *p, enum arch_site site, enum dim d)
{
    int most = p->constraints.limit[site][d].most;
    return most > 0 ? most : INT_MAX;
}

/* Bit e is set if loops of e, at this level, stand outside of those of d. A loop of d may
 * be added outside of loops of the dimensions in `inside` if (dims_outside & inside) == 0. */
static inline unsigned map_dims_outside(const struct map_problem *p, enum arch_site site,
                                        enum dim d)
{
    const struct arch_order *order = p->constraints.order[site];
    return order[ORDER_OF_DATAFLOW].outside[d] | order[ORDER_OF_KEY].outside[d];
}

/* Bit d is set if d may have a bound above 1 at the site. */
unsigned map_dims_at(const struct map_problem *p, enum arch_site site);

/* 1 if the constraints name the one mapping that is allowed; it becomes *out. It may still
 * be none of the problem (map_constraints_contradict says so). */
int map_constraints_fixed(const struct map_problem *problem, struct map_mapping *out);

/* The site of the loop at index `at` of a mapping. */
enum arch_site map_site_of(const struct map_mapping *mapping, int at);

/* Returns 1 if a mapping of the problem obeys; or 0 and, if `reason` is not NULL, the first
 * violation: node, key and line. Whether it is one of the problem, map_evaluate says. */
int map_constraints_obey(const struct map_problem *problem, const struct map_mapping *mapping,
                         char reason[MAP_REASON_MAX]);

/* Returns 1 only if no mapping can obey, with why and the lines of all keys that have to
 * do with it in `reason` (if not NULL); 0 if one may exist, though it need not. Quick: to be
 * asked before a search. `factors`: the mappings that would be searched. */
int map_constraints_contradict(const struct map_problem *problem, enum map_factors factors,
                               char reason[MAP_REASON_MAX]);

/* Writes a block `constraints:` for a machine file that allows this mapping alone, and above
 * that, key by key, what it does. */
void map_constraints_write(FILE *out, const struct map_problem *problem,
                           const struct map_mapping *mapping);

#endif
