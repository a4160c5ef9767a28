#include "workloads/layer.h"

#include <string.h>

const char dim_letters[DIM_COUNT + 1] = "NCMPQRSG";
const char tensor_letters[TENSOR_COUNT + 1] = "WIO";

/* (C/G) times the sizes of these dimensions; 0 on overflow. */
static uint64_t product(const struct layer_shape *shape, const enum dim *dims, size_t count)
{
    uint64_t n = (uint64_t)(shape->size[DIM_C] / shape->size[DIM_G]);
    for (size_t i = 0; i < count; i++) {
        if (__builtin_mul_overflow(n, (uint64_t)shape->size[dims[i]], &n))
            return 0;
    }
    return n;
}

uint64_t layer_terms_per_image(const struct layer_shape *shape)
{
    static const enum dim dims[] = {DIM_M, DIM_P, DIM_Q, DIM_R, DIM_S};
    return product(shape, dims, sizeof dims / sizeof *dims);
}

uint64_t layer_weights(const struct layer_shape *shape)
{
    static const enum dim dims[] = {DIM_M, DIM_R, DIM_S};
    return product(shape, dims, sizeof dims / sizeof *dims);
}

int layer_shape_equal(const struct layer_shape *a, const struct layer_shape *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

int layer_is_depthwise(const struct layer_shape *shape)
{
    const int *size = shape->size;
    return size[DIM_G] > 1 && size[DIM_C] == size[DIM_G] && size[DIM_M] == size[DIM_G];
}
