#include "result.h"

#include "window.h"

static void price_level(const struct map_result *r, enum map_level level, const double *read_pj,
                        const double *write_pj, double *pj)
{
    for (int w = 0; w < WORD_COUNT; w++) {
        const struct map_flow *f = &r->flow[level][w];
        *pj +=
            (double)(f->read + f->drain) * read_pj[w] + (double)(f->fill + f->update) * write_pj[w];
    }
}

static void price_scratchpads(const struct map_problem *p, struct map_result *r)
{
    const struct map_flow(*f) = r->flow[LEVEL_SPAD];
    r->spad_pj = (double)f[WORD_W].read * p->step_read_pj[TENSOR_W] +
                 (double)f[WORD_I].read * p->step_read_pj[TENSOR_I] +
                 (double)r->steps * (p->step_read_pj[TENSOR_O] + p->step_write_psum_pj) +
                 (double)f[WORD_W].fill * p->spad_fill_pj[TENSOR_W] +
                 (double)f[WORD_I].fill * p->spad_fill_pj[TENSOR_I] +
                 (double)f[WORD_PSUM].fill * p->spad_fill_pj[TENSOR_O] +
                 ((double)f[WORD_PSUM].drain - (double)r->psum_reads_saved) * p->spad_drain_pj;
}

static double compulsory_dram(const struct map_problem *p)
{
    struct window_geometry rows, columns;
    window_geometry_of(p, ROWS, &rows);
    window_geometry_of(p, COLUMNS, &columns);
    double inputs =
        (double)input_planes(p) * window_rows_touched(&rows) * window_rows_touched(&columns);
    return (double)tensor_extents(p, TENSOR_W) * p->dram_read_pj[WORD_W] +
           inputs * p->dram_read_pj[WORD_I] +
           (double)tensor_extents(p, TENSOR_O) * p->dram_write_pj[WORD_OUT];
}

void result_price(const struct map_problem *p, struct map_result *r)
{
    r->op_pj = (double)r->terms * p->term_pj;
    price_scratchpads(p, r);
    price_level(r, LEVEL_GLB, p->glb_read_pj, p->glb_write_pj, &r->glb_pj);
    price_level(r, LEVEL_DRAM, p->dram_read_pj, p->dram_write_pj, &r->dram_pj);
    r->noc_pj = (double)r->linked * p->link_pj;
    for (int w = 0; w < WORD_COUNT; w++)
        r->noc_pj +=
            (double)r->injected[w] * p->inject_pj[w] + (double)r->delivered[w] * p->deliver_pj[w];
    r->compulsory_dram_pj = compulsory_dram(p);
    r->energy_pj = r->op_pj + r->spad_pj + r->noc_pj + r->glb_pj + r->dram_pj;
}

static double cycles_for(double bits, double bits_per_cycle)
{
    return bits_per_cycle > 0 ? bits / bits_per_cycle : 0;
}

static double bits_of(const struct map_problem *p, const struct map_flow *flow, int reads,
                      int writes)
{
    double bits = 0;
    for (int w = 0; w < WORD_COUNT; w++) {
        uint64_t words = (reads ? flow[w].read + flow[w].drain : 0) +
                         (writes ? flow[w].fill + flow[w].update : 0);
        bits += (double)words * p->bits[w];
    }
    return bits;
}

static double longer(double a, double b)
{
    return a > b ? a : b;
}

static double array_cycles(const struct map_problem *p, const struct map_result *r, int collect)
{
    double returned = (double)r->psum_returned * p->bits[WORD_PSUM];
    if (collect) {
        double words = (double)r->injected[WORD_PSUM] * p->bits[WORD_PSUM] +
                       (double)r->injected[WORD_OUT] * p->bits[WORD_OUT];
        return cycles_for(words - returned, p->collect_bits_per_cycle);
    }
    double w = cycles_for((double)r->injected[WORD_W] * p->bits[WORD_W],
                          p->deliver_bits_per_cycle[TENSOR_W]);
    double i = cycles_for((double)r->injected[WORD_I] * p->bits[WORD_I],
                          p->deliver_bits_per_cycle[TENSOR_I]);
    return longer(longer(w, i), cycles_for(returned, p->deliver_bits_per_cycle[TENSOR_O]));
}

double result_fill_and_drain(const struct map_problem *p, const double bits[TENSOR_COUNT])
{
    double w = bits[TENSOR_W], i = bits[TENSOR_I], o = bits[TENSOR_O];
    double fill = longer(cycles_for(w + i, p->dram_bits_per_cycle),
                         longer(cycles_for(w, p->deliver_bits_per_cycle[TENSOR_W]),
                                cycles_for(i, p->deliver_bits_per_cycle[TENSOR_I])));
    return fill +
           longer(cycles_for(o, p->dram_bits_per_cycle), cycles_for(o, p->collect_bits_per_cycle));
}

void result_time(const struct map_problem *p, struct map_result *r)
{
    double(*t)[2] = r->transfer_cycles;
    t[LEVEL_DRAM][0] = cycles_for(bits_of(p, r->flow[LEVEL_DRAM], 1, 1), p->dram_bits_per_cycle);
    t[LEVEL_GLB][0] = cycles_for(bits_of(p, r->flow[LEVEL_GLB], 1, 0), p->glb_read_bits_per_cycle);
    t[LEVEL_GLB][1] = cycles_for(bits_of(p, r->flow[LEVEL_GLB], 0, 1), p->glb_write_bits_per_cycle);
    t[LEVEL_SPAD][0] = array_cycles(p, r, 0);
    t[LEVEL_SPAD][1] = array_cycles(p, r, 1);
    double first[TENSOR_COUNT];
    for (int tensor = 0; tensor < TENSOR_COUNT; tensor++)
        first[tensor] = (double)r->first_event_bits[tensor];
    r->fill_drain_cycles = result_fill_and_drain(p, first);
    /* what fills and drains passes the ports: a part of their time, not added to it */
    r->latency_cycles = r->compute_cycles + r->fill_drain_cycles;
    for (int level = 0; level < LEVEL_COUNT; level++)
        r->latency_cycles = longer(r->latency_cycles, longer(t[level][0], t[level][1]));
}
