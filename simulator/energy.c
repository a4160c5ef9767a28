#include "simulation.h"

static double price_flow(const struct sim_flow *f, double read_pj, double write_pj)
{
    return (double)(f->read + f->drain) * read_pj + (double)(f->fill + f->update) * write_pj;
}

static enum tensor tensor_of(enum sim_word w)
{
    return w == SIM_WEIGHT ? TENSOR_W : w == SIM_INPUT ? TENSOR_I : TENSOR_O;
}

static void price_buffers(const struct program *p, const struct sim_counts *c,
                          struct sim_energy *out)
{
    const struct arch_machine *m = p->machine;
    for (int w = 0; w < SIM_WORDS; w++) {
        enum tensor t = tensor_of((enum sim_word)w);
        double bits = p->bits[w];
        out->glb_pj[t] += price_flow(&c->flow[LEVEL_GLB][w], m->glb_read_pj_per_bit * bits,
                                     m->glb_write_pj_per_bit * bits);
        out->dram_pj[t] += price_flow(&c->flow[LEVEL_DRAM][w], m->dram_read_pj_per_bit * bits,
                                      m->dram_write_pj_per_bit * bits);
        out->noc_pj[t] += (double)c->injected[w] * m->noc_inject_pj_per_bit * bits +
                          (double)c->delivered[w] * m->noc_deliver_pj_per_bit * bits;
    }
    out->noc_pj[TENSOR_O] += (double)c->linked * m->noc_link_pj_per_bit * p->bits[SIM_PSUM];
}

/* One access of a scratchpad serves all lanes; a word that comes alone is its share of one. */
static void price_scratchpads(const struct program *p, const struct sim_counts *c,
                              struct sim_energy *out)
{
    static const enum sim_word words[TENSOR_COUNT] = {SIM_WEIGHT, SIM_INPUT, SIM_PSUM};
    const struct arch_choice_energy *e = &p->choice->energy;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        int is_packed = t == TENSOR_W || (t == TENSOR_I) == (p->choice->lane_dim == DIM_C);
        double share = 1.0 / (is_packed ? p->choice->lanes : 1);
        double unit = t == TENSOR_O ? share : 1; /* psums are counted one by one, steps whole */
        const struct sim_flow *f = &c->flow[LEVEL_SPAD][words[t]];
        out->spad_pj[t] = (double)f->read * unit * e->spad_read_pj[t] +
                          (double)f->update * unit * e->spad_write_pj[t] +
                          (double)f->fill * share * e->spad_write_pj[t] +
                          (double)f->drain * share * e->spad_read_pj[t];
    }
}

void energy_of(const struct program *program, const struct sim_counts *counts,
               struct sim_energy *out)
{
    uint64_t done = counts->terms - (program->machine->zero_gating ? counts->gated_terms : 0);
    *out = (struct sim_energy){.op_pj = (double)done * program->choice->energy.mac_pj};
    price_buffers(program, counts, out);
    price_scratchpads(program, counts, out);
    out->total_pj = out->op_pj;
    for (int t = 0; t < TENSOR_COUNT; t++)
        out->total_pj += out->spad_pj[t] + out->noc_pj[t] + out->glb_pj[t] + out->dram_pj[t];
}
