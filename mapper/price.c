#include "price.h"

#include <string.h>

static void add(struct cost *cost, enum cost_term term, double amount)
{
    cost->v[term] += amount;
}

static double cycles(double bits, double bits_per_cycle)
{
    return bits_per_cycle > 0 ? bits / bits_per_cycle : 0;
}

static void add_dram(struct cost *c, const struct map_problem *p, enum map_word w, int is_write)
{
    add(c, COST_ENERGY_PJ, is_write ? p->dram_write_pj[w] : p->dram_read_pj[w]);
    add(c, COST_DRAM_CYCLES, cycles(p->bits[w], p->dram_bits_per_cycle));
}

static void add_glb(struct cost *c, const struct map_problem *p, enum map_word w, int is_write)
{
    add(c, COST_ENERGY_PJ, is_write ? p->glb_write_pj[w] : p->glb_read_pj[w]);
    add(c, is_write ? COST_GLB_WRITE_CYCLES : COST_GLB_READ_CYCLES,
        cycles(p->bits[w], is_write ? p->glb_write_bits_per_cycle : p->glb_read_bits_per_cycle));
}

static void add_above(struct cost *c, const struct map_problem *p, enum map_word w, int is_write,
                      int in_glb)
{
    if (in_glb)
        add_glb(c, p, w, is_write);
    else
        add_dram(c, p, w, is_write);
}

static void price_operand(struct price_list *out, const struct map_problem *p, int t, int in_glb)
{
    enum map_word w = t == TENSOR_W ? WORD_W : WORD_I;
    add_above(&out->above[t], p, w, 0, in_glb);
    add(&out->above[t], COST_ENERGY_PJ, p->inject_pj[w]);
    add(&out->above[t], t == TENSOR_W ? COST_NET_W_CYCLES : COST_NET_I_CYCLES,
        cycles(p->bits[w], p->deliver_bits_per_cycle[t]));
    add(&out->each[t], COST_ENERGY_PJ, p->deliver_pj[w] + p->spad_fill_pj[t]);
    if (in_glb) {
        add_dram(&out->glb_fetch[t], p, w, 0);
        add_glb(&out->glb_fetch[t], p, w, 1);
    }
}

static void price_word_up(struct cost *c, const struct map_problem *p, enum map_word w, int in_glb)
{
    add(c, COST_ENERGY_PJ, p->inject_pj[w] + p->deliver_pj[w]);
    add(c, COST_COLLECT_CYCLES, cycles(p->bits[w], p->collect_bits_per_cycle));
    add_above(c, p, w, 1, in_glb);
}

static void price_word_back(struct price_list *out, const struct map_problem *p, int in_glb)
{
    add(&out->back, COST_ENERGY_PJ,
        p->inject_pj[WORD_PSUM] + p->deliver_pj[WORD_PSUM] + p->spad_fill_pj[TENSOR_O] +
            p->spad_drain_pj);
    add(&out->back, COST_NET_O_CYCLES,
        cycles(p->bits[WORD_PSUM], p->deliver_bits_per_cycle[TENSOR_O]));
    add_above(&out->back, p, WORD_PSUM, 0, in_glb);
}

static void price_output(struct price_list *out, const struct map_problem *p, int in_glb)
{
    price_word_up(&out->up_psum, p, WORD_PSUM, in_glb);
    price_word_up(&out->up_last[0], p, WORD_PSUM, in_glb);
    price_word_up(&out->up_last[1], p, WORD_OUT, in_glb);
    price_word_back(out, p, in_glb);
    add_above(&out->accumulate, p, WORD_PSUM, 0, in_glb);
    add(&out->link, COST_ENERGY_PJ, p->link_pj);
    if (!in_glb)
        return;
    add_glb(&out->glb_swap, p, WORD_PSUM, 0);
    add_dram(&out->glb_swap, p, WORD_PSUM, 1);
    add_dram(&out->glb_swap, p, WORD_PSUM, 0);
    add_glb(&out->glb_swap, p, WORD_PSUM, 1);
    for (int is_final = 0; is_final < 2; is_final++) {
        add_glb(&out->glb_last[is_final], p, is_final ? WORD_OUT : WORD_PSUM, 0);
        add_dram(&out->glb_last[is_final], p, WORD_OUT, 1);
    }
}

void price_list_fill(struct price_list *out, const struct map_problem *p, unsigned kept)
{
    memset(out, 0, sizeof *out);
    price_operand(out, p, TENSOR_W, kept >> TENSOR_W & 1);
    price_operand(out, p, TENSOR_I, kept >> TENSOR_I & 1);
    price_output(out, p, kept >> TENSOR_O & 1);
}
