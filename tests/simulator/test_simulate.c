/* The simulator against the definition of a convolution and against the analytical model, on
 * random mappings of random problems of every kind. ENOS_SEED=n for fresh ones. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mapper/evaluate.h"
#include "oracle/cases.h"
#include "oracle/sample.h"
#include "oracle/sim_case.h"
#include "simulator/simulate.h"
#include "workloads/convolution.h"

enum { PROBLEMS = 30, MAPPINGS = 10, LOOPS = 6 };

/* One case: a machine and a layer as a problem has them, data, and what came out. */
struct simulated {
    struct oracle_sim_case c;
    struct map_result model;
    int32_t *psum, *expected;
    struct sim_result result;
    char reason[SIM_REASON_MAX];
};

static void set_data(struct simulated *c)
{
    c->psum = malloc(c->c.psums * sizeof *c->psum);
    c->expected = malloc(c->c.psums * sizeof *c->expected);
    cr_assert(c->psum && c->expected);
}

static void expect(struct simulated *c)
{
    const struct layer_shape *shape = &c->c.layer.shape;
    size_t image =
        (size_t)shape->size[DIM_C] * (size_t)shape->input[ROWS] * (size_t)shape->input[COLUMNS];
    size_t outputs = c->c.psums / (size_t)shape->size[DIM_N];
    struct convolution convolution = {
        .shape = *shape, .op = c->c.machine.choice[0].choice.op, .weight = c->c.weight};
    for (int n = 0; n < shape->size[DIM_N]; n++) {
        convolution.x = c->c.input + (size_t)n * image;
        cr_assert(convolution_psums(&convolution, c->expected + (size_t)n * outputs) == 0);
    }
}

static void free_case(struct simulated *c)
{
    oracle_sim_case_free(&c->c);
    free(c->psum);
    free(c->expected);
    sim_result_free(&c->result);
}

static int differ(const char *what, uint64_t model, uint64_t simulated)
{
    if (model != simulated)
        fprintf(stderr, "%s: model %llu, simulator %llu\n", what, (unsigned long long)model,
                (unsigned long long)simulated);
    return model != simulated;
}

static int flow_differs(const char *level, int word, const struct map_flow *model,
                        const struct sim_flow *simulated)
{
    char what[80];
    snprintf(what, sizeof what, "%s, word %d", level, word);
    return differ(what, model->fill, simulated->fill) + differ(what, model->read, simulated->read) +
           differ(what, model->update, simulated->update) +
           differ(what, model->drain, simulated->drain);
}

static int counts_differ(const struct simulated *c)
{
    static const char *const levels[LEVEL_COUNT] = {"DRAM", "GLB", "scratchpads"};
    const struct sim_counts *counts = &c->result.counts;
    int wrong = differ("steps", c->model.steps, counts->steps) +
                differ("terms", c->model.terms, counts->terms) +
                differ("links", c->model.linked, counts->linked);
    for (int w = 0; w < SIM_WORDS; w++) {
        for (int level = 0; level < LEVEL_COUNT; level++)
            wrong +=
                flow_differs(levels[level], w, &c->model.flow[level][w], &counts->flow[level][w]);
        wrong += differ("injected", c->model.injected[w], counts->injected[w]);
        wrong += differ("delivered", c->model.delivered[w], counts->delivered[w]);
    }
    return wrong;
}

static void print_mapping(const struct map_mapping *m)
{
    for (int i = 0; i < m->count; i++) {
        const struct map_node *n = &m->node[i];
        if (n->kind == NODE_KEEP)
            fprintf(stderr, " %s(%c)",
                    n->level == LEVEL_DRAM  ? "DRAM"
                    : n->level == LEVEL_GLB ? "GLB"
                                            : "spad",
                    tensor_letters[n->tensor]);
        else
            fprintf(stderr, " %c%d%s", dim_letters[n->dim], n->bound,
                    n->kind == NODE_PAR ? n->axis ? "@Y" : "@X" : "");
    }
    fprintf(stderr, "\n");
}

/* Wrong psums plus wrong counts. */
static int run_case(struct simulated *c)
{
    int wrong = 0;
    if (sim_layer_run(&c->c.layer, NULL, c->psum, &c->result, c->reason) != 0) {
        fprintf(stderr, "refused: %s\n", c->reason);
        return 1;
    }
    for (size_t i = 0; i < c->c.psums; i++)
        wrong += c->psum[i] != c->expected[i];
    if (wrong)
        fprintf(stderr, "%d of %zu psums differ\n", wrong, c->c.psums);
    return wrong + counts_differ(c);
}

Test(simulate, equals_model_and_reference)
{
    const char *seed = getenv("ENOS_SEED");
    struct oracle_random random = {.state = seed ? strtoull(seed, NULL, 10) : 1};
    int compared = 0, wrong = 0;
    for (int i = 0; i < PROBLEMS * ORACLE_KIND_COUNT; i++) {
        struct simulated c = {.psum = NULL};
        struct choice choice = oracle_random_choice(&random);
        oracle_random_problem(&random, (enum oracle_kind)(i % ORACLE_KIND_COUNT), LOOPS,
                              &c.c.problem);
        oracle_sim_case_create(&c.c, &choice, &random);
        set_data(&c);
        expect(&c);
        for (int k = 0; k < MAPPINGS; k++) {
            oracle_random_mapping(&random, &c.c.problem, ORACLE_FACTORS_SPATIAL, &c.c.mapping);
            if (map_evaluate(&c.c.problem, &c.c.mapping, &c.model, NULL) != MAP_OK)
                continue;
            compared++;
            int bad = run_case(&c);
            if (bad && wrong < 3) {
                fprintf(stderr, "problem %d of kind %s:", i,
                        oracle_kind_name((enum oracle_kind)(i % ORACLE_KIND_COUNT)));
                print_mapping(&c.c.mapping);
            }
            wrong += bad != 0;
            sim_result_free(&c.result);
            if (wrong >= 3)
                break;
        }
        free_case(&c);
        if (wrong >= 3)
            break;
    }
    printf("%d mappings compared, %d wrong\n", compared, wrong);
    cr_assert(wrong == 0);
    cr_assert(compared > PROBLEMS * ORACLE_KIND_COUNT);
}
