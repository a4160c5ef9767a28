/* The plain machine before its first cycle and after its last. */
#include <stdlib.h>

#include "plain_state.h"

static void *zeros(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (memory == NULL)
        abort(); /* in a test there is nothing to go on with */
    return memory;
}

static struct plain_store store_create(const struct plain_machine *m, enum tensor t)
{
    size_t elements = plain_elements(&m->nest, t);
    return (struct plain_store){zeros(elements, 1), zeros(elements, sizeof(int32_t))};
}

static void store_free(struct plain_store *store)
{
    free(store->has);
    free(store->value);
}

static size_t most_elements(const struct plain_machine *m)
{
    size_t most = 0;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        size_t elements = plain_elements(&m->nest, (enum tensor)t);
        most = elements > most ? elements : most;
    }
    return most;
}

/* PE `number` counts through the turns of the spatial loops, the innermost first. On an axis the
 * innermost loop tells neighbours apart. */
static void create_pe(struct plain_machine *m, int number)
{
    struct plain_pe *pe = &m->pe[number];
    int at[AXIS_COUNT] = {0, 0}, neighbours[AXIS_COUNT] = {1, 1};
    for (int i = m->nest.mapping->count - 1; i >= 0; i--) {
        const struct map_node *node = &m->nest.mapping->node[i];
        if (node->kind != NODE_PAR)
            continue;
        pe->turn[i] = number % node->bound;
        number /= node->bound;
        at[node->axis] += pe->turn[i] * neighbours[node->axis];
        neighbours[node->axis] *= node->bound;
    }
    pe->x = at[AXIS_X];
    pe->y = at[AXIS_Y];
    for (int t = 0; t < TENSOR_COUNT; t++)
        pe->store[t] = store_create(m, (enum tensor)t);
    pe->coming = zeros(most_elements(m), 1);
    pe->is_new = zeros(plain_elements(&m->nest, TENSOR_O), 1);
}

static void create_array(struct plain_machine *m)
{
    m->pe_count = 1;
    for (int i = 0; i < m->nest.mapping->count; i++) {
        const struct map_node *node = &m->nest.mapping->node[i];
        m->pe_count *= node->kind == NODE_PAR ? node->bound : 1;
        if (node->kind == NODE_KEEP && node->level == LEVEL_GLB)
            m->keeps_in_glb[node->tensor] = 1;
    }
    m->pe = zeros((size_t)m->pe_count, sizeof *m->pe);
    for (int i = 0; i < m->pe_count; i++)
        create_pe(m, i);
}

void plain_create(struct plain_machine *m)
{
    const struct arch_machine *arch = m->layer->machine;
    const struct arch_choice *choice = &arch->choice[m->layer->choice];
    plain_nest_of(m->layer, &m->nest);
    m->bits[SIM_WEIGHT] = choice_weight_bits(&choice->choice);
    m->bits[SIM_INPUT] = m->bits[SIM_OUTPUT] = choice->choice.bits;
    m->bits[SIM_PSUM] = choice->psum_bits;
    create_array(m);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        m->glb[t] = store_create(m, (enum tensor)t);
        m->is_asked[t] = zeros(plain_elements(&m->nest, (enum tensor)t), 1);
    }
    m->tile = zeros(most_elements(m), 1);
    m->terms_done = zeros(plain_elements(&m->nest, TENSOR_O), sizeof *m->terms_done);
    m->terms_of_output = m->nest.extent[DIM_C] * m->nest.extent[DIM_R] * m->nest.extent[DIM_S];
    m->out->pe_steps = zeros((size_t)arch->rows * (size_t)arch->columns, sizeof *m->out->pe_steps);
    m->clock = plain_clock_create(arch);
    if (m->clock == NULL)
        abort();
}

void plain_destroy(struct plain_machine *m)
{
    for (int i = 0; i < m->pe_count; i++) {
        for (int t = 0; t < TENSOR_COUNT; t++)
            store_free(&m->pe[i].store[t]);
        free(m->pe[i].coming);
        free(m->pe[i].is_new);
    }
    free(m->pe);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        store_free(&m->glb[t]);
        free(m->is_asked[t]);
    }
    free(m->tile);
    free(m->terms_done);
    plain_clock_free(m->clock);
}
