/* The CPU as a backend: OpenBLAS for products, OpenMP over blocks of images. */
#include "cpu.h"
#include "search/operator_training.h"

const struct kernels kernels_cpu = {
    .name = "cpu",
    .operators = training_registry,
    .create = cpu_create,
    .free = cpu_free,
    .reserve = cpu_reserve,
    .input = cpu_input,
    .convolve = cpu_convolve,
    .convolve_weights = cpu_convolve_weights,
    .convolve_data = cpu_convolve_data,
    .normalise_sums = cpu_normalise_sums,
    .normalise_apply = cpu_normalise_apply,
    .pool = cpu_pool,
    .pool_backward = cpu_pool_backward,
    .copy = cpu_copy,
    .copy_backward = cpu_copy_backward,
    .gate = cpu_gate,
};
