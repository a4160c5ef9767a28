/* From a psum to an activation: fixed-point scaling.
 *
 * y = clamp(round(((psum + bias) multiplier + offset) / 2^shift)); the sum saturates at 32 bits,
 * the product has 64, halves are rounded away from zero. The offset is the bias's fraction: at 2
 * bits a unit of the psum is worth several of the output.
 */
#ifndef WORKLOADS_REQUANTIZE_H
#define WORKLOADS_REQUANTIZE_H

#include <stdint.h>

#define REQUANTIZE_SHIFT_MAX 62

/* psum + bias, saturated at the ends of int32_t. */
int32_t requantize_bias(int32_t psum, int32_t bias);

/* round(sum multiplier / 2^shift) clamped to [min, max]; shift from 0 to REQUANTIZE_SHIFT_MAX. */
int32_t requantize(int32_t sum, int32_t multiplier, int shift, int32_t min, int32_t max);

/* round((sum multiplier + offset) / 2^shift), likewise. */
int32_t requantize_offset(int32_t sum, int32_t multiplier, int32_t offset, int shift, int32_t min,
                          int32_t max);

/* round(sum / count), halves away from zero; count > 0. For average pooling. */
int32_t requantize_mean(int32_t sum, int32_t count);

#endif
