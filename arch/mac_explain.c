/* The figures of --explain-mac. */
#include "arch/mac_explain.h"

static const struct mac_options as_in_tables = {.with_glitches = 1, .with_registers = 1};

static struct mac_cells vary(const struct mac_cells *cells, int varied, double factor)
{
    struct mac_cells changed = *cells;
    if (varied == MAC_VARIED_CLOCK)
        changed.dff_clock_share *= factor;
    else
        changed.share[varied] *= factor;
    return changed;
}

static int explain_choice(struct mac_explained_choice *out, const struct mac_cells *cells,
                          const struct mac_statistics *statistics)
{
    struct mac_options settled = {.with_registers = 1};
    struct mac_energy_result result;
    struct mac_activity activity;
    int status = mac_activity(&activity, &out->choice, out->lanes, statistics, &as_in_tables);
    if (status == MAC_OK)
        status = mac_price(&out->energy, &activity, cells, &as_in_tables);
    for (int varied = 0; varied < MAC_VARIED_COUNT && status == MAC_OK; varied++)
        for (int twice = 0; twice < 2; twice++) {
            struct mac_cells changed = vary(cells, varied, twice ? 2 : 0.5);
            mac_price(&result, &activity, &changed, &as_in_tables);
            out->varied_pj[varied][twice] = result.energy_pj;
        }
    if (status == MAC_OK)
        status = mac_energy(cells, &out->choice, out->lanes, statistics, &settled, &result);
    if (status == MAC_OK)
        out->settled_pj = result.energy_pj;
    return status;
}

static double extent_pj(const struct mac_energy_result *energy, enum mac_extent extent)
{
    double arithmetic = energy->part_pj[MAC_PART_MULTIPLIER] + energy->part_pj[MAC_PART_ADDER];
    switch (extent) {
    case MAC_EXTENT_ARITHMETIC:
        return arithmetic;
    case MAC_EXTENT_GATES:
        return arithmetic + energy->part_pj[MAC_PART_SELECT];
    case MAC_EXTENT_ALL:
    case MAC_EXTENT_COUNT:
        break;
    }
    return energy->energy_pj;
}

/* Both choices under one statistic and one set of options. */
static int compare(struct mac_explanation *out, enum mac_named_statistics which,
                   const struct mac_options *options)
{
    const struct mac_explained_choice *pair[2] = {&out->choice[out->over],
                                                  &out->choice[out->under]};
    struct mac_statistics statistics = mac_statistics_named(which);
    struct mac_energy_result energy[2];
    for (int i = 0; i < 2; i++) {
        int status = mac_energy(&out->cells, &pair[i]->choice, pair[i]->lanes, &statistics, options,
                                &energy[i]);
        if (status != MAC_OK)
            return status;
    }
    for (int extent = 0; extent < MAC_EXTENT_COUNT; extent++)
        out->ratio[options->pipeline][which][extent][options->with_glitches] =
            extent_pj(&energy[0], (enum mac_extent)extent) /
            extent_pj(&energy[1], (enum mac_extent)extent);
    return MAC_OK;
}

static int compare_all(struct mac_explanation *out)
{
    for (int pipeline = 0; pipeline < MAC_PIPELINE_COUNT; pipeline++)
        for (int which = 0; which < MAC_STATISTICS_COUNT; which++)
            for (int glitches = 0; glitches < 2; glitches++) {
                struct mac_options options = {.with_glitches = glitches,
                                              .with_registers = 1,
                                              .pipeline = (enum mac_pipeline)pipeline};
                int status = compare(out, (enum mac_named_statistics)which, &options);
                if (status != MAC_OK)
                    return status;
            }
    return MAC_OK;
}

static void compare_varied(struct mac_explanation *out)
{
    for (int varied = 0; varied < MAC_VARIED_COUNT; varied++)
        for (int twice = 0; twice < 2; twice++)
            out->varied_ratio[varied][twice] = out->choice[out->over].varied_pj[varied][twice] /
                                               out->choice[out->under].varied_pj[varied][twice];
}

int mac_explain(struct mac_explanation *out, const struct mac_cells *cells,
                const struct choice *choices, int count, int over, int under)
{
    struct mac_statistics headline = mac_statistics_named(MAC_STATISTICS_HEADLINE);
    *out = (struct mac_explanation){.cells = *cells,
                                    .terms = headline.terms,
                                    .choice_count = count,
                                    .over = over,
                                    .under = under};
    if (count > MAC_EXPLAIN_CHOICES_MAX)
        return MAC_NO_MEMORY;
    for (int i = 0; i < count; i++) {
        out->choice[i].choice = choices[i];
        out->choice[i].lanes = mac_lanes_max(&choices[i]);
        int status = explain_choice(&out->choice[i], cells, &headline);
        if (status != MAC_OK)
            return status;
    }
    compare_varied(out);
    return compare_all(out);
}
