/* The keys of a run's file. */
#ifndef SEARCH_RUN_SCHEMA_H
#define SEARCH_RUN_SCHEMA_H

#include "search/run.h"
#include "workloads/description_read.h"

/* What the tables fill: the run, and the values that take more than a line of a table. */
struct run_text {
    struct search_run run;
    char format[40];
    const struct desc_node *choices, *pin_layers, *sha256, *train, *retrain;
};

extern const struct desc_schema run_schema;         /* struct run_text */
extern const struct desc_schema run_recipe_schema;  /* struct run_recipe */
extern const struct desc_schema run_retrain_schema; /* struct run_retrain */

/* What is not given in the file. */
void run_set_defaults(struct search_run *run);

/* Reads choices, pins and checksums from their nodes. What is wrong goes to `diag`. */
void run_read_choices(struct search_run *run, const struct desc_node *node, struct diag_list *diag);
void run_read_pins(struct run_text *text, const struct desc_node *root, struct diag_list *diag);
void run_read_checksums(struct search_run *run, const struct desc_node *node,
                        struct diag_list *diag);

/* Of two keys that exclude each other, one of the command line goes before one of the file. */
void run_settle(struct search_run *run, const struct desc_node *root);

/* Makes the run's paths independent of where its file is. */
void run_resolve_paths(struct search_run *run, const struct desc_node *root, const char *file,
                       struct diag_list *diag);

/* Keys that do not fit each other. */
void run_check(const struct search_run *run, const struct desc_node *root, struct diag_list *diag);

/* Word of the choices "both", ...; NULL behind the last. */
extern const char *const run_choice_sets[];

#endif
