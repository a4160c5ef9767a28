#include "supernet_case.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "network_draw.h"
#include "oracle/random.h"

static const char *const choice_sets[][10] = {
    {"T8", "MF8", "BC8"},
    {"T8", "T4", "T2"},
    {"T8", "MF8", "BC8", "T4", "MF4", "BC4", "T2", "MF2", "BC2"},
    {"MF8", "MF4", "MF2"},
    {"BC2", "T4", "MF8"},
    {"BC8", "BC4", "BC2"},
    {"T4"},
    {"MF2", "T2"},
    {"BC4", "MF8", "T8", "MF4"},
};
#define CHOICE_SETS (sizeof choice_sets / sizeof *choice_sets)

static double between(struct oracle_random *random, double low, double high)
{
    return low + (high - low) * oracle_random_unit(random);
}

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory)
        abort();
    return memory;
}

static void draw_space(struct supernet_case *c, struct oracle_random *random)
{
    const char *const *names = choice_sets[oracle_random_below(random, (int)CHOICE_SETS)];
    struct choice choice[10];
    size_t count = 0;
    for (; names[count]; count++)
        if (choice_parse(&choice[count], names[count]) != 0)
            abort();
    if (space_create(&c->space, c->network, choice, count) != 0)
        abort();
}

static double drawn(struct oracle_random *random, const struct slice *slice, size_t rows,
                    double value)
{
    switch (slice->kind) {
    case SLICE_WEIGHT: /* some are 0, which has a sign, too */
        return rows >= 4 && oracle_random_once_in(random, 16) ? 0 : value;
    case SLICE_GAMMA:
        return between(random, 0.5, 1.5) * (oracle_random_once_in(random, 5) ? -1 : 1);
    case SLICE_BETA:
        return between(random, -0.5, 0.5);
    case SLICE_WEIGHT_STEP:
        return value + between(random, -0.7, 0.5);
    default: /* from values that hardly clip to values that often do */
        return value + between(random, -2, 0.3);
    }
}

static void draw_parameters(struct model *model, struct oracle_random *random)
{
    for (size_t i = 0; i < model->slice_count; i++) {
        const struct slice *slice = &model->slice[i];
        size_t rows = slice->layer >= 0 ? model->layer[slice->layer].rows : 0;
        for (size_t k = slice->first; k < slice->first + slice->count; k++)
            model->parameter[k] = (real)drawn(random, slice, rows, (double)model->parameter[k]);
    }
}

static void draw_statistics(struct model *model, struct oracle_random *random)
{
    for (int l = 0; l < model->network->layer_count; l++) {
        struct model_layer *layer = &model->layer[l];
        for (int m = 0; m < layer->shape.size[DIM_M]; m++) {
            layer->mean[m] = between(random, -0.5, 0.5);
            layer->variance[m] = between(random, 0.3, 3);
        }
        for (size_t j = 0; j < model->space->choice_count; j++)
            layer->kappa[j] = between(random, 0.5, 2);
    }
}

static void draw_model(struct supernet_case *c, uint64_t seed, struct oracle_random *random)
{
    struct diag_list *diag;
    if (diag_create(&diag) != 0)
        abort();
    if (model_create(&c->model, c->network, &c->space, seed, between(random, 0.05, 1), diag) != 0) {
        diag_write(diag, stderr);
        abort();
    }
    diag_free(diag);
    model_begin_weight_steps(c->model);
    draw_parameters(c->model, random);
    draw_statistics(c->model, random);
}

static void draw_batch(struct supernet_case *c, struct oracle_random *random, int images_max)
{
    const struct network *network = c->network;
    size_t images = 3 + (size_t)oracle_random_below(random, images_max - 2);
    size_t pixels = images * (size_t)network->input.channels * (size_t)network->input.rows *
                    (size_t)network->input.columns;
    c->pixel = allocate(pixels, 1);
    c->label = allocate(images, sizeof *c->label);
    for (size_t i = 0; i < pixels; i++)
        c->pixel[i] = (uint8_t)oracle_random_below(random, 256);
    for (size_t i = 0; i < images; i++)
        c->label[i] = oracle_random_below(random, network->classes);
    c->batch = (struct batch){images, c->pixel, c->label};
}

void supernet_case_draw_p(struct supernet_case *c, uint64_t seed, int kind)
{
    struct oracle_random random = {seed};
    size_t layers = c->space.layer_count, choices = c->space.choice_count;
    double *alpha = allocate(layers * choices, sizeof *alpha);
    for (size_t i = 0; i < layers * choices; i++)
        alpha[i] = between(&random, -1.5, 1.5);
    for (size_t i = 0; i < layers * choices; i++)
        if (kind == 1 && oracle_random_below(&random, 2))
            alpha[i] = -INFINITY;
    for (size_t l = 0; l < layers; l++) {
        size_t kept = (size_t)oracle_random_below(&random, (int)choices);
        for (size_t j = 0; kind == 2 && j < choices; j++)
            alpha[l * choices + j] = j == kept ? 0 : -INFINITY;
        alpha[l * choices + kept] = 0; /* one at least */
    }
    space_softmax(&c->space, alpha, 1, c->p);
    free(alpha);
}

void supernet_case_draw(struct supernet_case *out, uint64_t seed, int images_max)
{
    struct oracle_random random = {seed};
    *out = (struct supernet_case){.network = network_draw(&random)};
    draw_space(out, &random);
    draw_model(out, seed, &random);
    draw_batch(out, &random, images_max);
    out->p = allocate(out->space.layer_count * out->space.choice_count, sizeof *out->p);
    supernet_case_draw_p(out, seed, oracle_random_below(&random, 3));
}

void supernet_case_free(struct supernet_case *c)
{
    model_free(c->model);
    space_free(&c->space);
    network_free(c->network);
    free(c->pixel);
    free(c->label);
    free(c->p);
    *c = (struct supernet_case){0};
}
