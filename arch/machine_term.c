#include "machine_term.h"

#include <stdio.h>
#include <string.h>

static int report_unknown(const struct arch_machine *machine, const struct desc_node *node,
                          struct diag_list *diag)
{
    char names[ARCH_CHOICES_MAX][CHOICE_NAME_MAX], hint[80];
    const char *list[ARCH_CHOICES_MAX];
    for (int c = 0; c < machine->choice_count; c++) {
        choice_name(&machine->choice[c].choice, names[c]);
        list[c] = names[c];
    }
    const char *near = diag_nearest(node->key, list, (size_t)machine->choice_count);
    snprintf(hint, sizeof hint, "did you mean '%s'?", near ? near : "");
    desc_error_key(diag, node, near ? hint : "a choice of the machine, such as T8",
                   "the machine has no choice '%.40s'", node->key);
    return -1;
}

/* Every key of mac.energy must be a choice. */
static int check_keys(struct machine_build *build)
{
    const struct desc_node *map = build->mac.energy;
    int status = 0;
    if (map == NULL)
        return 0;
    if (map->kind != DESC_MAP) {
        desc_error(build->diag, map, NULL, "energy: expected a map such as {T8: 30 fJ}");
        return -1;
    }
    for (const struct desc_node *node = map->first; node; node = node->next)
        if (!desc_is_origin_key(node->key) && arch_choice_index(build->machine, node->key) < 0)
            status = report_unknown(build->machine, node, build->diag);
    return status;
}

static int add_typed(struct machine_build *build, const char *name, const struct desc_node *node)
{
    struct arch_energy_row row = {.instances = build->machine->rows * build->machine->columns};
    const char *text;
    double energy;
    if (desc_read_value(&energy, node, &machine_term_energy_field, build->diag) != 0 ||
        machine_check_zero(node, energy, build->diag) != 0)
        return -1;
    enum desc_origin origin = desc_origin(node, &text);
    snprintf(row.source, sizeof row.source, "%s%s",
             origin == DESC_PROVISIONAL ? "provisional: " : "", text);
    return machine_add_row(build, &row, ARCH_COMPONENT_MAC, name, energy);
}

/* The gate-level MAC with these cells, which counts toggles once for many machines. */
struct digital {
    const struct mac_cells *cells;
    struct mac_memo *memo;
};

static int digital_energy(const void *context, const struct choice *choice, int lanes,
                          const struct mac_statistics *statistics,
                          const struct mac_options *options, struct mac_energy_result *out)
{
    const struct digital *mac = context;
    return mac_energy_remembered(mac->memo, mac->cells, choice, lanes, statistics, options, out);
}

/* E_OP from the provider of the choice's mode: the machine's own for "digital", else
 * one of the options'. */
static int provide(const struct machine_build *build, const struct arch_choice *choice,
                   const struct arch_options *options, struct mac_energy_result *result)
{
    struct mac_statistics headline = mac_statistics_named(MAC_STATISTICS_HEADLINE);
    struct mac_options all = {.with_glitches = 1, .with_registers = 1};
    const struct digital mac = {&build->technology->cells, options ? options->memo : NULL};
    const struct mac_provider digital = {"digital", &mac, digital_energy};
    int status =
        mac_provider_energy(&digital, 1, &choice->choice, choice->lanes, &headline, &all, result);
    if (status != MAC_NO_MODE || options == NULL || options->provider_count == 0)
        return status;
    return mac_provider_energy(options->providers, options->provider_count, &choice->choice,
                               choice->lanes, &headline, &all, result);
}

static void provided_source(const struct machine_build *build, const struct choice *choice,
                            char source[ARCH_SOURCE_MAX])
{
    const struct technology *technology = build->technology;
    if (strcmp(choice->mode, "digital") == 0)
        snprintf(source, ARCH_SOURCE_MAX,
                 "toggles of the MAC's gates, %d terms; full adder %.4g fJ: %.120s; x %.6g: %.120s",
                 MAC_TERMS_DEFAULT, 1000 * technology->cells.full_adder_pj,
                 technology_source(technology, "logic", "full_adder"),
                 technology->logic_energy_scale,
                 technology_source(technology, "logic", "energy_scale"));
    else
        snprintf(source, ARCH_SOURCE_MAX, "cost provider of the mode '%s'", choice->mode);
}

static int add_provided(struct machine_build *build, int c, const char *name,
                        const struct arch_options *options)
{
    const struct arch_choice *choice = &build->machine->choice[c];
    struct arch_energy_row row = {.instances = build->machine->rows * build->machine->columns};
    struct mac_energy_result result;
    int status = provide(build, choice, options, &result);
    if (status != MAC_OK) {
        desc_error_key(build->diag, build->operator_node[c], "or give it in mac.energy",
                       "the energy of a term of %s is missing: %s", name, mac_status_text(status));
        return -1;
    }
    provided_source(build, &choice->choice, row.source);
    return machine_add_row(build, &row, ARCH_COMPONENT_MAC, name, result.energy_pj);
}

int machine_add_terms(struct machine_build *build, const struct arch_options *options)
{
    int status = check_keys(build);
    for (int c = 0; c < build->machine->choice_count; c++) {
        char name[CHOICE_NAME_MAX];
        choice_name(&build->machine->choice[c].choice, name);
        const struct desc_node *typed = desc_find(build->mac.energy, name);
        status |= typed ? add_typed(build, name, typed) : add_provided(build, c, name, options);
    }
    return status;
}
