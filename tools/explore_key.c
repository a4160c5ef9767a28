#include "explore_key.h"

#include <string.h>

#include "workloads/sha256.h"

/* Values one behind the other, without padding. */
struct bytes {
    unsigned char byte[sizeof(struct map_problem)];
    size_t count;
};

static void add(struct bytes *bytes, const void *value, size_t size)
{
    memcpy(bytes->byte + bytes->count, value, size);
    bytes->count += size;
}

#define ADD(field) add(bytes, &p->field, sizeof p->field)

static void add_layer(struct bytes *bytes, const struct map_problem *p)
{
    ADD(size);
    ADD(lane_dim);
    ADD(lanes);
    ADD(extent);
    ADD(input);
    ADD(stride);
    ADD(dilation);
    ADD(pad);
    ADD(bits);
}

static void add_machine(struct bytes *bytes, const struct map_problem *p)
{
    ADD(axis_size);
    ADD(multicast);
    ADD(reduce_link);
    ADD(has_glb);
    ADD(glb_may_keep);
    ADD(glb_may_bypass);
    ADD(glb_bits);
    ADD(spad_bits);
    ADD(spad_shared);
    ADD(cycles_per_step);
    ADD(double_buffer);
}

static void add_energies(struct bytes *bytes, const struct map_problem *p)
{
    ADD(dram_read_pj);
    ADD(dram_write_pj);
    ADD(glb_read_pj);
    ADD(glb_write_pj);
    ADD(inject_pj);
    ADD(deliver_pj);
    ADD(link_pj);
    ADD(spad_fill_pj);
    ADD(spad_drain_pj);
    ADD(step_read_pj);
    ADD(step_write_psum_pj);
    ADD(term_pj);
}

static void add_bandwidths(struct bytes *bytes, const struct map_problem *p)
{
    ADD(dram_bits_per_cycle);
    ADD(glb_read_bits_per_cycle);
    ADD(glb_write_bits_per_cycle);
    ADD(deliver_bits_per_cycle);
    ADD(collect_bits_per_cycle);
}

void explore_problem_key(const struct map_problem *problem, char out[EXPLORE_KEY_MAX])
{
    struct bytes bytes = {.count = 0};
    add_layer(&bytes, problem);
    add_machine(&bytes, problem);
    add_energies(&bytes, problem);
    add_bandwidths(&bytes, problem);
    sha256_hex(bytes.byte, bytes.count, out);
}

struct map_problem explore_problem_to_search(const struct map_problem *problem,
                                             enum map_objective objective)
{
    struct map_problem p = *problem;
    if (objective != OBJECTIVE_ENERGY)
        return p;
    p.dram_bits_per_cycle = p.glb_read_bits_per_cycle = p.glb_write_bits_per_cycle = 0;
    p.collect_bits_per_cycle = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        p.deliver_bits_per_cycle[t] = 0;
    return p;
}
