/* The counter of nests on any hierarchy against the mapper's model, on random mappings of random
 * problems of every kind: two sets of closed forms for the same rules. ENOS_SEED=n for fresh
 * ones. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "mapper/evaluate.h"
#include "mapper/hierarchy.h"
#include "oracle/cases.h"
#include "oracle/mapping_nest.h"
#include "oracle/sample.h"

enum { PROBLEMS = 100, MAPPINGS = 12 };

/* One mapping, counted by both. The hierarchy knows no PEs' psums and no visits; they are what
 * goes up if nothing or everything is summed on the way. */
struct counted {
    struct map_problem problem;
    struct map_result model;
    struct oracle_mapping_nest as;
    struct hierarchy_counts linked, unlinked, joined;
};

/* Mappings drawn, those that are none (a GLB node below a scratchpad's), those with more levels
 * than a nest may have. */
struct tally {
    int drawn, illegal, unfit, compared;
};

static int count_with(struct counted *c, const struct map_mapping *mapping, int x, int y,
                      struct hierarchy_counts *out)
{
    const int links[2] = {x, y};
    return oracle_mapping_nest(&c->problem, mapping, links, &c->as) ||
           hierarchy_count(&c->as.shape, &c->as.nest, out) != HIERARCHY_OK;
}

/* 1 if the mapping is one and makes a nest. Buffers are made to hold all tiles. */
static int count_both(struct counted *c, const struct map_mapping *mapping, struct tally *tally)
{
    const int *links = c->problem.reduce_link;
    c->problem.glb_bits = (uint64_t)1 << 40;
    for (int t = 0; t < TENSOR_COUNT; t++)
        c->problem.spad_bits[t] = (uint64_t)1 << 40;
    tally->drawn++;
    if (map_evaluate(&c->problem, mapping, &c->model, NULL) != MAP_OK) {
        tally->illegal++;
        return 0;
    }
    if (count_with(c, mapping, 0, 0, &c->unlinked) || count_with(c, mapping, 1, 1, &c->joined) ||
        count_with(c, mapping, links[0], links[1], &c->linked)) {
        tally->unfit++;
        return 0;
    }
    tally->compared++;
    return 1;
}

static int differ(const char *what, uint64_t model, uint64_t hierarchy)
{
    if (model != hierarchy)
        cr_log_error("%s: model %llu, hierarchy %llu", what, (unsigned long long)model,
                     (unsigned long long)hierarchy);
    return model != hierarchy;
}

/* Who sends the tensor to the scratchpads. */
static enum map_level above_spads(const struct counted *c, enum tensor t)
{
    return c->as.keeper[LEVEL_GLB][t] >= 0 ? LEVEL_GLB : LEVEL_DRAM;
}

static uint64_t reads(const struct counted *c, enum map_level level, enum tensor t)
{
    return c->linked.reads[c->as.keeper[level][t]][t];
}

static uint64_t fills(const struct counted *c, enum map_level level, enum tensor t)
{
    return c->linked.fills[c->as.keeper[level][t]][t];
}

/* A network for identical tiles reads parts that tiles share once more for each distinct tile. */
static int is_read_alike(const struct counted *c, enum tensor t)
{
    return t == TENSOR_W || c->problem.multicast != MAP_MULTICAST_IDENTICAL;
}

static int operand_differs(const struct counted *c, enum tensor t)
{
    enum map_word word = t == TENSOR_W ? WORD_W : WORD_I;
    enum map_level above = above_spads(c, t);
    const struct map_flow *dram = &c->model.flow[LEVEL_DRAM][word];
    const struct map_flow *glb = &c->model.flow[LEVEL_GLB][word];
    const struct map_flow *spad = &c->model.flow[LEVEL_SPAD][word];
    int wrong = differ("operand, scratchpads filled", spad->fill, fills(c, LEVEL_SPAD, t));
    if (is_read_alike(c, t))
        wrong += differ("operand, read for the array", c->model.flow[above][word].read,
                        reads(c, above, t));
    if (above == LEVEL_GLB) {
        wrong += differ("operand, GLB filled", glb->fill, fills(c, LEVEL_GLB, t));
        wrong += differ("operand, DRAM read", dram->read, reads(c, LEVEL_DRAM, t));
    }
    return wrong;
}

static uint64_t psums_and_outputs(const struct map_result *model, enum map_level level)
{
    return model->flow[level][WORD_PSUM].update + model->flow[level][WORD_OUT].update;
}

static int outputs_differ(const struct counted *c)
{
    const enum tensor t = TENSOR_O;
    enum map_level above = above_spads(c, t);
    int a = c->as.keeper[above][t], dram = c->as.keeper[LEVEL_DRAM][t];
    const struct map_result *m = &c->model;
    uint64_t pe_words = c->unlinked.updates[a][t], chain_words = c->linked.updates[a][t];
    uint64_t visits = c->joined.updates[a][t];
    uint64_t outputs = visits - c->joined.reads[a][t]; /* all but each one's first is added to */
    int wrong = differ("psums up", psums_and_outputs(m, above), chain_words);
    wrong += differ("psums added to", m->flow[above][WORD_PSUM].read, reads(c, above, t));
    wrong += differ("psums drained", m->flow[LEVEL_SPAD][WORD_PSUM].drain, pe_words);
    wrong += differ("psums linked", m->linked, pe_words - chain_words);
    wrong += differ("psums returned", m->psum_returned, visits - outputs);
    if (above == LEVEL_GLB) {
        wrong +=
            differ("DRAM updates", psums_and_outputs(m, LEVEL_DRAM), c->linked.updates[dram][t]);
        wrong += differ("DRAM psums", m->flow[LEVEL_DRAM][WORD_PSUM].read, reads(c, LEVEL_DRAM, t));
    }
    return wrong;
}

/* The model counts steps, full lane sets even where the last one is ragged; the hierarchy counts
 * elements. */
static int macs_differ(const struct counted *c)
{
    const struct map_problem *p = &c->problem;
    int dim = p->lane_dim, is_ragged = p->extent[dim] % p->lanes != 0;
    uint64_t lanes_of_c = dim == DIM_C ? (uint64_t)p->lanes : 1;
    int wrong = differ("weights read", c->model.terms, reads(c, LEVEL_SPAD, TENSOR_W));
    if (dim == DIM_M || !is_ragged)
        wrong += differ("inputs read", c->model.flow[LEVEL_SPAD][WORD_I].read * lanes_of_c,
                        reads(c, LEVEL_SPAD, TENSOR_I));
    if (dim == DIM_C || !is_ragged)
        wrong += differ("psums written", c->model.flow[LEVEL_SPAD][WORD_PSUM].update,
                        c->linked.updates[c->as.keeper[LEVEL_SPAD][TENSOR_O]][TENSOR_O]);
    wrong += differ("cycles", (uint64_t)c->model.compute_cycles,
                    c->linked.cycles * (uint64_t)p->cycles_per_step);
    return wrong;
}

static int check(const struct counted *c)
{
    return operand_differs(c, TENSOR_W) + operand_differs(c, TENSOR_I) + outputs_differ(c) +
           macs_differ(c);
}

static uint64_t seed(void)
{
    const char *text = getenv("ENOS_SEED");
    return text ? strtoull(text, NULL, 10) : 1;
}

/* Mappings of one problem that both count differently. */
static int check_problem(struct oracle_random *random, struct counted *c, struct tally *tally)
{
    int wrong = 0;
    for (int i = 0; i < MAPPINGS; i++) {
        struct map_mapping mapping;
        oracle_random_mapping(random, &c->problem, ORACLE_FACTORS_SPATIAL, &mapping);
        wrong += count_both(c, &mapping, tally) && check(c);
    }
    return wrong;
}

static void check_kind(enum oracle_kind kind, struct tally *tally)
{
    struct oracle_random random = {seed() * 1000003 + (uint64_t)kind};
    for (int p = 0; p < PROBLEMS; p++) {
        struct counted c;
        oracle_random_problem(&random, kind, 3 + oracle_random_below(&random, 6), &c.problem);
        int wrong = check_problem(&random, &c, tally);
        cr_assert(wrong == 0, "%s, problem %d: %d mappings", oracle_kind_name(kind), p, wrong);
    }
}

Test(hierarchy_model, counts_what_the_mapper_counts)
{
    struct tally tally = {0};
    for (int kind = 0; kind < ORACLE_KIND_COUNT; kind++)
        check_kind((enum oracle_kind)kind, &tally);
    printf("%d mappings drawn: %d illegal, %d with too many levels, %d compared\n", tally.drawn,
           tally.illegal, tally.unfit, tally.compared);
    fflush(stdout);
    cr_assert(ge(int, tally.compared, tally.drawn / 2));
}
