#include "map_inputs.h"

#include <stdlib.h>
#include <string.h>

#include "shipped.h"

size_t map_print_errors(const struct diag_list *diag, FILE *errors)
{
    size_t count = diag_write(diag, errors);
    if (count)
        fprintf(errors, "enos-map: %zu error%s, nothing written\n", count, count == 1 ? "" : "s");
    return count;
}

/* A mistake of the command line among those of the files. */
static void argument_error(struct diag_list *diag, const char *option, const char *hint,
                           const char *what, const char *word)
{
    diag_error(diag, &(struct diag_place){.file = option}, hint, "%s '%s'", what, word);
}

/* The overrides of one file: "network:KEY=VALUE" the network's, the others, with or
 * without "machine:", the machine's. Returns their number; `out` has room for all. */
static size_t overrides_of(const struct map_options *options, int of_network, const char **out)
{
    static const char *const prefix[] = {"machine:", "network:"};
    size_t count = 0;
    for (size_t i = 0; i < options->set.count; i++) {
        const char *item = options->set.item[i];
        int is_network = !strncmp(item, prefix[1], strlen(prefix[1]));
        if (is_network != of_network)
            continue;
        if (!strncmp(item, prefix[of_network], strlen(prefix[of_network])))
            item += strlen(prefix[of_network]);
        out[count++] = item;
    }
    return count;
}

static void read_machine(struct map_inputs *inputs, const struct map_options *options,
                         const char *path, const char **room, struct diag_list *diag)
{
    static const char *const register_files[] = {NULL, "cacti", "aladdin"};
    struct arch_options arch = {
        .register_file = register_files[options->register_file],
        .overrides = room,
        .override_count = overrides_of(options, 0, room),
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
        size_t count = overrides_of(options, 1, room);
        network_read(&inputs->network, network_path, room, count, diag);
    } else if (overrides_of(options, 1, room)) {
        diag_error(diag, &(struct diag_place){.file = "--set"}, NULL, "there is no network");
    }
    free(room);
}

/* Index of a choice of the machine, or -1. */
static int find_choice(const struct arch_machine *machine, const char *text)
{
    for (int i = 0; i < machine->choice_count; i++) {
        char name[CHOICE_NAME_MAX];
        choice_name(&machine->choice[i].choice, name);
        if (!strcmp(name, text))
            return i;
    }
    return -1;
}

static void unknown_choice(const struct arch_machine *machine, const char *option, const char *text,
                           struct diag_list *diag)
{
    char name[ARCH_CHOICES_MAX][CHOICE_NAME_MAX], hint[ARCH_CHOICES_MAX * CHOICE_NAME_MAX];
    const char *pointer[ARCH_CHOICES_MAX];
    size_t used = (size_t)snprintf(hint, sizeof hint, "the machine has");
    for (int i = 0; i < machine->choice_count; i++) {
        choice_name(&machine->choice[i].choice, name[i]);
        pointer[i] = name[i];
        if (used < sizeof hint)
            used += (size_t)snprintf(hint + used, sizeof hint - used, " %s", name[i]);
    }
    const char *near = diag_nearest(text, pointer, (size_t)machine->choice_count);
    if (near)
        snprintf(hint, sizeof hint, "did you mean '%s'?", near);
    argument_error(diag, option, hint, "no such choice:", text);
}

static void add_choice(struct map_inputs *inputs, const char *option, const char *text,
                       struct diag_list *diag)
{
    int index = find_choice(inputs->machine, text);
    if (index < 0) {
        unknown_choice(inputs->machine, option, text, diag);
        return;
    }
    for (size_t i = 0; i < inputs->choice_count; i++)
        if (inputs->choice[i] == index)
            return;
    inputs->choice[inputs->choice_count++] = index;
}

/* "T8,MF8": names between commas. */
static void add_choice_list(struct map_inputs *inputs, const char *list, struct diag_list *diag)
{
    char *copy = strdup(list);
    if (!copy) {
        argument_error(diag, "--choices", NULL, "out of memory at", list);
        return;
    }
    char *rest = copy;
    for (char *name = strtok_r(rest, ", ", &rest); name; name = strtok_r(NULL, ", ", &rest))
        add_choice(inputs, "--choices", name, diag);
    if (!inputs->choice_count && !diag_count(diag))
        argument_error(diag, "--choices", NULL, "no choice in", list);
    free(copy);
}

/* The machine's choices for which a mapping file has mappings. */
static void add_mapped_choices(struct map_inputs *inputs, struct diag_list *diag)
{
    for (size_t i = 0; i < map_file_count(inputs->mappings); i++) {
        char name[CHOICE_NAME_MAX];
        choice_name(&map_file_entry(inputs->mappings, i)->choice, name);
        if (find_choice(inputs->machine, name) >= 0)
            add_choice(inputs, "--mapping", name, diag);
    }
    if (!inputs->choice_count)
        argument_error(diag, map_file_path(inputs->mappings), NULL,
                       "no mapping for a choice of machine", inputs->machine->name);
}

static void select_choices(struct map_inputs *inputs, const struct map_options *options,
                           struct diag_list *diag)
{
    if (options->op)
        add_choice(inputs, "--op", options->op, diag);
    else if (options->choices)
        add_choice_list(inputs, options->choices, diag);
    else if (inputs->mappings)
        add_mapped_choices(inputs, diag);
    else
        for (int i = 0; i < inputs->machine->choice_count; i++)
            inputs->choice[inputs->choice_count++] = i;
    if (options->layer && !options->op && inputs->choice_count > 1)
        inputs->choice_count = 1;
}

/* "its MAC layers: fire4/s1x1, ..." for the name of a module. Returns false when there are none. */
static int module_hint(const struct network *network, const char *word, char *hint, size_t size)
{
    size_t length = strlen(word), used = 0;
    for (int l = 0; l < network->layer_count; l++) {
        const char *name = network->node[network->layer[l]].name;
        if (strncmp(name, word, length) != 0 || name[length] != '/' || used >= size)
            continue;
        used += (size_t)snprintf(hint + used, size - used, "%s%s",
                                 used ? ", " : "it is a module, with the MAC layers ", name);
    }
    return used > 0;
}

static void unknown_layer(const struct network *network, const char *word, struct diag_list *diag)
{
    char hint[NETWORK_NAME_MAX + 160] = "";
    int module = module_hint(network, word, hint, sizeof hint);
    const char **names = calloc((size_t)network->layer_count + 1, sizeof *names);
    for (int l = 0; names && l < network->layer_count; l++)
        names[l] = network->node[network->layer[l]].name;
    const char *near = names ? diag_nearest(word, names, (size_t)network->layer_count) : NULL;
    if (near && !module)
        snprintf(hint, sizeof hint, "did you mean '%s'?", near);
    argument_error(diag, "--layer", near || module ? hint : NULL, "the network has no MAC layer",
                   word);
    free(names);
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
        unknown_layer(network, options->layer, diag);
    else if (!inputs->layer_count)
        argument_error(diag, network->file, NULL, "no MAC layer in network", network->name);
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
    size_t mistakes = map_print_errors(diag, errors);
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
