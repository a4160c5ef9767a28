/* Why one search does for all problems with one canonical problem.
 *
 * The model prices a mapping as a sum, over everything that is counted, of a count times a price
 * (result.c). Some counts are the layer's alone: terms; steps, each with a read of W and O and a
 * write of O; reads of I, one a step unless its input is padding. Their share of the energy is one
 * number for all mappings, here `constant`: without it the order of mappings by energy is the same,
 * and a bound of the rest plus `constant` is a bound of the whole. Whether a mapping is legal and
 * fits is a matter of extents, widths and capacities, which stay as they are.
 *
 * Energy:  constant costs are taken off. Bandwidths and cycles per step say only how long a mapping
 *          takes, so they are made alike (unless its cycles are capped).
 * Latency: energies are no part of the objective. Constant ones are taken off, the others stay: the
 *          search starts from the mapping of least energy, and may return it where several are
 *          equally fast, so they have a say in which mapping is found.
 * EDP:     (constant + rest) x cycles: a mapping of more cycles pays the constant more often, so it
 *          is no constant of the product, and nothing is taken off.
 *
 * For all three: what the machine does not have (the prices of a GLB that is not there, the second
 * and third size of a scratchpad that is one pool) is read by no one. */
#include "mapper/canonical.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "window.h"

/* pJ of what the layer does under any mapping. The counts are those of evaluate.c. */
double map_constant_pj(const struct map_problem *p)
{
    struct window_geometry rows, columns;
    double steps = 1, terms = 1, input_reads = 1;
    window_geometry_of(p, ROWS, &rows);
    window_geometry_of(p, COLUMNS, &columns);
    for (int d = 0; d < DIM_COUNT; d++) {
        steps *= p->size[d];
        terms *= p->extent[d];
        input_reads *= is_window_dim(d) ? 1 : p->size[d];
    }
    input_reads *= (double)window_real_terms(&rows) * (double)window_real_terms(&columns);
    return terms * p->term_pj + input_reads * p->step_read_pj[TENSOR_I] +
           steps * (p->step_read_pj[TENSOR_W] + p->step_read_pj[TENSOR_O] + p->step_write_psum_pj);
}

static void drop_constants(struct map_problem *p)
{
    memset(p->step_read_pj, 0, sizeof p->step_read_pj);
    p->step_write_psum_pj = p->term_pj = 0;
}

static void drop_times(struct map_problem *p)
{
    p->cycles_per_step = 1;
    p->dram_bits_per_cycle = p->collect_bits_per_cycle = 0;
    p->glb_read_bits_per_cycle = p->glb_write_bits_per_cycle = 0;
    memset(p->deliver_bits_per_cycle, 0, sizeof p->deliver_bits_per_cycle);
}

static void drop_what_is_not_there(struct map_problem *p)
{
    if (p->spad_shared)
        p->spad_bits[1] = p->spad_bits[2] = 0;
    if (p->has_glb)
        return;
    p->glb_bits = 0;
    memset(p->glb_may_keep, 0, sizeof p->glb_may_keep);
    memset(p->glb_may_bypass, 0, sizeof p->glb_may_bypass);
    memset(p->glb_read_pj, 0, sizeof p->glb_read_pj);
    memset(p->glb_write_pj, 0, sizeof p->glb_write_pj);
    p->glb_read_bits_per_cycle = p->glb_write_bits_per_cycle = 0;
}

void map_canonical_of(struct map_canonical *out, const struct map_problem *problem,
                      const struct map_solve_options *asked)
{
    enum map_objective objective = asked->objective;
    *out = (struct map_canonical){.problem = *problem,
                                  .objective = objective,
                                  .factors = asked->factors,
                                  .even = asked->even,
                                  .most_cycles = asked->most_cycles};
    drop_what_is_not_there(&out->problem);
    if (objective == OBJECTIVE_EDP)
        return;
    drop_constants(&out->problem);
    if (objective == OBJECTIVE_LATENCY)
        return;
    if (asked->most_cycles == 0)
        drop_times(&out->problem);
    out->constant = map_constant_pj(problem);
}

/* The same mapping under prices that are `more` dearer for every mapping. A bound moves with them,
 * and is none above what has been found. */
static void reprice(struct map_solution *s, const struct map_problem *problem,
                    enum map_objective objective, double more)
{
    if (!s->found)
        return;
    enum map_status status = map_evaluate(problem, &s->mapping, &s->result, NULL);
    assert(status == MAP_OK);
    (void)status;
    s->objective = map_objective_value(&s->result, objective);
    s->lower_bound = fmin(fmax(s->lower_bound + more, 0), s->objective);
}

/* The constant as energy of terms, of which there are as many under any mapping. */
static double constant_of_a_term(const struct map_canonical *canonical)
{
    double terms = 1;
    for (int d = 0; d < DIM_COUNT; d++)
        terms *= canonical->problem.extent[d];
    return canonical->constant / terms;
}

int map_canonical_solve(const struct map_canonical *canonical,
                        const struct map_solve_options *options, struct map_solution *out)
{
    struct map_problem problem = canonical->problem;
    assert(options->objective == canonical->objective);
    int with_constant = options->gap > 0 && canonical->constant > 0;
    if (with_constant)
        problem.term_pj = constant_of_a_term(canonical);
    if (map_solve(&problem, options, out))
        return -1;
    if (with_constant) {
        int has_ended = out->proven;
        reprice(out, &canonical->problem, canonical->objective, -canonical->constant);
        out->proven = has_ended && out->lower_bound >= out->objective * (1 - 1e-9);
    }
    return 0;
}

void map_canonical_apply(const struct map_problem *problem, enum map_objective objective,
                         const struct map_solution *found, struct map_solution *out)
{
    struct map_canonical canonical;
    map_canonical_of(&canonical, problem, &(struct map_solve_options){.objective = objective});
    *out = *found;
    reprice(out, problem, objective, canonical.constant);
}
