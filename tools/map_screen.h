/* What enos-map shows, at most 80 columns wide. */
#ifndef TOOLS_MAP_SCREEN_H
#define TOOLS_MAP_SCREEN_H

#include "map_reference.h"
#include "map_run.h"
#include "map_totals.h"
#include "workloads/network.h"

/* A finished run and what it was of. */
struct map_view {
    const struct map_run *run;
    const struct map_tables *tables;
    const struct network *network;
    const struct map_reference *reference; /* of this machine, or NULL */
    int interrupted;
};

/* The network's table: a row per layer, totals for every choice. */
void map_screen_network(FILE *out, const struct map_view *view);

/* The loop nest of one layer and choice: what each level holds, does and costs, and
 * why PEs idle. `fastest` is the solution of least latency to compare with, or NULL. */
void map_screen_layer(FILE *out, const struct map_view *view, size_t layer, size_t choice,
                      const struct map_solution *fastest);

/* Why a pair has no mapping, a line for each (those of one reason together). */
void map_screen_impossible(FILE *out, const struct map_view *view);

/* Every energy of a machine, with its source. */
void map_screen_energies(FILE *out, const struct arch_machine *machine);

/* "C3 M4 | Q14": the spatial loops on the rows (Y) and on the columns (X). */
#define MAP_ARRAY_TEXT_MAX 64
void map_array_text(char out[MAP_ARRAY_TEXT_MAX], const struct map_mapping *mapping);

/* The machine and network in a line each, the run in a third. */
void map_screen_header(FILE *out, const struct map_view *view);

#endif
