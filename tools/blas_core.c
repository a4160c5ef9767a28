#include "blas_core.h"

#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* Kernels of x86-64, by the names of OpenBLAS's cpuid tables (driver/others/dynamic.c). */
static const struct {
    const char *name;
    int bits;
} cores[] = {
    {"Prescott", 128},       {"Core2", 128},      {"Penryn", 128},      {"Dunnington", 128},
    {"Nehalem", 128},        {"Atom", 128},       {"Nano", 128},        {"Opteron", 128},
    {"Opteron_SSE3", 128},   {"Barcelona", 128},  {"Bobcat", 128},      {"Sandybridge", 256},
    {"Bulldozer", 256},      {"Piledriver", 256}, {"Steamroller", 256}, {"Excavator", 256},
    {"Haswell", 256},        {"Zen", 256},        {"SkylakeX", 512},    {"Cooperlake", 512},
    {"Sapphirerapids", 512},
};

const char *blas_core_name(void)
{
    return openblas_get_corename();
}

int blas_core_bits(const char *name)
{
    for (size_t i = 0; i < sizeof cores / sizeof *cores; i++)
        if (!strcasecmp(cores[i].name, name))
            return cores[i].bits;
    return 0;
}

static int processor_bits(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f"))
        return 512;
    return __builtin_cpu_supports("avx2") ? 256 : 128;
#else
    return 0;
#endif
}

const char *blas_core_warning(char *out, size_t size)
{
    const char *forced = getenv("OPENBLAS_CORETYPE");
    int bits = blas_core_bits(blas_core_name()), most = processor_bits();
    out[0] = '\0';
    if (forced && forced[0] && bits && bits < most)
        snprintf(out, size,
                 "OPENBLAS_CORETYPE=%s makes OpenBLAS use vectors of %d bits, this processor has "
                 "%d: unset it",
                 forced, bits, most);
    return out;
}
