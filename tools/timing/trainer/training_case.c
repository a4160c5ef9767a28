#include "training_case.h"

#include <omp.h>
#include <stdlib.h>

#include "search/engine.h"
#include "search/operator_training.h"
#include "search/optimiser.h"
#include "workloads/random_stream.h"

struct training_case {
    struct search_space space;
    struct model *model;
    struct engine *engine;
    struct optimiser *optimiser;
    struct batch batch;
    uint8_t *pixel;
    int *label;
    real *gradient;
    double *p, *dp; /* (layer_count, choice_count) */
};

static int create_space(struct training_case *c, const struct network *network,
                        const char *const *choices)
{
    struct choice choice[SPACE_CHOICES_MAX];
    size_t count = 0;
    for (; choices[count]; count++)
        if (choice_parse(&choice[count], choices[count]) != 0)
            return -1;
    return space_create(&c->space, network, choice, count);
}

static int create_batch(struct training_case *c, const struct network *network, size_t count)
{
    struct random_stream random = {1};
    size_t pixels = count * (size_t)network->input.channels * (size_t)network->input.rows *
                    (size_t)network->input.columns;
    c->pixel = malloc(pixels);
    c->label = malloc(count * sizeof *c->label);
    if (!c->pixel || !c->label)
        return -1;
    for (size_t i = 0; i < pixels; i++)
        c->pixel[i] = (uint8_t)random_below(&random, 256);
    for (size_t i = 0; i < count; i++)
        c->label[i] = (int)random_below(&random, (uint64_t)network->classes);
    c->batch = (struct batch){count, c->pixel, c->label};
    return 0;
}

static int create_vectors(struct training_case *c)
{
    const struct optimiser_options adam = {
        .kind = OPTIMISER_ADAM, .weight_decay = 5e-4, .beta = {0.9, 0.999}, .epsilon = 1e-8};
    size_t cells = c->space.layer_count * c->space.choice_count;
    c->p = malloc(cells * sizeof *c->p);
    c->dp = malloc(cells * sizeof *c->dp);
    c->gradient = malloc(c->model->parameter_count * sizeof *c->gradient);
    if (!c->p || !c->dp || !c->gradient)
        return -1;
    space_uniform(&c->space, c->p);
    return optimiser_create(&c->optimiser, &adam, c->model->slice, c->model->slice_count,
                            c->model->parameter_count);
}

int training_case_create(struct training_case **out, const struct network *network,
                         const char *const *choices, size_t batch, struct diag_list *diag)
{
    struct training_case *c = calloc(1, sizeof *c);
    *out = NULL;
    if (c && create_space(c, network, choices) == 0 &&
        model_create(&c->model, network, &c->space, 1, 0.25, diag) == 0 &&
        engine_create(&c->engine, c->model, batch, &kernels_cpu, NULL, diag) == 0 &&
        create_batch(c, network, batch) == 0 && create_vectors(c) == 0) {
        *out = c;
        return 0;
    }
    diag_error(diag, NULL, NULL, "cannot prepare a step of batch %zu", batch);
    training_case_free(c);
    return -1;
}

void training_case_free(struct training_case *c)
{
    if (!c)
        return;
    optimiser_free(c->optimiser);
    engine_free(c->engine);
    model_free(c->model);
    space_free(&c->space);
    free(c->pixel);
    free(c->label);
    free(c->gradient);
    free(c->p);
    free(c->dp);
    free(c);
}

double training_case_step_s(struct training_case *c)
{
    struct engine_loss loss;
    double start = omp_get_wtime();
    engine_forward(c->engine, &c->batch, c->p, ENGINE_TRAIN, 0.1);
    engine_loss(c->engine, &c->batch, 0, &loss);
    engine_backward(c->engine, c->p, c->gradient, c->dp);
    optimiser_norm(c->optimiser,
                   c->gradient); /* as the trainer, which looks for what is no number */
    optimiser_step(c->optimiser, c->model->parameter, c->gradient, 1e-4);
    return omp_get_wtime() - start;
}

/* True if a layer may take a choice of this precision; `is_sign`: one that uses signs, too. */
static int has_part(const struct search_space *space, int layer, int bits, int is_sign)
{
    for (size_t j = 0; j < space->choice_count; j++)
        if (space->allowed[(size_t)layer * space->choice_count + j] &&
            space->choice[j].bits == bits &&
            (!is_sign || training_find(space->choice[j].op)->has_sign))
            return 1;
    return 0;
}

double training_case_operations(const struct training_case *c)
{
    const struct network *network = c->model->network;
    double sum = 0;
    for (int l = 0; l < c->model->layer_count; l++) {
        int values = 0, signs = 0;
        for (int k = 0; k < MODEL_PRECISIONS; k++) {
            values += has_part(&c->space, l, model_bits[k], 0);
            signs += has_part(&c->space, l, model_bits[k], 1);
        }
        int is_first = network->node[c->model->layer[l].node].input[0] == NETWORK_INPUT;
        sum += 2 * (double)layer_terms_per_image(&c->model->layer[l].shape) *
               (2 * (values + signs) + (is_first ? 0 : values));
    }
    return sum;
}
