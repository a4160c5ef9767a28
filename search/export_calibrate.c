/* The step of the output, from what comes out. */
#include <math.h>
#include <stdlib.h>

#include "engine_state.h"
#include "search/evaluate.h"
#include "search/export.h"

#define EXPONENT_MAX 40 /* magnitudes from 2^-40 to 2^40 */
#define PARTS 256       /* of an octave */
#define BINS (2 * EXPONENT_MAX * PARTS)

/* Magnitudes as shares of the largest integer that they may become: steps, that is. */
struct histogram {
    uint64_t count[BINS];
    uint64_t total;
    double largest;
};

struct calibration {
    struct histogram histogram;
    const unsigned *wanted; /* (node_count) */
    int group;              /* of the output */
};

static void add(struct histogram *h, double magnitude)
{
    int exponent;
    double digits = frexp(magnitude, &exponent);
    int bin = (exponent + EXPONENT_MAX) * PARTS + (int)((digits - 0.5) * 2 * PARTS);
    h->count[bin < 0 || digits == 0 ? 0 : bin >= BINS ? BINS - 1 : bin]++;
    h->total++;
    h->largest = magnitude > h->largest ? magnitude : h->largest;
}

static double bin_end(int bin)
{
    return ldexp(0.5 + (bin % PARTS + 1) / (2.0 * PARTS), bin / PARTS - EXPONENT_MAX);
}

/* What `share` of the magnitudes do not exceed, to a part of an octave. */
static double quantile(const struct histogram *h, double share)
{
    double wanted = share * (double)h->total, seen = 0;
    for (int bin = 0; bin < BINS; bin++) {
        seen += (double)h->count[bin];
        if (seen >= wanted)
            return fmin(bin_end(bin), h->largest);
    }
    return h->largest;
}

static void add_view(struct histogram *h, const struct view *y, double limit)
{
    size_t positions = (size_t)y->images * (size_t)y->rows * (size_t)y->columns;
    for (size_t at = 0; at < positions; at++)
        for (int c = 0; c < y->channels; c++) {
            double x = (double)(y->scale[c] * y->value[at * (size_t)y->stride + (size_t)c]) +
                       (double)y->shift[c];
            add(h, (y->relu && x < 0 ? 0 : fabs(x)) / limit);
        }
}

/* Layers whose outputs are stored at the output's scale. */
static void see(void *context, const struct engine *engine, const struct batch *batch, size_t first)
{
    struct calibration *c = context;
    const struct model *model = engine->model;
    (void)batch, (void)first;
    for (int l = 0; l < model->layer_count; l++) {
        int node = model->layer[l].node;
        if (model->group_of[node] != c->group ||
            !(c->wanted[node] & PRECISION_BIT(PRECISION_OUTPUT_BITS)))
            continue;
        struct view y = engine_view(engine, node);
        int bits = PRECISION_OUTPUT_BITS - (model->node_signed[node] != 0);
        add_view(&c->histogram, &y, (1 << bits) - 1);
    }
}

/* The parameter of the output's step, or SIZE_MAX if it is not to be set here. */
static size_t open_step(const struct model *model, const size_t *choice)
{
    int group = model->group_of[model->network->output];
    for (int l = 0; l < model->layer_count; l++)
        if (model->layer[l].input_group == group &&
            model->space->choice[choice[l]].bits == PRECISION_OUTPUT_BITS)
            return SIZE_MAX;
    return group < 0 ? SIZE_MAX : model->group_step[group][model_precision(PRECISION_OUTPUT_BITS)];
}

/* Fills `wanted` and sees all images. Returns 0, or -1: no memory. */
static int gather(struct calibration *c, unsigned *wanted, struct engine *engine,
                  const size_t *choice, const struct dataset *dataset, const size_t *image,
                  size_t image_count, struct diag_list *diag)
{
    struct choice *choices = export_choices(engine->model, choice);
    if (!choices)
        return -1;
    precision_wanted(engine->model->network, choices, wanted);
    free(choices);
    c->wanted = wanted;
    c->group = engine->model->group_of[engine->model->network->output];
    return evaluate_images(engine, choice, dataset, image, image_count, see, c, diag);
}

int export_calibrate(struct engine *engine, const size_t *choice, const struct dataset *dataset,
                     const size_t *image, size_t image_count, double share, struct diag_list *diag)
{
    struct model *model = engine->model;
    size_t step = open_step(model, choice), errors = diag_count(diag);
    if (step == SIZE_MAX)
        return 0;
    struct calibration *c = calloc(1, sizeof *c);
    unsigned *wanted = calloc((size_t)model->network->node_count, sizeof *wanted);
    int status =
        c && wanted ? gather(c, wanted, engine, choice, dataset, image, image_count, diag) : -1;
    double value = status == 0 ? quantile(&c->histogram, share) : 0;
    if (value > 0)
        model->parameter[step] = (real)log(value);
    if (status != 0 && diag_count(diag) == errors)
        diag_error(diag, &(struct diag_place){.file = model->network->file}, NULL,
                   "not enough memory to calibrate the output");
    free(c);
    free(wanted);
    return status;
}
