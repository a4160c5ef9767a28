/* Where the tensors lie. The inputs of a concat lie side by side in its buffer where nothing else
 * reads them, so that it costs nothing. */
#include <stdlib.h>

#include "engine_state.h"

static const struct network_node *node_at(const struct engine *engine, int node)
{
    return &engine->model->network->node[node];
}

static int readers(const struct network *network, int node)
{
    int count = 0;
    for (int n = 0; n < network->node_count; n++)
        for (int i = 0; i < network->node[n].input_count; i++)
            count += network->node[n].input[i] == node;
    return count;
}

/* A shared buffer has one ReLU for all: of the concat, or the same of its inputs. */
static int common_relu(const struct engine *engine, const struct network_node *concat, int *relu)
{
    int all = 1, any = 0;
    for (int i = 0; i < concat->input_count; i++) {
        int input = concat->input[i];
        int has = node_at(engine, input)->relu;
        all &= has || !engine->model->node_signed[input];
        any |= has;
    }
    *relu = concat->relu || all;
    return concat->relu || all || !any;
}

/* A ReLU that comes after values of both signs have been stored. */
static int is_late(const struct engine *engine, const struct network_node *concat, int input)
{
    return concat->relu && engine->model->node_signed[input];
}

int engine_is_joined(const struct engine *engine, int node)
{
    const struct network_node *concat = node_at(engine, node);
    int relu;
    if (concat->op != NETWORK_CONCAT)
        return 0;
    for (int i = 0; i < concat->input_count; i++)
        if (concat->input[i] == NETWORK_INPUT || is_late(engine, concat, concat->input[i]) ||
            readers(engine->model->network, concat->input[i]) != 1 ||
            node_at(engine, concat->input[i])->op == NETWORK_CONCAT)
            return 0;
    return common_relu(engine, concat, &relu);
}

static int add_buffer(struct engine *engine, struct network_shape shape, int relu)
{
    struct buffer *buffer = &engine->buffer[engine->buffer_count];
    *buffer = (struct buffer){
        .rows = shape.rows, .columns = shape.columns, .channels = shape.channels, .relu = relu};
    return engine->buffer_count++;
}

/* Puts the inputs of a joined concat into one buffer. */
static void place_joined(struct engine *engine, int node)
{
    const struct network_node *concat = node_at(engine, node);
    int relu, first = 0;
    common_relu(engine, concat, &relu);
    int buffer = add_buffer(engine, concat->output, relu);
    engine->place[node + 1] = (struct place){buffer, 0};
    for (int i = 0; i < concat->input_count; i++) {
        engine->place[concat->input[i] + 1] = (struct place){buffer, first};
        first += node_at(engine, concat->input[i])->output.channels;
    }
}

static void place_nodes(struct engine *engine)
{
    const struct network *network = engine->model->network;
    engine->place[0] = (struct place){add_buffer(engine, network->input, 0), 0};
    for (int n = 0; n < network->node_count; n++)
        engine->place[n + 1].buffer = -1;
    for (int n = 0; n < network->node_count; n++)
        if (engine_is_joined(engine, n))
            place_joined(engine, n);
    for (int n = 0; n < network->node_count; n++) {
        const struct network_node *node = &network->node[n];
        if (engine->place[n + 1].buffer < 0)
            engine->place[n + 1] = (struct place){add_buffer(engine, node->output, node->relu), 0};
    }
}

/* Channel g n + i goes to i groups + g. */
static int *shuffle_map(const struct network_node *node)
{
    int channels = node->output.channels, n = channels / node->groups;
    int *to = calloc((size_t)channels, sizeof *to);
    for (int c = 0; to && c < channels; c++)
        to[c] = c % n * node->groups + c / n;
    return to;
}

int engine_plan(struct engine *engine)
{
    const struct network *network = engine->model->network;
    size_t nodes = (size_t)network->node_count;
    engine->buffer = calloc(nodes + 1, sizeof *engine->buffer);
    engine->place = calloc(nodes + 1, sizeof *engine->place);
    engine->shuffle = calloc(nodes, sizeof *engine->shuffle);
    engine->stored = calloc(nodes, sizeof *engine->stored);
    engine->stored_bits = calloc(nodes, sizeof *engine->stored_bits);
    if (!engine->buffer || !engine->place || !engine->shuffle || !engine->stored ||
        !engine->stored_bits)
        return -1;
    place_nodes(engine);
    for (int n = 0; n < network->node_count; n++)
        if (network->node[n].op == NETWORK_SHUFFLE &&
            !(engine->shuffle[n] = shuffle_map(&network->node[n])))
            return -1;
    return 0;
}

static struct view view_of(const struct engine *engine, int node, real *value)
{
    const struct place *place = &engine->place[node + 1];
    const struct buffer *b = &engine->buffer[place->buffer];
    struct network_shape shape =
        node == NETWORK_INPUT ? engine->model->network->input : node_at(engine, node)->output;
    return (struct view){.value = value + place->first,
                         .images = engine->images,
                         .rows = shape.rows,
                         .columns = shape.columns,
                         .channels = shape.channels,
                         .stride = b->channels,
                         .scale = b->scale + place->first,
                         .shift = b->shift + place->first,
                         .relu = b->relu};
}

struct view engine_view(const struct engine *engine, int node)
{
    return view_of(engine, node, engine->buffer[engine->place[node + 1].buffer].value);
}

struct view engine_gradient(const struct engine *engine, int node)
{
    return view_of(engine, node, engine->buffer[engine->place[node + 1].buffer].gradient);
}

struct pool engine_pool(const struct engine *engine, int node)
{
    const struct network_node *n = node_at(engine, node);
    struct pool pool = {.kind = n->op == NETWORK_MAX_POOL ? POOL_MAX : POOL_AVERAGE};
    struct network_shape in = network_input_shape(engine->model->network, n, 0);
    for (int axis = ROWS; axis <= COLUMNS; axis++) {
        pool.kernel[axis] = n->kernel[axis];
        pool.stride[axis] = n->stride[axis];
        pool.pad[axis] = n->pad[axis];
    }
    if (n->op == NETWORK_GLOBAL_AVERAGE) {
        pool.kernel[ROWS] = in.rows;
        pool.kernel[COLUMNS] = in.columns;
    }
    return pool;
}
