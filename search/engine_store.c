/* What averages, sums and concats with a ReLU of their own read: in the integer network tensors
 * are stored quantised before those nodes act on them, so they are so here where p leaves a
 * tensor one precision. Between several a float stands for all. */
#include <math.h>
#include <string.h>

#include "engine_state.h"
#include "workloads/precision.h"

/* The choices of an assignment. Returns 0 if p is none. */
static int take_choices(const struct engine *engine, const double *p, struct choice *choice)
{
    const struct search_space *space = engine->model->space;
    for (size_t l = 0; l < space->layer_count; l++) {
        size_t found = space->choice_count;
        for (size_t j = 0; j < space->choice_count; j++)
            if (p[l * space->choice_count + j] > 0) {
                if (found < space->choice_count)
                    return 0;
                found = j;
            }
        choice[l] = space->choice[found];
    }
    return 1;
}

static int single_precision(unsigned wanted)
{
    for (int k = 0; k < MODEL_PRECISIONS; k++)
        if (wanted == PRECISION_BIT(model_bits[k]))
            return model_bits[k];
    return 0;
}

/* Nodes that compute with what is stored; to the others quantising before or after is the same. */
static int computes(const struct engine *engine, int node)
{
    const struct network_node *n = &engine->model->network->node[node];
    return n->op == NETWORK_ADD || n->op == NETWORK_AVERAGE_POOL ||
           n->op == NETWORK_GLOBAL_AVERAGE ||
           (n->op == NETWORK_CONCAT && !engine_is_joined(engine, node));
}

static void store_node(struct engine *engine, int node, int bits)
{
    const struct model *model = engine->model;
    size_t at = model->group_of[node] < 0
                    ? SIZE_MAX
                    : model->group_step[model->group_of[node]][model_precision(bits)];
    if (at == SIZE_MAX || node == model->network->output)
        return; /* the output's step is measured when all is trained */
    engine->stored[node] = (struct quantiser){.step = (real)exp((double)model->parameter[at]),
                                              .smooth = model->smooth};
    engine->stored_bits[node] = bits;
}

void engine_store(struct engine *engine, const double *p)
{
    const struct network *network = engine->model->network;
    struct choice choice[NETWORK_NODES_MAX];
    unsigned wanted[NETWORK_NODES_MAX];
    memset(engine->stored, 0, (size_t)network->node_count * sizeof *engine->stored);
    if (!engine->model->stores_integers || !take_choices(engine, p, choice))
        return;
    precision_wanted(network, choice, wanted);
    for (int n = 0; n < network->node_count; n++) {
        int bits = single_precision(wanted[n]);
        if (bits > 0 && computes(engine, n))
            store_node(engine, n, bits);
    }
}

const struct quantiser *engine_stored(const struct engine *engine, int node, int i,
                                      struct quantiser *q)
{
    int input = engine->model->network->node[node].input[i], bits = engine->stored_bits[node];
    int is_signed = input == NETWORK_INPUT ? engine->model->network->input_signed
                                           : engine->model->node_signed[input];
    *q = engine->stored[node];
    if (q->step <= 0)
        return NULL;
    q->min = is_signed ? -(1 << (bits - 1)) : 0;
    q->max = is_signed ? (1 << (bits - 1)) - 1 : (1 << bits) - 1;
    return q;
}
