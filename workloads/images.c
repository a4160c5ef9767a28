#include "workloads/images.h"

#include <stdlib.h>

#include "images_format.h"
#include "workloads/random_stream.h"

size_t images_bytes_each(struct network_shape shape)
{
    return (size_t)shape.channels * (size_t)shape.rows * (size_t)shape.columns;
}

struct images *images_create(struct network_shape shape, size_t count)
{
    struct images *images = calloc(1, sizeof *images);
    if (!images)
        return NULL;
    images->count = count;
    images->shape = shape;
    images->pixel = calloc(count, images_bytes_each(shape));
    if (images->pixel)
        return images;
    free(images);
    return NULL;
}

int images_random(struct images **out, struct network_shape shape, size_t count, uint64_t seed)
{
    struct random_stream stream = {seed};
    *out = images_create(shape, count);
    if (!*out)
        return -1;
    for (size_t i = 0; i < count * images_bytes_each(shape); i++)
        (*out)->pixel[i] = (uint8_t)(random_u64(&stream) >> 56);
    return 0;
}

void images_free(struct images *images)
{
    if (!images)
        return;
    free(images->pixel);
    free(images->label);
    free(images);
}

const uint8_t *images_at(const struct images *images, size_t i)
{
    return images->pixel + i * images_bytes_each(images->shape);
}
