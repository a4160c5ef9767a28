/* Values and what they are, before the first node is taken. */
#include "onnx_graph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "onnx_shape.h"

#define NODES_MAX 20000
#define VALUES_MAX 200000

static int is_named(const char *name)
{
    return name && name[0];
}

/* Adds a value; there is room for all. */
static struct onnx_value *add(struct onnx_graph *graph, const char *name, size_t maker)
{
    struct onnx_value *value = &graph->value[graph->value_count++];
    *value = (struct onnx_value){.name = name, .maker = maker, .int_count = -1};
    return value;
}

static void add_constants(struct onnx_graph *graph)
{
    const Onnx__GraphProto *source = graph->graph;
    for (size_t i = 0; i < source->n_initializer; i++)
        if (is_named(source->initializer[i]->name))
            onnx_shape_of_tensor(add(graph, source->initializer[i]->name, ONNX_NO_MAKER),
                                 source->initializer[i]);
    for (size_t i = 0; i < source->n_sparse_initializer; i++) {
        const Onnx__SparseTensorProto *sparse = source->sparse_initializer[i];
        if (sparse->values && is_named(sparse->values->name))
            onnx_shape_of_dims(add(graph, sparse->values->name, ONNX_NO_MAKER), sparse->dims,
                               sparse->n_dims);
    }
}

static void add_outputs(struct onnx_graph *graph)
{
    for (size_t n = 0; n < graph->graph->n_node; n++) {
        const Onnx__NodeProto *node = graph->graph->node[n];
        for (size_t i = 0; i < node->n_output; i++)
            if (is_named(node->output[i]))
                add(graph, node->output[i], n);
    }
}

static int compare_names(const void *a, const void *b)
{
    const struct onnx_value *const *x = a, *const *y = b;
    int order = strcmp((*x)->name, (*y)->name);
    return order ? order : (*x > *y) - (*x < *y);
}

static int find_name(const void *key, const void *element)
{
    const struct onnx_value *const *value = element;
    return strcmp(key, (*value)->name);
}

struct onnx_value *onnx_find(const struct onnx_graph *graph, const char *name)
{
    struct onnx_value **found =
        bsearch(name, graph->by_name, graph->value_count, sizeof *graph->by_name, find_name);
    return found ? *found : NULL;
}

static void sort_values(struct onnx_graph *graph)
{
    for (size_t i = 0; i < graph->value_count; i++)
        graph->by_name[i] = &graph->value[i];
    qsort(graph->by_name, graph->value_count, sizeof *graph->by_name, compare_names);
}

static int check_twice(const struct onnx_graph *graph)
{
    int status = 0;
    for (size_t i = 1; i < graph->value_count; i++)
        if (!strcmp(graph->by_name[i - 1]->name, graph->by_name[i]->name))
            status = onnx_file_error(graph, "every value of a graph has a name of its own",
                                     "the value '%.80s' is given twice", graph->by_name[i]->name);
    return status;
}

/* Old models list their constants among the inputs. */
static void add_inputs(struct onnx_graph *graph)
{
    size_t constants = graph->value_count;
    sort_values(graph);
    for (size_t i = 0; i < graph->graph->n_input; i++) {
        const char *name = graph->graph->input[i]->name;
        if (is_named(name) &&
            !bsearch(name, graph->by_name, constants, sizeof *graph->by_name, find_name))
            add(graph, name, ONNX_NO_MAKER);
    }
}

static size_t count_values(const Onnx__GraphProto *source)
{
    size_t count = source->n_initializer + source->n_sparse_initializer + source->n_input;
    for (size_t n = 0; n < source->n_node; n++)
        count += source->node[n]->n_output;
    return count;
}

static int allocate(struct onnx_graph *graph)
{
    size_t values = count_values(graph->graph), nodes = graph->graph->n_node;
    if (nodes > NODES_MAX || values > VALUES_MAX)
        return onnx_file_error(graph, NULL,
                               "%zu nodes and %zu values are too many: at most %d and %d", nodes,
                               values, NODES_MAX, VALUES_MAX);
    graph->value = calloc(values + 1, sizeof *graph->value);
    graph->by_name = calloc(values + 1, sizeof *graph->by_name);
    graph->needed = calloc(nodes + 1, 1);
    graph->made = calloc(NETWORK_NODES_MAX, sizeof *graph->made);
    graph->network = calloc(1, sizeof *graph->network);
    if (graph->network)
        graph->network->node = calloc(NETWORK_NODES_MAX, sizeof *graph->network->node);
    if (graph->value && graph->by_name && graph->needed && graph->made && graph->network &&
        graph->network->node)
        return 0;
    return onnx_file_error(graph, NULL, "not enough memory for the graph");
}

static void take_infos(struct onnx_graph *graph, Onnx__ValueInfoProto **info, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct onnx_value *value = info[i]->name ? onnx_find(graph, info[i]->name) : NULL;
        if (value && info[i]->type)
            value->info = info[i];
    }
}

static void list_outputs(const struct onnx_graph *graph, char *text, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < graph->graph->n_output && used < size; i++) {
        const char *name = graph->graph->output[i]->name;
        used +=
            (size_t)snprintf(text + used, size - used, "%s%.60s", i ? ", " : "", name ? name : "");
    }
}

static int find_output(struct onnx_graph *graph, const char *name)
{
    char hint[400], names[300] = "";
    list_outputs(graph, names, sizeof names);
    snprintf(hint, sizeof hint, "the model's outputs: %s", names);
    if (!name && graph->graph->n_output == 1)
        name = graph->graph->output[0]->name;
    else if (!name && graph->graph->n_output == 0)
        return onnx_file_error(graph, NULL, "the model has no output");
    else if (!name)
        return onnx_file_error(graph, "--output NAME chooses one", "%zu outputs, not one: %s",
                               graph->graph->n_output, names);
    graph->output = onnx_find(graph, name ? name : "");
    return graph->output
               ? 0
               : onnx_file_error(graph, hint, "nothing gives the output '%.80s'", name ? name : "");
}

/* Makes of a use what it is: the node that gives the value is needed. */
static void use(struct onnx_graph *graph, const char *name, int counts)
{
    struct onnx_value *value = is_named(name) ? onnx_find(graph, name) : NULL;
    if (!value)
        return;
    value->uses += counts;
    if (value->maker != ONNX_NO_MAKER)
        graph->needed[value->maker] = 1;
}

/* Makers stand before takers; where they do not, taking the nodes tells. */
static void find_needed(struct onnx_graph *graph)
{
    use(graph, graph->output->name, 1);
    for (size_t n = graph->graph->n_node; n-- > 0;) {
        const Onnx__NodeProto *node = graph->graph->node[n];
        int counts = !node->op_type || strcmp(node->op_type, "Shape") != 0;
        for (size_t i = 0; graph->needed[n] && i < node->n_input; i++)
            use(graph, node->input[i], counts);
    }
}

int onnx_graph_create(struct onnx_graph *graph, const Onnx__ModelProto *model, const char *file,
                      const char *output, struct diag_list *diag)
{
    *graph = (struct onnx_graph){.file = file, .model = model, .graph = model->graph, .diag = diag};
    if (allocate(graph))
        return -1;
    add_constants(graph);
    add_inputs(graph);
    add_outputs(graph);
    sort_values(graph);
    if (check_twice(graph))
        return -1;
    take_infos(graph, graph->graph->value_info, graph->graph->n_value_info);
    take_infos(graph, graph->graph->input, graph->graph->n_input);
    take_infos(graph, graph->graph->output, graph->graph->n_output);
    if (find_output(graph, output))
        return -1;
    find_needed(graph);
    return onnx_shape_input(graph);
}

void onnx_graph_free(struct onnx_graph *graph)
{
    network_free(graph->network);
    for (size_t i = 0; i < graph->note_count; i++) {
        free(graph->note[i].text);
        free(graph->note[i].first);
    }
    free(graph->note);
    free(graph->value);
    free(graph->by_name);
    free(graph->needed);
    free(graph->made);
    *graph = (struct onnx_graph){0};
}

int onnx_is_shared(const struct onnx_value *value)
{
    return value->shared || value->uses > 1;
}

int onnx_is_padded(const struct onnx_value *value)
{
    for (int i = 0; i < ONNX_SIDES; i++)
        if (value->pad[i])
            return 1;
    return 0;
}
