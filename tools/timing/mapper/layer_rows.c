#include "layer_rows.h"

#include <stdio.h>
#include <string.h>

#include "map_case.h"
#include "workloads/network.h"

/* A layer is proven in this time, or else within the gap in that. */
#define PROVEN_S 2.0
#define GAP_S 5.0
#define GAP_PERCENT 0.5
#define SLACK_S 5.0 /* after its time limit a run only writes; then it is interrupted */

/* The worst layer of a network is one that misses the bar, else the slowest. */
struct worst {
    char layer[64];
    double seconds, gap;
    size_t missed, layers;
};

struct layers {
    const struct bench_setting *setting;
    const char *network, *glb; /* glb: an override, or NULL */
    struct worst worst;
};

static int run_layer(struct map_outcome *out, const struct layers *layers, const char *layer,
                     const char *limit, const char *gap)
{
    const struct bench_setting *setting = layers->setting;
    char program[512];
    double limit_s = 0;
    snprintf(program, sizeof program, "%s/enos-map", setting->programs);
    sscanf(limit, "%lf", &limit_s);
    struct map_case map = {program,
                           setting->folder,
                           limit_s + SLACK_S,
                           {setting->machine, layers->network, "--layer", layer, "--op", "T8",
                            "--factors", "perfect", "--threads", "1", "--time-limit", limit,
                            "--gap", gap, layers->glb ? "--set" : NULL, layers->glb}};
    return map_case_run(out, &map);
}

static void note(struct worst *worst, const char *layer, const struct map_outcome *outcome, int met)
{
    int is_worse = !met || worst->missed == 0;
    worst->layers++;
    worst->missed += !met;
    if (!is_worse || (outcome->gap < worst->gap ||
                      (outcome->gap == worst->gap && outcome->run.wall_s < worst->seconds)))
        return;
    snprintf(worst->layer, sizeof worst->layer, "%s", layer);
    worst->seconds = outcome->run.wall_s;
    worst->gap = outcome->gap;
}

/* Proven in time; if not, a second run that may end within the gap. */
static int measure_layer(struct layers *layers, const char *layer)
{
    struct map_outcome outcome;
    if (run_layer(&outcome, layers, layer, "2", "0"))
        return -1;
    int met = outcome.unproven == 0 && outcome.run.wall_s <= PROVEN_S;
    if (!met) {
        if (run_layer(&outcome, layers, layer, "5", "0.5"))
            return -1;
        met = outcome.run.wall_s <= GAP_S && 100 * outcome.gap <= GAP_PERCENT;
    }
    printf("    %-12s %7.3f s  CPU %7.3f s  %s", layer, outcome.run.wall_s,
           outcome.run.user_s + outcome.run.system_s, outcome.unproven ? "gap" : "proven");
    if (outcome.unproven)
        printf(" %.2f %%", 100 * outcome.gap);
    puts(met ? "" : "  MISSED");
    fflush(stdout);
    note(&layers->worst, layer, &outcome, met);
    return 0;
}

static int measure_layers(struct layers *layers, const struct network *network)
{
    printf("  enos-map -q --no-cache %s %s --layer LAYER --op T8 --factors perfect --threads 1 "
           "--time-limit 2%s%s,\n  then --time-limit 5 --gap 0.5\n",
           layers->setting->machine, layers->network, layers->glb ? " --set " : "",
           layers->glb ? layers->glb : "");
    for (int i = 0; i < network->layer_count; i++)
        if (measure_layer(layers, network->node[network->layer[i]].name))
            return -1;
    return 0;
}

static void fill(struct bar_row *row, const struct layers *layers, const char *name)
{
    const struct worst *worst = &layers->worst;
    snprintf(row->what, sizeof row->what, "%s, T8, perfect%s", name,
             layers->glb ? ", 16 KiB GLB" : "");
    snprintf(row->measured, sizeof row->measured, "%zu of %zu layers in time; worst %s %.2f s, %s",
             worst->layers - worst->missed, worst->layers, worst->layer, worst->seconds,
             worst->gap > 0 ? "gap" : "proven");
    if (worst->gap > 0)
        snprintf(row->measured + strlen(row->measured),
                 sizeof row->measured - strlen(row->measured), " %.2f %%", 100 * worst->gap);
    snprintf(row->bar, sizeof row->bar, "each 2 s proven, or 5 s and gap <= 0.5 %%");
    row->met = worst->missed == 0;
}

int layer_rows(struct bar_table *table, const struct bench_setting *setting, const char *path)
{
    static const char *const glb[] = {NULL, "storage.GLB.capacity=16 KiB"};
    struct network *network;
    struct diag_list *diag;
    if (diag_create(&diag))
        return -1;
    int failed = network_read(&network, path, NULL, 0, diag);
    for (size_t i = 0; !failed && i < sizeof glb / sizeof *glb; i++) {
        struct layers layers = {.setting = setting, .network = path, .glb = glb[i]};
        failed = measure_layers(&layers, network);
        if (!failed)
            fill(bar_table_add(table), &layers, network->name);
        if (failed || i + 1 == sizeof glb / sizeof *glb)
            network_free(network);
    }
    diag_write(diag, stderr);
    diag_free(diag);
    return failed;
}
