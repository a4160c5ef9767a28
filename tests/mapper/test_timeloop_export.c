/* Mappings as nests that Timeloop can be told: on random mappings of random problems of every
 * kind, what such a nest moves is what the mapping moves. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mapper/build_problem.h"
#include "mapper/evaluate.h"
#include "mapper/hierarchy.h"
#include "mapper/solve.h"
#include "mapper/timeloop_count.h"
#include "mapper/timeloop_export.h"
#include "mapper/timeloop_file.h"
#include "oracle/cases.h"
#include "oracle/mapping_nest.h"
#include "oracle/sample.h"

enum { PROBLEMS = 60, MAPPINGS = 12 };

struct tally {
    int legal, exported, uneven, crossed, twice, between;
};

/* The nth level that keeps the tensor, or -1. */
static int keeper(const struct hierarchy_nest *nest, enum tensor t, int n)
{
    for (int level = 0; level < nest->level_count; level++)
        if (nest->keeps[level][t] && n-- == 0)
            return level;
    return -1;
}

static int tensor_differs(const struct hierarchy_nest *a, const struct hierarchy_counts *na,
                          const struct hierarchy_nest *b, const struct hierarchy_counts *nb,
                          enum tensor t)
{
    for (int n = 0; n < HIERARCHY_LEVELS_MAX; n++) {
        int x = keeper(a, t, n), y = keeper(b, t, n);
        if ((x < 0) != (y < 0))
            return 1;
        if (x >= 0 && (na->reads[x][t] != nb->reads[y][t] || na->fills[x][t] != nb->fills[y][t] ||
                       na->updates[x][t] != nb->updates[y][t]))
            return 1;
    }
    return 0;
}

static void count_refusal(const char *reason, struct tally *tally)
{
    tally->uneven += strstr(reason, "stands apart") != NULL;
    tally->crossed += strstr(reason, "cross the array's axes") != NULL;
    tally->twice += strstr(reason, "two loops of") != NULL;
    tally->between += strstr(reason, "between spatial loops") != NULL;
}

/* Levels that have the instances their spatial loops need, and room for everything. */
static void give_storage(struct timeloop_design *d)
{
    int width = 1, height = 1;
    for (int level = 0, i = 0; level <= d->nest.level_count; level++) {
        if (level < d->nest.level_count) {
            struct timeloop_storage *s = &d->storage[level];
            snprintf(s->name, sizeof s->name, "L%d", level);
            s->class = level % 3;
            s->instances = width * height;
            s->mesh_x = width;
            s->word_bits = s->block_words = 1 + level;
            s->multiple_buffering = 1;
            s->read_pj = 0.1 * level;
        }
        for (; i < d->nest.loop_count && d->nest.loop[i].level == level; i++)
            if (d->nest.loop[i].is_spatial)
                *(d->is_y[i] ? &height : &width) *= d->nest.loop[i].bound;
    }
    snprintf(d->system, sizeof d->system, "system");
    d->mac = (struct timeloop_mac){.name = "mac",
                                   .instances = width * height,
                                   .mesh_x = width,
                                   .word_bits = 8,
                                   .energy_pj = 1e-3};
}

/* What no file says: sharing and links where nothing is spread. */
static void forget_unspread(struct timeloop_design *d)
{
    for (int level = 0; level < d->nest.level_count; level++) {
        int fan_out[2];
        cr_assert(eq(int, timeloop_fan_out(d, level, fan_out), 0));
        for (int t = 0; t < TENSOR_COUNT && fan_out[0] * fan_out[1] == 1; t++)
            d->nest.shares[level][t] = d->links[level][t] = 1;
    }
}

/* Residuals, permutations and splits survive the files. */
static void check_files(const struct timeloop_design *design)
{
    struct timeloop_design whole = *design, again;
    struct diag_list *diag;
    char *text = NULL;
    size_t size;
    give_storage(&whole);
    forget_unspread(&whole);
    FILE *out = open_memstream(&text, &size);
    cr_assert(out != NULL && diag_create(&diag) == 0);
    timeloop_write_architecture(out, &whole);
    timeloop_write_problem(out, &whole);
    timeloop_write_mapping(out, &whole);
    fclose(out);
    if (timeloop_read_text(&again, "written", text, size, diag)) {
        diag_write(diag, stdout);
        cr_assert(0, "not read:\n%s", text);
    }
    cr_assert(layer_shape_equal(&whole.shape, &again.shape), "%s", text);
    cr_assert(eq(int, memcmp(&whole.nest, &again.nest, sizeof whole.nest), 0), "%s", text);
    cr_assert(eq(int, memcmp(whole.is_y, again.is_y, sizeof whole.is_y), 0), "%s", text);
    cr_assert(eq(int, memcmp(whole.links, again.links, sizeof whole.links), 0), "%s", text);
    diag_free(diag);
    free(text);
}

static void check_mapping(struct map_problem *problem, const struct map_mapping *mapping,
                          struct tally *tally)
{
    struct map_result result;
    struct timeloop_design design;
    struct timeloop_roles roles;
    struct oracle_mapping_nest as;
    struct hierarchy_counts ours, exported;
    char reason[TIMELOOP_REASON_MAX];
    if (map_evaluate(problem, mapping, &result, NULL) != MAP_OK ||
        oracle_mapping_nest(problem, mapping, problem->reduce_link, &as) ||
        hierarchy_count(&as.shape, &as.nest, &ours) != HIERARCHY_OK)
        return;
    tally->legal++;
    if (timeloop_nest_of_mapping(&design, &roles, problem, mapping, reason)) {
        count_refusal(reason, tally);
        return;
    }
    tally->exported++;
    /* with the layer's padding, which Timeloop has none of */
    cr_assert(eq(int, hierarchy_count(&as.shape, &design.nest, &exported), HIERARCHY_OK));
    for (int t = 0; t < TENSOR_COUNT; t++)
        cr_assert(
            eq(int, tensor_differs(&as.nest, &ours, &design.nest, &exported, (enum tensor)t), 0),
            "tensor %c", tensor_letters[t]);
    cr_assert(eq(u64, exported.cycles, ours.cycles));
    check_files(&design);
}

static void check_kind(enum oracle_kind kind, struct tally *tally)
{
    struct oracle_random random = {(uint64_t)kind + 17};
    for (int p = 0; p < PROBLEMS; p++) {
        struct map_problem problem;
        oracle_random_problem(&random, kind, 3 + oracle_random_below(&random, 6), &problem);
        problem.glb_bits = (uint64_t)1 << 40;
        for (int t = 0; t < TENSOR_COUNT; t++)
            problem.spad_bits[t] = (uint64_t)1 << 40;
        for (int i = 0; i < MAPPINGS; i++) {
            struct map_mapping mapping;
            oracle_random_mapping(&random, &problem, ORACLE_FACTORS_SPATIAL, &mapping);
            check_mapping(&problem, &mapping, tally);
        }
    }
}

Test(timeloop_export, a_nest_moves_what_its_mapping_moves)
{
    struct tally tally = {0};
    for (int kind = 0; kind < ORACLE_KIND_COUNT; kind++)
        check_kind((enum oracle_kind)kind, &tally);
    int refused = tally.uneven + tally.crossed + tally.twice + tally.between;
    printf("%d mappings, %d exported; %d uneven, %d cross the axes, %d with a dimension twice at a "
           "level, %d with loops between spatial ones\n",
           tally.legal, tally.exported, tally.uneven, tally.crossed, tally.twice, tally.between);
    fflush(stdout);
    cr_assert(ge(int, tally.exported, tally.legal / 4));
    cr_assert(gt(int, tally.uneven, 0));
    cr_expect(eq(int, tally.exported + refused, tally.legal)); /* each has one reason */
}

static struct arch_machine *read_machine(const char *name)
{
    char path[512];
    struct arch_machine *machine;
    struct diag_list *diag;
    snprintf(path, sizeof path, ENOS_SOURCE_DIR "/arch/%s.yaml", name);
    cr_assert(eq(int, diag_create(&diag), 0));
    cr_assert(eq(int, arch_machine_read(&machine, path, NULL, diag), 0));
    diag_free(diag);
    return machine;
}

static double level_pj(const struct timeloop_counts *counts, int level)
{
    double sum = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        sum += counts->energy_pj[level][t];
    return sum;
}

static void expect_near(double a, double b, const char *what)
{
    cr_expect(fabs(a - b) <= 1e-9 * fabs(b), "%s: %.17g, not %.17g", what, a, b);
}

/* A layer without padding or halo, words of one width above the array: all energies but the
 * networks', and but the reads of psums that leave a scratchpad, which Timeloop does not count. */
static void check_energies(const struct arch_machine *machine, const char *choice)
{
    const struct layer_shape shape = {{1, 64, 48, 8, 8, 1, 1, 1}, {8, 8}, {1, 1}, {1, 1}, {0, 0}};
    struct map_problem problem;
    struct map_solution solution;
    struct timeloop_design design;
    struct timeloop_counts counts;
    char reason[TIMELOOP_REASON_MAX];
    int index = arch_choice_index(machine, choice);
    map_problem_build(&problem, machine, index, &shape);
    cr_assert(eq(int, map_solve(&problem, &(struct map_solve_options){0}, &solution), 0));
    const struct map_result *result = &solution.result;
    cr_assert(eq(int,
                 timeloop_from_mapping(&design, machine, index, &problem, &solution.mapping, result,
                                       reason),
                 0),
              "%s", reason);
    cr_assert(eq(int, timeloop_count(&design, &counts), HIERARCHY_OK));
    double drained_pj = (double)result->flow[LEVEL_SPAD][WORD_PSUM].drain * problem.spad_drain_pj;
    double spads_pj = 0;
    for (int level = 2; level < design.nest.level_count; level++)
        spads_pj += level_pj(&counts, level);
    expect_near(counts.mac_pj, result->op_pj, "MACs");
    expect_near(level_pj(&counts, 0), result->dram_pj, "DRAM");
    expect_near(spads_pj + drained_pj, result->spad_pj, "scratchpads");
    cr_expect(
        eq(dbl, (double)counts.words.cycles * problem.cycles_per_step, result->compute_cycles));
}

Test(timeloop_export, energies_are_the_models)
{
    static const char *const choices[] = {"T8", "T4", "MF8"}; /* lanes, cycles of a step */
    struct arch_machine *machine = read_machine("eyeriss168");
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        check_energies(machine, choices[i]);
    arch_machine_free(machine);
}

Test(timeloop_export, a_crossing_is_refused)
{
    struct map_problem problem = oracle_plain_problem();
    struct map_mapping mapping = {0};
    struct timeloop_design design;
    struct timeloop_roles roles;
    char reason[TIMELOOP_REASON_MAX];
    oracle_set_extent(&problem, DIM_P, 4);
    oracle_set_extent(&problem, DIM_Q, 4);
    problem.axis_size[0] = problem.axis_size[1] = 4;
    for (int t = 0; t < TENSOR_COUNT; t++)
        map_add_keep(&mapping, LEVEL_DRAM, (enum tensor)t);
    map_add_par(&mapping, DIM_Q, 2, AXIS_Y);
    map_add_par(&mapping, DIM_Q, 2, AXIS_X);
    map_add_par(&mapping, DIM_P, 2, AXIS_X);
    map_add_par(&mapping, DIM_P, 2, AXIS_Y);
    for (int t = 0; t < TENSOR_COUNT; t++)
        map_add_keep(&mapping, LEVEL_SPAD, (enum tensor)t);
    cr_expect(eq(int, timeloop_nest_of_mapping(&design, &roles, &problem, &mapping, reason), -1));
    cr_expect(strstr(reason, "cross the array's axes") != NULL);
    mapping.node[5].bound = 1; /* P along Y alone: Y is outside */
    cr_assert(eq(int, timeloop_nest_of_mapping(&design, &roles, &problem, &mapping, reason), 0),
              "%s", reason);
    cr_expect(eq(int, roles.outer_axis, AXIS_Y));
}
