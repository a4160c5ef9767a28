/* A run of the trainer: what is trained and searched on what, and how.
 *
 *     format: enos/run/1
 *     name: laptop
 *     network: squeezenet-pool            # a shipped one, or a file
 *     width: 0.5
 *     data: {kind: cifar10, folder: data/cifar-10-batches-bin, train: 20000, validation: 5000}
 *     machine: eyeriss168                 # or tables: out/x/tables.csv
 *     mode: bi-level
 *     choices: [T8, MF8, BC8]             # or mixed-operator, mixed-precision, both
 *     pin: {first: T8, last: T8}
 *     lambda: 0.3                         # or target: 0.4
 *     ...
 *
 * Every other key has a default: docs/search.md. A path is taken from the folder of the run's
 * file; on the command line, from the current one.
 */
#ifndef SEARCH_RUN_H
#define SEARCH_RUN_H

#include <stdint.h>
#include <stdio.h>

#include "search/cost.h"
#include "search/optimiser.h"
#include "search/schedule.h"
#include "search/space.h"
#include "workloads/diag.h"

#define RUN_PATH_MAX 512
#define RUN_FILES_MAX 8
#define RUN_SETS_MAX 16
#define RUN_SET_MAX 128
#define RUN_PINS_MAX 256

enum run_data_kind {
    RUN_CIFAR10,
    RUN_CIFAR100,
    RUN_EMNIST,
    RUN_TINY_IMAGENET,
    RUN_IDX,
    RUN_DATA_KINDS
};
enum run_mode { RUN_SINGLE_LEVEL, RUN_BI_LEVEL, RUN_SEQUENTIAL, RUN_STOCHASTIC, RUN_MODES };
enum run_level { RUN_LEVEL_SINGLE, RUN_LEVEL_BI };
enum run_order { RUN_ORDER_CONFIDENCE, RUN_ORDER_FORWARD };
enum run_unit { RUN_UNIT_LAYER, RUN_UNIT_MODULE };
enum run_paths { RUN_PATHS_UNIFORM, RUN_PATHS_SAMPLED };
enum run_from { RUN_FROM_FRESH, RUN_FROM_INHERITED };

/* Words of the file, NULL-terminated. */
extern const char *const run_data_kinds[], *const run_modes[];

struct run_files {
    char path[RUN_FILES_MAX][RUN_PATH_MAX]; /* within the data's folder */
    int count;                              /* 0: those of the data's official archive */
};

struct run_checksum {
    char file[RUN_PATH_MAX];
    char sha256[65];
};

struct run_data {
    int kind; /* enum run_data_kind */
    char folder[RUN_PATH_MAX];
    struct run_files train_files, train_labels, test_files, test_labels;
    struct run_checksum checksum[4 * RUN_FILES_MAX];
    int checksum_count;
    int train;      /* images; 0: all that validation leaves */
    int validation; /* images, as many of each class, out of the training files */
    int test;       /* the first ones; 0: all */
    struct run_augment {
        int crop;      /* zeros added on each side before a crop of the image's size, pixels */
        int flip;      /* 1: half of the images, left to right */
        double rotate; /* by at most so many degrees either way */
    } augment;
};

/* How weights are trained. */
struct run_recipe {
    int batch;
    struct optimiser_options optimiser;
    struct schedule schedule;
    double label_smoothing;
    double clip_gradient; /* largest norm; 0: not clipped */
};

struct run_pin {
    char layer[NETWORK_NAME_MAX];
    char choice[CHOICE_NAME_MAX];
};

struct run_search {
    int epochs;
    int patience; /* epochs without another argmax after which it ends; 0: never */
    struct run_alpha {
        double rate, betas[2], decay; /* Adam, L2 */
        double temperature[2];        /* of the softmax, from the first epoch to the last */
        double entropy;               /* weight of the mean entropy in alpha's loss */
    } alpha;
    struct run_sequential {
        int order, unit, level; /* enum run_order, run_unit, run_level */
        int cycle_epochs;
        int reset_alpha;
    } sequential;
    struct run_stochastic {
        int level; /* enum run_level */
        int samples;
        int variational;
    } stochastic;
};

struct search_run {
    char file[RUN_PATH_MAX]; /* of the run; not a key */
    char name[64];
    char network[RUN_PATH_MAX]; /* a shipped network's name, or a path (with a / or .yaml) */
    char network_set[RUN_SETS_MAX][RUN_SET_MAX]; /* "key=value" */
    int network_set_count;
    double width;
    struct run_data data;
    char tables[RUN_PATH_MAX];  /* "": made from the machine */
    char machine[RUN_PATH_MAX]; /* "": the tables are there */
    char machine_set[RUN_SETS_MAX][RUN_SET_MAX];
    int machine_set_count;
    int mode; /* enum run_mode */
    struct choice choice[SPACE_CHOICES_MAX];
    int choice_count;
    char pin_first[CHOICE_NAME_MAX], pin_last[CHOICE_NAME_MAX]; /* "": free */
    struct run_pin pin[RUN_PINS_MAX];
    int pin_count;
    char reference[CHOICE_NAME_MAX]; /* the choice whose network costs 1 */
    int regulariser;                 /* enum cost_kind */
    double lambda;
    double target;      /* share of the reference's cost to be met; 0: lambda counts */
    double lambda_ramp; /* epochs of the search in which lambda rises from 0 */
    struct run_warm_up {
        int epochs;
        int paths; /* enum run_paths */
    } warm_up;
    struct run_search search;
    struct run_recipe train; /* of warm-up and search */
    struct run_retrain {
        int epochs, from; /* enum run_from */
        struct run_recipe recipe;
    } retrain;
    struct run_recalibrate {
        int batches; /* of search's or retraining's size, before an assignment is evaluated */
    } recalibrate;
    struct run_mf_form {
        double rho;
    } mf;
    uint64_t seed;
    int threads;            /* 0: as many as the machine has */
    char out[RUN_PATH_MAX]; /* "": out/NAME-MODE */
    struct run_checkpoints {
        int epochs; /* one every so many */
        int keep;
    } checkpoint;
};

/* Reads a run. `overrides` are "key=value" texts, count of them. Returns 0, or -1 with all mistakes
 * in `diag`. A run is a plain value; it is large, so no place for the stack. */
int run_read(struct search_run *out, const char *path, const char *const *overrides,
             size_t override_count, struct diag_list *diag);

/* The same from a text, called `name` in messages. */
int run_read_text(struct search_run *out, const char *name, const char *text, size_t length,
                  const char *const *overrides, size_t override_count, struct diag_list *diag);

/* Writes all keys of a run, so that reading them gives the same run but for `file`. Returns 0, or
 * -1 when memory is short or the stream has an error. */
int run_write_yaml(FILE *out, const struct search_run *run);

/* True if a network or machine is given by its path, not by a shipped one's name. */
int run_is_path(const char *text);

/* Reads the run's network from `path` with the run's overrides and width. Returns 0 and a network
 * that the caller frees, or -1 with the reasons in `diag`. */
int run_read_network(struct network **out, const struct search_run *run, const char *path,
                     struct diag_list *diag);

/* The space of the run on its network: its choices, and its pins. Returns 0, or -1 with the
 * reasons in `diag`: a pin of a layer that there is not, too many choices. */
int run_space(struct search_space *out, const struct search_run *run, const struct network *network,
              struct diag_list *diag);

/* The schemas of a run's file, NULL-terminated: for tests and documentation. */
extern const struct desc_schema *const run_schemas[];

#endif
