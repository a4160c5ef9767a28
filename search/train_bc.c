/* BC, binary connect: x binarize(w), scaled by the channel's mean |w|. */
#include "training_list.h"
#include "vector.h"
#include "weight_level.h"
#include "weight_span.h"

/* NOLINTNEXTLINE(readability-non-const-parameter): as the table has it */
VECTOR_LOOP static void mix(const struct master *a, real p, real *main, real *sign)
{
    (void)sign;
    for (size_t r = 0; r < a->rows; r++)
        for (size_t m = 0; m < a->columns; m++) {
            size_t i = r * a->columns + m;
            main[i] += p * weight_signed(a->weight[i], a->mean[m], a->smooth);
        }
}

VECTOR_LOOP
static void add_gradient(const struct master *a, const struct weight_span *span,
                         const struct weight_gradients *g, real *dp)
{
    real *restrict sum = dp;
    const real *mean = a->mean + span->first;
    for (size_t r = span->row; r < span->end; r++) {
        size_t at = r * a->columns + span->first;
        const real *w = a->weight + at, *d = g->dmain + at;
        real *restrict dweight = g->dweight + at;
        for (size_t c = 0; c < span->columns; c++) {
            sum[c] += d[c] * weight_signed(w[c], mean[c], a->smooth);
            dweight[c] += g->p * d[c] * weight_sign_passes(w[c], mean[c]);
        }
    }
}

static double gradient(const struct master *a, real p, const real *dmain, const real *dsign,
                       real *dweight, real *dstep)
{
    return weight_spans(a, add_gradient,
                        &(struct weight_gradients){p, dmain, dsign, dweight, dstep});
}

static void integers(const struct master *a, int8_t *weight, real *unit)
{
    for (size_t i = 0; i < a->rows * a->columns; i++)
        weight[i] = a->weight[i] < 0 ? -1 : 1;
    for (size_t m = 0; m < a->columns; m++)
        unit[m] = a->mean[m] * a->input_step;
}

const struct training_operator training_bc = {
    .name = "BC", .has_sign = 0, .mix = mix, .gradient = gradient, .integers = integers};
