/* Conventions, and how they become ours:
 *   depthwise: Timeloop has one group dimension C of all three tensors; here it is G.
 *   Layers have no padding: the input is as large as the windows reach.
 *   Counts of a level are per used instance; reduce.py has multiplied them.
 *   Spatial loops of a level: in every case those along y come before those along x.
 *   A residual is the size's last digit; here bounds are clipped at the size, which is the same.
 *   Reads of outputs at their keeper: Timeloop elides the first of each output, as we do
 *   (updates less outputs held), so they are compared as they are. */
#include "timeloop_case.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static const char *const names[TENSOR_COUNT] = {
    [TENSOR_W] = "Weights", [TENSOR_I] = "Inputs", [TENSOR_O] = "Outputs"};

/* Place of a tensor in Timeloop's order. */
static const size_t place[TENSOR_COUNT] = {[TENSOR_W] = 0, [TENSOR_I] = 1, [TENSOR_O] = 2};

static int number(const json_t *object, const char *key)
{
    return (int)json_integer_value(json_object_get(object, key));
}

static int reach(const struct layer_shape *s, enum dim position, enum dim tap)
{
    return s->stride[0] * (s->size[position] - 1) + s->dilation[0] * (s->size[tap] - 1) + 1;
}

static void read_layer(const json_t *layer, struct layer_shape *s)
{
    static const char letters[] = "CMRSNPQ";
    for (const char *c = letters; *c; c++)
        s->size[strchr(dim_letters, *c) - dim_letters] = number(layer, (char[]){*c, 0});
    s->size[DIM_G] = 1;
    if (json_is_true(json_object_get(layer, "depthwise")))
        s->size[DIM_G] = s->size[DIM_M] = s->size[DIM_C];
    s->stride[0] = s->stride[1] = number(layer, "stride");
    s->dilation[0] = s->dilation[1] = number(layer, "dilation");
    s->input[ROWS] = reach(s, DIM_P, DIM_R);
    s->input[COLUMNS] = reach(s, DIM_Q, DIM_S);
}

static int has_name(const json_t *list, const char *name)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
    {
        if (strcmp(json_string_value(item), name) == 0)
            return 1;
    }
    return 0;
}

static int read_loops(const json_t *list, int level, int is_spatial, struct timeloop_case *out)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
    {
        const char *letter = json_string_value(json_array_get(item, 0));
        const char *found = letter && *letter ? strchr(dim_letters, *letter) : NULL;
        if (!found || out->nest.loop_count == HIERARCHY_LOOPS_MAX)
            return -1;
        enum dim dim = (enum dim)(found - dim_letters);
        if (dim == DIM_C && out->shape.size[DIM_G] > 1)
            dim = DIM_G;
        const json_t *residual =
            json_array_get(item, json_is_integer(json_array_get(item, 2)) ? 2 : 1);
        out->has_residuals |= json_is_integer(json_array_get(item, 2));
        out->residual[out->nest.loop_count] = (int)json_integer_value(residual);
        out->nest.loop[out->nest.loop_count++] = (struct hierarchy_loop){
            dim, (int)json_integer_value(json_array_get(item, 1)), level, is_spatial};
    }
    return 0;
}

static int read_level(const json_t *item, int level, struct timeloop_case *out)
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        out->nest.keeps[level][t] = has_name(json_object_get(item, "keep"), names[t]);
        out->nest.shares[level][t] = !has_name(json_object_get(item, "no_multicast"), names[t]);
        out->may_link[level][t] = !has_name(json_object_get(item, "no_link_transfer"), names[t]);
    }
    return read_loops(json_object_get(item, "temporal"), level, 0, out) |
           read_loops(json_object_get(item, "spatial"), level, 1, out);
}

static void read_counts(const json_t *levels, struct hierarchy_counts *counts)
{
    size_t l;
    json_t *item;
    json_array_foreach(levels, l, item)
    {
        for (int t = 0; t < TENSOR_COUNT; t++) {
            counts->reads[l][t] = (uint64_t)json_integer_value(
                json_array_get(json_object_get(item, "reads"), place[t]));
            counts->fills[l][t] = (uint64_t)json_integer_value(
                json_array_get(json_object_get(item, "fills"), place[t]));
            counts->updates[l][t] = (uint64_t)json_integer_value(
                json_array_get(json_object_get(item, "updates"), place[t]));
        }
    }
}

static void read_energies(const json_t *levels, struct timeloop_case *out)
{
    size_t l;
    json_t *item;
    json_array_foreach(levels, l, item)
    {
        for (int t = 0; t < TENSOR_COUNT; t++)
            out->energy_pj[l][t] =
                json_number_value(json_array_get(json_object_get(item, "energy_pj"), place[t]));
    }
}

static void read_fan_out(const json_t *list, struct timeloop_case *out)
{
    for (size_t l = 0; l < json_array_size(list) && l < HIERARCHY_LEVELS_MAX; l++)
        for (size_t axis = 0; axis < 2; axis++)
            out->fan_out[l][axis] =
                (int)json_integer_value(json_array_get(json_array_get(list, l), axis));
}

static int read_mapping(const json_t *mapping, struct timeloop_case *out)
{
    size_t l;
    json_t *item;
    int rc = 0;
    if (json_array_size(mapping) > HIERARCHY_LEVELS_MAX)
        return -1;
    out->nest.level_count = (int)json_array_size(mapping);
    json_array_foreach(mapping, l, item) rc |= read_level(item, (int)l, out);
    return rc;
}

int timeloop_case_read(const char *line, struct timeloop_case *out)
{
    *out = (struct timeloop_case){0};
    json_t *root = json_loads(line, 0, NULL);
    if (!root)
        return -1;
    snprintf(out->id, sizeof out->id, "%s", json_string_value(json_object_get(root, "id")));
    read_layer(json_object_get(root, "layer"), &out->shape);
    read_fan_out(json_object_get(root, "fan_out"), out);
    int rc = read_mapping(json_object_get(root, "mapping"), out);
    read_counts(json_object_get(root, "levels"), &out->counts);
    read_energies(json_object_get(root, "levels"), out);
    out->mac_energy_pj = json_number_value(json_object_get(root, "mac_energy_pj"));
    out->counts.cycles = (uint64_t)number(root, "compute_cycles");
    out->counts.macs_used = (uint64_t)number(root, "macs_used");
    out->macs = number(root, "macs");
    out->bound_cycles = (uint64_t)number(root, "cycles");
    out->utilization = json_number_value(json_object_get(root, "utilization"));
    const json_t *links = json_object_get(root, "link_transfers");
    for (int t = 0; t < TENSOR_COUNT; t++)
        out->link_transfers[t] = (uint64_t)json_integer_value(json_array_get(links, place[t]));
    json_decref(root);
    return rc;
}

int timeloop_place(const struct hierarchy_nest *nest, int i)
{
    int indices = 1;
    for (int k = i + 1; k < nest->loop_count; k++)
        indices *= nest->loop[k].dim == nest->loop[i].dim ? nest->loop[k].bound : 1;
    return indices;
}
