/* A finished simulation, for all that shows or writes it. */
#ifndef TOOLS_SIM_VIEW_H
#define TOOLS_SIM_VIEW_H

#include <stdio.h>

#include "mapper/provenance.h"
#include "sim_trial.h"

struct sim_view {
    const struct sim_request *request;
    const struct sim_inputs *inputs;
    const struct sim_trial *trial;
    const struct provenance *provenance;
    const struct sim_trace *trace; /* or NULL */
    int interrupted;
};

/* The network's screen, at most 80 columns wide: a row per layer, where cycles and energy go,
 * the verdict. */
void sim_screen_network(FILE *out, const struct sim_view *view);

/* The screen of the one layer that was simulated: the same, every count beside the model's
 * and each PE's busy share. Returns 0, or -1 when memory is short. */
int sim_screen_layer(FILE *out, const struct sim_view *view);

/* What the screens share: the run in some lines; a row per layer, with what the verdicts of
 * those that do not agree rest on; cycles by reason and energy by component, beside the
 * model's; outputs and labels. */
void sim_screen_header(FILE *out, const struct sim_view *view);
void sim_screen_rows(FILE *out, const struct sim_view *view);
void sim_screen_totals(FILE *out, const struct sim_view *view);
void sim_screen_outputs(FILE *out, const struct sim_view *view);

/* sim.json as text, malloc'd, or NULL when memory is short. */
char *sim_json(const struct sim_view *view);

/* sim.csv: provenance, then a row per layer. */
void sim_write_csv(FILE *out, const struct sim_view *view);

/* The array as SVG, each PE as dark as it is busy. Writes nothing when memory is short. */
void sim_write_heat_map(FILE *out, const struct sim_view *view);

/* Writes sim.json, sim.csv and heat.svg into `folder` (NULL: none), and what --json=FILE,
 * --csv=FILE, --heat-map and --trace ask for. Returns 0, or -1 with what failed on `messages`; then
 * nothing new is left. */
int sim_files_write(const struct sim_view *view, const char *folder, FILE *messages);

#endif
