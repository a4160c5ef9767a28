/* Trained networks as points of energy and accuracy; what several seeds say about them.
 *
 * A group is what differs only in seed (random controls: also in assignment). Where a search of
 * one seed has several candidates, the most accurate one on the validation split counts, as in the
 * search. Numbers that there are not are NaN, and empty in the files.
 */
#ifndef SEARCH_PARETO_H
#define SEARCH_PARETO_H

#include <stdint.h>

#include "mapper/provenance.h"

enum point_kind { POINT_SEARCH, POINT_UNI, POINT_RANDOM };

/* "search", "uni", "random" */
const char *point_kind_name(enum point_kind kind);

/* A trained network. Texts belong to the caller. */
struct point {
    enum point_kind kind;
    const char *mode;      /* of the search, or of the one whose control this is; UNI: "" */
    const char *choices;   /* that were searched, "T8 MF8 BC8"; UNI: the one */
    double lambda, target; /* NaN: the other one counts; UNI: both */
    uint64_t seed;
    size_t candidate;
    double energy_share, energy_pj, latency_cycles;
    double validation_accuracy; /* NaN: there is no validation split */
    double test_accuracy;
    size_t test_images;
    double integer_accuracy; /* NaN: not measured */
    const char *assignment;  /* choice of every layer, "T8 MF8 T8" */
    const char *folder;
};

struct pareto_group {
    size_t first; /* one of its points: kind, mode, choices, lambda, target */
    size_t networks, seeds, assignments; /* how many of each, different ones */
    double energy_mean, energy_sd;       /* over the networks; sd of a sample, NaN for one */
    double accuracy_mean, accuracy_sd;
    double accuracy_error; /* standard error of the mean over seeds; NaN for one seed */
    double binomial_error; /* what the finite number of test images adds, the same for all seeds */
    int on_front;          /* 1: no other group has as little energy and as much accuracy */
};

/* Searched networks against random ones of the same energy. */
struct pareto_comparison {
    size_t searched, random; /* groups */
    size_t pairs;            /* seeds that have both; from 2 on the error is that of pairs */
    double difference;       /* of mean test accuracies, searched less random */
    double error;            /* its standard error; NaN if nothing can be said */
};

struct pareto {
    const struct point *point;
    size_t point_count;
    struct pareto_group *group; /* in the order in which the points name them */
    size_t group_count;
    struct pareto_comparison *comparison; /* one for every searched group with random controls */
    size_t comparison_count;
};

/* Groups the points, which must outlive it. Returns 0, or -1 when memory is short. Free with
 * pareto_free. */
int pareto_create(struct pareto *out, const struct point *point, size_t count);
void pareto_free(struct pareto *pareto);

/* Standard error of a share measured on `images`, NaN on none. */
double pareto_binomial_error(double accuracy, size_t images);

/* points.csv: a row for every point. */
void points_write_csv(FILE *out, const struct point *point, size_t count,
                      const struct provenance *provenance);

/* pareto.csv: a row for every group. */
void pareto_write_csv(FILE *out, const struct pareto *pareto, const struct provenance *provenance);

#endif
