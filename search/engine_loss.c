/* Cross entropy with smoothed labels. */
#include <math.h>

#include "engine_state.h"

/* Of one image, or of several. */
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

/* Where a balanced tree over blocks of images parts: at the largest power of two of them. */
static size_t parting(size_t images)
{
    size_t half = KERNEL_BLOCK;
    while (2 * half < images)
        half *= 2;
    return half;
}

/* Adds up images [first, end) as a balanced tree over blocks, as ranks do their shares. */
static struct image_loss images_loss(struct engine *engine, const struct batch *batch,
                                     double smoothing, size_t first, size_t end)
{
    const struct network *network = engine->model->network;
    size_t classes = (size_t)network->node[network->output].output.channels;
    struct image_loss sum = {0};
    if (end - first > KERNEL_BLOCK) {
        size_t middle = first + parting(end - first);
        struct image_loss left = images_loss(engine, batch, smoothing, first, middle);
        struct image_loss right = images_loss(engine, batch, smoothing, middle, end);
        return (struct image_loss){left.loss + right.loss, left.correct + right.correct};
    }
    for (size_t i = first; i < end; i++) {
        struct image_loss one =
            image_loss(engine->output + i * classes, classes, batch->label[i], smoothing,
                       1 / engine_images(engine), engine->doutput + i * classes);
        sum.loss += one.loss;
        sum.correct += one.correct;
    }
    return sum;
}

void engine_loss(struct engine *engine, const struct batch *batch, double smoothing,
                 struct engine_loss *loss)
{
    struct image_loss sum = images_loss(engine, batch, smoothing, 0, batch->count);
    double total[3] = {sum.loss, sum.correct, (double)batch->count};
    engine_sum(engine, total, 3);
    *loss = (struct engine_loss){total[0], (size_t)total[1], (size_t)total[2]};
}
