/* What the user asks enos-map for. */
#ifndef TOOLS_MAP_OPTIONS_H
#define TOOLS_MAP_OPTIONS_H

#include "cache_folder.h"
#include "command_page.h"
#include "options.h"

/* Numbers of words, from 1; 0 when the option was not given. */
enum map_template { TEMPLATE_NONE, TEMPLATE_MACHINE, TEMPLATE_NETWORK };
enum map_list { LIST_NONE, LIST_MACHINES, LIST_NETWORKS, LIST_LAYERS, LIST_CHOICES };

struct map_options {
    int version, quiet, verbose, dry_run, explain_mac, constraints, pareto;
    struct option_optional help, json, csv, energy_table;
    const char *out, *layer, *op, *choices, *mapping, *assign, *ert;
    int objective;     /* enum map_objective + 1, or 0 */
    int mapspace;      /* 1 uneven, 2 even, or 0 */
    int factors;       /* 1 perfect, 2 spatial, 3 imperfect, or 0 */
    int register_file; /* 1 cacti, 2 aladdin, or 0 */
    int template;      /* enum map_template */
    int list;          /* enum map_list */
    struct option_integer threads, seed, batch;
    struct option_word_text export; /* word 1: timeloop; text: the folder */
    struct cache_options cache;
    double time_limit_s;
    double latency_cap;            /* cycles; 0: any */
    double front_tolerance;        /* share; below 0: not given */
    double gap;                    /* share */
    struct option_list set;        /* owned */
    const char *machine, *network; /* words of the command line, or NULL */
};

extern const struct option_set map_option_set;
extern const struct command_page map_page;

/* Parses and checks that the options go together. Mistakes are written to
 * `errors`. Returns their number, or -1 when memory is short. */
int map_options_parse(struct map_options *out, int argc, char *const *argv, FILE *errors);
void map_options_free(struct map_options *options);

#endif
