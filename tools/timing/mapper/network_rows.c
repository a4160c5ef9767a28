#include "network_rows.h"

#include <stdio.h>

#include "map_case.h"

static const char network[] = "workloads/squeezenet.yaml";

/* What a row asks: all pairs proven, or within `gap` percent, in `bar_s`. */
struct demand {
    const char *what, *bar, *factors, *gap; /* gap NULL: proven */
    double bar_s, limit_s;                  /* the limit keeps the bench short when it is missed */
};

static int is_within(const struct map_outcome *outcome, const struct demand *demand)
{
    double gap = 0;
    if (demand->gap && sscanf(demand->gap, "%lf", &gap) != 1)
        return 0;
    return outcome->unproven == 0 || (demand->gap && 100 * outcome->gap <= gap);
}

static void fill(struct bar_row *row, const struct map_outcome *outcome,
                 const struct demand *demand)
{
    const struct measurement *run = &outcome->run;
    snprintf(row->what, sizeof row->what, "%s", demand->what);
    snprintf(row->bar, sizeof row->bar, "%s", demand->bar);
    int end =
        snprintf(row->measured, sizeof row->measured, "%s%.2f s (CPU %.2f s), %zu/%zu proven",
                 outcome->stopped ? "stopped at " : "", run->wall_s, run->user_s + run->system_s,
                 outcome->pairs - outcome->unproven, outcome->pairs);
    if (outcome->unproven)
        snprintf(row->measured + end, sizeof row->measured - (size_t)end, ", gap %.2f %% (%s)",
                 100 * outcome->gap, outcome->worst);
    row->met = !outcome->stopped && run->wall_s <= demand->bar_s && is_within(outcome, demand);
}

static int run_row(struct bar_table *table, const struct bench_setting *setting,
                   const struct demand *demand)
{
    char program[512], out[512], threads[16];
    struct map_outcome outcome;
    snprintf(program, sizeof program, "%s/enos-map", setting->programs);
    snprintf(out, sizeof out, "%s/all-choices", setting->folder);
    snprintf(threads, sizeof threads, "%d", setting->threads);
    struct map_case map = {program,
                           setting->folder,
                           demand->limit_s,
                           {setting->machine, network, "--factors", demand->factors, "--threads",
                            threads, "--out", out, demand->gap ? "--gap" : NULL, demand->gap}};
    map_case_print(&map);
    if (map_case_run(&outcome, &map))
        return -1;
    fill(bar_table_add(table), &outcome, demand);
    return 0;
}

int network_row_perfect(struct bar_table *table, const struct bench_setting *setting)
{
    static const struct demand demand = {
        "SqueezeNet, all choices, perfect", "2 s (aim 1 s), all proven", "perfect", NULL, 2, 60};
    return run_row(table, setting, &demand);
}

int network_row_imperfect(struct bar_table *table, const struct bench_setting *setting)
{
    static const struct demand demand = {"SqueezeNet, all choices, imperfect",
                                         "30 s (aim 10 s), gap <= 0.5 %",
                                         "imperfect",
                                         "0.5",
                                         30,
                                         120};
    return run_row(table, setting, &demand);
}
