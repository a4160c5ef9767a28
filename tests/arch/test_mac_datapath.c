/* The gates compute: every pair of operands, every mode, against the scalar term. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "../../arch/mac_datapath.h"
#include "../../arch/mac_operands.h"

enum { STREAMS = NETLIST_STREAMS };

/* One choice of the datapath, with what its accumulators should hold. */
struct bench {
    const struct operator_def *scalar;
    const struct mac_operator *op;
    struct mac_setting setting;
    enum netlist_delay delay;
    int lanes;
    int lowest; /* 1: w = -2^(b-1) in the place of minus zero (two's complement) */
    struct mac_datapath path;
    struct netlist_run *run;
    uint32_t expected[STREAMS];
};

static void open_bench(struct bench *bench, const char *name, int bits, int lanes, int x_signed,
                       enum mac_pipeline pipeline, enum netlist_delay delay)
{
    *bench = (struct bench){.scalar = operator_find(name, strlen(name)),
                            .op = mac_operator_find(name),
                            .delay = delay,
                            .lanes = lanes};
    cr_assert(bench->op != NULL && bench->scalar != NULL);
    bench->setting = (struct mac_setting){.bits = bits, .x_signed = x_signed};
    bench->op->set(&bench->setting, lanes);
    cr_assert(eq(int, mac_datapath_create(&bench->path, pipeline), 0));
    cr_assert(eq(int, netlist_run_create(&bench->run, bench->path.netlist), 0));
    cr_assert(eq(int, mac_datapath_begin(&bench->path, bench->run, &bench->setting), 0));
}

static void close_bench(struct bench *bench)
{
    netlist_run_free(bench->run);
    mac_datapath_free(&bench->path);
}

struct operand {
    int x, w, negative;
};

/* Operand pair number `pair` of 2^(2b), the low b bits x. */
static struct operand decode(const struct bench *bench, unsigned pair)
{
    int levels = 1 << bench->setting.bits;
    int x = (int)pair % levels, w = (int)pair / levels - levels / 2;
    struct operand o = {.x = x, .w = w, .negative = w < 0};
    if (bench->setting.x_signed && x >= levels / 2)
        o.x = x - levels;
    if (w == -levels / 2 && !bench->lowest)
        o.w = 0; /* minus zero */
    return o;
}

/* Sets stream s to the operands of every lane; pairs of lanes are the digits of `number`. */
static void set_stream(struct bench *bench, int s, unsigned number, uint8_t x[STREAMS],
                       uint8_t w[STREAMS])
{
    int bits = bench->setting.bits;
    unsigned pairs = 1u << (2 * bits);
    x[s] = w[s] = 0;
    for (int lane = 0; lane < bench->lanes; lane++, number /= pairs) {
        struct operand o = decode(bench, number % pairs);
        unsigned code = (unsigned)o.x & ((1u << bits) - 1);
        x[s] |= (uint8_t)(code << (bits * lane));
        w[s] |= (uint8_t)bench->op->weight_register(bits, lane, o.w, o.negative);
        bench->expected[s] += (uint32_t)bench->scalar->term(o.x, o.w, o.negative);
    }
}

static void step(struct bench *bench, const uint8_t x[STREAMS], const uint8_t w[STREAMS])
{
    struct mac_planes planes;
    mac_planes_pack(planes.x, x);
    mac_planes_pack(planes.w, w);
    mac_datapath_step(&bench->path, bench->run, &bench->setting, &planes, bench->delay);
}

/* x = 0 adds nothing; the pipeline holds two steps. */
static void drain(struct bench *bench)
{
    static const uint8_t zero[STREAMS];
    step(bench, zero, zero);
    step(bench, zero, zero);
}

static uint32_t accumulator(const struct bench *bench, int s)
{
    uint32_t value = 0;
    int width = bench->setting.wide ? MAC_ADDER_BITS : MAC_NARROW_BITS;
    for (int i = 0; i < width; i++) {
        const uint64_t *word = netlist_run_words(bench->run, bench->path.accumulator[i]);
        value |= (uint32_t)(word[s / 64] >> (s % 64) & 1u) << i;
    }
    return value;
}

static int wrong_streams(const struct bench *bench)
{
    uint32_t mask = bench->setting.wide ? 0xfffff : 0xfff;
    int wrong = 0;
    for (int s = 0; s < STREAMS; s++)
        wrong += accumulator(bench, s) != (bench->expected[s] & mask);
    return wrong;
}

/* All numbers 0 to `count` - 1 of operand sets, each checked by itself, the
 * accumulators going on from one to the next (and wrapping). */
static void check_exhaustively(struct bench *bench, unsigned count)
{
    uint8_t x[STREAMS], w[STREAMS];
    int wrong = 0;
    for (unsigned first = 0; first < count; first += STREAMS) {
        for (int s = 0; s < STREAMS; s++)
            set_stream(bench, s, (first + (unsigned)s) % count, x, w);
        step(bench, x, w);
        drain(bench);
        wrong += wrong_streams(bench);
    }
    cr_expect(eq(int, wrong, 0), "%s%d x %s: wrong sums", bench->op->name, bench->setting.bits,
              bench->setting.x_signed ? "signed" : "unsigned");
}

static void check_modes(const char *name, int bits, int lanes, int lowest)
{
    unsigned count = 1u << (2 * bits * lanes);
    for (int x_signed = 0; x_signed < 2; x_signed++)
        for (int pipeline = 0; pipeline < MAC_PIPELINE_COUNT; pipeline++) {
            struct bench bench;
            open_bench(&bench, name, bits, lanes, x_signed, (enum mac_pipeline)pipeline,
                       DELAY_ZERO);
            bench.lowest = lowest;
            check_exhaustively(&bench, count);
            close_bench(&bench);
        }
}

/* Every operator of the registry, every precision, every set of operands: for all
 * lanes of T these are all 65536 contents of the two operand registers. */
Test(mac_datapath, every_operator_computes_every_set_of_operands)
{
    for (const struct operator_def *const *op = operator_registry; *op != NULL; op++)
        for (int bits = 2; bits <= 8; bits *= 2) {
            cr_assert(mac_operator_find((*op)->name) != NULL, "no MAC for %s", (*op)->name);
            check_modes((*op)->name, bits, mac_operator_find((*op)->name)->lanes_max(bits), 0);
        }
}

Test(mac_datapath, t_multiplies_the_lowest_weight_too)
{
    check_modes("T", 8, 1, 1);
    check_modes("T", 4, 2, 1);
    check_modes("T", 2, 4, 1);
}

Test(mac_datapath, t_with_lanes_left_empty)
{
    check_modes("T", 4, 1, 0);
    check_modes("T", 2, 1, 0);
    check_modes("T", 2, 3, 0);
}

static unsigned next_random(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* Back to back, a new step at every edge, with glitches: 200 steps of random operands. */
static void check_stream(const char *name, int bits, int lanes, int x_signed,
                         enum mac_pipeline pipeline)
{
    struct bench bench;
    uint8_t x[STREAMS], w[STREAMS];
    unsigned state = 7, count_mask = (unsigned)((1ull << (2 * bits * lanes)) - 1);
    open_bench(&bench, name, bits, lanes, x_signed, pipeline, DELAY_UNIT);
    for (int i = 0; i < 200; i++) {
        for (int s = 0; s < STREAMS; s++)
            set_stream(&bench, s, next_random(&state) & count_mask, x, w);
        step(&bench, x, w);
    }
    drain(&bench);
    cr_expect(eq(int, wrong_streams(&bench), 0), "%s%d", name, bits);
    close_bench(&bench);
}

Test(mac_datapath, terms_follow_each_other_without_a_gap)
{
    for (const struct operator_def *const *op = operator_registry; *op != NULL; op++)
        for (int bits = 2; bits <= 8; bits *= 2)
            for (int variant = 0; variant < 2 * MAC_PIPELINE_COUNT; variant++)
                check_stream((*op)->name, bits, mac_operator_find((*op)->name)->lanes_max(bits),
                             variant % 2, (enum mac_pipeline)(variant / 2));
}

Test(mac_datapath, packing_puts_a_stream_s_bits_at_its_place)
{
    uint8_t byte[STREAMS];
    uint64_t plane[8][NETLIST_WORDS];
    int wrong = 0;
    for (int s = 0; s < STREAMS; s++)
        byte[s] = (uint8_t)(37 * s + s / 64);
    mac_planes_pack(plane, byte);
    for (int s = 0; s < STREAMS; s++)
        for (int bit = 0; bit < 8; bit++)
            wrong += (plane[bit][s / 64] >> (s % 64) & 1u) != (byte[s] >> bit & 1u);
    cr_assert(eq(int, wrong, 0));
}
