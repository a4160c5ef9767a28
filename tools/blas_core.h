/* Which kernels OpenBLAS took: its environment can make it take slow ones, unnoticed. */
#ifndef TOOLS_BLAS_CORE_H
#define TOOLS_BLAS_CORE_H

#include <stddef.h>

/* The core whose kernels are used, "SkylakeX". */
const char *blas_core_name(void);

/* Writes a warning to `out` if OPENBLAS_CORETYPE forces kernels of narrower vectors than this
 * processor has, else "". Returns out. */
const char *blas_core_warning(char *out, size_t size);

/* Bits of the vectors that a core's kernels use; 0: not known. */
int blas_core_bits(const char *name);

#endif
