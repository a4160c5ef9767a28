#include "evaluation_rows.h"

#include <stdio.h>
#include <string.h>

#include "evaluation_rate.h"
#include "map_case.h"

#define BAR_PER_SECOND 1e6
#define SEARCH_LIMIT_S 60.0

enum { PATH_SIZE = 512 };

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Any good mapping will do: the search may end early. Results go to `out`, a folder. */
static int find_mappings(const struct bench_setting *setting, const char *network, const char *out)
{
    char program[PATH_SIZE];
    struct map_outcome outcome;
    snprintf(program, sizeof program, "%s/enos-map", setting->programs);
    struct map_case map = {program,
                           setting->folder,
                           SEARCH_LIMIT_S,
                           {setting->machine, network, "--choices", "T8", "--factors", "perfect",
                            "--gap", "5", "--time-limit", "1", "--out", out}};
    map_case_print(&map);
    return map_case_run(&outcome, &map);
}

static void fill(struct bar_row *row, const struct evaluation_rate *rate, const char *network)
{
    const char *name = file_name(network);
    snprintf(row->what, sizeof row->what, "map_evaluate, %.*s, T8, one core",
             (int)strcspn(name, "."), name);
    snprintf(row->measured, sizeof row->measured,
             "%.2f M/s of user CPU, %zu mappings; slowest %s %.2f M/s", rate->per_second / 1e6,
             rate->mappings, rate->slowest, rate->slowest_per_second / 1e6);
    snprintf(row->bar, sizeof row->bar, "1 M/s");
    row->met = rate->per_second >= BAR_PER_SECOND;
}

int evaluation_row(struct bar_table *table, const struct bench_setting *setting,
                   const char *network)
{
    struct evaluation_rate rate;
    char out[PATH_SIZE], mappings[PATH_SIZE + sizeof "/mappings.yaml"];
    snprintf(out, sizeof out, "%s/evaluate-%s", setting->folder, file_name(network));
    snprintf(mappings, sizeof mappings, "%s/mappings.yaml", out);
    if (find_mappings(setting, network, out) ||
        evaluation_rate_measure(&rate, setting->machine, mappings))
        return -1;
    fill(bar_table_add(table), &rate, network);
    return 0;
}
