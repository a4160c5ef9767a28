#include "mapper/build_problem.h"

#include <string.h>

#include "mapper/constrain.h"

static void set_shape(struct map_problem *p, const struct layer_shape *shape,
                      const struct arch_choice *choice)
{
    memcpy(p->extent, shape->size, sizeof p->extent);
    p->extent[DIM_C] /= shape->size[DIM_G];
    p->extent[DIM_M] /= shape->size[DIM_G];
    memcpy(p->size, p->extent, sizeof p->size);
    p->lanes = choice->lanes;
    p->lane_dim = (int)choice->lane_dim;
    p->size[p->lane_dim] = (p->extent[p->lane_dim] + p->lanes - 1) / p->lanes;
    memcpy(p->input, shape->input, sizeof p->input);
    memcpy(p->stride, shape->stride, sizeof p->stride);
    memcpy(p->dilation, shape->dilation, sizeof p->dilation);
    memcpy(p->pad, shape->pad, sizeof p->pad);
}

static void set_widths(struct map_problem *p, const struct arch_choice *choice)
{
    p->bits[WORD_W] = choice_weight_bits(&choice->choice);
    p->bits[WORD_I] = choice->choice.bits;
    p->bits[WORD_PSUM] = choice->psum_bits;
    p->bits[WORD_OUT] = choice->choice.bits;
    p->cycles_per_step = choice->cycles_per_step;
}

static void set_array(struct map_problem *p, const struct arch_machine *machine)
{
    static const int multicast[] = {[MULTICAST_ANY] = MAP_MULTICAST_ANY,
                                    [MULTICAST_IDENTICAL] = MAP_MULTICAST_IDENTICAL,
                                    [MULTICAST_NONE] = MAP_MULTICAST_NONE};
    p->axis_size[AXIS_X] = machine->columns;
    p->axis_size[AXIS_Y] = machine->rows;
    p->multicast = multicast[machine->multicast];
    for (int axis = 0; axis < AXIS_COUNT; axis++)
        p->reduce_link[axis] = machine->reduce[axis] == REDUCE_LINK;
}

/* A double-buffered level holds every tile twice, so tiles have half of it; this level's
 * own affair, whatever the others do. */
static uint64_t room_for_tiles(const struct arch_storage *storage)
{
    return storage->double_buffer ? storage->capacity_bits / 2 : storage->capacity_bits;
}

static void set_storage(struct map_problem *p, const struct arch_machine *machine)
{
    p->has_glb = machine->glb >= 0;
    p->dram_bits_per_cycle = machine->storage[machine->dram].read_bits_per_cycle;
    p->spad_shared = machine->spad[TENSOR_W] == machine->spad[TENSOR_O];
    for (int t = 0; t < TENSOR_COUNT; t++) {
        p->spad_bits[t] = room_for_tiles(&machine->storage[machine->spad[t]]);
        p->deliver_bits_per_cycle[t] = machine->noc_delivery_bits_per_cycle[t];
    }
    p->collect_bits_per_cycle = machine->noc_collect_bits_per_cycle;
    if (!p->has_glb)
        return;
    const struct arch_storage *glb = &machine->storage[machine->glb];
    p->glb_bits = room_for_tiles(glb);
    p->glb_read_bits_per_cycle = glb->read_bits_per_cycle;
    p->glb_write_bits_per_cycle = glb->write_bits_per_cycle;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        p->glb_may_keep[t] = (int)(glb->keeps >> t & 1);
        p->glb_may_bypass[t] = (int)(glb->bypasses >> t & 1) || !p->glb_may_keep[t];
    }
}

static void set_word_prices(struct map_problem *p, const struct arch_machine *machine)
{
    for (int w = 0; w < WORD_COUNT; w++) {
        p->dram_read_pj[w] = machine->dram_read_pj_per_bit * p->bits[w];
        p->dram_write_pj[w] = machine->dram_write_pj_per_bit * p->bits[w];
        p->glb_read_pj[w] = machine->glb_read_pj_per_bit * p->bits[w];
        p->glb_write_pj[w] = machine->glb_write_pj_per_bit * p->bits[w];
        p->inject_pj[w] = machine->noc_inject_pj_per_bit * p->bits[w];
        p->deliver_pj[w] = machine->noc_deliver_pj_per_bit * p->bits[w];
    }
    p->link_pj = machine->noc_link_pj_per_bit * p->bits[WORD_PSUM];
}

/* One access moves the packed operands of a step; a word that arrives is its share of one. */
static void set_scratchpad_prices(struct map_problem *p, const struct arch_choice *choice)
{
    const struct arch_choice_energy *e = &choice->energy;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        int is_packed = t == TENSOR_W || (t == TENSOR_I) == (choice->lane_dim == DIM_C);
        int words = is_packed ? choice->lanes : 1;
        p->step_read_pj[t] = e->spad_read_pj[t];
        p->spad_fill_pj[t] = e->spad_write_pj[t] / words;
        if (t == TENSOR_O)
            p->spad_drain_pj = e->spad_read_pj[t] / words;
    }
    p->step_write_psum_pj = e->spad_write_pj[TENSOR_O];
    p->term_pj = e->mac_pj;
}

void map_problem_build(struct map_problem *out, const struct arch_machine *machine, int choice,
                       const struct layer_shape *shape)
{
    memset(out, 0, sizeof *out);
    set_shape(out, shape, &machine->choice[choice]);
    set_widths(out, &machine->choice[choice]);
    set_array(out, machine);
    set_storage(out, machine);
    set_word_prices(out, machine);
    set_scratchpad_prices(out, &machine->choice[choice]);
    map_constraints_resolve(out, &machine->constraints);
}
