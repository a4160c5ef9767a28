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
#include "oracle/sim_mapping.h"
#include "simulator/simulate.h"

enum { PROBLEMS = 30, MAPPINGS = 10, LOOPS = 6, COMPLAINTS = 3 };

/* One case: a machine and a layer as a problem has them, data, and what came out. */
struct simulated {
    struct oracle_sim_case c;
    struct map_result model;
    int32_t *psum, *expected;
    struct sim_result result;
    char reason[SIM_REASON_MAX];
};

static void set_psums(struct simulated *c)
{
    c->psum = malloc(c->c.psums * sizeof *c->psum);
    c->expected = malloc(c->c.psums * sizeof *c->expected);
    cr_assert(c->psum && c->expected);
    oracle_sim_case_expect(&c->c, c->expected);
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

typedef void mapping_fn(struct oracle_random *random, const struct map_problem *problem,
                        struct map_mapping *out);

struct tally {
    int compared, uneven, wrong; /* uneven: with bounds in time that do not divide */
};

static void run_problem(struct oracle_random *random, enum oracle_kind kind, mapping_fn *draw,
                        struct tally *tally)
{
    struct simulated c = {.psum = NULL};
    struct choice choice = oracle_random_choice(random);
    oracle_random_problem(random, kind, LOOPS, &c.c.problem);
    if (draw == oracle_random_uneven_mapping)
        oracle_make_uneven(random, &c.c.problem);
    oracle_sim_case_create(&c.c, &choice, random);
    set_psums(&c);
    for (int k = 0; k < MAPPINGS && tally->wrong < COMPLAINTS; k++) {
        draw(random, &c.c.problem, &c.c.mapping);
        if (map_evaluate(&c.c.problem, &c.c.mapping, &c.model, NULL) != MAP_OK)
            continue;
        tally->compared++;
        tally->uneven += oracle_has_short_tile(&c.c.problem, &c.c.mapping);
        if (run_case(&c) != 0) {
            tally->wrong++;
            fprintf(stderr, "%s:", oracle_kind_name(kind));
            oracle_print_mapping(stderr, &c.c.mapping);
        }
        sim_result_free(&c.result);
    }
    free_case(&c);
}

static struct tally run_problems(mapping_fn *draw)
{
    const char *seed = getenv("ENOS_SEED");
    struct oracle_random random = {.state = seed ? strtoull(seed, NULL, 10) : 1};
    struct tally tally = {.compared = 0};
    for (int i = 0; i < PROBLEMS * ORACLE_KIND_COUNT && tally.wrong < COMPLAINTS; i++)
        run_problem(&random, (enum oracle_kind)(i % ORACLE_KIND_COUNT), draw, &tally);
    printf("%d mappings compared, %d uneven, %d wrong\n", tally.compared, tally.uneven,
           tally.wrong);
    cr_assert(tally.wrong == 0);
    cr_assert(tally.compared > PROBLEMS * ORACLE_KIND_COUNT);
    return tally;
}

Test(simulate, equals_model_and_reference)
{
    run_problems(oracle_random_spatial_mapping);
}

Test(simulate, equals_model_and_reference_where_tiles_do_not_divide_the_layer)
{
    struct tally tally = run_problems(oracle_random_uneven_mapping);
    cr_assert(2 * tally.uneven > tally.compared, "the model refuses tiles that do not divide");
}
