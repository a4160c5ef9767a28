#include "search_assign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assignment.h"
#include "input_errors.h"
#include "search_result.h"

/* What can be trained, beside the choices of the run. */
static const int precisions[] = {8, 4, 2};

static int is_among(const struct arch_machine *machine, const struct choice *choice)
{
    for (int j = 0; j < machine->choice_count; j++)
        if (choice_equal(&machine->choice[j].choice, choice))
            return 1;
    return 0;
}

static void add_choice(struct arch_machine *machine, struct choice choice)
{
    if (machine->choice_count < ARCH_CHOICES_MAX && !is_among(machine, &choice))
        machine->choice[machine->choice_count++].choice = choice;
}

/* An assignment is read for the choices of a machine: here for one that has all that can be
 * trained. Whether the run's has them, too, is seen when the tables are made. */
static struct arch_machine *trainable(const struct search_run *run)
{
    struct arch_machine *machine = calloc(1, sizeof *machine);
    if (!machine)
        return NULL;
    snprintf(machine->name, sizeof machine->name, "%.40s", run->machine[0] ? run->machine : "any");
    for (int i = 0; i < run->choice_count; i++)
        add_choice(machine, run->choice[i]);
    for (const struct operator_def *const *op = operator_registry; *op; op++)
        for (size_t b = 0; b < sizeof precisions / sizeof *precisions; b++)
            add_choice(machine, (struct choice){*op, precisions[b], "digital"});
    return machine;
}

static void no_memory(const char *text, struct diag_list *diag)
{
    input_error(diag, "--assign", NULL, "not enough memory for", text);
}

/* Reads the file into `out`. Returns 0, or -1 with the reasons in `diag`. */
static int read_file(struct choice *out, const struct search_run *run,
                     const struct network *network, const char *path, struct diag_list *diag)
{
    size_t layers = (size_t)network->layer_count;
    struct arch_machine *machine = trainable(run);
    struct map_layer *layer = calloc(layers, sizeof *layer);
    struct map_run map = {0};
    struct assignment assignment;
    int column[ARCH_CHOICES_MAX], status = -1;
    for (size_t l = 0; layer && l < layers; l++)
        layer[l] = (struct map_layer){search_layer_name(network, l),
                                      network_layer_shape(network, (int)l, 1)};
    for (int j = 0; j < ARCH_CHOICES_MAX; j++)
        column[j] = j;
    if (!machine || !layer ||
        map_run_begin(&map, machine, layer, layers, column, (size_t)machine->choice_count))
        no_memory(path, diag);
    else
        status = assignment_read(&assignment, path, &map, network, diag);
    for (size_t l = 0; !status && l < layers; l++)
        out[l] = machine->choice[assignment.choice[l]].choice;
    if (!status)
        assignment_free(&assignment);
    map_run_free(&map);
    free(layer);
    free(machine);
    return status;
}

/* The run's choices become those of the layers, whose pins they are. */
static void pin_layers(struct search_run *run, const struct network *network,
                       const struct choice *choice)
{
    run->choice_count = run->pin_count = 0;
    run->pin_first[0] = run->pin_last[0] = '\0';
    for (int l = 0; l < network->layer_count; l++) {
        struct run_pin *pin = &run->pin[run->pin_count++];
        int is_new = 1;
        snprintf(pin->layer, sizeof pin->layer, "%s", search_layer_name(network, (size_t)l));
        choice_name(&choice[l], pin->choice);
        for (int i = 0; i < run->choice_count; i++)
            is_new &= !choice_equal(&run->choice[i], &choice[l]);
        if (is_new && run->choice_count < SPACE_CHOICES_MAX)
            run->choice[run->choice_count++] = choice[l];
    }
}

static int assign_layers(struct search_run *run, const struct network *network, const char *path,
                         struct diag_list *diag)
{
    if (network->layer_count > RUN_PINS_MAX) {
        diag_error(diag, &(struct diag_place){.file = path}, NULL,
                   "only networks of at most %d layers can be assigned by a file", RUN_PINS_MAX);
        return -1;
    }
    struct choice *choice = calloc((size_t)network->layer_count, sizeof *choice);
    int status = -1;
    if (choice)
        status = read_file(choice, run, network, path, diag);
    else
        no_memory(path, diag);
    if (!status)
        pin_layers(run, network, choice);
    free(choice);
    return status;
}

int search_assign_run(struct search_run *run, const struct network *network, const char *text,
                      struct diag_list *diag)
{
    struct choice choice;
    if (run_is_path(text))
        return assign_layers(run, network, text, diag);
    if (choice_parse(&choice, text)) {
        input_error(diag, "--assign",
                    "a choice such as T8, or a file with a '/' or .yaml in its name",
                    "this is no choice:", text);
        return -1;
    }
    run->choice[0] = choice;
    run->choice_count = 1;
    return 0;
}

void search_assign_name(const char *text, char out[64])
{
    const char *slash = strrchr(text, '/');
    snprintf(out, 64, "%.63s", slash ? slash + 1 : text);
    char *dot = strrchr(out, '.');
    if (dot && !strcmp(dot, ".yaml"))
        *dot = '\0';
}
