#include "search/grid.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mapper/csv.h"

/* A new last job, all but its name; NULL when memory is short. */
static struct grid_job *add(struct grid *grid, enum grid_kind kind, uint64_t seed)
{
    struct grid_job *all = realloc(grid->job, (grid->count + 1) * sizeof *all);
    if (!all)
        return NULL;
    grid->job = all;
    all[grid->count] =
        (struct grid_job){.kind = kind, .seed = seed, .warm_up = GRID_NONE, .search = GRID_NONE};
    return &all[grid->count++];
}

static const char *value_name(const struct grid *grid)
{
    return grid->options.is_target ? "target" : "lambda";
}

static int add_warm_up(struct grid *grid, uint64_t seed)
{
    struct grid_job *job = add(grid, GRID_WARM_UP, seed);
    if (job)
        snprintf(job->name, sizeof job->name, "warm-up-seed-%llu", (unsigned long long)seed);
    return job ? 0 : -1;
}

static int add_search(struct grid *grid, uint64_t seed, double value, size_t warm_up)
{
    char text[CSV_NUMBER_MAX];
    struct grid_job *job = add(grid, GRID_SEARCH, seed);
    if (!job)
        return -1;
    csv_number_text(text, value);
    snprintf(job->name, sizeof job->name, "%s-%s-seed-%llu", value_name(grid), text,
             (unsigned long long)seed);
    *(grid->options.is_target ? &job->target : &job->lambda) = value;
    job->warm_up = warm_up;
    return 0;
}

/* What a layer takes in the network of one choice: that one, or the first that it may. */
static size_t taken(const struct search_space *space, size_t layer, size_t column)
{
    const unsigned char *allowed = space->allowed + layer * space->choice_count;
    size_t first = 0;
    if (allowed[column])
        return column;
    while (!allowed[first])
        first++;
    return first;
}

/* True if a layer that has a choice may take this one: else it is there only for pins. */
static int is_open(const struct search_space *space, size_t column)
{
    for (size_t l = 0; l < space->layer_count; l++)
        if (space_open(space, l) > 1 && space->allowed[l * space->choice_count + column])
            return 1;
    return 0;
}

static int add_uni(struct grid *grid, uint64_t seed, size_t column, size_t warm_up)
{
    const struct search_space *space = grid->options.space;
    char name[CHOICE_NAME_MAX];
    struct grid_job *job = add(grid, GRID_UNI, seed);
    if (!job || !(job->choice = calloc(space->layer_count + 1, sizeof *job->choice)))
        return -1;
    for (size_t l = 0; l < space->layer_count; l++)
        job->choice[l] = taken(space, l, column);
    choice_name(&space->choice[column], name);
    snprintf(job->name, sizeof job->name, "uni-%s-seed-%llu", name, (unsigned long long)seed);
    job->column = column;
    job->warm_up = grid->options.inherits ? warm_up : GRID_NONE;
    return 0;
}

static int add_seed(struct grid *grid, uint64_t seed)
{
    const struct grid_options *o = &grid->options;
    size_t warm_up = o->warms_up ? grid->count : GRID_NONE;
    if (o->warms_up && add_warm_up(grid, seed) != 0)
        return -1;
    for (size_t i = 0; i < o->value_count; i++)
        if (add_search(grid, seed, o->value[i], warm_up) != 0)
            return -1;
    for (size_t j = 0; o->uni && j < o->space->choice_count; j++)
        if (is_open(o->space, j) && add_uni(grid, seed, j, warm_up) != 0)
            return -1;
    return 0;
}

static void check_value(const struct grid_options *o, size_t i, struct diag_list *diag)
{
    const char *name = o->is_target ? "target" : "lambda";
    const struct diag_place place = {.file = o->file};
    double value = o->value[i];
    if (!isfinite(value) || value < 0 || (o->is_target && value == 0))
        diag_error(diag, &place, "lambdas are 0 or more, targets above 0",
                   "%s %g of the grid is none", name, value);
    for (size_t k = 0; k < i; k++)
        if (o->value[k] == value) {
            diag_error(diag, &place, NULL, "%s %g is in the grid twice", name, value);
            return;
        }
}

static int check(const struct grid_options *o, struct diag_list *diag)
{
    const struct diag_place place = {.file = o->file};
    size_t before = diag_count(diag);
    if (o->value_count == 0 || o->seeds == 0)
        diag_error(diag, &place, NULL, "a grid needs at least one %s",
                   o->seeds == 0  ? "seed"
                   : o->is_target ? "target"
                                  : "lambda");
    if (o->seeds > 0 && o->seeds - 1 > UINT64_MAX - o->seed)
        diag_error(diag, &place, NULL, "%zu seeds from %llu on are more than there are", o->seeds,
                   (unsigned long long)o->seed);
    for (size_t i = 0; i < o->value_count; i++)
        check_value(o, i, diag);
    return diag_count(diag) == before ? 0 : -1;
}

int grid_create(struct grid *out, const struct grid_options *options, struct diag_list *diag)
{
    *out = (struct grid){.options = *options};
    if (check(options, diag) != 0)
        return -1;
    for (size_t i = 0; i < options->seeds; i++)
        if (add_seed(out, options->seed + i) != 0) {
            grid_free(out);
            diag_error(diag, &(struct diag_place){.file = options->file}, NULL,
                       "not enough memory for the grid");
            return -1;
        }
    return 0;
}

void grid_free(struct grid *grid)
{
    for (size_t i = 0; i < grid->count; i++)
        free(grid->job[i].choice);
    free(grid->job);
    *grid = (struct grid){0};
}

static int add_one_random(struct grid *grid, size_t search, size_t number, const size_t *choice)
{
    size_t bytes = grid->options.space->layer_count * sizeof *choice;
    char text[CSV_NUMBER_MAX];
    struct grid_job *job = add(grid, GRID_RANDOM, grid->job[search].seed);
    if (!job || !(job->choice = malloc(bytes + 1)))
        return -1;
    const struct grid_job *of = &grid->job[search];
    memcpy(job->choice, choice, bytes);
    job->lambda = of->lambda;
    job->target = of->target;
    job->warm_up = grid->options.inherits ? of->warm_up : GRID_NONE;
    job->search = search;
    csv_number_text(text, of->lambda + of->target);
    snprintf(job->name, sizeof job->name, "random-%s-%s-%zu-seed-%llu", value_name(grid), text,
             number + 1, (unsigned long long)of->seed);
    return 0;
}

static double energy_of(const struct grid_options *o, const size_t *choice)
{
    double sum = 0;
    for (size_t l = 0; l < o->space->layer_count; l++)
        sum += o->energy[l * o->space->choice_count + choice[l]];
    return sum;
}

int grid_add_random(struct grid *grid, size_t search, const size_t *choice,
                    char note[RANDOM_ASSIGNMENT_NOTE_MAX])
{
    const struct grid_options *o = &grid->options;
    size_t layers = o->space->layer_count;
    size_t *drawn = calloc(o->random * layers + 1, sizeof *drawn);
    int status = drawn ? 0 : -1;
    size_t count = 0;
    note[0] = '\0';
    if (drawn && o->random > 0)
        count = random_assignments(o->space, o->energy, energy_of(o, choice), GRID_RANDOM_WITHIN,
                                   grid->job[search].seed, o->random, drawn, note);
    for (size_t i = 0; i < count && status == 0; i++)
        status = add_one_random(grid, search, i, drawn + i * layers);
    free(drawn);
    return status;
}
