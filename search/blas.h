/* Matrix products of either number type. Row-major; called from one thread of several, so
 * OpenBLAS itself must be set to one (kernels_cpu.create does). */
#ifndef SEARCH_BLAS_H
#define SEARCH_BLAS_H

#include <cblas.h>
#include <stddef.h>

#include "search/real.h"

struct matrix {
    const real *value;
    size_t stride; /* elements from a row to the next */
    int transposed;
};

/* out (m, n) = beta out + a (m, k) b (k, n); `out_stride` as in struct matrix. */
static inline void blas_multiply(size_t m, size_t n, size_t k, struct matrix a, struct matrix b,
                                 real beta, real *out, size_t out_stride)
{
    enum CBLAS_TRANSPOSE ta = a.transposed ? CblasTrans : CblasNoTrans;
    enum CBLAS_TRANSPOSE tb = b.transposed ? CblasTrans : CblasNoTrans;
#ifdef SEARCH_DOUBLE
    cblas_dgemm(CblasRowMajor, ta, tb, (int)m, (int)n, (int)k, 1, a.value, (int)a.stride, b.value,
                (int)b.stride, beta, out, (int)out_stride);
#else
    cblas_sgemm(CblasRowMajor, ta, tb, (int)m, (int)n, (int)k, 1, a.value, (int)a.stride, b.value,
                (int)b.stride, beta, out, (int)out_stride);
#endif
}

#endif
