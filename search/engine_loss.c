/* Cross entropy with smoothed labels. */
#include <math.h>

#include "engine_state.h"

struct image_loss {
    double loss;
    int correct;
};

/* Loss of one image; `doutput` (classes) gets its gradient times `share`. */
static struct image_loss image_loss(const real *output, size_t classes, int label, double smoothing,
                                    double share, real *doutput)
{
    size_t best = 0;
    double sum = 0, target = 0, mean = 0;
    for (size_t c = 1; c < classes; c++)
        best = output[c] > output[best] ? c : best;
    for (size_t c = 0; c < classes; c++) {
        sum += exp((double)(output[c] - output[best]));
        mean += (double)(output[c] - output[best]) / (double)classes;
    }
    for (size_t c = 0; c < classes; c++) {
        double p = exp((double)(output[c] - output[best])) / sum;
        double want = smoothing / (double)classes + ((int)c == label ? 1 - smoothing : 0);
        doutput[c] = (real)((p - want) * share);
    }
    target = (1 - smoothing) * (double)(output[label] - output[best]) + smoothing * mean;
    return (struct image_loss){log(sum) - target, (int)best == label};
}

void engine_loss(struct engine *engine, const struct batch *batch, double smoothing,
                 struct engine_loss *loss)
{
    const struct network *network = engine->model->network;
    size_t classes = (size_t)network->node[network->output].output.channels;
    double total[3] = {0, 0, (double)batch->count};
    for (size_t i = 0; i < batch->count; i++) {
        struct image_loss one =
            image_loss(engine->output + i * classes, classes, batch->label[i], smoothing,
                       1 / engine_images(engine), engine->doutput + i * classes);
        total[0] += one.loss;
        total[1] += one.correct;
    }
    engine_sum(engine, total, 3);
    *loss = (struct engine_loss){total[0], (size_t)total[1], (size_t)total[2]};
}
