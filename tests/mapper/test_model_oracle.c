/* The model's closed forms equal a walk over every element, on random mappings
 * of random small problems of every kind. ENOS_SEED=n for fresh ones. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "mapper/evaluate.h"
#include "oracle/cases.h"
#include "oracle/count.h"
#include "oracle/legal.h"
#include "oracle/sample.h"

enum { PROBLEMS = 100, MAPPINGS = 12, SPOILT = 20000 };

static uint64_t seed(void)
{
    const char *text = getenv("ENOS_SEED");
    return text ? strtoull(text, NULL, 10) : 1;
}

struct pair {
    const char *what;
    uint64_t model, oracle;
};

static int differ(const struct pair *pair, int count, const char *where)
{
    int wrong = 0;
    for (int i = 0; i < count; i++) {
        if (pair[i].model == pair[i].oracle)
            continue;
        cr_log_error("%s: %s is %llu, walked %llu", where, pair[i].what,
                     (unsigned long long)pair[i].model, (unsigned long long)pair[i].oracle);
        wrong++;
    }
    return wrong;
}

static int words_differ(const struct map_result *m, const struct oracle_counts *o, int w,
                        const char *where)
{
    const struct map_flow *dram = &m->flow[LEVEL_DRAM][w], *glb = &m->flow[LEVEL_GLB][w];
    const struct pair pairs[] = {
        {"DRAM read", dram->read + dram->drain, o->dram_read[w]},
        {"DRAM write", dram->fill + dram->update, o->dram_write[w]},
        {"GLB read", glb->read + glb->drain, o->glb_read[w]},
        {"GLB write", glb->fill + glb->update, o->glb_write[w]},
        {"injected", m->injected[w], o->entered[w] + o->left[w]},
        {"delivered", m->delivered[w], o->taken[w] + o->left[w]},
    };
    return differ(pairs, sizeof pairs / sizeof *pairs, where);
}

static int counts_differ(const struct map_result *m, const struct oracle_counts *o,
                         const char *where)
{
    const struct map_flow *spad = m->flow[LEVEL_SPAD];
    const uint64_t *tile = m->tile_bits[LEVEL_SPAD], *glb = m->tile_bits[LEVEL_GLB];
    const struct pair pairs[] = {
        {"weights filled", spad[WORD_W].fill, o->spad_fill[TENSOR_W]},
        {"inputs filled", spad[WORD_I].fill, o->spad_fill[TENSOR_I]},
        {"psums filled", spad[WORD_PSUM].fill, o->spad_fill[TENSOR_O]},
        {"psums drained", spad[WORD_PSUM].drain + spad[WORD_OUT].drain, o->spad_drain},
        {"psums returned", m->psum_returned, o->spad_fill[TENSOR_O]},
        {"reads saved", m->psum_reads_saved, o->saved_reads},
        {"linked", m->linked, o->link_words},
        {"terms", m->terms, o->terms},
        {"steps", m->steps, o->steps},
        {"compute cycles", (uint64_t)m->compute_cycles, o->compute_cycles},
        {"GLB tiles", glb[0] + glb[1] + glb[2], o->glb_tile_bits},
        {"weight tile", tile[TENSOR_W], o->spad_tile_bits[TENSOR_W]},
        {"input tile", tile[TENSOR_I], o->spad_tile_bits[TENSOR_I]},
        {"psum tile", tile[TENSOR_O], o->spad_tile_bits[TENSOR_O]},
    };
    int wrong = differ(pairs, sizeof pairs / sizeof *pairs, where);
    for (int w = 0; w < WORD_COUNT; w++)
        wrong += words_differ(m, o, w, where);
    return wrong;
}

static int close_to(double a, double b)
{
    double difference = a > b ? a - b : b - a;
    double size = b > 0 ? b : -b;
    return difference <= 1e-9 * size + 1e-12;
}

static int prices_differ(const struct map_result *m, const struct oracle_counts *o,
                         const char *where)
{
    const struct {
        const char *what;
        double model, oracle;
    } pairs[] = {
        {"E_OP", m->op_pj, o->op_pj},
        {"scratchpads", m->spad_pj, o->spad_pj},
        {"network", m->noc_pj, o->noc_pj},
        {"GLB", m->glb_pj, o->glb_pj},
        {"DRAM", m->dram_pj, o->dram_pj},
        {"energy", m->energy_pj, o->energy_pj},
        {"cycles", m->latency_cycles, o->cycles},
    };
    int wrong = 0;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (close_to(pairs[i].model, pairs[i].oracle))
            continue;
        cr_log_error("%s: %s is %g, walked %g", where, pairs[i].what, pairs[i].model,
                     pairs[i].oracle);
        wrong++;
    }
    return wrong;
}

static void print_mapping(const struct map_problem *problem, const struct map_mapping *mapping)
{
    char text[1024];
    int at = 0;
    for (int d = 0; d < DIM_COUNT; d++)
        at += snprintf(text + at, sizeof text - (size_t)at, "%c%d ", dim_letters[d],
                       problem->size[d]);
    at += snprintf(text + at, sizeof text - (size_t)at, ":");
    for (int i = TENSOR_COUNT; i < mapping->count && at < (int)sizeof text - 20; i++) {
        const struct map_node *node = &mapping->node[i];
        if (node->kind == NODE_KEEP)
            at += snprintf(text + at, sizeof text - (size_t)at, " %s(%c)",
                           node->level == LEVEL_GLB ? "GLB" : "spad", tensor_letters[node->tensor]);
        else
            at += snprintf(text + at, sizeof text - (size_t)at, " %c%d%s", dim_letters[node->dim],
                           node->bound,
                           node->kind == NODE_FOR ? ""
                           : node->axis           ? "@Y"
                                                  : "@X");
    }
    cr_log_error("%s", text);
}

/* The model stops at a tile that does not fit: then it is asked again with buffers that hold all.
 */
static int check(const struct map_problem *problem, const struct map_mapping *mapping,
                 const char *where, int *fitted)
{
    struct map_problem roomy = *problem;
    struct map_result result;
    struct oracle_counts counts;
    char reason[MAP_REASON_MAX] = "";
    enum oracle_status expected = oracle_count(problem, mapping, &counts);
    enum map_status status = map_evaluate(problem, mapping, &result, reason);
    if ((expected == ORACLE_OK) != (status == MAP_OK) ||
        (expected == ORACLE_NO_FIT) != (status == MAP_TOO_LARGE)) {
        cr_log_error("%s: status %d (%s), oracle %d", where, (int)status, reason, (int)expected);
        return 1;
    }
    *fitted += status == MAP_OK;
    if (expected == ORACLE_ILLEGAL)
        return 0;
    roomy.glb_bits = (uint64_t)1 << 40;
    for (int t = 0; t < TENSOR_COUNT; t++)
        roomy.spad_bits[t] = (uint64_t)1 << 40;
    if (map_evaluate(&roomy, mapping, &result, reason) != MAP_OK)
        return 1;
    return counts_differ(&result, &counts, where) + prices_differ(&result, &counts, where);
}

static int check_kind(struct oracle_random *random, enum oracle_kind kind,
                      enum oracle_factors factors, int *fitted)
{
    char where[100];
    int wrong = 0;
    for (int p = 0; p < PROBLEMS && !wrong; p++) {
        struct map_problem problem;
        oracle_random_problem(random, kind, 3 + oracle_random_below(random, 6), &problem);
        for (int i = 0; i < MAPPINGS && !wrong; i++) {
            struct map_mapping mapping;
            oracle_random_mapping(random, &problem, factors, &mapping);
            snprintf(where, sizeof where, "%s, problem %d, mapping %d", oracle_kind_name(kind), p,
                     i);
            wrong = check(&problem, &mapping, where, fitted);
            if (wrong)
                print_mapping(&problem, &mapping);
        }
    }
    return wrong;
}

/* One mistake, or none by luck: a node lost, doubled, moved or changed. */
static void spoil(struct oracle_random *random, struct map_mapping *mapping)
{
    int at = oracle_random_below(random, mapping->count);
    int other = oracle_random_below(random, mapping->count);
    struct map_node node = mapping->node[at];
    switch (oracle_random_below(random, 5)) {
    case 0:
        for (int i = at; i + 1 < mapping->count; i++)
            mapping->node[i] = mapping->node[i + 1];
        mapping->count--;
        break;
    case 1:
        mapping->node[mapping->count++] = node;
        break;
    case 2:
        mapping->node[at] = mapping->node[other];
        mapping->node[other] = node;
        break;
    case 3:
        mapping->node[at].bound = 1 + oracle_random_below(random, 4);
        break;
    default:
        mapping->node[at].dim = (enum dim)oracle_random_below(random, DIM_COUNT);
        mapping->node[at].tensor = (enum tensor)oracle_random_below(random, TENSOR_COUNT);
        mapping->node[at].axis = oracle_random_below(random, 2);
    }
}

/* Spoilt mappings with imperfect temporal bounds, or all others. */
struct spoilt {
    int imperfect;
    int seen, illegal, wrong;
};

static int has_imperfect_loop(const struct map_problem *problem, const struct map_mapping *mapping)
{
    return oracle_well_formed(problem, mapping) &&
           !oracle_bounds_are_of(problem, ORACLE_FACTORS_SPATIAL, mapping);
}

static void check_spoilt(struct oracle_random *random, enum oracle_kind kind, struct spoilt *spoilt)
{
    struct map_problem problem;
    struct map_mapping mapping;
    int fitted = 0;
    oracle_random_problem(random, kind, 3 + oracle_random_below(random, 4), &problem);
    oracle_random_mapping(random, &problem, ORACLE_FACTORS_SPATIAL, &mapping);
    spoil(random, &mapping);
    if (has_imperfect_loop(&problem, &mapping) != spoilt->imperfect)
        return;
    int differs = check(&problem, &mapping, "spoilt", &fitted);
    if (differs)
        print_mapping(&problem, &mapping);
    spoilt->seen++;
    spoilt->illegal += !oracle_well_formed(&problem, &mapping);
    spoilt->wrong += differs;
}

static void check_all_spoilt(struct spoilt *spoilt)
{
    struct oracle_random random = {seed() * 1000003 + 77};
    for (int i = 0; i < SPOILT && spoilt->wrong < 5; i++)
        check_spoilt(&random, (enum oracle_kind)(i % ORACLE_KIND_COUNT), spoilt);
}

/* What is no mapping is refused, nothing else, and what is none of the map
 * space but can be counted (a bound too large, groups inside) counts alike. */
Test(model_oracle, spoilt_mappings_are_refused_or_count_alike)
{
    struct spoilt spoilt = {0};
    check_all_spoilt(&spoilt);
    cr_assert(spoilt.wrong == 0);
    cr_assert(spoilt.illegal > SPOILT / 2, "only %d were illegal", spoilt.illegal);
}

/* A bound changed at random may well be an imperfect one. */
Test(model_oracle, bounds_changed_to_imperfect_ones_count_alike)
{
    struct spoilt spoilt = {.imperfect = 1};
    check_all_spoilt(&spoilt);
    cr_assert(spoilt.wrong == 0);
    cr_assert(spoilt.seen > SPOILT / 400, "only %d were imperfect", spoilt.seen);
}

static void check_random_mappings(enum oracle_factors factors)
{
    int wrong = 0, fitted = 0;
    for (int kind = 0; kind < ORACLE_KIND_COUNT; kind++) {
        struct oracle_random random = {seed() * 1000003 + (uint64_t)kind};
        wrong += check_kind(&random, (enum oracle_kind)kind, factors, &fitted);
    }
    cr_log_info("%d of %d mappings fit their buffers", fitted,
                ORACLE_KIND_COUNT * PROBLEMS * MAPPINGS);
    cr_assert(wrong == 0, "the model and the walk differ");
    cr_assert(fitted > 1000, "only %d mappings fit", fitted);
}

Test(model_oracle, random_mappings_count_alike)
{
    check_random_mappings(ORACLE_FACTORS_SPATIAL);
}

Test(model_oracle, random_imperfect_mappings_count_alike)
{
    check_random_mappings(ORACLE_FACTORS_IMPERFECT);
}
