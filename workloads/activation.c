#include "workloads/activation.h"

#include <stdlib.h>

int activation_create(struct activation *out, struct network_shape shape, int bits, int is_signed)
{
    *out = (struct activation){.shape = shape, .bits = bits, .is_signed = is_signed};
    out->value = calloc(activation_count(out), sizeof *out->value);
    return out->value ? 0 : -1;
}

void activation_free(struct activation *activation)
{
    free(activation->value);
    *activation = (struct activation){0};
}

size_t activation_count(const struct activation *activation)
{
    const struct network_shape *shape = &activation->shape;
    return (size_t)shape->channels * (size_t)shape->rows * (size_t)shape->columns;
}

int activation_min(int bits, int is_signed)
{
    return is_signed ? -(1 << (bits - 1)) : 0;
}

int activation_max(int bits, int is_signed)
{
    return is_signed ? (1 << (bits - 1)) - 1 : (1 << bits) - 1;
}
