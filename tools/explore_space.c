#include "explore_space.h"

#include <stdlib.h>
#include <string.h>

#include "explore_variant.h"
#include "input_errors.h"

enum { TRIED_MAX = 256 }; /* values of one axis */

static int parse_axes(struct explore_space *space, const struct explore_request *request,
                      struct diag_list *diag)
{
    int status = 0;
    for (size_t i = 0; i < request->vary.count && i < EXPLORE_AXES_MAX; i++) {
        struct explore_axis *axis = &space->axis[space->axis_count];
        if (explore_axis_parse(axis, request->vary.item[i], diag))
            status = -1;
        else
            space->axis_count++;
    }
    if (request->vary.count > EXPLORE_AXES_MAX) {
        diag_error(diag, &(struct diag_place){.file = "--vary"},
                   "keys that change together are one axis: --vary KEY,KEY=A/B,C/D",
                   "at most %d axes", EXPLORE_AXES_MAX);
        status = -1;
    }
    return status | explore_axes_check(space->axis, space->axis_count, diag);
}

static int is_network_key(const char *key)
{
    return !strncmp(key, "network:", strlen("network:"));
}

static int find_network_key(const struct explore_space *space)
{
    for (size_t a = 0; a < space->axis_count; a++)
        for (size_t k = 0; k < space->axis[a].key_count; k++)
            if (is_network_key(space->axis[a].key[k]))
                return 1;
    return 0;
}

/* The machine and network as they are, with --set. */
static int read_base(struct explore_space *space, struct diag_list *diag)
{
    struct explore_variant base;
    struct explore_recipe recipe;
    int status = explore_recipe_of(&recipe, space, EXPLORE_BASE)
                     ? -1
                     : explore_variant_make(&base, space, &recipe, diag);
    explore_recipe_free(&recipe);
    if (status)
        return -1;
    space->machine = base.machine;
    space->network = base.network;
    base.machine = NULL;
    base.network = NULL;
    explore_variant_free(&base);
    space->varies_network = find_network_key(space);
    return 0;
}

static int try_value(const struct explore_space *space, size_t axis, size_t digit,
                     struct diag_list *diag)
{
    struct explore_variant variant;
    struct explore_recipe recipe;
    int status = explore_recipe_of_value(&recipe, space, axis, digit)
                     ? -1
                     : explore_variant_make(&variant, space, &recipe, diag);
    explore_recipe_free(&recipe);
    if (status == 0)
        explore_variant_free(&variant);
    return status;
}

/* A wrong key is told once, not for every value. */
static int try_axis(const struct explore_space *space, size_t axis, struct diag_list *diag)
{
    size_t count = space->axis[axis].value_count;
    size_t tried = count < TRIED_MAX ? count : TRIED_MAX;
    for (size_t i = 0; i < tried; i++)
        if (try_value(space, axis, tried > 1 ? i * (count - 1) / (tried - 1) : 0, diag))
            return -1;
    return 0;
}

static int draw(struct explore_space *space, const struct explore_request *request,
                struct diag_list *diag)
{
    struct explore_sample_options *sampling = &space->sampling;
    if (explore_sample_options_parse(sampling, request->sample ? request->sample : "full", diag))
        return -1;
    sampling->seed = request->seed.given ? request->seed.value : 1;
    return explore_sample_draw(&space->sample, space->axis, space->axis_count, sampling, diag);
}

/* Prints mistakes; what was read as an override is one of --vary, once the base is right. */
static size_t print_mistakes(const struct diag_list *diag, int is_of_base, FILE *errors)
{
    static const char set[] = "--set";
    size_t count = diag_count(diag);
    for (size_t i = 0; i < diag_kept(diag); i++) {
        char *text = diag_render(diag, i);
        int is_vary = text && !is_of_base && !strncmp(text, set, strlen(set));
        if (text)
            fprintf(errors, "%s%s", is_vary ? "--vary" : "", is_vary ? text + strlen(set) : text);
        free(text);
    }
    if (count)
        fprintf(errors, "%s: %zu error%s, nothing written\n", explore_option_set.tool, count,
                count == 1 ? "" : "s");
    return count;
}

static int read_all(struct explore_space *space, const struct explore_request *request,
                    int *is_of_base, struct diag_list *diag)
{
    int status = parse_axes(space, request, diag);
    *is_of_base = 1;
    if (read_base(space, diag))
        return -1;
    *is_of_base = 0;
    for (size_t a = 0; a < space->axis_count; a++)
        status |= try_axis(space, a, diag);
    return status ? status : draw(space, request, diag);
}

static int find_files(struct explore_space *space, const struct explore_request *request,
                      FILE *errors)
{
    const char *tool = explore_option_set.tool;
    int status = shipped_find(space->machine_file, request->machine, SHIPPED_MACHINE, tool, errors);
    return status |
           shipped_find(space->network_file, request->network, SHIPPED_NETWORK, tool, errors);
}

int explore_space_read(struct explore_space *out, const struct explore_request *request,
                       FILE *errors)
{
    struct diag_list *diag;
    int is_of_base;
    *out = (struct explore_space){.set = &request->set};
    if (find_files(out, request, errors))
        return -1;
    if (diag_create(&diag)) {
        fprintf(errors, "%s: out of memory\n", explore_option_set.tool);
        return -1;
    }
    mac_memo_create(&out->memo); /* without one it takes longer */
    snprintf(out->choices, sizeof out->choices, "%s", request->choices ? request->choices : "");
    int status = read_all(out, request, &is_of_base, diag);
    print_mistakes(diag, is_of_base, errors);
    diag_free(diag);
    if (status)
        explore_space_free(out);
    return status ? -1 : 0;
}

void explore_space_free(struct explore_space *space)
{
    for (size_t a = 0; a < space->axis_count; a++)
        explore_axis_free(&space->axis[a]);
    explore_sample_free(&space->sample);
    mac_memo_free(space->memo);
    arch_machine_free(space->machine);
    network_free(space->network);
    *space = (struct explore_space){0};
}

size_t explore_space_points(const struct explore_space *space)
{
    return space->sample.count + 1;
}

size_t explore_space_digit(const struct explore_space *space, size_t point, size_t axis)
{
    return explore_sample_digits(&space->sample, point - 1)[axis];
}
