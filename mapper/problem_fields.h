/* Every field of struct map_problem, in order: X(type, name, values). What compares two problems or
 * names one goes over this list, so a field that is left out is a result served to the wrong
 * problem; problem_key.c does not compile if the list and the struct differ in size. */
#ifndef MAPPER_PROBLEM_FIELDS_H
#define MAPPER_PROBLEM_FIELDS_H

#define MAP_PROBLEM_FIELDS(X)                                                                      \
    X(int, size, DIM_COUNT)                                                                        \
    X(int, lane_dim, 1)                                                                            \
    X(int, lanes, 1)                                                                               \
    X(int, extent, DIM_COUNT)                                                                      \
    X(int, input, 2)                                                                               \
    X(int, stride, 2)                                                                              \
    X(int, dilation, 2)                                                                            \
    X(int, pad, 2)                                                                                 \
    X(int, bits, WORD_COUNT)                                                                       \
    X(int, axis_size, 2)                                                                           \
    X(int, multicast, 1)                                                                           \
    X(int, reduce_link, 2)                                                                         \
    X(int, has_glb, 1)                                                                             \
    X(int, glb_may_keep, TENSOR_COUNT)                                                             \
    X(int, glb_may_bypass, TENSOR_COUNT)                                                           \
    X(uint64_t, glb_bits, 1)                                                                       \
    X(uint64_t, spad_bits, TENSOR_COUNT)                                                           \
    X(int, spad_shared, 1)                                                                         \
    X(double, dram_read_pj, WORD_COUNT)                                                            \
    X(double, dram_write_pj, WORD_COUNT)                                                           \
    X(double, glb_read_pj, WORD_COUNT)                                                             \
    X(double, glb_write_pj, WORD_COUNT)                                                            \
    X(double, inject_pj, WORD_COUNT)                                                               \
    X(double, deliver_pj, WORD_COUNT)                                                              \
    X(double, link_pj, 1)                                                                          \
    X(double, spad_fill_pj, TENSOR_COUNT)                                                          \
    X(double, spad_drain_pj, 1)                                                                    \
    X(double, step_read_pj, TENSOR_COUNT)                                                          \
    X(double, step_write_psum_pj, 1)                                                               \
    X(double, term_pj, 1)                                                                          \
    X(int, cycles_per_step, 1)                                                                     \
    X(double, dram_bits_per_cycle, 1)                                                              \
    X(double, glb_read_bits_per_cycle, 1)                                                          \
    X(double, glb_write_bits_per_cycle, 1)                                                         \
    X(double, deliver_bits_per_cycle, TENSOR_COUNT)                                                \
    X(double, collect_bits_per_cycle, 1)                                                           \
    X(int, double_buffer, 1)

#endif
