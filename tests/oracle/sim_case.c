#include "sim_case.h"

#include <stdlib.h>
#include <string.h>

#include "workloads/convolution.h"
#include "workloads/weights.h"

#define ANY_TILE ((uint64_t)1 << 40)

struct choice oracle_random_choice(struct oracle_random *random)
{
    static const char *const names[] = {"T8", "T4", "T2", "MF8", "MF4", "MF2", "BC8", "BC4", "BC2"};
    struct choice choice;
    if (choice_parse(&choice, names[oracle_random_below(random, 9)]) != 0)
        abort();
    return choice;
}

static void set_machine(struct oracle_sim_case *c)
{
    static const enum arch_multicast multicast[] = {[MAP_MULTICAST_ANY] = MULTICAST_ANY,
                                                    [MAP_MULTICAST_IDENTICAL] = MULTICAST_IDENTICAL,
                                                    [MAP_MULTICAST_NONE] = MULTICAST_NONE};
    struct arch_machine *m = &c->machine;
    m->columns = c->problem.axis_size[AXIS_X];
    m->rows = c->problem.axis_size[AXIS_Y];
    m->storage_count = 2 + TENSOR_COUNT;
    m->glb = c->problem.has_glb ? 1 : -1;
    for (int i = 0; i < m->storage_count; i++)
        m->storage[i].capacity_bits = ANY_TILE;
    for (int t = 0; t < TENSOR_COUNT; t++)
        m->spad[t] = 2 + t;
    m->multicast = multicast[c->problem.multicast];
    for (int a = 0; a < AXIS_COUNT; a++)
        m->reduce[a] = c->problem.reduce_link[a] ? REDUCE_LINK : REDUCE_NONE;
}

static void set_layer(struct oracle_sim_case *c, const struct choice *choice)
{
    struct layer_shape *shape = &c->layer.shape;
    const struct map_problem *p = &c->problem;
    memcpy(shape->size, p->extent, sizeof shape->size);
    shape->size[DIM_C] *= p->extent[DIM_G];
    shape->size[DIM_M] *= p->extent[DIM_G];
    memcpy(shape->input, p->input, sizeof shape->input);
    memcpy(shape->stride, p->stride, sizeof shape->stride);
    memcpy(shape->dilation, p->dilation, sizeof shape->dilation);
    memcpy(shape->pad, p->pad, sizeof shape->pad);
    c->machine.choice_count = 1;
    c->machine.choice[0] = (struct arch_choice){.choice = *choice,
                                                .psum_bits = p->bits[WORD_PSUM],
                                                .lanes = p->lanes,
                                                .lane_dim = (enum dim)p->lane_dim,
                                                .cycles_per_step = p->cycles_per_step};
    c->layer.machine = &c->machine;
    c->layer.mapping = &c->mapping;
}

/* As weights are stored: BC +-1, only MF with a minus zero. */
static int8_t random_weight(const struct choice *choice, struct oracle_random *random)
{
    int most = (1 << (choice->bits - 1)) - 1;
    if (choice->op->operand_is_binary)
        return oracle_random_once_in(random, 2) ? 1 : -1;
    if (choice->op->zero_has_sign && oracle_random_once_in(random, 16))
        return WEIGHT_MINUS_ZERO;
    return (int8_t)(oracle_random_below(random, 2 * most + 1) - most);
}

/* Inputs below zero, and more than their share of zeros. */
static int16_t random_input(const struct choice *choice, struct oracle_random *random)
{
    int values = 1 << choice->bits;
    if (oracle_random_once_in(random, 4))
        return 0;
    return (int16_t)(oracle_random_below(random, values) - values / 4);
}

static void set_data(struct oracle_sim_case *c, const struct choice *choice,
                     struct oracle_random *random)
{
    const int *size = c->layer.shape.size, *input = c->layer.shape.input;
    c->inputs =
        (size_t)size[DIM_N] * (size_t)size[DIM_C] * (size_t)input[ROWS] * (size_t)input[COLUMNS];
    c->weights = (size_t)layer_weights(&c->layer.shape);
    c->psums =
        (size_t)size[DIM_N] * (size_t)size[DIM_M] * (size_t)size[DIM_P] * (size_t)size[DIM_Q];
    c->layer.input = c->input = malloc(c->inputs * sizeof *c->input);
    c->layer.weight = c->weight = malloc(c->weights);
    if (c->input == NULL || c->weight == NULL)
        abort(); /* in a test there is nothing to go on with */
    for (size_t i = 0; i < c->inputs; i++)
        c->input[i] = random_input(choice, random);
    for (size_t i = 0; i < c->weights; i++)
        c->weight[i] = random_weight(choice, random);
}

void oracle_sim_case_create(struct oracle_sim_case *out, const struct choice *choice,
                            struct oracle_random *random)
{
    out->problem.bits[WORD_W] = choice_weight_bits(choice);
    out->problem.bits[WORD_I] = out->problem.bits[WORD_OUT] = choice->bits;
    out->problem.glb_bits = ANY_TILE;
    for (int t = 0; t < TENSOR_COUNT; t++)
        out->problem.spad_bits[t] = ANY_TILE;
    set_machine(out);
    set_layer(out, choice);
    set_data(out, choice, random);
}

void oracle_sim_case_free(struct oracle_sim_case *c)
{
    free(c->input);
    free(c->weight);
}

void oracle_sim_case_expect(const struct oracle_sim_case *c, int32_t *expected)
{
    const struct layer_shape *shape = &c->layer.shape;
    size_t images = (size_t)shape->size[DIM_N];
    struct convolution convolution = {
        .shape = *shape, .op = c->machine.choice[0].choice.op, .weight = c->weight};
    for (size_t n = 0; n < images; n++) {
        convolution.x = c->input + n * (c->inputs / images);
        if (convolution_psums(&convolution, expected + n * (c->psums / images)) != 0)
            abort();
    }
}

/* Of 24: a bit takes a whole number of 24ths of a cycle. */
static double random_bandwidth(struct oracle_random *random)
{
    static const int bits[] = {0, 0, 1, 2, 3, 4, 6, 8, 12, 24};
    return bits[oracle_random_below(random, sizeof bits / sizeof *bits)];
}

/* Bursts, and rows short enough that a layer has several. */
static void random_rows(struct oracle_random *random, struct arch_storage *dram)
{
    dram->burst_bits = oracle_random_once_in(random, 3) ? 64 : 0;
    dram->banks = oracle_random_below(random, 4);
    dram->row_bits = oracle_random_once_in(random, 2) ? 128 : 1024;
    dram->row_miss_cycles = 1 + oracle_random_below(random, 9);
}

void oracle_random_timing(struct oracle_random *random, struct arch_machine *machine)
{
    static const int fifo[] = {0, 1, 4}, latency[] = {0, 7, 40};
    for (int i = 0; i < machine->storage_count; i++) {
        machine->storage[i].double_buffer = oracle_random_once_in(random, 3);
        machine->storage[i].has_port_per_tensor = oracle_random_once_in(random, 3);
        machine->storage[i].read_bits_per_cycle = random_bandwidth(random);
        machine->storage[i].write_bits_per_cycle = random_bandwidth(random);
    }
    for (int t = 0; t < TENSOR_COUNT; t++)
        machine->noc_delivery_bits_per_cycle[t] = random_bandwidth(random);
    machine->noc_collect_bits_per_cycle = random_bandwidth(random);
    machine->zero_gating = oracle_random_once_in(random, 2);
    machine->noc_fifo_words = fifo[oracle_random_below(random, 3)];
    machine->storage[machine->dram].latency_cycles = latency[oracle_random_below(random, 3)];
    random_rows(random, &machine->storage[machine->dram]);
}
