#include "map_inputs.h"

#include <stdlib.h>
#include <string.h>

#include "input_errors.h"
#include "lookup.h"
#include "overrides.h"
#include "shipped.h"

static void read_machine(struct map_inputs *inputs, const struct map_options *options,
                         const char *path, const char **room, struct diag_list *diag)
{
    static const char *const register_files[] = {NULL, "cacti", "aladdin"};
    struct arch_options arch = {
        .register_file = register_files[options->register_file],
        .overrides = room,
        .override_count = overrides_of(&options->set, OVERRIDES_MACHINE, room),
        .energy_table_file = options->ert,
    };
    if (!arch_machine_read(&inputs->machine, path, &arch, diag))
        map_reference_read(&inputs->reference, path, diag);
}

static void read_descriptions(struct map_inputs *inputs, const struct map_options *options,
                              const char *machine_path, const char *network_path,
                              struct diag_list *diag)
{
    const char **room = calloc(options->set.count + 1, sizeof *room);
    if (!room) {
        diag_error(diag, &(struct diag_place){.file = "enos-map"}, NULL, "out of memory");
        return;
    }
    read_machine(inputs, options, machine_path, room, diag);
    if (network_path) {
        size_t count = overrides_of(&options->set, OVERRIDES_NETWORK, room);
        network_read(&inputs->network, network_path, room, count, diag);
    } else if (overrides_of(&options->set, OVERRIDES_NETWORK, room)) {
        diag_error(diag, &(struct diag_place){.file = "--set"}, NULL, "there is no network");
    }
    free(room);
}

static void add_choice(struct map_inputs *inputs, const char *option, const char *text,
                       struct diag_list *diag)
{
    int index = lookup_choice(inputs->machine, option, text, diag);
    if (index < 0)
        return;
    for (size_t i = 0; i < inputs->choice_count; i++)
        if (inputs->choice[i] == index)
            return;
    inputs->choice[inputs->choice_count++] = index;
}

/* The machine's choices for which a mapping file has mappings. */
static void add_mapped_choices(struct map_inputs *inputs, struct diag_list *diag)
{
    for (size_t i = 0; i < map_file_count(inputs->mappings); i++) {
        char name[CHOICE_NAME_MAX];
        choice_name(&map_file_entry(inputs->mappings, i)->choice, name);
        if (arch_choice_index(inputs->machine, name) >= 0)
            add_choice(inputs, "--mapping", name, diag);
    }
    if (!inputs->choice_count)
        input_error(diag, map_file_path(inputs->mappings), NULL,
                    "no mapping for a choice of machine", inputs->machine->name);
}

static void select_choices(struct map_inputs *inputs, const struct map_options *options,
                           struct diag_list *diag)
{
    if (options->op)
        add_choice(inputs, "--op", options->op, diag);
    else if (options->choices)
        lookup_choice_list(inputs->machine, "--choices", options->choices, inputs->choice,
                           &inputs->choice_count, diag);
    else if (inputs->mappings)
        add_mapped_choices(inputs, diag);
    else
        for (int i = 0; i < inputs->machine->choice_count; i++)
            inputs->choice[inputs->choice_count++] = i;
    if (options->layer && !options->op && inputs->choice_count > 1)
        inputs->choice_count = 1;
}

static void select_layers(struct map_inputs *inputs, const struct map_options *options,
                          struct diag_list *diag)
{
    const struct network *network = inputs->network;
    int batch = options->batch.given ? (int)options->batch.value : 1;
    inputs->layer = calloc((size_t)network->layer_count + 1, sizeof *inputs->layer);
    for (int l = 0; inputs->layer && l < network->layer_count; l++) {
        const char *name = network->node[network->layer[l]].name;
        if (options->layer && strcmp(options->layer, name) != 0)
            continue;
        inputs->layer[inputs->layer_count++] =
            (struct map_layer){name, network_layer_shape(network, l, batch)};
    }
    if (options->layer && !inputs->layer_count)
        lookup_layer(network, "--layer", options->layer, diag);
    else if (!inputs->layer_count)
        input_error(diag, network->file, NULL, "no MAC layer in network", network->name);
}

/* The files that the command line names, before any of them is read. Returns the
 * number of mistakes. */
static int find_files(char machine[SHIPPED_PATH_MAX], char network[SHIPPED_PATH_MAX],
                      const struct map_options *options, FILE *errors)
{
    const char *tool = map_option_set.tool;
    int mistakes = 0;
    mistakes -= shipped_find(machine, options->machine, SHIPPED_MACHINE, tool, errors);
    if (options->network)
        mistakes -= shipped_find(network, options->network, SHIPPED_NETWORK, tool, errors);
    if (options->mapping)
        mistakes -= shipped_check_file(options->mapping, "--mapping", tool, errors);
    if (options->assign)
        mistakes -= shipped_check_file(options->assign, "--assign", tool, errors);
    if (options->ert)
        mistakes -= shipped_check_file(options->ert, "--ert", tool, errors);
    return mistakes;
}

static void read_all(struct map_inputs *inputs, const struct map_options *options,
                     const char *machine, const char *network, struct diag_list *diag)
{
    read_descriptions(inputs, options, machine, network, diag);
    if (options->mapping)
        map_file_read(&inputs->mappings, options->mapping, diag);
    if (inputs->machine && inputs->mappings)
        map_file_check_machine(inputs->mappings, inputs->machine->name, diag);
    if (inputs->machine && (inputs->mappings || !options->mapping))
        select_choices(inputs, options, diag);
    if (inputs->network)
        select_layers(inputs, options, diag);
}

int map_inputs_read(struct map_inputs *out, const struct map_options *options, FILE *errors)
{
    char machine[SHIPPED_PATH_MAX], network[SHIPPED_PATH_MAX];
    struct diag_list *diag;
    *out = (struct map_inputs){0};
    if (find_files(machine, network, options, errors))
        return -1;
    if (diag_create(&diag)) {
        fputs("enos-map: out of memory\n", errors);
        return -1;
    }
    read_all(out, options, machine, options->network ? network : NULL, diag);
    size_t mistakes = input_errors_print(diag, map_option_set.tool, errors);
    diag_free(diag);
    if (mistakes)
        map_inputs_free(out);
    return mistakes ? -1 : 0;
}

void map_inputs_free(struct map_inputs *inputs)
{
    arch_machine_free(inputs->machine);
    network_free(inputs->network);
    map_reference_free(inputs->reference);
    map_file_free(inputs->mappings);
    free(inputs->layer);
    *inputs = (struct map_inputs){0};
}
