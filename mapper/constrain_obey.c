/* Does a mapping obey? */
#include <stdint.h>
#include <string.h>

#include "constrain_same.h"
#include "mapper/constrain.h"

#define REFUSE(...)                                                                                \
    do {                                                                                           \
        if (reason)                                                                                \
            snprintf(reason, MAP_REASON_MAX, __VA_ARGS__);                                         \
        return 0;                                                                                  \
    } while (0)

enum arch_site map_site_of(const struct map_mapping *mapping, int at)
{
    enum map_level level = LEVEL_DRAM;
    if (mapping->node[at].kind == NODE_PAR)
        return mapping->node[at].axis == 0 ? SITE_X : SITE_Y;
    for (int i = 0; i < at; i++) {
        const struct map_node *node = &mapping->node[i];
        if (node->kind == NODE_KEEP && node->level > level)
            level = node->level;
    }
    return level == LEVEL_DRAM ? SITE_DRAM : level == LEVEL_GLB ? SITE_GLB : SITE_SPAD;
}

static int is_loop(const struct map_node *node)
{
    return node->kind != NODE_KEEP && node->bound > 1;
}

/* The product of the bounds of each dimension at each site, and the last loop of each. */
struct factors {
    uint64_t product[SITE_COUNT][DIM_COUNT];
    int node[SITE_COUNT][DIM_COUNT]; /* from 1; 0: none */
};

static void take_factors(struct factors *out, const struct map_mapping *mapping)
{
    memset(out, 0, sizeof *out);
    for (int site = 0; site < SITE_COUNT; site++)
        for (int d = 0; d < DIM_COUNT; d++)
            out->product[site][d] = 1;
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *node = &mapping->node[i];
        if (!is_loop(node))
            continue;
        enum arch_site site = map_site_of(mapping, i);
        uint64_t *product = &out->product[site][node->dim];
        *product = *product > INT_MAX ? *product : *product * (uint64_t)node->bound;
        out->node[site][node->dim] = i + 1;
    }
}

static int check_limit(const struct map_problem *p, const struct factors *f, int site, int d,
                       char *reason)
{
    const struct arch_limit *limit = &p->constraints.limit[site][d];
    unsigned long long factor = f->product[site][d];
    char by[ARCH_CLAUSE_MAX];
    if (factor < (unsigned)map_least(p, (enum arch_site)site, (enum dim)d)) {
        arch_clause_text(by, &p->constraints, &limit->least_by);
        REFUSE("the factor of %c at %s is %llu, the least is %d: %s", dim_letters[d],
               arch_site_names[site], factor, limit->least, by);
    }
    if (factor > (unsigned)map_most(p, (enum arch_site)site, (enum dim)d)) {
        arch_clause_text(by, &p->constraints, &limit->most_by);
        REFUSE("node %d: the factor of %c at %s is %llu, the most is %d: %s", f->node[site][d],
               dim_letters[d], arch_site_names[site], factor, limit->most, by);
    }
    return 1;
}

static int check_limits(const struct map_problem *p, const struct map_mapping *mapping,
                        char *reason)
{
    struct factors factors;
    take_factors(&factors, mapping);
    for (int site = 0; site < SITE_COUNT; site++)
        for (int d = 0; d < DIM_COUNT; d++)
            if (!check_limit(p, &factors, site, d, reason))
                return 0;
    return 1;
}

/* The loop at `at` against all loops outside of it at its level. */
static int check_order_at(const struct map_problem *p, const struct map_mapping *mapping, int at,
                          char *reason)
{
    enum arch_site site = map_site_of(mapping, at);
    enum dim d = mapping->node[at].dim;
    for (int i = 0; i < at; i++) {
        const struct map_node *node = &mapping->node[i];
        if (node->kind != NODE_FOR || !is_loop(node) || map_site_of(mapping, i) != site ||
            !(map_dims_outside(p, site, node->dim) >> d & 1))
            continue;
        const struct arch_order *order = p->constraints.order[site];
        int own = order[ORDER_OF_KEY].outside[node->dim] >> d & 1;
        char by[ARCH_CLAUSE_MAX];
        arch_clause_text(by, &p->constraints, &order[own ? ORDER_OF_KEY : ORDER_OF_DATAFLOW].by);
        REFUSE("node %d: the loop of %c stands inside of that of %c (node %d) at %s: %s", at + 1,
               dim_letters[d], dim_letters[node->dim], i + 1, arch_site_names[site], by);
    }
    return 1;
}

static int check_orders(const struct map_problem *p, const struct map_mapping *mapping,
                        char *reason)
{
    for (int i = 0; i < mapping->count; i++)
        if (mapping->node[i].kind == NODE_FOR && is_loop(&mapping->node[i]) &&
            !check_order_at(p, mapping, i, reason))
            return 0;
    return 1;
}

static unsigned kept_by_glb(const struct map_mapping *mapping)
{
    unsigned kept = 0;
    for (int i = 0; i < mapping->count; i++)
        if (mapping->node[i].kind == NODE_KEEP && mapping->node[i].level == LEVEL_GLB)
            kept |= 1u << mapping->node[i].tensor;
    return kept;
}

static int check_glb(const struct map_problem *p, const struct map_mapping *mapping, char *reason)
{
    const struct arch_constraints *c = &p->constraints;
    unsigned kept = kept_by_glb(mapping);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        int is_kept = (int)(kept >> t & 1);
        char by[ARCH_CLAUSE_MAX];
        if (!((is_kept ? c->glb_bypasses : c->glb_keeps) >> t & 1))
            continue;
        arch_clause_text(by, c, is_kept ? &c->glb_bypasses_by : &c->glb_keeps_by);
        REFUSE("%c %s: %s", tensor_letters[t], is_kept ? "is kept by the GLB" : "goes past the GLB",
               by);
    }
    return 1;
}

static int check_nodes(const struct map_problem *p, const struct map_mapping *mapping, char *reason)
{
    struct map_mapping fixed;
    char by[ARCH_CLAUSE_MAX];
    if (!map_constraints_fixed(p, &fixed))
        return 1;
    int differs = map_first_difference(mapping, &fixed);
    if (differs < 0)
        return 1;
    arch_clause_text(by, &p->constraints, &p->constraints.nodes_by);
    REFUSE("node %d is not as in %s", differs + 1, by);
}

int map_constraints_obey(const struct map_problem *problem, const struct map_mapping *mapping,
                         char reason[MAP_REASON_MAX])
{
    return check_limits(problem, mapping, reason) && check_orders(problem, mapping, reason) &&
           check_glb(problem, mapping, reason) && check_nodes(problem, mapping, reason);
}
