/* What a run folder of enos-search says of itself: its run.yaml and its tables. */
#ifndef FIGURES_RUN_FOLDER_H
#define FIGURES_RUN_FOLDER_H

#include "mapper/tables.h"
#include "workloads/diag.h"

enum { RUN_FOLDER_PATH_MAX = 4096, RUN_FOLDER_TEXT_MAX = 256 };

struct run_folder {
    char network[RUN_FOLDER_TEXT_MAX]; /* "squeezenet-pool x 0.5": name, and width unless 1 */
    char data[RUN_FOLDER_TEXT_MAX];    /* as in the paper, "CIFAR-10" */
    char mode[RUN_FOLDER_TEXT_MAX], lambda[RUN_FOLDER_TEXT_MAX], target[RUN_FOLDER_TEXT_MAX],
        seed[RUN_FOLDER_TEXT_MAX];     /* "" where the run says nothing */
    char choices[RUN_FOLDER_TEXT_MAX]; /* "T8 MF8 BC8" */
    struct map_tables tables;          /* for the names of the layers */
};

/* Reads run.yaml and tables.csv of a folder. The tables may lie a folder above: those of a
 * grid. Returns 0, or -1 with the reasons in `diag`. Free with run_folder_free. */
int run_folder_read(struct run_folder *out, const char *folder, struct diag_list *diag);
void run_folder_free(struct run_folder *run);

/* Returns 0 if the folder is that of a finished run, or -1 with the reason in `diag`. */
int run_folder_check(const char *folder, struct diag_list *diag);

/* True if the folder has the file; `path` (RUN_FOLDER_PATH_MAX) becomes its name. */
int run_folder_has(char *path, const char *folder, const char *file);

/* Appends an error about a line of a file; line 0: about the file. */
void run_folder_error(struct diag_list *diag, const char *file, int line, const char *hint,
                      const char *message);

#endif
