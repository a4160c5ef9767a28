/* points.csv and pareto.csv of a grid. */
#include <stdlib.h>

#include "exit_status.h"
#include "result_set.h"
#include "result_text.h"
#include "search_grid.h"

/* What job i has trained, if it is done. */
static size_t add_points(const struct search_grid *grid, size_t i, struct point *point)
{
    const struct search_grid_result *result = &grid->task[i].result;
    for (size_t k = 0; grid->task[i].is_done && k < result->count; k++)
        point[k] = result->point[k];
    return grid->task[i].is_done ? result->count : 0;
}

static size_t most_points(const struct search_grid *grid)
{
    size_t count = 0;
    for (size_t i = 0; i < grid->count; i++)
        count += grid->task[i].is_done ? grid->task[i].result.count : 0;
    return count;
}

/* A search and its controls, which others may have found in another order. */
static size_t add_search(const struct search_grid *grid, size_t search, struct point *point)
{
    size_t count = add_points(grid, search, point);
    for (size_t i = 0; i < grid->count; i++)
        if (grid->task[i].job.job.search == search)
            count += add_points(grid, i, point + count);
    return count;
}

size_t search_grid_points(const struct search_grid *grid, struct point **point)
{
    size_t count = 0;
    *point = calloc(most_points(grid) + 1, sizeof **point);
    for (size_t i = 0; *point && i < grid->count; i++)
        if (grid->task[i].job.job.search == GRID_NONE)
            count += add_search(grid, i, *point + count);
    return count;
}

struct csv {
    const struct pareto *pareto;
    const struct provenance *provenance;
};

static void write_points(FILE *out, const void *context)
{
    const struct csv *csv = context;
    points_write_csv(out, csv->pareto->point, csv->pareto->point_count, csv->provenance);
}

static void write_groups(FILE *out, const void *context)
{
    const struct csv *csv = context;
    pareto_write_csv(out, csv->pareto, csv->provenance);
}

static int add_file(struct result_set *set, const struct search_grid *grid, const char *name,
                    result_text_write *write, const struct csv *csv, FILE *errors)
{
    char path[RESULT_FOLDER_MAX + 16];
    snprintf(path, sizeof path, "%s/%s", grid->options.folder, name);
    return result_text_add(set, path, write, csv, search_option_set.tool, errors);
}

static int write_set(const struct search_grid *grid, const struct csv *csv, FILE *errors)
{
    struct result_set *set;
    if (result_set_create(&set, NULL) != 0)
        return exit_out_of_memory(search_option_set.tool);
    int status = add_file(set, grid, "points.csv", write_points, csv, errors) ||
                 add_file(set, grid, "pareto.csv", write_groups, csv, errors);
    if (status == 0 && result_set_commit(set) != 0) {
        fprintf(errors, "enos-search: cannot write %s\n", result_set_error(set));
        status = -1;
    }
    result_set_free(set);
    return status ? EXIT_ENVIRONMENT : EXIT_DONE;
}

int search_grid_write(const struct search_grid *grid, FILE *errors)
{
    struct point *point;
    struct pareto pareto;
    size_t count = search_grid_points(grid, &point);
    if (!point || pareto_create(&pareto, point, count) != 0) {
        free(point);
        return exit_out_of_memory(search_option_set.tool);
    }
    struct csv csv = {&pareto, grid->options.provenance};
    int status = write_set(grid, &csv, errors);
    pareto_free(&pareto);
    free(point);
    return status;
}
