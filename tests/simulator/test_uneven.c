/* The simulator where tiles do not divide the layer: outputs are the definition's, words and steps
 * those that walks over single elements count (tests/oracle/walk.c, by the rules of docs/model.md),
 * and the tiles take just the room that these find. ENOS_SEED=n for fresh cases. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "oracle/cases.h"
#include "oracle/count.h"
#include "oracle/sim_case.h"
#include "oracle/sim_mapping.h"

enum { PROBLEMS = 30, MAPPINGS = 10, LOOPS = 6, COMPLAINTS = 3 };

struct tally {
    int cases, uneven, wrong;
    int tight; /* buffers that lacked a bit */
};

static int differ(const char *what, uint64_t walked, uint64_t simulated)
{
    if (walked != simulated)
        fprintf(stderr, "%s: walked %llu, simulated %llu\n", what, (unsigned long long)walked,
                (unsigned long long)simulated);
    return walked != simulated;
}

static int words_differ(const struct oracle_counts *o, const struct sim_counts *c)
{
    int wrong = 0;
    for (int w = 0; w < WORD_COUNT; w++) {
        const struct sim_flow *dram = &c->flow[LEVEL_DRAM][w], *glb = &c->flow[LEVEL_GLB][w];
        wrong += differ("DRAM read", o->dram_read[w], dram->read) +
                 differ("DRAM written", o->dram_write[w], dram->update) +
                 differ("GLB read", o->glb_read[w], glb->read + glb->drain) +
                 differ("GLB written", o->glb_write[w], glb->fill + glb->update) +
                 differ("injected", o->entered[w] + o->left[w], c->injected[w]) +
                 differ("delivered", o->taken[w] + o->left[w], c->delivered[w]);
    }
    return wrong;
}

static int array_differs(const struct oracle_counts *o, const struct sim_counts *c)
{
    const struct sim_flow *spad = c->flow[LEVEL_SPAD];
    return differ("W filled", o->spad_fill[TENSOR_W], spad[SIM_WEIGHT].fill) +
           differ("I filled", o->spad_fill[TENSOR_I], spad[SIM_INPUT].fill) +
           differ("O filled", o->spad_fill[TENSOR_O], spad[SIM_PSUM].fill) +
           differ("O drained", o->spad_drain, spad[SIM_PSUM].drain) +
           differ("saved", o->saved_reads, spad[SIM_PSUM].update - spad[SIM_PSUM].read) +
           differ("linked", o->link_words, c->linked) + differ("steps", o->steps, c->steps) +
           differ("terms", o->terms, c->terms) +
           differ("steps with inputs", o->input_steps, spad[SIM_INPUT].read);
}

static int psums_differ(const struct oracle_sim_case *c, const int32_t *psum)
{
    int32_t *expected = malloc(c->psums * sizeof *expected);
    uint64_t wrong = 0;
    cr_assert(expected != NULL);
    oracle_sim_case_expect(c, expected);
    for (size_t i = 0; i < c->psums; i++)
        wrong += psum[i] != expected[i];
    free(expected);
    return differ("wrong psums", 0, wrong);
}

/* Runs the case. Returns 0, or -1 if the machine refuses it. */
static int simulate(const struct oracle_sim_case *c, int32_t *psum, struct sim_result *result)
{
    char reason[SIM_REASON_MAX];
    return sim_layer_run(&c->layer, NULL, psum, result, reason);
}

/* Buffers as large as their tiles. */
static void set_room(struct oracle_sim_case *c, const struct oracle_counts *o)
{
    for (int t = 0; t < TENSOR_COUNT; t++)
        c->machine.storage[c->machine.spad[t]].capacity_bits = o->spad_tile_bits[t];
    if (c->machine.glb >= 0)
        c->machine.storage[c->machine.glb].capacity_bits = o->glb_tile_bits;
}

/* Each buffer in turn lacks one bit, if it has any: of inputs that are all padding nothing is kept.
 * Returns how often the machine takes it all the same. */
static int takes_too_much(struct oracle_sim_case *c, const struct oracle_counts *o, int32_t *psum,
                          struct tally *tally)
{
    int wrong = 0;
    for (int i = 1; i < c->machine.storage_count; i++) {
        struct sim_result result;
        if (c->machine.storage[i].capacity_bits == 0 || (i == 1 && c->machine.glb < 0))
            continue;
        c->machine.storage[i].capacity_bits--;
        if (simulate(c, psum, &result) == 0) {
            wrong++;
            sim_result_free(&result);
        }
        tally->tight++;
        set_room(c, o);
    }
    return differ("takes tiles that do not fit", 0, (uint64_t)wrong);
}

/* What one case has wrong. */
typedef int check_fn(struct oracle_sim_case *c, struct tally *tally);

static int check_outputs(struct oracle_sim_case *c, struct tally *tally)
{
    struct sim_result result;
    int32_t *psum = malloc(c->psums * sizeof *psum);
    cr_assert(psum != NULL);
    int wrong = simulate(c, psum, &result) != 0 || psums_differ(c, psum);
    sim_result_free(&result);
    free(psum);
    (void)tally;
    return wrong;
}

static int check_counts(struct oracle_sim_case *c, struct tally *tally)
{
    struct oracle_counts o;
    struct sim_result result;
    int32_t *psum = malloc(c->psums * sizeof *psum);
    enum oracle_status status = oracle_count(&c->problem, &c->mapping, &o);
    cr_assert(psum != NULL);
    cr_assert(status == ORACLE_OK, "the walks refuse the mapping");
    set_room(c, &o);
    cr_assert(simulate(c, psum, &result) == 0, "the machine refuses tiles that fit");
    int wrong = words_differ(&o, &result.counts) + array_differs(&o, &result.counts) +
                differ("cycles of compute", o.compute_cycles, result.cycles[SIM_COMPUTE]) +
                takes_too_much(c, &o, psum, tally);
    sim_result_free(&result);
    free(psum);
    return wrong;
}

static void run_problem(struct oracle_random *random, enum oracle_kind kind, check_fn *check,
                        struct tally *tally)
{
    struct oracle_sim_case c = {.inputs = 0};
    struct choice choice = oracle_random_choice(random);
    oracle_random_problem(random, kind, LOOPS, &c.problem);
    oracle_make_uneven(random, &c.problem);
    c.problem.double_buffer = c.problem.spad_shared = 0; /* a tile is what has to fit */
    oracle_sim_case_create(&c, &choice, random);
    for (int k = 0; k < MAPPINGS && tally->wrong < COMPLAINTS; k++) {
        oracle_random_uneven_mapping(random, &c.problem, &c.mapping);
        tally->cases++;
        tally->uneven += oracle_has_short_tile(&c.problem, &c.mapping);
        if (check(&c, tally) == 0)
            continue;
        tally->wrong++;
        fprintf(stderr, "%s:", oracle_kind_name(kind));
        oracle_print_mapping(stderr, &c.mapping);
    }
    oracle_sim_case_free(&c);
}

static struct tally run_problems(check_fn *check)
{
    const char *seed = getenv("ENOS_SEED");
    struct oracle_random random = {.state = seed ? strtoull(seed, NULL, 10) : 1};
    struct tally tally = {.cases = 0};
    for (int i = 0; i < PROBLEMS * ORACLE_KIND_COUNT && tally.wrong < COMPLAINTS; i++)
        run_problem(&random, (enum oracle_kind)(i % ORACLE_KIND_COUNT), check, &tally);
    printf("%d cases, %d uneven, %d wrong\n", tally.cases, tally.uneven, tally.wrong);
    cr_assert(tally.wrong == 0);
    cr_assert(2 * tally.uneven > tally.cases);
    return tally;
}

Test(uneven, has_the_outputs_of_the_definition)
{
    run_problems(check_outputs);
}

Test(uneven, counts_what_walks_over_elements_count)
{
    struct tally tally = run_problems(check_counts);
    printf("%d buffers one bit too small\n", tally.tight);
    cr_assert(tally.tight >= 3 * tally.cases / 2);
}
