#include "workloads/layer.h"

#include <string.h>

const char dim_letters[DIM_COUNT + 1] = "NCMPQRSG";
const char tensor_letters[TENSOR_COUNT + 1] = "WIO";

uint64_t layer_terms_per_image(const struct layer_shape *shape)
{
    static const enum dim factors[] = {DIM_M, DIM_P, DIM_Q, DIM_R, DIM_S};
    uint64_t terms = (uint64_t)(shape->size[DIM_C] / shape->size[DIM_G]);
    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
        if (__builtin_mul_overflow(terms, (uint64_t)shape->size[factors[i]], &terms))
            return 0;
    }
    return terms;
}

int layer_shape_equal(const struct layer_shape *a, const struct layer_shape *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}
