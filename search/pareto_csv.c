/* points.csv and pareto.csv */
#include "mapper/csv.h"
#include "search/pareto.h"

static void write_number(FILE *out, double value)
{
    fputc(',', out);
    csv_write_number(out, value);
}

static void write_text(FILE *out, const char *text)
{
    fputc(',', out);
    csv_write_text(out, text);
}

/* What a group has in common. */
static void write_search(FILE *out, const struct point *point)
{
    fputs(point_kind_name(point->kind), out);
    write_text(out, point->mode);
    write_text(out, point->choices);
    write_number(out, point->lambda);
    write_number(out, point->target);
}

static void write_point(FILE *out, const struct point *point)
{
    write_search(out, point);
    fprintf(out, ",%llu,%zu", (unsigned long long)point->seed, point->candidate);
    write_number(out, point->energy_share);
    write_number(out, point->energy_pj);
    write_number(out, point->latency_cycles);
    write_number(out, point->validation_accuracy);
    write_number(out, point->test_accuracy);
    fprintf(out, ",%zu", point->test_images);
    write_number(out, pareto_binomial_error(point->test_accuracy, point->test_images));
    write_number(out, point->integer_accuracy);
    write_text(out, point->assignment);
    write_text(out, point->folder);
    fputc('\n', out);
}

void points_write_csv(FILE *out, const struct point *point, size_t count,
                      const struct provenance *provenance)
{
    provenance_write(out, provenance, "points");
    fputs("kind,mode,choices,lambda,target,seed,candidate,energy_share,energy_pj,latency_cycles,"
          "validation_accuracy,test_accuracy,test_images,test_error,integer_accuracy,assignment,"
          "folder\n",
          out);
    for (size_t i = 0; i < count; i++)
        write_point(out, &point[i]);
}

static void write_group(FILE *out, const struct pareto *pareto, const struct pareto_group *group)
{
    write_search(out, &pareto->point[group->first]);
    fprintf(out, ",%zu,%zu", group->assignments, group->seeds);
    write_number(out, group->energy_mean);
    write_number(out, group->energy_sd);
    write_number(out, group->accuracy_mean);
    write_number(out, group->accuracy_sd);
    write_number(out, group->accuracy_error);
    fprintf(out, ",%d", group->on_front);
    write_number(out, group->binomial_error);
    fputc('\n', out);
}

void pareto_write_csv(FILE *out, const struct pareto *pareto, const struct provenance *provenance)
{
    provenance_write(out, provenance, "pareto");
    fputs("kind,mode,choices,lambda,target,assignments,seeds,energy_share_mean,energy_share_sd,"
          "test_accuracy_mean,test_accuracy_sd,test_accuracy_error,on_front,test_binomial_error\n",
          out);
    for (size_t g = 0; g < pareto->group_count; g++)
        write_group(out, pareto, &pareto->group[g]);
}
