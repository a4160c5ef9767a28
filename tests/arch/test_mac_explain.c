/* The figures of --explain-mac agree with what they are made of. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "arch/mac_explain.h"

static const struct mac_cells cells = {
    .full_adder_pj = 0.0004,
    .share = {2 / 28.0, 4 / 28.0, 6 / 28.0, 10 / 28.0, 12 / 28.0, 1, 24 / 28.0},
    .dff_clock_share = 12 / 28.0};

static void explain(struct mac_explanation *out)
{
    struct choice choices[2];
    choice_parse(&choices[0], "T8");
    choice_parse(&choices[1], "BC8");
    cr_assert(eq(int, mac_explain(out, &cells, choices, 2, 0, 1), MAC_OK));
}

Test(mac_explain, headline_ratio_is_that_of_the_energies)
{
    struct mac_explanation e;
    explain(&e);
    double ratio = e.choice[0].energy.energy_pj / e.choice[1].energy.energy_pj;
    double settled = e.choice[0].settled_pj / e.choice[1].settled_pj;
    double(*headline)[2] = e.ratio[MAC_PIPELINE_ADDEND][MAC_STATISTICS_HEADLINE];
    cr_expect(eq(dbl, headline[MAC_EXTENT_ALL][1], ratio));
    cr_expect(eq(dbl, headline[MAC_EXTENT_ALL][0], settled));
    cr_expect(gt(dbl, ratio, 1));
}

Test(mac_explain, without_glitches_the_pipeline_register_costs_the_gates_nothing)
{
    struct mac_explanation e;
    explain(&e);
    for (int which = 0; which < MAC_STATISTICS_COUNT; which++)
        for (int extent = MAC_EXTENT_GATES; extent < MAC_EXTENT_COUNT; extent++) {
            double piped = e.ratio[MAC_PIPELINE_ADDEND][which][extent][0];
            double bare = e.ratio[MAC_PIPELINE_NONE][which][extent][0];
            cr_expect(epsilon_eq(dbl, bare / piped, 1, 0.005)); /* other terms at the ends */
        }
}

/* Energy is linear in every cell: doubling adds twice what halving takes away, and
 * over all cells together doubling adds the energy itself. */
Test(mac_explain, variations_are_linear_and_complete)
{
    struct mac_explanation e;
    explain(&e);
    for (int i = 0; i < e.choice_count; i++) {
        double energy = e.choice[i].energy.energy_pj, added = 0;
        for (int v = 0; v < MAC_VARIED_COUNT; v++) {
            double less = energy - e.choice[i].varied_pj[v][0];
            double more = e.choice[i].varied_pj[v][1] - energy;
            cr_expect(epsilon_eq(dbl, more, 2 * less, 1e-12));
            added += more;
        }
        cr_expect(epsilon_eq(dbl, added / energy, 1, 1e-9));
    }
}

Test(mac_explain, what_the_mac_does_not_compute_is_refused)
{
    struct mac_explanation e;
    struct choice choices[2];
    choice_parse(&choices[0], "T16");
    choice_parse(&choices[1], "BC8");
    cr_expect(eq(int, mac_explain(&e, &cells, choices, 2, 0, 1), MAC_NO_PRECISION));
}
