/* How fast matrix products are on this computer: what a training step is measured against. */
#ifndef TIMING_GEMM_RATE_H
#define TIMING_GEMM_RATE_H

#define GEMM_SIZE 2048

/* Matrices for `threads` products at a time. */
struct gemm;

/* Returns 0, or -1 when memory is short. Free with gemm_free. */
int gemm_create(struct gemm **out, int threads);
void gemm_free(struct gemm *gemm);

/* Seconds of `threads` products of GEMM_SIZE^3 in float, side by side: a single-threaded call for
 * each OpenMP thread, as the trainer's kernels call it. */
double gemm_side_by_side_s(struct gemm *gemm);

/* Seconds of one such product by OpenBLAS's own `threads`. Leaves OpenBLAS with one. */
double gemm_together_s(struct gemm *gemm);

/* Operations of one product. */
double gemm_operations(void);

#endif
