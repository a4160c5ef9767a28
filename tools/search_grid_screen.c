/* The last screen of a grid. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "number_text.h"
#include "search_grid.h"

/* "random 0.3", "uni T8" */
static void group_name(char out[80], const struct point *point)
{
    const char *kind = point_kind_name(point->kind);
    if (point->kind == POINT_UNI)
        snprintf(out, 80, "%s %s", kind, point->choices);
    else if (isnan(point->target))
        snprintf(out, 80, "%s lambda %g", kind, point->lambda);
    else
        snprintf(out, 80, "%s target %g", kind, point->target);
}

/* "52.3 +- 0.4" in percent; without an error only the first. */
static const char *with_error(char out[40], double value, double error)
{
    if (isnan(error))
        snprintf(out, 40, "%.1f", 100 * value);
    else
        snprintf(out, 40, "%.1f +- %.1f", 100 * value, 100 * error);
    return out;
}

static void print_group(FILE *out, const struct pareto *pareto, const struct pareto_group *group)
{
    char name[80], accuracy[40], energy[NUMBER_TEXT_MAX];
    group_name(name, &pareto->point[group->first]);
    fprintf(out, "%c %-24s %8zu %5zu  %6s  %-14s %6.1f\n", group->on_front ? '*' : ' ', name,
            group->networks, group->seeds, number_three(energy, group->energy_mean),
            with_error(accuracy, group->accuracy_mean, group->accuracy_error),
            100 * group->binomial_error);
}

static void print_groups(FILE *out, const struct pareto *pareto)
{
    fprintf(out, "  %-24s %8s %5s  %6s  %-14s %6s\n", "", "networks", "seeds", "energy", "test, %",
            "images");
    for (size_t g = 0; g < pareto->group_count; g++)
        print_group(out, pareto, &pareto->group[g]);
    fputs("* no other group has as little energy (share of the reference network) and as much "
          "accuracy;\n  +- is the standard error over seeds, 'images' that of so many test "
          "images\n",
          out);
}

static void print_comparison(FILE *out, const struct pareto *pareto,
                             const struct pareto_comparison *c)
{
    char name[80], difference[40];
    group_name(name, &pareto->point[pareto->group[c->searched].first]);
    fprintf(out, "  %-24s %s points, %zu seed%s", name,
            with_error(difference, c->difference, c->error), c->pairs, c->pairs == 1 ? "" : "s");
    if (!isnan(c->error) && c->error > 0)
        fprintf(out, ": %.1f standard errors", c->difference / c->error);
    fputc('\n', out);
}

static void print_comparisons(FILE *out, const struct search_grid *grid,
                              const struct pareto *pareto)
{
    if (pareto->comparison_count == 0)
        return;
    fputs("\nsearched less random networks of the same energy\n", out);
    for (size_t i = 0; i < pareto->comparison_count; i++)
        print_comparison(out, pareto, &pareto->comparison[i]);
    if (grid->lacking > 0)
        fprintf(out, "  %zu controls are missing: there are not so many of that energy\n",
                grid->lacking);
}

static void print_failures(FILE *out, const struct search_grid *grid)
{
    for (size_t i = 0; i < grid->count; i++)
        if (grid->task[i].is_done && grid->task[i].result.failed)
            fprintf(out, "%s diverged: %s\n", grid->task[i].job.job.name,
                    grid->task[i].result.failed);
        else if (!grid->task[i].is_done)
            fprintf(out, "%s is not done\n", grid->task[i].job.job.name);
}

void search_grid_screen(FILE *out, const struct search_grid *grid)
{
    struct point *point;
    struct pareto pareto;
    size_t count = search_grid_points(grid, &point);
    if (point && pareto_create(&pareto, point, count) == 0) {
        print_groups(out, &pareto);
        print_comparisons(out, grid, &pareto);
        print_failures(out, grid);
        fprintf(out, "\nwrote %s/points.csv and pareto.csv, and a folder for each network\n",
                grid->options.folder);
        pareto_free(&pareto);
    }
    free(point);
}
