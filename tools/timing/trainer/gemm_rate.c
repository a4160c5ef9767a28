#include "gemm_rate.h"

#include <cblas.h>
#include <omp.h>
#include <stdlib.h>

struct gemm {
    int threads;
    float *matrix; /* (threads, 3, GEMM_SIZE, GEMM_SIZE) */
};

static const size_t elements = (size_t)GEMM_SIZE * GEMM_SIZE;

static void fill(float *matrix, size_t count)
{
    for (size_t i = 0; i < count; i++)
        matrix[i] = (float)(i % 17) - 8;
}

int gemm_create(struct gemm **out, int threads)
{
    struct gemm *gemm = calloc(1, sizeof *gemm);
    size_t count = (size_t)threads * 3 * elements;
    *out = gemm;
    if (!gemm)
        return -1;
    gemm->threads = threads;
    gemm->matrix = aligned_alloc(64, count * sizeof *gemm->matrix);
    if (gemm->matrix) {
        fill(gemm->matrix, count);
        return 0;
    }
    gemm_free(gemm);
    *out = NULL;
    return -1;
}

void gemm_free(struct gemm *gemm)
{
    if (!gemm)
        return;
    free(gemm->matrix);
    free(gemm);
}

static void multiply(const struct gemm *gemm, int thread)
{
    const float *a = gemm->matrix + (size_t)thread * 3 * elements, *b = a + elements;
    float *c = gemm->matrix + (size_t)thread * 3 * elements + 2 * elements;
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, GEMM_SIZE, GEMM_SIZE, GEMM_SIZE, 1, a,
                GEMM_SIZE, b, GEMM_SIZE, 0, c, GEMM_SIZE);
}

double gemm_side_by_side_s(struct gemm *gemm)
{
    openblas_set_num_threads(1);
    double start = omp_get_wtime();
#pragma omp parallel for num_threads(gemm->threads) schedule(static, 1)
    for (int thread = 0; thread < gemm->threads; thread++)
        multiply(gemm, thread);
    return omp_get_wtime() - start;
}

double gemm_together_s(struct gemm *gemm)
{
    openblas_set_num_threads(gemm->threads);
    double start = omp_get_wtime();
    multiply(gemm, 0);
    double seconds = omp_get_wtime() - start;
    openblas_set_num_threads(1);
    return seconds;
}

double gemm_operations(void)
{
    return 2.0 * GEMM_SIZE * GEMM_SIZE * GEMM_SIZE;
}
