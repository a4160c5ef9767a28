#include "search/engine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine_state.h"

static void *reals(size_t count)
{
    return calloc(count, sizeof(real));
}

/* Large arrays begin at a cache line. */
static real *aligned_reals(size_t count)
{
    size_t bytes = (count * sizeof(real) + 63) / 64 * 64;
    return aligned_alloc(64, bytes);
}

static size_t buffer_count(const struct buffer *b, size_t batch)
{
    return batch * (size_t)b->rows * (size_t)b->columns * (size_t)b->channels;
}

static int has_max_pool(const struct engine *engine, int buffer)
{
    const struct network *network = engine->model->network;
    for (int n = 0; n < network->node_count; n++)
        if (engine->place[n + 1].buffer == buffer && network->node[n].op == NETWORK_MAX_POOL)
            return 1;
    return 0;
}

static int create_buffer(struct engine *engine, int i)
{
    struct buffer *b = &engine->buffer[i];
    size_t count = buffer_count(b, engine->batch), channels = (size_t)b->channels;
    b->value = aligned_reals(count);
    b->gradient = i > 0 ? aligned_reals(count) : NULL;
    b->scale = reals(channels);
    b->shift = reals(channels);
    b->chosen = has_max_pool(engine, i) ? malloc(count) : NULL;
    for (size_t c = 0; b->scale && c < channels; c++)
        b->scale[c] = 1; /* of what lies beside normalised channels */
    return b->value && (i == 0 || b->gradient) && b->scale && b->shift &&
                   (b->chosen || !has_max_pool(engine, i))
               ? 0
               : -1;
}

/* Parts that a layer may have: those of all its choices. */
static void all_parts(const struct engine *engine, int l, double *p)
{
    const struct search_space *space = engine->model->space;
    for (size_t j = 0; j < space->choice_count; j++)
        p[j] = space->allowed[(size_t)l * space->choice_count + j];
    engine_choose_parts(engine, l, p, &engine->layer[l].convolution);
}

static int create_vectors(struct layer_state *s, size_t outputs)
{
    s->largest = reals(outputs);
    s->magnitude = reals(outputs);
    s->mean = reals(outputs);
    s->a = reals(outputs);
    s->b = reals(outputs);
    s->c = reals(outputs);
    s->sum = calloc(2 * outputs, sizeof *s->sum);
    s->square = s->sum + outputs;
    s->inverse = calloc(outputs, sizeof *s->inverse);
    return s->largest && s->magnitude && s->mean && s->a && s->b && s->c && s->sum && s->inverse
               ? 0
               : -1;
}

static int create_layer(struct engine *engine, int l)
{
    struct layer_state *s = &engine->layer[l];
    const struct model_layer *layer = &engine->model->layer[l];
    size_t outputs = (size_t)layer->shape.size[DIM_M];
    double p[SPACE_CHOICES_MAX];
    s->convolution.shape = layer->shape;
    all_parts(engine, l, p);
    size_t count = model_weight_count(layer) * (size_t)s->convolution.part_count;
    s->mixed = aligned_reals(count);
    s->dmixed = aligned_reals(count);
    for (int k = 0; k < MODEL_PRECISIONS; k++)
        if (layer->step[k] != SIZE_MAX &&
            (!(s->weight_step[k] = reals(outputs)) || !(s->dweight_step[k] = reals(outputs))))
            return -1;
    if (!s->mixed || !s->dmixed || create_vectors(s, outputs) != 0)
        return -1;
    return engine->kernels->reserve(engine->context, &s->convolution, engine->batch);
}

static size_t classes(const struct model *model)
{
    return (size_t)model->network->node[model->network->output].output.channels;
}

static int allocate(struct engine *engine)
{
    engine->layer = calloc((size_t)engine->model->layer_count, sizeof *engine->layer);
    engine->output = reals(engine->batch * classes(engine->model));
    engine->doutput = reals(engine->batch * classes(engine->model));
    if (!engine->layer || !engine->output || !engine->doutput || engine_plan(engine) != 0)
        return -1;
    for (int i = 0; i < engine->buffer_count; i++)
        if (create_buffer(engine, i) != 0)
            return -1;
    for (int l = 0; l < engine->model->layer_count; l++)
        if (create_layer(engine, l) != 0)
            return -1;
    return 0;
}

int engine_create(struct engine **out, struct model *model, size_t batch,
                  const struct kernels *kernels, const struct engine_ranks *ranks,
                  struct diag_list *diag)
{
    struct engine *engine = calloc(1, sizeof *engine);
    if (engine)
        *engine =
            (struct engine){.model = model, .kernels = kernels, .batch = batch, .ranks = ranks};
    if (!engine || kernels->create(&engine->context) != 0 || allocate(engine) != 0) {
        engine_free(engine);
        diag_error(diag, &(struct diag_place){.file = model->network->file},
                   "a smaller batch needs less", "not enough memory for batches of %zu images",
                   batch);
        return -1;
    }
    *out = engine;
    return 0;
}

static void free_layer(struct layer_state *s)
{
    real *const array[] = {s->mixed, s->dmixed, s->largest, s->magnitude,
                           s->mean,  s->a,      s->b,       s->c};
    for (size_t i = 0; i < sizeof array / sizeof *array; i++)
        free(array[i]);
    for (int k = 0; k < MODEL_PRECISIONS; k++) {
        free(s->weight_step[k]);
        free(s->dweight_step[k]);
    }
    free(s->sum);
    free(s->inverse);
}

static void free_buffer(struct buffer *b)
{
    free(b->value);
    free(b->gradient);
    free(b->scale);
    free(b->shift);
    free(b->chosen);
}

void engine_free(struct engine *engine)
{
    if (!engine)
        return;
    for (int i = 0; i < engine->buffer_count; i++)
        free_buffer(&engine->buffer[i]);
    for (int l = 0; engine->layer && l < engine->model->layer_count; l++)
        free_layer(&engine->layer[l]);
    for (int n = 0; engine->shuffle && n < engine->model->network->node_count; n++)
        free(engine->shuffle[n]);
    engine->kernels->free(engine->context);
    free(engine->buffer);
    free(engine->place);
    free(engine->shuffle);
    free(engine->stored);
    free(engine->stored_bits);
    free(engine->layer);
    free(engine->output);
    free(engine->doutput);
    free(engine);
}

const real *engine_output(const struct engine *engine)
{
    return engine->output;
}

double engine_layer_spread(const struct engine *engine, int layer)
{
    int outputs = engine->model->layer[layer].shape.size[DIM_M];
    double sum = 0;
    for (int m = 0; m < outputs; m++)
        sum += engine->layer[layer].square[m];
    return sqrt(sum / outputs);
}

struct view engine_layer_view(const struct engine *engine, int layer)
{
    return engine_view(engine, engine->model->layer[layer].node);
}

void engine_sum(const struct engine *engine, double *value, size_t count)
{
    if (engine->ranks && engine->ranks->count > 1)
        engine->ranks->sum(engine->ranks->context, value, count);
}

void engine_sum_real(const struct engine *engine, real *value, size_t count)
{
    if (engine->ranks && engine->ranks->count > 1)
        engine->ranks->sum_real(engine->ranks->context, value, count);
}

double engine_images(const struct engine *engine)
{
    return (double)engine->images * (engine->ranks ? engine->ranks->count : 1);
}
