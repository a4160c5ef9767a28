/* The simulator against a plain machine that goes cycle by cycle and word by word: outputs, counts
 * and cycles by reason are equal. ENOS_LONG=1 for more cases, ENOS_SEED=n for others. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle/cases.h"
#include "oracle/plain_machine.h"
#include "oracle/sample.h"
#include "oracle/sim_case.h"
#include "oracle/sim_mapping.h"

enum { PROBLEMS = 6, PROBLEMS_LONG = 300, MAPPINGS = 3, LOOPS = 6, COMPLAINTS = 3 };

/* What all cases together have shown. */
struct tally {
    int cases, wrong, uneven; /* uneven: with bounds in time that do not divide */
    int seen[SIM_REASONS];    /* cases that wait for it */
};

static int differ(const char *what, uint64_t plain, uint64_t fast)
{
    if (plain != fast)
        fprintf(stderr, "%s: plain %llu, simulator %llu\n", what, (unsigned long long)plain,
                (unsigned long long)fast);
    return plain != fast;
}

static int flows_differ(const struct sim_counts *plain, const struct sim_counts *fast)
{
    static const char *const levels[LEVEL_COUNT] = {"DRAM", "GLB", "scratchpads"};
    int wrong = 0;
    for (int level = 0; level < LEVEL_COUNT; level++) {
        for (int w = 0; w < SIM_WORDS; w++) {
            const struct sim_flow *a = &plain->flow[level][w], *b = &fast->flow[level][w];
            char what[80];
            snprintf(what, sizeof what, "%s, word %d", levels[level], w);
            wrong += differ(what, a->fill, b->fill) + differ(what, a->read, b->read) +
                     differ(what, a->update, b->update) + differ(what, a->drain, b->drain);
        }
    }
    return wrong;
}

static int counts_differ(const struct sim_counts *plain, const struct sim_counts *fast)
{
    int wrong = flows_differ(plain, fast) + differ("links", plain->linked, fast->linked) +
                differ("terms", plain->terms, fast->terms) +
                differ("steps", plain->steps, fast->steps) +
                differ("gated steps", plain->gated_steps, fast->gated_steps) +
                differ("gated terms", plain->gated_terms, fast->gated_terms);
    for (int w = 0; w < SIM_WORDS; w++)
        wrong += differ("injected", plain->injected[w], fast->injected[w]) +
                 differ("delivered", plain->delivered[w], fast->delivered[w]);
    return wrong;
}

static int cycles_differ(const struct sim_result *plain, const struct sim_result *fast)
{
    int wrong = differ("latency", plain->latency_cycles, fast->latency_cycles);
    for (int r = 0; r < SIM_REASONS; r++)
        wrong += differ(sim_reason_names[r], plain->cycles[r], fast->cycles[r]);
    return wrong;
}

static int psums_differ(const struct oracle_sim_case *c, const int32_t *plain, const int32_t *fast)
{
    int wrong = 0;
    for (size_t i = 0; i < c->psums; i++)
        wrong += plain[i] != fast[i];
    return differ("wrong psums", 0, (uint64_t)wrong);
}

static int pe_steps_differ(const struct oracle_sim_case *c, const struct sim_result *plain,
                           const struct sim_result *fast)
{
    int wrong = 0;
    for (int i = 0; i < c->machine.rows * c->machine.columns; i++)
        wrong += differ("steps of a PE", plain->pe_steps[i], fast->pe_steps[i]);
    return wrong;
}

/* Returns how much of the two results differs. */
static int compare(const struct oracle_sim_case *c, struct tally *tally)
{
    struct sim_result plain, fast;
    char reason[SIM_REASON_MAX];
    int32_t *psum = malloc(2 * c->psums * sizeof *psum);
    cr_assert(psum != NULL);
    cr_assert(oracle_plain_run(&c->layer, psum, &plain) == 0, "the plain machine hangs");
    int status = sim_layer_run(&c->layer, NULL, psum + c->psums, &fast, reason);
    cr_assert(status == 0, "refused: %s", reason);
    int wrong = psums_differ(c, psum, psum + c->psums) +
                counts_differ(&plain.counts, &fast.counts) + cycles_differ(&plain, &fast) +
                pe_steps_differ(c, &plain, &fast);
    for (int r = 0; r < SIM_REASONS; r++)
        tally->seen[r] += plain.cycles[r] > 0;
    sim_result_free(&plain);
    sim_result_free(&fast);
    free(psum);
    return wrong;
}

typedef void mapping_fn(struct oracle_random *random, const struct map_problem *problem,
                        struct map_mapping *out);

static void run_problem(struct oracle_random *random, enum oracle_kind kind, mapping_fn *draw,
                        struct tally *tally)
{
    struct oracle_sim_case c = {.inputs = 0};
    struct choice choice = oracle_random_choice(random);
    oracle_random_problem(random, kind, LOOPS, &c.problem);
    if (draw == oracle_random_uneven_mapping)
        oracle_make_uneven(random, &c.problem);
    oracle_sim_case_create(&c, &choice, random);
    for (int k = 0; k < MAPPINGS && tally->wrong < COMPLAINTS; k++) {
        draw(random, &c.problem, &c.mapping);
        oracle_random_timing(random, &c.machine);
        tally->cases++;
        tally->uneven += oracle_has_short_tile(&c.problem, &c.mapping);
        if (compare(&c, tally) == 0)
            continue;
        tally->wrong++;
        fprintf(stderr, "%s:", oracle_kind_name(kind));
        oracle_print_mapping(stderr, &c.mapping);
    }
    oracle_sim_case_free(&c);
}

static struct tally run_problems(mapping_fn *draw)
{
    const char *seed = getenv("ENOS_SEED");
    struct oracle_random random = {.state = seed ? strtoull(seed, NULL, 10) : 1};
    int problems = getenv("ENOS_LONG") ? PROBLEMS_LONG : PROBLEMS;
    struct tally tally = {.cases = 0};
    for (int i = 0; i < problems * ORACLE_KIND_COUNT && tally.wrong < COMPLAINTS; i++)
        run_problem(&random, (enum oracle_kind)(i % ORACLE_KIND_COUNT), draw, &tally);
    printf("%d cases, %d uneven, %d wrong; with cycles of", tally.cases, tally.uneven, tally.wrong);
    for (int r = 0; r < SIM_REASONS; r++)
        printf(" %s %d", sim_reason_names[r], tally.seen[r]);
    printf("\n");
    return tally;
}

static void check_all_equal(const struct tally *tally)
{
    cr_assert(tally->wrong == 0);
    cr_assert(tally->cases >= 300);
    for (int r = 0; r < SIM_REASONS; r++)
        cr_assert(tally->seen[r] >= 10, "%s is hardly seen", sim_reason_names[r]);
}

Test(plain_machine, equals_the_simulator)
{
    struct tally tally = run_problems(oracle_random_spatial_mapping);
    check_all_equal(&tally);
}

Test(plain_machine, equals_the_simulator_where_tiles_do_not_divide_the_layer)
{
    struct tally tally = run_problems(oracle_random_uneven_mapping);
    check_all_equal(&tally);
    cr_assert(2 * tally.uneven > tally.cases);
}
