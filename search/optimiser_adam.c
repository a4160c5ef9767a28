/* Adam; decay by L2 or decoupled. The order of operations is PyTorch's, _single_tensor_adam. */
#include <math.h>

#include "optimiser_method.h"

static real root(real x)
{
    return sizeof x == sizeof(float) ? (real)sqrtf((float)x) : (real)sqrt((double)x);
}

static void update(const struct optimiser_options *options, uint64_t step,
                   const struct optimiser_run *run)
{
    double beta0 = options->beta[0], beta1 = options->beta[1];
    double correction0 = 1 - pow(beta0, (double)step), correction1 = 1 - pow(beta1, (double)step);
    const real size = (real)(run->rate / correction0), spread = (real)sqrt(correction1);
    const real keep0 = (real)beta0, keep1 = (real)beta1;
    const real take0 = (real)(1 - beta0), take1 = (real)(1 - beta1);
    const real epsilon = (real)options->epsilon;
    const real l2 = (real)(options->decoupled ? 0 : run->weight_decay);
    const real shrink = (real)(options->decoupled ? 1 - run->rate * run->weight_decay : 1);
    real *parameter = run->parameter, *first = run->moment[0], *second = run->moment[1];
    const real *gradient = run->gradient;
#pragma omp parallel for schedule(static) if (run->count >= OPTIMISER_PARALLEL_MIN)
    for (size_t i = 0; i < run->count; i++) {
        real old = parameter[i] * shrink, g = gradient[i] + l2 * old;
        first[i] = first[i] * keep0 + take0 * g;
        second[i] = second[i] * keep1 + take1 * g * g;
        parameter[i] = old - size * first[i] / (root(second[i]) / spread + epsilon);
    }
}

const struct optimiser_method optimiser_adam = {.moments = 2, .update = update};
