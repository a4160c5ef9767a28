/* The simulator against the definition of a convolution and against the analytical model, on
 * random mappings of random problems of every kind. ENOS_SEED=n for fresh ones. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mapper/evaluate.h"
#include "oracle/cases.h"
#include "oracle/sample.h"
#include "simulator/simulate.h"
#include "workloads/convolution.h"
#include "workloads/weights.h"

enum { PROBLEMS = 30, MAPPINGS = 10, LOOPS = 6 };

/* One case: a machine and a layer as a problem has them, data, and what came out. */
struct simulated {
    struct map_problem problem;
    struct map_mapping mapping;
    struct map_result model;
    struct arch_machine machine;
    struct sim_layer layer;
    int16_t *input;
    int8_t *weight;
    int32_t *psum, *expected;
    size_t psums;
    struct sim_result result;
    char reason[SIM_REASON_MAX];
};

static void set_storage(struct simulated *c)
{
    static const enum arch_multicast multicast[] = {[MAP_MULTICAST_ANY] = MULTICAST_ANY,
                                                    [MAP_MULTICAST_IDENTICAL] = MULTICAST_IDENTICAL,
                                                    [MAP_MULTICAST_NONE] = MULTICAST_NONE};
    struct arch_machine *m = &c->machine;
    m->columns = c->problem.axis_size[0];
    m->rows = c->problem.axis_size[1];
    m->storage_count = 3;
    m->dram = 0;
    m->glb = c->problem.has_glb ? 1 : -1;
    for (int i = 0; i < m->storage_count; i++)
        m->storage[i].capacity_bits = (uint64_t)1 << 40;
    for (int t = 0; t < TENSOR_COUNT; t++)
        m->spad[t] = 2;
    m->multicast = multicast[c->problem.multicast];
    for (int a = 0; a < AXIS_COUNT; a++)
        m->reduce[a] = c->problem.reduce_link[a] ? REDUCE_LINK : REDUCE_NONE;
}

static void set_layer(struct simulated *c, const struct choice *choice)
{
    struct layer_shape *shape = &c->layer.shape;
    const struct map_problem *p = &c->problem;
    memcpy(shape->size, p->extent, sizeof shape->size);
    shape->size[DIM_C] *= p->extent[DIM_G];
    shape->size[DIM_M] *= p->extent[DIM_G];
    memcpy(shape->input, p->input, sizeof shape->input);
    memcpy(shape->stride, p->stride, sizeof shape->stride);
    memcpy(shape->dilation, p->dilation, sizeof shape->dilation);
    memcpy(shape->pad, p->pad, sizeof shape->pad);
    c->machine.choice_count = 1;
    c->machine.choice[0] = (struct arch_choice){.choice = *choice,
                                                .psum_bits = p->bits[WORD_PSUM],
                                                .lanes = p->lanes,
                                                .lane_dim = (enum dim)p->lane_dim,
                                                .cycles_per_step = p->cycles_per_step};
    c->layer.machine = &c->machine;
    c->layer.mapping = &c->mapping;
}

/* As weights are stored: BC +-1, only MF with a minus zero. */
static int8_t random_weight(const struct simulated *c, struct oracle_random *random)
{
    const struct operator_def *op = c->machine.choice[0].choice.op;
    if (op->operand_is_binary)
        return oracle_random_once_in(random, 2) ? 1 : -1;
    if (op->zero_has_sign && oracle_random_once_in(random, 16))
        return WEIGHT_MINUS_ZERO;
    return (int8_t)(oracle_random_below(random, 255) - 127);
}

static void set_data(struct simulated *c, struct oracle_random *random)
{
    const struct layer_shape *shape = &c->layer.shape;
    size_t inputs = (size_t)shape->size[DIM_N] * (size_t)shape->size[DIM_C] *
                    (size_t)shape->input[ROWS] * (size_t)shape->input[COLUMNS];
    size_t weights = (size_t)layer_weights(shape);
    c->psums = (size_t)shape->size[DIM_N] * (size_t)shape->size[DIM_M] *
               (size_t)shape->size[DIM_P] * (size_t)shape->size[DIM_Q];
    c->input = malloc(inputs * sizeof *c->input);
    c->weight = malloc(weights);
    c->psum = malloc(c->psums * sizeof *c->psum);
    c->expected = malloc(c->psums * sizeof *c->expected);
    cr_assert(c->input && c->weight && c->psum && c->expected);
    c->layer.input = c->input;
    c->layer.weight = c->weight;
    for (size_t i = 0; i < inputs; i++)
        c->input[i] = (int16_t)(oracle_random_below(random, 256) - 64);
    for (size_t i = 0; i < weights; i++)
        c->weight[i] = random_weight(c, random);
}

static void expect(struct simulated *c)
{
    const struct layer_shape *shape = &c->layer.shape;
    size_t image =
        (size_t)shape->size[DIM_C] * (size_t)shape->input[ROWS] * (size_t)shape->input[COLUMNS];
    size_t outputs = c->psums / (size_t)shape->size[DIM_N];
    struct convolution convolution = {
        .shape = *shape, .op = c->machine.choice[0].choice.op, .weight = c->weight};
    for (int n = 0; n < shape->size[DIM_N]; n++) {
        convolution.x = c->input + (size_t)n * image;
        cr_assert(convolution_psums(&convolution, c->expected + (size_t)n * outputs) == 0);
    }
}

static void free_case(struct simulated *c)
{
    free(c->input);
    free(c->weight);
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
    if (sim_layer_run(&c->layer, NULL, c->psum, &c->result, c->reason) != 0) {
        fprintf(stderr, "refused: %s\n", c->reason);
        return 1;
    }
    for (size_t i = 0; i < c->psums; i++)
        wrong += c->psum[i] != c->expected[i];
    if (wrong)
        fprintf(stderr, "%d of %zu psums differ\n", wrong, c->psums);
    return wrong + counts_differ(c);
}

static struct choice random_choice(struct oracle_random *random)
{
    static const char *const names[] = {"T8", "MF8", "BC8"};
    struct choice choice;
    cr_assert(choice_parse(&choice, names[oracle_random_below(random, 3)]) == 0);
    return choice;
}

Test(simulate, equals_model_and_reference)
{
    const char *seed = getenv("ENOS_SEED");
    struct oracle_random random = {.state = seed ? strtoull(seed, NULL, 10) : 1};
    int compared = 0, wrong = 0;
    for (int i = 0; i < PROBLEMS * ORACLE_KIND_COUNT; i++) {
        struct simulated c = {.psums = 0};
        struct choice choice = random_choice(&random);
        oracle_random_problem(&random, (enum oracle_kind)(i % ORACLE_KIND_COUNT), LOOPS,
                              &c.problem);
        c.problem.glb_bits = (uint64_t)1 << 40;
        for (int t = 0; t < TENSOR_COUNT; t++)
            c.problem.spad_bits[t] = (uint64_t)1 << 40;
        set_storage(&c);
        set_layer(&c, &choice);
        set_data(&c, &random);
        expect(&c);
        for (int k = 0; k < MAPPINGS; k++) {
            oracle_random_mapping(&random, &c.problem, &c.mapping);
            if (map_evaluate(&c.problem, &c.mapping, &c.model, NULL) != MAP_OK)
                continue;
            compared++;
            int bad = run_case(&c);
            if (bad && wrong < 3) {
                fprintf(stderr, "problem %d of kind %s:", i,
                        oracle_kind_name((enum oracle_kind)(i % ORACLE_KIND_COUNT)));
                print_mapping(&c.mapping);
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
