#include "machine_term.h"

#include <stdio.h>
#include <string.h>

static int is_choice_of(const struct arch_machine *machine, const char *key)
{
    char name[CHOICE_NAME_MAX];
    for (int c = 0; c < machine->choice_count; c++) {
        choice_name(&machine->choice[c].choice, name);
        if (strcmp(name, key) == 0)
            return 1;
    }
    return 0;
}

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
        if (!desc_is_origin_key(node->key) && !is_choice_of(build->machine, node->key))
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

int machine_add_terms(struct machine_build *build)
{
    int status = check_keys(build);
    for (int c = 0; c < build->machine->choice_count; c++) {
        char name[CHOICE_NAME_MAX];
        choice_name(&build->machine->choice[c].choice, name);
        const struct desc_node *typed = desc_find(build->mac.energy, name);
        if (typed) {
            status |= add_typed(build, name, typed);
            continue;
        }
        desc_error_key(build->diag, build->operator_node[c], "give it in mac.energy",
                       "the energy of a term of %s is missing", name);
        status = -1;
    }
    return status;
}
