/* From counts to energy and time. */
#ifndef MAPPER_RESULT_H
#define MAPPER_RESULT_H

#include "mapper/evaluate.h"

/* Elements of a tensor in every dimension that moves it, as extents; for I,
 * input_planes() leaves the window dimensions out. */
uint64_t tensor_extents(const struct map_problem *problem, enum tensor t);
uint64_t input_planes(const struct map_problem *problem);

/* Elements of dimension d that the array holds at the first event of a node: tiles of `tile` steps,
 * `unit` steps apart, on `places` PEs. Only the last PE's tile may be short. */
uint64_t first_elements(const struct map_problem *problem, enum dim d, int tile, int unit,
                        int places);

/* Fills the energies of a result from its counts. */
void result_price(const struct map_problem *problem, struct map_result *result);

/* Cycles of the first fill and the last drain that carry so many bits of each tensor. */
double result_fill_and_drain(const struct map_problem *problem, const double bits[TENSOR_COUNT]);

/* Fills the cycles of a result from its counts; see docs/model.md. */
void result_time(const struct map_problem *problem, struct map_result *result);

#endif
