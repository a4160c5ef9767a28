#include "cpu.h"

size_t cpu_blocks(int images)
{
    return ((size_t)images + KERNEL_BLOCK - 1) / KERNEL_BLOCK;
}

void cpu_block(int images, size_t b, int *first, int *end)
{
    *first = (int)b * KERNEL_BLOCK;
    *end = *first + KERNEL_BLOCK < images ? *first + KERNEL_BLOCK : images;
}

void cpu_sum_doubles(double *row, size_t blocks, size_t stride, size_t count)
{
    for (size_t apart = 1; apart < blocks; apart *= 2)
        for (size_t b = 0; b + apart < blocks; b += 2 * apart)
            for (size_t i = 0; i < count; i++)
                row[b * stride + i] += row[(b + apart) * stride + i];
}

/* The same for a span of elements. */
static void sum_span(real *row, size_t blocks, size_t stride, size_t first, size_t end)
{
    for (size_t apart = 1; apart < blocks; apart *= 2)
        for (size_t b = 0; b + apart < blocks; b += 2 * apart) {
            real *to = row + b * stride;
            const real *from = row + (b + apart) * stride;
            for (size_t i = first; i < end; i++)
                to[i] += from[i];
        }
}

void cpu_sum_reals(struct kernel_context *k, real *row, size_t blocks, size_t stride, size_t count)
{
    enum { SPAN = 4096 };
    size_t spans = (count + SPAN - 1) / SPAN;
#pragma omp parallel for num_threads(k->threads) schedule(static) if (spans > 4)
    for (size_t s = 0; s < spans; s++) {
        size_t end = (s + 1) * SPAN < count ? (s + 1) * SPAN : count;
        sum_span(row, blocks, stride, s * SPAN, end);
    }
}
