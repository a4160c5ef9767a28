#include "permute.h"

void permute(size_t *item, size_t count, struct random_stream stream)
{
    for (size_t left = count; left > 1; left--) {
        size_t chosen = (size_t)random_below(&stream, left);
        size_t other = item[left - 1];
        item[left - 1] = item[chosen];
        item[chosen] = other;
    }
}
