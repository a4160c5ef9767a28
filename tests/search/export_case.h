/* Random supernets with an assignment, their integer networks, and both compared. */
#ifndef TESTS_EXPORT_CASE_H
#define TESTS_EXPORT_CASE_H

#include <criterion/criterion.h>
#include <math.h>
#include <omp.h>

#include "oracle/random.h"
#include "oracle/search/supernet_case.h"
#include "search/evaluate.h"
#include "search/export.h"
#include "search/integer_accuracy.h"
#include "workloads/expect.h"

#define EXPORT_CASE_IMAGES 8

struct export_case {
    struct supernet_case c;
    struct engine *engine;
    size_t *choice;         /* (layer_count) */
    struct choice *choices; /* (layer_count) */
    struct weights *weights;
    unsigned char *clean; /* (node_count) 1: engine and integers compute the same */
    struct dataset dataset;
    size_t image[EXPORT_CASE_IMAGES];
    struct diag_list *diag;
};

/* Of nodes of a kind: stored values that were compared, those that differ, by how much at most. */
struct export_tally {
    size_t count, differ;
    int most;
};

struct export_counts {
    struct export_tally clean, other;
    struct export_tally label; /* of networks whose output is clean; most: 1 */
};

static inline void export_check(const struct export_case *e, int status)
{
    if (status != 0)
        expect_error(e->diag, 0, "(no error)");
    cr_assert_eq(status, 0);
}

/* Nodes whose output is stored at several precisions compute with each, the engine with floats;
 * those that lead to the network's output at a precision whose step nothing trains, too. */
static inline int export_computes(const struct export_case *e, int n)
{
    const struct network_node *node = &e->c.network->node[n];
    return node->op == NETWORK_AVERAGE_POOL || node->op == NETWORK_GLOBAL_AVERAGE ||
           node->op == NETWORK_ADD || (node->op == NETWORK_CONCAT && node->relu);
}

static inline int export_is_clean(const struct export_case *e, int n, const unsigned *wanted)
{
    const struct network_node *node = &e->c.network->node[n];
    int is_single = (wanted[n] & (wanted[n] - 1)) == 0 && n != e->c.network->output;
    int is_input = e->c.model->group_of[n] < 0;
    if (export_computes(e, n) && (!is_single || is_input))
        return 0;
    for (int i = 0; i < node->input_count; i++)
        if (node->input[i] != NETWORK_INPUT && !e->clean[node->input[i]])
            return 0;
    return 1;
}

/* Statistics of the batch, as training leaves them. */
static inline void export_measure(struct export_case *e)
{
    space_assign(&e->c.space, e->choice, e->c.p);
    engine_forward(e->engine, &e->c.batch, e->c.p, ENGINE_TRAIN, 1);
}

static inline void export_case_draw(struct export_case *e, unsigned seed)
{
    struct oracle_random random = {seed ^ 0x5eed};
    *e = (struct export_case){0};
    omp_set_num_threads(1); /* so little work is done sooner alone */
    cr_assert_eq(diag_create(&e->diag), 0);
    supernet_case_draw(&e->c, seed, EXPORT_CASE_IMAGES);
    export_check(
        e, engine_create(&e->engine, e->c.model, EXPORT_CASE_IMAGES, &kernels_cpu, NULL, e->diag));
    e->choice = calloc(e->c.space.layer_count, sizeof *e->choice);
    e->clean = calloc((size_t)e->c.network->node_count, 1);
    for (size_t l = 0; l < e->c.space.layer_count; l++)
        e->choice[l] = (size_t)oracle_random_below(&random, (int)e->c.space.choice_count);
    e->choices = export_choices(e->c.model, e->choice);
    unsigned wanted[NETWORK_NODES_MAX];
    precision_wanted(e->c.network, e->choices, wanted);
    for (int n = 0; n < e->c.network->node_count; n++)
        e->clean[n] = (unsigned char)export_is_clean(e, n, wanted);
    e->c.model->stores_integers = 1;
    e->dataset = (struct dataset){"drawn",          e->c.network->input, e->c.network->classes,
                                  e->c.batch.count, e->c.pixel,          e->c.label};
    for (size_t i = 0; i < EXPORT_CASE_IMAGES; i++)
        e->image[i] = i;
    export_measure(e);
}

static inline void export_case_free(struct export_case *e)
{
    weights_free(e->weights);
    engine_free(e->engine);
    free(e->choice);
    free(e->choices);
    free(e->clean);
    supernet_case_free(&e->c);
    diag_free(e->diag);
}

static inline void export_make(struct export_case *e, double quantile)
{
    export_check(e, export_calibrate(e->engine, e->choice, &e->dataset, e->image, e->dataset.count,
                                     quantile, e->diag));
    export_check(e, export_weights(&e->weights, e->c.model, e->choice, e->diag));
}

/* The engine's value as an integer. */
static inline int export_level(const struct view *y, double step, size_t at, int c, int min,
                               int max)
{
    double x = (double)(y->scale[c] * y->value[at * (size_t)y->stride + (size_t)c] + y->shift[c]);
    double level = round((y->relu && x < 0 ? 0 : x) / step);
    return (int)(level < min ? min : level > max ? max : level);
}

static inline void export_count(struct export_tally *tally, int difference)
{
    tally->count++;
    tally->differ += difference != 0;
    tally->most = abs(difference) > tally->most ? abs(difference) : tally->most;
}

/* One copy of a layer's output, of one image. */
static inline void export_compare_copy(const struct export_case *e, int l, size_t image,
                                       const struct activation *stored,
                                       struct export_counts *counts)
{
    const struct network_node *node = &e->c.network->node[e->c.network->layer[l]];
    struct view y = engine_layer_view(e->engine, l);
    double step = (double)model_output_step(e->c.model, e->c.network->layer[l], stored->bits);
    int min = activation_min(stored->bits, stored->is_signed);
    int max = activation_max(stored->bits, stored->is_signed);
    size_t plane = (size_t)y.rows * (size_t)y.columns;
    for (size_t i = 0; i < activation_count(stored); i++) {
        int value = stored->value[i];
        if (y.relu && !node->relu && value < 0) /* the ReLU of a concat, done where x is read */
            value = 0;
        int level = export_level(&y, step, image * plane + i % plane, (int)(i / plane), min, max);
        export_count(e->clean[e->c.network->layer[l]] ? &counts->clean : &counts->other,
                     value - level);
    }
}

static inline void export_compare_image(const struct export_case *e, size_t image,
                                        struct export_counts *counts)
{
    struct reference *run;
    export_check(e, reference_run(&run, e->c.network, e->choices, e->weights,
                                  dataset_image(&e->dataset, image), NULL, e->diag));
    for (int l = 0; l < e->c.network->layer_count; l++)
        for (int bits = 1; bits <= PRECISION_INTEGER_MAX; bits++) {
            const struct activation *stored = reference_output(run, e->c.network->layer[l], bits);
            if (stored)
                export_compare_copy(e, l, image, stored, counts);
        }
    reference_free(run);
}

static inline struct integer_accuracy_options export_accuracy(const struct export_case *e)
{
    return (struct integer_accuracy_options){.network = e->c.network,
                                             .choice = e->choices,
                                             .weights = e->weights,
                                             .dataset = &e->dataset,
                                             .image = e->image,
                                             .image_count = e->dataset.count};
}

static inline void export_compare_labels(const struct export_case *e, struct export_tally *tally)
{
    struct integer_accuracy accuracy;
    struct integer_accuracy_options options = export_accuracy(e);
    int label[EXPORT_CASE_IMAGES];
    export_check(e, evaluate_labels(e->engine, e->choice, &e->dataset, e->image, e->dataset.count,
                                    label, e->diag));
    export_check(e, integer_accuracy(&accuracy, &options, e->diag));
    for (size_t i = 0; i < e->dataset.count; i++)
        export_count(tally, accuracy.label[i] != label[i]);
    integer_accuracy_free(&accuracy);
}

/* The engine as it evaluates, and the integer reference. */
static inline void export_compare(struct export_case *e, struct export_counts *counts)
{
    engine_forward(e->engine, &e->c.batch, e->c.p, ENGINE_EVALUATE, 0);
    for (size_t i = 0; i < e->dataset.count; i++)
        export_compare_image(e, i, counts);
    if (e->clean[e->c.network->output])
        export_compare_labels(e, &counts->label);
}

#endif
