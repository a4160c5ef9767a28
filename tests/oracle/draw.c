#include "cases.h"

static int pick(struct oracle_random *random, const int *values, int count)
{
    return values[oracle_random_below(random, count)];
}

/* ---- the layer ---- */

static int at_least(int value, int least)
{
    return value < least ? least : value;
}

/* The extents a kind cannot do without. */
static void need_sizes(struct oracle_random *random, enum oracle_kind kind, struct map_problem *p)
{
    int *size = p->size;
    if (kind <= ORACLE_PADDING) {
        int rows = oracle_random_below(random, 3);
        size[rows ? DIM_R : DIM_S] = 2 + oracle_random_below(random, 2);
        size[rows ? DIM_P : DIM_Q] = 2 + oracle_random_below(random, 3);
    }
    if (kind == ORACLE_GROUPS || kind == ORACLE_DEPTHWISE)
        size[DIM_G] = 2 + oracle_random_below(random, 3);
    if (kind == ORACLE_GROUPS)
        size[oracle_random_below(random, 2) ? DIM_C : DIM_M] = 2;
    if (kind == ORACLE_BATCH)
        size[DIM_N] = 2 + oracle_random_below(random, 2);
    if (kind == ORACLE_IMPERFECT) {
        static const int odd[] = {3, 5, 7};
        int d = oracle_random_below(random, DIM_COUNT); /* first: C leaves the order open */
        size[d] = pick(random, odd, 3);
    }
    if (kind == ORACLE_LINKS || kind == ORACLE_LANES_C)
        size[DIM_C] = at_least(size[DIM_C], 2 + oracle_random_below(random, 2));
    if (kind == ORACLE_LANES_M)
        size[DIM_M] = at_least(size[DIM_M], 2 + oracle_random_below(random, 2));
}

static int prime_factors(int value)
{
    int count = 0;
    for (int prime = 2; value > 1; prime++) {
        for (; value % prime == 0; value /= prime)
            count++;
    }
    return count;
}

static int loops_of(const struct map_problem *problem)
{
    int loops = 0;
    for (int d = 0; d < DIM_COUNT; d++)
        loops += prime_factors(problem->size[d]);
    return loops;
}

static void grow_sizes(struct oracle_random *random, enum oracle_kind kind, int loops,
                       struct map_problem *p)
{
    static const int factor[] = {2, 2, 2, 3, 3, 4, 5};
    /* P, Q, R and S are where windows make it hard. */
    static const int dims[] = {DIM_N, DIM_C, DIM_C, DIM_M, DIM_M, DIM_P, DIM_P, DIM_P,
                               DIM_Q, DIM_Q, DIM_R, DIM_R, DIM_S, DIM_S, DIM_G};
    while (loops_of(p) < loops) {
        int d = pick(random, dims, sizeof dims / sizeof *dims);
        if (kind == ORACLE_DEPTHWISE && (d == DIM_C || d == DIM_M))
            continue;
        if (d == DIM_G && kind != ORACLE_GROUPS && !oracle_random_once_in(random, 4))
            continue;
        int size = p->size[d] * pick(random, factor, sizeof factor / sizeof *factor);
        if (size <= 8 && (size <= 4 || (d != DIM_R && d != DIM_S)))
            p->size[d] = size;
    }
}

/* With lanes an extent counts sets; the last one may be ragged. */
static void choose_lanes(struct oracle_random *random, enum oracle_kind kind, struct map_problem *p)
{
    int lanes = kind == ORACLE_LANES_C || kind == ORACLE_LANES_M;
    p->lane_dim = kind == ORACLE_LANES_M ? DIM_M : DIM_C;
    if (!lanes && kind != ORACLE_DEPTHWISE && oracle_random_once_in(random, 10)) {
        lanes = 1;
        p->lane_dim = oracle_random_below(random, 2) ? DIM_M : DIM_C;
    }
    p->lanes = !lanes ? 1 : oracle_random_below(random, 2) ? 4 : 2;
    for (int d = 0; d < DIM_COUNT; d++)
        p->extent[d] = p->size[d];
    p->extent[p->lane_dim] =
        p->size[p->lane_dim] * p->lanes - oracle_random_below(random, p->lanes);
}

static void choose_windows(struct oracle_random *random, enum oracle_kind kind,
                           struct map_problem *p)
{
    int axis = p->size[DIM_R] > 1 ? 0 : 1;
    for (int i = 0; i < 2; i++) {
        p->stride[i] = oracle_random_once_in(random, 6) ? 2 : 1;
        p->dilation[i] = oracle_random_once_in(random, 8) ? 2 : 1;
        p->pad[i] = oracle_random_once_in(random, 6) ? 1 : 0;
    }
    if (kind == ORACLE_STRIDE)
        p->stride[axis] = 2 + oracle_random_below(random, 2);
    if (kind == ORACLE_DILATION)
        p->dilation[axis] = 2;
    if (kind == ORACLE_PADDING)
        p->pad[axis] = 1 + oracle_random_below(random, 2);
    oracle_fit_input(p);
    for (int i = 0; i < 2; i++) /* rows left over by the stride, or padding on one side only */
        p->input[i] = at_least(p->input[i] + oracle_random_below(random, 3) * p->pad[i], 1);
}

/* ---- the machine ---- */

static void choose_array(struct oracle_random *random, enum oracle_kind kind, struct map_problem *p)
{
    static const int columns[] = {1, 1, 2, 3, 4};
    int uses_array = kind == ORACLE_IMPERFECT || kind == ORACLE_LINKS || kind == ORACLE_MULTICAST;
    p->axis_size[0] = pick(random, columns, 5);
    p->axis_size[1] = oracle_random_once_in(random, 3) ? 2 : 1;
    if (uses_array && p->axis_size[0] * p->axis_size[1] == 1) {
        int places = 2 + oracle_random_below(random, 3);
        p->axis_size[oracle_random_below(random, 2)] = places;
    }
    if (kind == ORACLE_TWO_AXES) {
        p->axis_size[0] = 2 + oracle_random_below(random, 2);
        p->axis_size[1] = 2 + oracle_random_below(random, 2);
    }
    int links = oracle_random_below(random, 4);
    if (kind == ORACLE_LINKS && links == 3)
        links = oracle_random_below(random, 3);
    p->reduce_link[0] = links & 1;
    p->reduce_link[1] = links >> 1;
    p->multicast =
        oracle_random_once_in(random, 2) ? MAP_MULTICAST_ANY : oracle_random_below(random, 3);
    if (kind == ORACLE_MULTICAST)
        p->multicast =
            oracle_random_below(random, 2) ? MAP_MULTICAST_IDENTICAL : MAP_MULTICAST_NONE;
}

static int tensor_bits(const struct map_problem *p, enum tensor tensor)
{
    const int *e = p->extent;
    if (tensor == TENSOR_W)
        return e[DIM_G] * e[DIM_M] * e[DIM_C] * e[DIM_R] * e[DIM_S] * p->bits[WORD_W];
    if (tensor == TENSOR_I)
        return e[DIM_N] * e[DIM_G] * e[DIM_C] * p->input[0] * p->input[1] * p->bits[WORD_I];
    return e[DIM_N] * e[DIM_G] * e[DIM_M] * e[DIM_P] * e[DIM_Q] * p->bits[WORD_PSUM];
}

static void choose_widths(struct oracle_random *random, struct map_problem *p)
{
    static const int operand[] = {1, 4, 8, 8, 16}, psum[] = {16, 16, 20, 24};
    p->bits[WORD_W] = pick(random, operand, 5);
    p->bits[WORD_I] = pick(random, operand, 5);
    p->bits[WORD_PSUM] = pick(random, psum, 4);
    p->bits[WORD_OUT] = oracle_random_below(random, 2) ? 8 : 16;
}

/* Small enough to matter; a lane set must fit. */
static void choose_buffers(struct oracle_random *random, enum oracle_kind kind,
                           struct map_problem *p)
{
    static const enum map_word word[] = {WORD_W, WORD_I, WORD_PSUM};
    int all = 0;
    p->double_buffer = kind == ORACLE_DOUBLE_BUFFER || oracle_random_once_in(random, 12);
    p->spad_shared = kind == ORACLE_SHARED_SPAD || oracle_random_once_in(random, 12);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        int words = 1 + oracle_random_below(random, oracle_random_below(random, 2) ? 4 : 16);
        p->spad_bits[t] = (uint64_t)(words * p->lanes * p->bits[word[t]]) << p->double_buffer;
        all += tensor_bits(p, (enum tensor)t);
    }
    if (p->spad_shared)
        p->spad_bits[0] += p->spad_bits[1] + p->spad_bits[2];
    double share = oracle_random_unit(random) * (kind == ORACLE_GLB_BINDING ? 0.3 : 1.2);
    p->glb_bits = (uint64_t)(all * share);
    p->has_glb = kind != ORACLE_NO_GLB && !oracle_random_once_in(random, 20);
}

static void choose_bypass(struct oracle_random *random, enum oracle_kind kind,
                          struct map_problem *p)
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        p->glb_may_keep[t] = p->glb_may_bypass[t] = 1;
        if (kind != ORACLE_BYPASS && !oracle_random_once_in(random, 20))
            continue;
        int free = oracle_random_below(random, 3);
        p->glb_may_keep[t] = free != 0;
        p->glb_may_bypass[t] = free != 1;
    }
    if (kind == ORACLE_BYPASS) {
        int t = oracle_random_below(random, TENSOR_COUNT);
        p->glb_may_keep[t] = oracle_random_below(random, 2);
        p->glb_may_bypass[t] = !p->glb_may_keep[t];
    }
}

/* ---- prices ---- */

static double spread(struct oracle_random *random, double around)
{
    return around * (0.2 + 2 * oracle_random_unit(random));
}

/* A price per bit, or one drawn for every kind of word. */
static void draw_prices(struct oracle_random *random, int per_bit, const int *bits, double around,
                        double *price_pj)
{
    double each = spread(random, around);
    for (int word = 0; word < WORD_COUNT; word++)
        price_pj[word] = per_bit ? each * bits[word] / 8 : spread(random, around);
}

static void choose_prices(struct oracle_random *random, struct map_problem *p)
{
    int per_bit = oracle_random_below(random, 3);
    double dram = oracle_random_below(random, 2) ? 200 : 10;
    draw_prices(random, per_bit, p->bits, dram, p->dram_read_pj);
    draw_prices(random, per_bit, p->bits, dram, p->dram_write_pj);
    draw_prices(random, per_bit, p->bits, 6, p->glb_read_pj);
    draw_prices(random, per_bit, p->bits, 6, p->glb_write_pj);
    draw_prices(random, per_bit, p->bits, 1, p->inject_pj);
    draw_prices(random, per_bit, p->bits, 1, p->deliver_pj);
    p->link_pj = spread(random, 0.5);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        p->spad_fill_pj[t] = spread(random, 0.7);
        p->step_read_pj[t] = spread(random, 0.7);
    }
    p->step_write_psum_pj = spread(random, 0.7);
    p->term_pj = spread(random, 0.5);
}

static void choose_bandwidths(struct oracle_random *random, struct map_problem *p)
{
    static const int bandwidth[] = {0, 4, 8, 16, 32, 64};
    p->cycles_per_step = 1 + oracle_random_below(random, 4);
    p->dram_bits_per_cycle = pick(random, bandwidth, 6);
    p->glb_read_bits_per_cycle = pick(random, bandwidth, 6);
    p->glb_write_bits_per_cycle = pick(random, bandwidth, 6);
    p->collect_bits_per_cycle = pick(random, bandwidth, 6);
    for (int t = 0; t < TENSOR_COUNT; t++)
        p->deliver_bits_per_cycle[t] = pick(random, bandwidth, 6);
}

void oracle_random_problem(struct oracle_random *random, enum oracle_kind kind, int loops,
                           struct map_problem *out)
{
    *out = oracle_plain_problem();
    need_sizes(random, kind, out);
    grow_sizes(random, kind, loops, out);
    choose_lanes(random, kind, out);
    choose_windows(random, kind, out);
    choose_array(random, kind, out);
    choose_widths(random, out);
    choose_buffers(random, kind, out);
    choose_bypass(random, kind, out);
    if (oracle_random_below(random, 2))
        choose_prices(random, out);
    choose_bandwidths(random, out);
    /* What a step reads of O is what its lanes hold. */
    out->spad_drain_pj = out->step_read_pj[TENSOR_O];
    if (out->lane_dim == DIM_M)
        out->spad_drain_pj /= out->lanes;
}
