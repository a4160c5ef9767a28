/* Where a training's numbers stopped being finite. */
#include <math.h>
#include <stdio.h>

#include "trainer_state.h"

static int are_finite(const double *value, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(value[i]))
            return 0;
    return 1;
}

int trainer_dp_is_finite(const struct trainer *trainer, const double *dp)
{
    const struct search_space *space = trainer->options.space;
    return are_finite(dp, space->layer_count * space->choice_count);
}

int trainer_is_sound(const struct trainer *trainer)
{
    const struct model *model = trainer->model;
    return isfinite(optimiser_norm(trainer->optimiser, model->parameter)) &&
           are_finite(model->statistics, model->statistics_count);
}

static int outputs_are_finite(const struct trainer *trainer, int layer)
{
    struct view z = engine_layer_view(trainer->engine, layer);
    size_t positions = (size_t)z.images * (size_t)z.rows * (size_t)z.columns;
    for (size_t at = 0; at < positions; at++)
        for (int c = 0; c < z.channels; c++)
            if (!isfinite(z.value[at * (size_t)z.stride + (size_t)c]))
                return 0;
    return 1;
}

/* What a layer has learned and measured. */
static int weights_are_finite(const struct trainer *trainer, int layer)
{
    const struct model *model = trainer->model;
    size_t outputs = (size_t)model->layer[layer].shape.size[DIM_M];
    for (size_t s = 0; s < model->slice_count; s++) {
        const struct slice *slice = &model->slice[s];
        for (size_t i = 0; slice->layer == layer && i < slice->count; i++)
            if (!isfinite(model->parameter[slice->first + i]))
                return 0;
    }
    return are_finite(model->layer[layer].mean, outputs) &&
           are_finite(model->layer[layer].variance, outputs);
}

int trainer_fail(struct trainer *trainer, enum trainer_fault_kind kind)
{
    const struct network *network = trainer->options.network;
    struct trainer_fault *fault = &trainer->fault;
    fault->is_set = 1;
    fault->kind = kind;
    for (int l = 0; l < network->layer_count && !fault->layer[0]; l++)
        if (kind == TRAINER_FAULT_WEIGHTS ? !weights_are_finite(trainer, l)
                                          : !outputs_are_finite(trainer, l))
            snprintf(fault->layer, sizeof fault->layer, "%s",
                     network->node[network->layer[l]].name);
    if (kind == TRAINER_FAULT_GRADIENT && fault->layer[0])
        fault->kind = TRAINER_FAULT_OUTPUTS; /* which is where it came from */
    return -1;
}
