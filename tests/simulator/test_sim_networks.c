/* The first layers of the networks for ImageNet on eyeriss168: psums as the definition has them,
 * energy as the model has it. Whole networks are run by tests/cli/sim_networks.sh and tools/bench.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

#include "mapper/build_problem.h"
#include "mapper/solve.h"
#include "oracle/random.h"
#include "simulator/simulate.h"
#include "workloads/convolution.h"
#include "workloads/network.h"

/* Sanitizers are ten times slower: there the smallest alone. */
#if defined(__SANITIZE_ADDRESS__)
static const char *const networks[] = {"shufflenet-224"};
#else
static const char *const networks[] = {"alexnet",       "vgg16",          "squeezenet1_0",
                                       "squeezenet1_1", "shufflenet-224", "googlenet-224"};
#endif

struct data {
    int16_t *input;
    int8_t *weight;
    int32_t *psum, *expected;
    size_t psums;
};

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    cr_assert(memory != NULL);
    return memory;
}

static void create_data(struct data *d, const struct layer_shape *shape)
{
    struct oracle_random random = {.state = 7};
    size_t inputs =
        (size_t)shape->size[DIM_C] * (size_t)shape->input[ROWS] * (size_t)shape->input[COLUMNS];
    size_t weights = (size_t)layer_weights(shape);
    d->psums = (size_t)shape->size[DIM_M] * (size_t)shape->size[DIM_P] * (size_t)shape->size[DIM_Q];
    d->input = allocate(inputs, sizeof *d->input);
    d->weight = allocate(weights, 1);
    d->psum = allocate(d->psums, sizeof *d->psum);
    d->expected = allocate(d->psums, sizeof *d->expected);
    for (size_t i = 0; i < inputs; i++)
        d->input[i] = (int16_t)(oracle_random_below(&random, 256) - 128);
    for (size_t i = 0; i < weights; i++)
        d->weight[i] = (int8_t)(oracle_random_below(&random, 255) - 127);
}

static void free_data(struct data *d)
{
    free(d->input);
    free(d->weight);
    free(d->psum);
    free(d->expected);
}

static void run_layer(const struct arch_machine *machine, const struct layer_shape *shape)
{
    struct map_solve_options options = {.gap = 0.3, .time_limit_s = 1};
    struct map_problem problem;
    struct map_solution solution;
    struct sim_result result;
    struct data d;
    char reason[SIM_REASON_MAX];
    int wrong = 0;
    map_problem_build(&problem, machine, 0, shape);
    cr_assert(map_solve(&problem, &options, &solution) == 0 && solution.found);
    create_data(&d, shape);
    struct sim_layer layer = {machine, 0, *shape, &solution.mapping, d.input, d.weight};
    struct convolution convolution = {*shape, machine->choice[0].choice.op, d.input, d.weight};
    cr_assert(sim_layer_run(&layer, NULL, d.psum, &result, reason) == 0, "%s", reason);
    cr_assert(convolution_psums(&convolution, d.expected) == 0);
    for (size_t i = 0; i < d.psums; i++)
        wrong += d.psum[i] != d.expected[i];
    cr_expect(eq(int, wrong, 0));
    cr_expect(ieee_ulp_eq(dbl, result.energy.total_pj / solution.result.energy_pj, 1, 1 << 20));
    sim_result_free(&result);
    free_data(&d);
}

Test(sim_networks, first_layers_of_large_images)
{
    struct diag_list *diag;
    struct arch_machine *machine;
    cr_assert(diag_create(&diag) == 0);
    cr_assert(arch_machine_read(&machine, ENOS_SOURCE_DIR "/arch/eyeriss168.yaml", NULL, diag) ==
              0);
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++) {
        struct network *network;
        char path[512];
        snprintf(path, sizeof path, ENOS_SOURCE_DIR "/workloads/%s.yaml", networks[i]);
        cr_assert(network_read(&network, path, NULL, 0, diag) == 0);
        struct layer_shape shape = network_layer_shape(network, 0, 1);
        run_layer(machine, &shape);
        network_free(network);
    }
    arch_machine_free(machine);
    diag_free(diag);
}
