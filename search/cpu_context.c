#include <cblas.h>
#include <omp.h>
#include <stdlib.h>

#include "cpu.h"

int cpu_create(struct kernel_context **out)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return -1;
    openblas_set_num_threads(1); /* the blocks are what runs in parallel */
    (*out)->threads = omp_get_max_threads();
    (*out)->scratch = calloc((size_t)(*out)->threads, sizeof *(*out)->scratch);
    if ((*out)->scratch)
        return 0;
    cpu_free(*out);
    return -1;
}

void cpu_free(struct kernel_context *k)
{
    if (!k)
        return;
    for (int t = 0; k->scratch && t < k->threads; t++)
        free(k->scratch[t]);
    free(k->scratch);
    free(k->sums);
    free(k->matrix);
    free(k);
}

/* Replaces a buffer by one of `bytes`, whose content does not matter; 64 bytes aligned. */
static int renew(void *buffer, size_t bytes)
{
    void **pointer = buffer;
    free(*pointer);
    *pointer = aligned_alloc(64, (bytes + 63) / 64 * 64);
    return *pointer ? 0 : -1;
}

int cpu_reserve_scratch(struct kernel_context *k, size_t reals)
{
    if (reals <= k->scratch_count)
        return 0;
    k->scratch_count = reals;
    for (int t = 0; t < k->threads; t++)
        if (renew(&k->scratch[t], reals * sizeof(real)) != 0)
            return -1;
    return 0;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

int cpu_reserve_blocks(struct kernel_context *k, size_t blocks, size_t sums, size_t reals)
{
    if (blocks <= k->block_count && sums <= k->sums_count && reals <= k->matrix_count)
        return 0;
    k->block_count = larger(blocks, k->block_count);
    k->sums_count = larger(sums, k->sums_count);
    k->matrix_count = larger(reals, k->matrix_count);
    if (renew(&k->sums, k->block_count * k->sums_count * sizeof *k->sums) != 0)
        return -1;
    return renew(&k->matrix, k->block_count * k->matrix_count * sizeof *k->matrix);
}

int cpu_thread(void)
{
    return omp_get_thread_num();
}
