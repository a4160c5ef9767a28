#include "provenance_json.h"

#include <string.h>

const struct provenance_input *provenance_find(const struct provenance *provenance,
                                               const char *role)
{
    for (size_t i = 0; i < provenance->input_count; i++)
        if (!strcmp(provenance->input[i].role, role))
            return &provenance->input[i];
    return NULL;
}

static json_t *inputs_of(const struct provenance *provenance)
{
    json_t *list = json_array();
    for (size_t i = 0; i < provenance->input_count; i++) {
        const struct provenance_input *input = &provenance->input[i];
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s, s:s}", "role", input->role, "name",
                                        input->name, "path", input->path, "sha256", input->sha256));
    }
    return list;
}

static void set_name(json_t *object, const struct provenance *provenance, const char *role)
{
    const struct provenance_input *input = provenance_find(provenance, role);
    if (input)
        json_object_set_new(object, role, json_string(input->name));
}

void provenance_json(json_t *object, const struct provenance *provenance, const char *kind)
{
    json_object_set_new(object, "format", json_sprintf("enos/%s/1", kind));
    json_object_set_new(object, "tool", json_string(provenance->tool));
    json_object_set_new(object, "version", json_string(provenance->version));
    json_object_set_new(object, "command", json_string(provenance->command_line));
    json_object_set_new(object, "seed", json_integer((json_int_t)provenance->seed));
    set_name(object, provenance, "machine");
    set_name(object, provenance, "network");
    json_object_set_new(object, "inputs", inputs_of(provenance));
}
