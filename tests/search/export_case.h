/* Random supernets with an assignment, their integer networks, and both compared. */
#ifndef TESTS_EXPORT_CASE_H
#define TESTS_EXPORT_CASE_H

#include <criterion/criterion.h>
#include <math.h>

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

/* Values that were compared, and how many of them differ. */
struct export_counts {
    size_t clean, clean_differ, other, other_differ, labels, labels_differ;
    int clean_most, other_most; /* largest difference */
};

static inline void export_check(const struct export_case *e, int status)
{
    if (status != 0)
        expect_error(e->diag, 0, "(no error)");
    cr_assert_eq(status, 0);
}

/* Average pools and additions take what is stored; a later ReLU, what was clipped with a sign. */
static inline int export_is_clean(const struct export_case *e, int n)
{
    const struct network_node *node = &e->c.network->node[n];
    if (node->op == NETWORK_AVERAGE_POOL || node->op == NETWORK_GLOBAL_AVERAGE ||
        node->op == NETWORK_ADD)
        return 0;
    for (int i = 0; i < node->input_count; i++) {
        int input = node->input[i];
        int is_signed =
            input == NETWORK_INPUT ? e->c.network->input_signed : e->c.model->node_signed[input];
        if (input != NETWORK_INPUT && !e->clean[input])
            return 0;
        if (node->layer < 0 && node->relu && is_signed)
            return 0;
    }
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
    cr_assert_eq(diag_create(&e->diag), 0);
    supernet_case_draw(&e->c, seed, EXPORT_CASE_IMAGES);
    export_check(
        e, engine_create(&e->engine, e->c.model, EXPORT_CASE_IMAGES, &kernels_cpu, NULL, e->diag));
    e->choice = calloc(e->c.space.layer_count, sizeof *e->choice);
    e->clean = calloc((size_t)e->c.network->node_count, 1);
    for (size_t l = 0; l < e->c.space.layer_count; l++)
        e->choice[l] = (size_t)oracle_random_below(&random, (int)e->c.space.choice_count);
    e->choices = export_choices(e->c.model, e->choice);
    for (int n = 0; n < e->c.network->node_count; n++)
        e->clean[n] = (unsigned char)export_is_clean(e, n);
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

static inline int export_any_bits(const struct layer_weights *w)
{
    int bits = 1;
    while (!w->requantizer[bits].multiplier)
        bits++;
    return bits;
}

/* Moves beta to where the integer bias is: then the engine computes with the same. */
static inline void export_snap(struct export_case *e)
{
    struct model *model = e->c.model;
    for (int l = 0; l < model->layer_count; l++) {
        const struct model_layer *layer = &model->layer[l];
        const struct layer_weights *w = &e->weights->layer[l];
        int bits = export_any_bits(w);
        double step = (double)model_output_step(model, layer->node, bits);
        for (int m = 0; m < w->output_channels; m++) {
            const struct requantizer *r = &w->requantizer[bits];
            double scale = ldexp(r->multiplier[m], -r->shift[m]) * step;
            double gain = (double)model->parameter[layer->gamma + (size_t)m] /
                          sqrt(layer->variance[m] + 1e-5);
            model->parameter[layer->beta + (size_t)m] =
                (real)(w->bias[m] * scale + gain * layer->mean[m]);
        }
    }
}

/* The engine's value as an integer. */
static inline int export_level(const struct view *y, double step, size_t at, int c, int min,
                               int max)
{
    double x = (double)(y->scale[c] * y->value[at * (size_t)y->stride + (size_t)c] + y->shift[c]);
    double level = round((y->relu && x < 0 ? 0 : x) / step);
    return (int)(level < min ? min : level > max ? max : level);
}

static inline void export_count(struct export_counts *counts, int is_clean, int difference)
{
    size_t *all = is_clean ? &counts->clean : &counts->other;
    size_t *differ = is_clean ? &counts->clean_differ : &counts->other_differ;
    int *most = is_clean ? &counts->clean_most : &counts->other_most;
    (*all)++;
    *differ += difference != 0;
    *most = abs(difference) > *most ? abs(difference) : *most;
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
        export_count(counts, e->clean[e->c.network->layer[l]], value - level);
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

static inline void export_compare_labels(const struct export_case *e, struct export_counts *counts)
{
    struct integer_accuracy accuracy;
    struct integer_accuracy_options options = {.network = e->c.network,
                                               .choice = e->choices,
                                               .weights = e->weights,
                                               .dataset = &e->dataset,
                                               .image = e->image,
                                               .image_count = e->dataset.count};
    int label[EXPORT_CASE_IMAGES];
    export_check(e, evaluate_labels(e->engine, e->choice, &e->dataset, e->image, e->dataset.count,
                                    label, e->diag));
    export_check(e, integer_accuracy(&accuracy, &options, e->diag));
    double agreement = integer_accuracy_agreement(&accuracy, label, e->dataset.count);
    counts->labels += e->dataset.count;
    counts->labels_differ += (size_t)lround((1 - agreement) * (double)e->dataset.count);
    integer_accuracy_free(&accuracy);
}

/* The engine as it evaluates, and the integer reference. */
static inline void export_compare(struct export_case *e, struct export_counts *counts)
{
    engine_forward(e->engine, &e->c.batch, e->c.p, ENGINE_EVALUATE, 0);
    for (size_t i = 0; i < e->dataset.count; i++)
        export_compare_image(e, i, counts);
    export_compare_labels(e, counts);
}

#endif
