/* Stochastic gradient descent with momentum, plain or Nesterov's, as PyTorch writes it (no
 * dampening): the velocity is a sum of gradients, the learning rate comes last. */
#include "optimiser_method.h"

static void update(const struct optimiser_options *options, uint64_t step,
                   const struct optimiser_run *run)
{
    const real momentum = (real)options->momentum, l2 = (real)run->weight_decay;
    const real rate = (real)(run->rate * (run->is_log_step ? options->log_step_rate : 1));
    real *parameter = run->parameter, *velocity = run->moment[0];
    const real *gradient = run->gradient;
    (void)step; /* a velocity of 0 makes the first step the gradient's */
#pragma omp parallel for schedule(static) if (run->count >= OPTIMISER_PARALLEL_MIN)
    for (size_t i = 0; i < run->count; i++) {
        real g = gradient[i] + l2 * parameter[i];
        velocity[i] = momentum * velocity[i] + g;
        parameter[i] -= rate * (options->nesterov ? g + momentum * velocity[i] : velocity[i]);
    }
}

const struct optimiser_method optimiser_sgd = {.moments = 1, .update = update};
