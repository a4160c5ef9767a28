/* A point's machine and network, from the overrides that make it. */
#include <stdlib.h>
#include <string.h>

#include "explore_variant.h"
#include "lookup.h"
#include "overrides.h"

static int no_memory(struct diag_list *diag)
{
    diag_error(diag, &(struct diag_place){.file = "enos-explore"}, NULL, "out of memory");
    return -1;
}

/* Appends KEY=VALUE, malloc'd. */
static int add_override(struct option_list *list, const char *key, const char *value)
{
    size_t size = strlen(key) + strlen(value) + 2;
    char *text = malloc(size);
    if (!text)
        return -1;
    snprintf(text, size, "%s=%s", key, value);
    list->item[list->count++] = text;
    return 0;
}

static int add_axis(struct explore_recipe *recipe, const struct explore_axis *axis, size_t digit)
{
    int status = 0;
    for (size_t k = 0; k < axis->key_count; k++) {
        const char *value = explore_axis_value(axis, digit, k);
        if (!strcmp(axis->key[k], EXPLORE_CHOICES_KEY))
            recipe->choices = value;
        else
            status |= add_override(&recipe->varied, axis->key[k], value);
    }
    return status;
}

static int begin(struct explore_recipe *out, const struct explore_space *space)
{
    *out = (struct explore_recipe){.choices = space->choices};
    out->varied.item = calloc(EXPLORE_AXES_MAX * EXPLORE_KEYS_MAX, sizeof *out->varied.item);
    return out->varied.item ? 0 : -1;
}

int explore_recipe_of(struct explore_recipe *out, const struct explore_space *space, size_t point)
{
    int status = begin(out, space);
    for (size_t a = 0; status == 0 && point != EXPLORE_BASE && a < space->axis_count; a++)
        status = add_axis(out, &space->axis[a], explore_space_digit(space, point, a));
    return status;
}

int explore_recipe_of_value(struct explore_recipe *out, const struct explore_space *space,
                            size_t axis, size_t digit)
{
    int status = begin(out, space);
    return status ? status : add_axis(out, &space->axis[axis], digit);
}

void explore_recipe_free(struct explore_recipe *recipe)
{
    for (size_t i = 0; i < recipe->varied.count; i++)
        free((void *)recipe->varied.item[i]);
    free(recipe->varied.item);
    *recipe = (struct explore_recipe){0};
}

/* The overrides of one file: those of all points, then those of this one, which win. `out` has room
 * for all. */
static size_t overrides(const struct explore_space *space, const struct explore_recipe *recipe,
                        enum overrides_file file, const char **out)
{
    size_t count = overrides_of(space->set, file, out);
    return count + overrides_of(&recipe->varied, file, out + count);
}

static int select_layers(struct explore_variant *variant, const struct network *network,
                         struct diag_list *diag)
{
    variant->layer = calloc((size_t)network->layer_count + 1, sizeof *variant->layer);
    if (!variant->layer)
        return no_memory(diag);
    for (int l = 0; l < network->layer_count; l++)
        variant->layer[variant->layer_count++] = (struct map_layer){
            network->node[network->layer[l]].name, network_layer_shape(network, l, 1)};
    if (variant->layer_count)
        return 0;
    diag_error(diag, &(struct diag_place){.file = network->file}, NULL,
               "no MAC layer in network '%s'", network->name);
    return -1;
}

static int read_files(struct explore_variant *variant, const struct explore_space *space,
                      const struct explore_recipe *recipe, const char **room,
                      struct diag_list *diag)
{
    struct arch_options arch = {.overrides = room,
                                .override_count = overrides(space, recipe, OVERRIDES_MACHINE, room),
                                .memo = space->memo};
    int status = arch_machine_read(&variant->machine, space->machine_file, &arch, diag);
    if (space->network && !space->varies_network)
        return status;
    size_t count = overrides(space, recipe, OVERRIDES_NETWORK, room);
    return status | network_read(&variant->network, space->network_file, room, count, diag);
}

/* Choices and layers, when machine and network are there. */
static int make_run(struct explore_variant *variant, const struct explore_space *space,
                    const struct explore_recipe *recipe, struct diag_list *diag)
{
    const struct network *network = variant->network ? variant->network : space->network;
    int choice[ARCH_CHOICES_MAX];
    size_t count = 0;
    const char *option = recipe->choices == space->choices ? "--choices" : "--vary choices";
    char first[CHOICE_NAME_MAX];
    choice_name(&variant->machine->choice[0].choice, first);
    if (lookup_choice_list(variant->machine, option, recipe->choices[0] ? recipe->choices : first,
                           choice, &count, diag) ||
        select_layers(variant, network, diag))
        return -1;
    if (map_run_create(&variant->run, variant->machine, variant->layer, variant->layer_count,
                       choice, count))
        return no_memory(diag);
    return 0;
}

int explore_variant_make(struct explore_variant *out, const struct explore_space *space,
                         const struct explore_recipe *recipe, struct diag_list *diag)
{
    const char **room =
        calloc(space->set->count + EXPLORE_AXES_MAX * EXPLORE_KEYS_MAX + 1, sizeof *room);
    *out = (struct explore_variant){0};
    int status = room ? read_files(out, space, recipe, room, diag) : no_memory(diag);
    if (status == 0)
        status = make_run(out, space, recipe, diag);
    free(room);
    if (status)
        explore_variant_free(out);
    return status ? -1 : 0;
}

int explore_variant_read(struct explore_variant *out, const struct explore_space *space,
                         size_t point, struct diag_list *diag)
{
    struct explore_recipe recipe;
    *out = (struct explore_variant){0};
    int status = explore_recipe_of(&recipe, space, point)
                     ? no_memory(diag)
                     : explore_variant_make(out, space, &recipe, diag);
    explore_recipe_free(&recipe);
    return status;
}

void explore_variant_free(struct explore_variant *variant)
{
    map_run_free(&variant->run);
    arch_machine_free(variant->machine);
    network_free(variant->network);
    free(variant->layer);
    *variant = (struct explore_variant){0};
}
