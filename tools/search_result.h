/* What a training came to: what files and screen show. */
#ifndef TOOLS_SEARCH_RESULT_H
#define TOOLS_SEARCH_RESULT_H

#include "search/job.h"
#include "search_inputs.h"

struct search_integers;

struct search_result {
    const struct search_inputs *inputs;
    const struct search_mode *mode; /* NULL: nothing was searched */
    double lambda, target;          /* target 0: lambda counts */
    uint64_t seed;
    const struct job_candidate *candidate; /* (count) */
    size_t count, best;
    const struct job_gap *gap;              /* NULL: nothing was searched */
    const char *note;                       /* why the target is missed; "" */
    const struct search_integers *integers; /* NULL: the network was not written */
    double seconds;                         /* of all epochs */
    const char *folder;
    const struct provenance *provenance;
};

/* The best candidate's assignment, (layer_count) columns of the space; NULL if there is no
 * candidate. */
const size_t *search_result_choice(const struct search_result *result);

const char *search_layer_name(const struct network *network, size_t layer);

/* Name of the choice that an assignment gives a layer. Returns out. */
const char *search_choice_name(const struct search_space *space, const size_t *choice, size_t layer,
                               char out[CHOICE_NAME_MAX]);

/* Energy of one layer, pJ per image: with a column of the space, and with the reference choice. */
double search_layer_pj(const struct search_inputs *inputs, size_t layer, size_t column);
double search_layer_reference_pj(const struct search_inputs *inputs, size_t layer);

/* Standard deviation of an accuracy by chance: of a binomial's mean. */
double search_score_error(const struct trainer_score *score);

/* True if no other candidate costs no more and is as accurate on the test images (validation,
 * without them), and better in one of both. */
int search_result_is_on_front(const struct search_result *result, size_t candidate);

/* Writes the results of the folder: summary.json and pareto.csv; summary.json also to `json` if
 * that is no NULL. Returns 0, or -1 with the reason on `messages`. */
int search_result_write(const struct search_result *result, const char *json, FILE *messages);

/* summary.json as text, malloc'd, or NULL when memory is short. */
char *search_result_json(const struct search_result *result);

/* Columns and rows of points: a row per candidate. `kind`: search, uni, random. */
extern const char search_point_columns[];
void search_result_write_points(FILE *out, const struct search_result *result, const char *kind);

/* The answer on one screen, at most 80 columns wide. */
void search_result_screen(FILE *out, const struct search_result *result);

#endif
