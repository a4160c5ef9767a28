#include "sim_inputs.h"

#include <stdlib.h>
#include <string.h>

#include "assignment.h"
#include "input_errors.h"
#include "lookup.h"
#include "map_run_check.h"
#include "overrides.h"
#include "shipped.h"

static void report_memory(struct diag_list *diag)
{
    diag_error(diag, &(struct diag_place){.file = sim_option_set.tool}, NULL, "out of memory");
}

static void read_descriptions(struct sim_inputs *inputs, const struct sim_request *request,
                              const char *machine, const char *network, struct diag_list *diag)
{
    const char **room = calloc(request->set.count + 1, sizeof *room);
    if (!room) {
        report_memory(diag);
        return;
    }
    struct arch_options arch = {.overrides = room};
    arch.override_count = overrides_of(&request->set, OVERRIDES_MACHINE, room);
    arch_machine_read(&inputs->machine, machine, &arch, diag);
    size_t count = overrides_of(&request->set, OVERRIDES_NETWORK, room);
    network_read(&inputs->network, network, room, count, diag);
    free(room);
}

/* Returns 0, or -1 when memory is short. */
static int list_layers(struct sim_inputs *inputs)
{
    const struct network *network = inputs->network;
    size_t count = (size_t)network->layer_count + 1;
    inputs->layer = calloc(count, sizeof *inputs->layer);
    inputs->column = calloc(count, sizeof *inputs->column);
    inputs->choice = calloc(count, sizeof *inputs->choice);
    inputs->psum_bits = calloc(count, sizeof *inputs->psum_bits);
    if (!inputs->layer || !inputs->column || !inputs->choice || !inputs->psum_bits)
        return -1;
    for (int l = 0; l < network->layer_count; l++)
        inputs->layer[l] = (struct map_layer){network->node[network->layer[l]].name,
                                              network_layer_shape(network, l, 1)};
    return 0;
}

/* A run whose columns are all choices of the machine. Returns 0, or -1 when memory is short. */
static int begin_run(struct sim_inputs *inputs)
{
    int all[ARCH_CHOICES_MAX];
    for (int j = 0; j < inputs->machine->choice_count; j++)
        all[j] = j;
    return map_run_begin(&inputs->run, inputs->machine, inputs->layer,
                         (size_t)inputs->network->layer_count, all,
                         (size_t)inputs->machine->choice_count);
}

/* The machine's first that the integer reference knows; its first if it knows none. */
static int first_integer_choice(const struct arch_machine *machine)
{
    for (int j = 0; j < machine->choice_count; j++)
        if (machine->choice[j].choice.bits <= PRECISION_INTEGER_MAX)
            return j;
    return 0;
}

/* What the options say of layers that the network leaves open. */
static void take_default_choices(struct sim_inputs *inputs, const struct sim_request *request,
                                 struct diag_list *diag)
{
    struct assignment assignment = {0};
    int common = request->choice ? lookup_choice(inputs->machine, "--choice", request->choice, diag)
                                 : first_integer_choice(inputs->machine);
    if (request->assign &&
        assignment_read(&assignment, request->assign, &inputs->run, inputs->network, diag))
        return;
    for (int l = 0; l < inputs->network->layer_count; l++)
        inputs->column[l] = assignment.choice ? (int)assignment.choice[l] : common;
    assignment_free(&assignment);
}

static void take_pinned_choices(struct sim_inputs *inputs, struct diag_list *diag)
{
    for (int l = 0; l < inputs->network->layer_count; l++) {
        const struct network_node *node = &inputs->network->node[inputs->network->layer[l]];
        char name[CHOICE_NAME_MAX];
        if (!node->choice.op)
            continue;
        choice_name(&node->choice, name);
        inputs->column[l] = lookup_choice(inputs->machine, node->name, name, diag);
    }
}

static void take_choices(struct sim_inputs *inputs, const struct sim_request *request,
                         struct diag_list *diag)
{
    size_t errors = diag_count(diag);
    take_default_choices(inputs, request, diag);
    take_pinned_choices(inputs, diag);
    if (diag_count(diag) > errors)
        return;
    for (int l = 0; l < inputs->network->layer_count; l++) {
        const struct arch_choice *choice = &inputs->machine->choice[inputs->column[l]];
        inputs->choice[l] = choice->choice;
        inputs->psum_bits[l] = choice->psum_bits < 32 ? choice->psum_bits : 32;
    }
    precision_check(inputs->network, inputs->choice, diag);
}

static void ask_for_mappings(struct sim_inputs *inputs, struct diag_list *diag)
{
    for (int l = 0; l < inputs->network->layer_count; l++)
        if (sim_inputs_has(inputs, l))
            map_run_ask(&inputs->run, (size_t)l, (size_t)inputs->column[l]);
    if (inputs->mappings)
        map_run_price(&inputs->run, inputs->mappings, diag);
    else
        map_run_check(&inputs->run, FACTORS_SPATIAL, diag);
}

static void read_weights(struct sim_inputs *inputs, const struct sim_request *request,
                         struct diag_list *diag)
{
    if (request->weights)
        weights_read(&inputs->weights, request->weights, inputs->network, inputs->choice, diag);
    else
        weights_random(&inputs->weights, inputs->network, inputs->choice, request->seed.value,
                       diag);
}

/* Random images are not drawn from the same stream as the weights. */
static void read_images(struct sim_inputs *inputs, const struct sim_request *request,
                        struct diag_list *diag)
{
    size_t count = request->random.given ? (size_t)request->random.value : 1;
    if (request->images)
        images_read(&inputs->images, request->images, NULL, inputs->network->input, diag);
    else if (images_random(&inputs->images, inputs->network->input, count,
                           request->seed.value + 1) != 0)
        report_memory(diag);
    if (inputs->images && !inputs->images->count)
        input_error(diag, request->images, NULL, "no image for network", inputs->network->name);
}

/* What is of the machine and the network together. */
static void read_pair(struct sim_inputs *inputs, const struct sim_request *request,
                      struct diag_list *diag)
{
    if (!inputs->network->layer_count) {
        input_error(diag, inputs->network->file, NULL, "no MAC layer in network",
                    inputs->network->name);
        return;
    }
    if (list_layers(inputs) || begin_run(inputs)) {
        report_memory(diag);
        return;
    }
    if (request->layer)
        inputs->only = lookup_layer(inputs->network, "--layer", request->layer, diag);
    if (inputs->mappings)
        map_file_check_machine(inputs->mappings, inputs->machine->name, diag);
    take_choices(inputs, request, diag);
    read_images(inputs, request, diag);
    if (diag_count(diag))
        return;
    ask_for_mappings(inputs, diag);
    read_weights(inputs, request, diag);
}

/* The files that the command line names, before any of them is read. Returns the number of
 * mistakes. */
static int find_files(char machine[SHIPPED_PATH_MAX], char network[SHIPPED_PATH_MAX],
                      const struct sim_request *request, FILE *errors)
{
    const char *tool = sim_option_set.tool;
    const char *const file[][2] = {{"--mapping", request->mapping},
                                   {"--assign", request->assign},
                                   {"--weights", request->weights},
                                   {"--images", request->images}};
    int mistakes = 0;
    mistakes -= shipped_find(machine, request->machine, SHIPPED_MACHINE, tool, errors);
    mistakes -= shipped_find(network, request->network, SHIPPED_NETWORK, tool, errors);
    for (size_t i = 0; i < sizeof file / sizeof *file; i++)
        if (file[i][1])
            mistakes -= shipped_check_file(file[i][1], file[i][0], tool, errors);
    return mistakes;
}

int sim_inputs_read(struct sim_inputs *out, const struct sim_request *request, FILE *errors)
{
    char machine[SHIPPED_PATH_MAX], network[SHIPPED_PATH_MAX];
    struct diag_list *diag;
    *out = (struct sim_inputs){.only = -1};
    if (find_files(machine, network, request, errors))
        return -1;
    if (diag_create(&diag)) {
        fprintf(errors, "%s: out of memory\n", sim_option_set.tool);
        return -1;
    }
    read_descriptions(out, request, machine, network, diag);
    if (request->mapping)
        map_file_read(&out->mappings, request->mapping, diag);
    if (out->machine && out->network)
        read_pair(out, request, diag);
    size_t mistakes = input_errors_print(diag, sim_option_set.tool, errors);
    diag_free(diag);
    if (mistakes)
        sim_inputs_free(out);
    return mistakes ? -1 : 0;
}

void sim_inputs_free(struct sim_inputs *inputs)
{
    arch_machine_free(inputs->machine);
    network_free(inputs->network);
    free(inputs->layer);
    free(inputs->column);
    free(inputs->choice);
    free(inputs->psum_bits);
    map_run_free(&inputs->run);
    map_file_free(inputs->mappings);
    weights_free(inputs->weights);
    images_free(inputs->images);
    *inputs = (struct sim_inputs){0};
}

int sim_inputs_has(const struct sim_inputs *inputs, int layer)
{
    return inputs->only < 0 || inputs->only == layer;
}

const struct map_job *sim_inputs_job(const struct sim_inputs *inputs, int layer)
{
    return map_run_job(&inputs->run, (size_t)layer, (size_t)inputs->column[layer]);
}
