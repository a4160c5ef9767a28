/* The jobs of a grid, by hand. */
#include <criterion/criterion.h>

#include "search/grid.h"
#include "workloads/expect.h"

enum { LAYERS = 4, CHOICES = 3 };

/* Layer 0 is pinned to T8; T8 is a choice for that only. Layer 3 has no mapping with BC8. */
struct fixture {
    struct search_space space;
    unsigned char allowed[LAYERS * CHOICES];
    double energy[LAYERS * CHOICES];
    struct diag_list *diag;
};

static void fill(struct fixture *f)
{
    static const unsigned char allowed[] = {1, 0, 0, 0, 1, 1, 0, 1, 1, 0, 1, 0};
    static const double energy[] = {0.1, 0, 0, 0, 0.2, 0.1, 0, 0.21, 0.11, 0, 0.3, 0};
    static const char *const name[] = {"T8", "MF8", "BC8"};
    f->space = (struct search_space){
        .layer_count = LAYERS, .choice_count = CHOICES, .allowed = f->allowed};
    memcpy(f->allowed, allowed, sizeof allowed);
    memcpy(f->energy, energy, sizeof energy);
    for (int j = 0; j < CHOICES; j++)
        cr_assert_eq(choice_parse(&f->space.choice[j], name[j]), 0);
    cr_assert_eq(diag_create(&f->diag), 0);
}

static struct grid_options options_of(const struct fixture *f, const double *value, size_t count)
{
    return (struct grid_options){.space = &f->space,
                                 .energy = f->energy,
                                 .value = value,
                                 .value_count = count,
                                 .seed = 7,
                                 .seeds = 2,
                                 .warms_up = 1,
                                 .uni = 1,
                                 .file = "x.yaml"};
}

static void expect_names(const struct grid *grid, const char *const *name, size_t count)
{
    cr_assert_eq(grid->count, count);
    for (size_t i = 0; i < count; i++)
        cr_expect_str_eq(grid->job[i].name, name[i]);
}

Test(grid, lists_warm_ups_searches_and_uni_operators_of_every_seed)
{
    static const char *const name[] = {"warm-up-seed-7",    "lambda-0.1-seed-7", "lambda-3-seed-7",
                                       "uni-MF8-seed-7",    "uni-BC8-seed-7",    "warm-up-seed-8",
                                       "lambda-0.1-seed-8", "lambda-3-seed-8",   "uni-MF8-seed-8",
                                       "uni-BC8-seed-8"};
    static const size_t bc[] = {0, 2, 2, 1}; /* where it may */
    struct fixture f;
    struct grid grid;
    fill(&f);
    struct grid_options options = options_of(&f, (double[]){0.1, 3}, 2);
    cr_assert_eq(grid_create(&grid, &options, f.diag), 0);
    expect_names(&grid, name, sizeof name / sizeof *name);
    cr_assert_eq(grid.job[0].kind == GRID_WARM_UP, 1);
    cr_assert_eq(grid.job[0].warm_up, GRID_NONE);
    cr_assert_eq(grid.job[2].warm_up, 0);
    cr_assert_eq(grid.job[7].warm_up, 5);
    cr_assert_eq(grid.job[7].lambda, 3);
    cr_assert_eq(grid.job[7].seed, 8);
    cr_assert_eq(grid.job[4].warm_up, GRID_NONE);
    cr_assert_eq(memcmp(grid.job[4].choice, bc, sizeof bc), 0);
    grid_free(&grid);
    diag_free(f.diag);
}

Test(grid, without_warm_up_and_controls_there_are_only_searches)
{
    static const char *const name[] = {"target-0.25-seed-7", "target-0.1-seed-7"};
    struct fixture f;
    struct grid grid;
    fill(&f);
    struct grid_options options = options_of(&f, (double[]){0.25, 0.1}, 2);
    options.is_target = 1;
    options.seeds = 1;
    options.uni = options.warms_up = 0;
    cr_assert_eq(grid_create(&grid, &options, f.diag), 0);
    expect_names(&grid, name, 2);
    cr_assert_eq(grid.job[0].warm_up, GRID_NONE);
    cr_assert_eq(grid.job[1].target, 0.1);
    cr_assert_eq(grid.job[1].lambda, 0);
    grid_free(&grid);
    diag_free(f.diag);
}

/* Networks that go on from the supernet's weights need those. */
Test(grid, controls_that_inherit_begin_with_the_warm_up)
{
    struct fixture f;
    struct grid grid;
    fill(&f);
    struct grid_options options = options_of(&f, (double[]){1}, 1);
    options.inherits = 1;
    cr_assert_eq(grid_create(&grid, &options, f.diag), 0);
    cr_assert_eq(grid.job[2].warm_up, 0);
    cr_assert_eq(grid.job[6].warm_up, 4);
    grid_free(&grid);
    diag_free(f.diag);
}

/* Of 4 assignments, which cost .61 .71 .71 .81, two are within 2 % of .71. */
Test(grid, adds_random_controls_of_the_same_energy)
{
    static const size_t found[] = {0, 1, 2, 1};
    struct fixture f;
    struct grid grid;
    char note[RANDOM_ASSIGNMENT_NOTE_MAX];
    fill(&f);
    struct grid_options options = options_of(&f, (double[]){0.1, 3}, 2);
    options.random = 2;
    cr_assert_eq(grid_create(&grid, &options, f.diag), 0);
    cr_assert_eq(grid_add_random(&grid, 7, found, note), 0);
    cr_assert_str_eq(note, "");
    cr_assert_eq(grid.count, 12);
    cr_expect_str_eq(grid.job[10].name, "random-lambda-3-1-seed-8");
    cr_expect_str_eq(grid.job[11].name, "random-lambda-3-2-seed-8");
    for (size_t i = 10; i < 12; i++) {
        const struct grid_job *job = &grid.job[i];
        cr_expect_eq(job->choice[1] + job->choice[2], 3);
        cr_expect_eq(job->search, 7);
        cr_expect_eq(job->seed, 8);
        cr_expect_eq(job->lambda, 3);
        cr_expect_eq(job->warm_up, GRID_NONE);
    }
    cr_assert_neq(memcmp(grid.job[10].choice, grid.job[11].choice, sizeof found), 0);
    grid_free(&grid);
    diag_free(f.diag);
}

/* One of two, drawn anew for each of 16 seeds: all alike has a chance of 2^-15. */
Test(grid, controls_of_other_seeds_are_other_draws)
{
    static const size_t found[] = {0, 1, 2, 1};
    struct fixture f;
    struct grid grid;
    char note[RANDOM_ASSIGNMENT_NOTE_MAX];
    size_t first = 0;
    fill(&f);
    struct grid_options options = options_of(&f, (double[]){1}, 1);
    options.uni = options.warms_up = 0;
    options.random = 1;
    options.seeds = 16;
    cr_assert_eq(grid_create(&grid, &options, f.diag), 0);
    for (size_t i = 0; i < options.seeds; i++)
        cr_assert_eq(grid_add_random(&grid, i, found, note), 0);
    for (size_t i = options.seeds; i < grid.count; i++)
        first += grid.job[i].choice[1] == 1;
    cr_assert(first > 0 && first < 16, "%zu of 16", first);
    grid_free(&grid);
    diag_free(f.diag);
}

Test(grid, says_when_there_are_fewer_random_controls)
{
    static const size_t found[] = {0, 2, 2, 1};
    struct fixture f;
    struct grid grid;
    char note[RANDOM_ASSIGNMENT_NOTE_MAX];
    fill(&f);
    struct grid_options options = options_of(&f, (double[]){1}, 1);
    options.random = 2;
    cr_assert_eq(grid_create(&grid, &options, f.diag), 0);
    cr_assert_eq(grid_add_random(&grid, 1, found, note), 0);
    cr_assert_eq(grid.count, 9);
    cr_assert_not_null(strstr(note, "1 of 2"), "%s", note);
    grid_free(&grid);
    diag_free(f.diag);
}

Test(grid, names_tell_close_values_apart)
{
    struct fixture f;
    struct grid grid;
    fill(&f);
    struct grid_options options = options_of(&f, (double[]){0.1, 0.100000000001}, 2);
    cr_assert_eq(grid_create(&grid, &options, f.diag), 0);
    cr_expect_str_eq(grid.job[1].name, "lambda-0.1-seed-7");
    cr_expect_str_eq(grid.job[2].name, "lambda-0.100000000001-seed-7");
    grid_free(&grid);
    diag_free(f.diag);
}

static void refuse(const struct grid_options *options, struct fixture *f, const char *message)
{
    struct grid grid;
    cr_assert_eq(grid_create(&grid, options, f->diag), -1);
    expect_some(f->diag, message);
    grid_free(&grid);
}

Test(grid, refuses_what_is_no_grid)
{
    struct fixture f;
    fill(&f);
    struct grid_options options = options_of(&f, (double[]){0.1, 3, 0.1}, 3);
    refuse(&options, &f, "x.yaml: error: lambda 0.1 is in the grid twice");
    options = options_of(&f, (double[]){-1}, 1);
    refuse(&options, &f, "lambda -1 of the grid is none");
    options = options_of(&f, (double[]){0}, 1);
    options.is_target = 1;
    refuse(&options, &f, "target 0 of the grid is none");
    options = options_of(&f, (double[]){1}, 1);
    options.seeds = 0;
    refuse(&options, &f, "a grid needs at least one seed");
    options = options_of(&f, NULL, 0);
    refuse(&options, &f, "a grid needs at least one lambda");
    options = options_of(&f, (double[]){1}, 1);
    options.seed = UINT64_MAX;
    refuse(&options, &f, "2 seeds from 18446744073709551615 on");
    diag_free(f.diag);
}
