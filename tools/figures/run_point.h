/* A trained network of a run, as fields of text: a row of points.csv and where it is from. */
#ifndef FIGURES_RUN_POINT_H
#define FIGURES_RUN_POINT_H

#include "run_folder.h"

#define RUN_POINT_COLUMNS(X)                                                                       \
    X(kind)                                                                                        \
    X(mode)                                                                                        \
    X(choices)                                                                                     \
    X(lambda)                                                                                      \
    X(target)                                                                                      \
    X(seed)                                                                                        \
    X(candidate)                                                                                   \
    X(energy_share)                                                                                \
    X(energy_pj)                                                                                   \
    X(latency_cycles)                                                                              \
    X(validation_accuracy)                                                                         \
    X(test_accuracy) X(test_images) X(test_error) X(integer_accuracy) X(assignment) X(folder)

enum run_point_column {
#define COLUMN(name) POINT_##name,
    RUN_POINT_COLUMNS(COLUMN)
#undef COLUMN
        POINT_COLUMNS
};

struct run_point {
    const char *text[POINT_COLUMNS]; /* "" where there is none */
    const char *file;                /* that says so, with the line */
    int line;
};

/* Name of a column, as points.csv has it. */
const char *run_point_name(enum run_point_column column);

/* Prints the names of all columns, tab-separated: run, network, data, layers, then the point's. */
void run_point_write_names(void);

/* Prints a point of the run, called `name`, as a line. Returns 0, or -1 with the reason in `diag`:
 * no energy, no accuracy, or not as many choices as the network has layers. */
int run_point_write(const struct run_point *point, const char *name, const struct run_folder *run,
                    struct diag_list *diag);

/* Prints the points of a folder: a grid's, or a single run's. Returns 0, or -1 with the reasons in
 * `diag`: it is neither, or not finished. */
int run_rows_write(const char *folder, const char *name, struct diag_list *diag);

#endif
