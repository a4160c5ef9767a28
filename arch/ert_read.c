/* Reads an Accelergy ERT over the rows of an energy table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/energy_table.h"
#include "ert_schema.h"

struct ert {
    struct arch_energy_table *table;
    unsigned char *seen; /* per row */
    const char *path;
    struct diag_list *diag;
};

/* "system.glb[0..3]" is "glb": ranges and the path before the name say nothing new. */
static void component_name(char out[ARCH_COMPONENT_MAX], const char *name)
{
    size_t length = strcspn(name, "[");
    size_t start = length;
    while (start > 0 && name[start - 1] != '.')
        start--;
    snprintf(out, ARCH_COMPONENT_MAX, "%.*s", (int)(length - start), name + start);
}

static int row_matches(const struct arch_energy_row *row, const char *component, const char *action)
{
    return strcmp(row->component, component) == 0 &&
           (action == NULL || strcmp(row->action, action) == 0);
}

/* Nearest component, or (component given) nearest action of it, into `hint`. */
static void suggest(const struct ert *ert, const char *component, const char *word, char *hint,
                    size_t size)
{
    size_t n = 0;
    const char **names = calloc(ert->table->count, sizeof *names);
    for (size_t i = 0; names && i < ert->table->count; i++) {
        const struct arch_energy_row *row = &ert->table->row[i];
        if (component && !row_matches(row, component, NULL))
            continue;
        names[n++] = component ? row->action : row->component;
    }
    const char *near = names ? diag_nearest(word, names, n) : NULL;
    if (near)
        snprintf(hint, size, "did you mean '%s'?", near);
    else if (n > 0)
        snprintf(hint, size, "the first one known is '%s'", names[0]);
    else
        hint[0] = '\0';
    free(names);
}

static void replace(const struct ert *ert, size_t i, double energy_pj)
{
    struct arch_energy_row *row = &ert->table->row[i];
    row->energy_pj = energy_pj;
    row->extrapolated = 0;
    snprintf(row->source, sizeof row->source, "ERT file %s", ert->path);
    ert->seen[i] = 1;
}

/* Rows of the action, of one width or (bits -1) of all. Returns how many, or -1 after
 * an error. */
static int replace_rows(const struct ert *ert, const char *component,
                        const struct ert_action *action, int bits, const struct desc_node *node)
{
    int count = 0;
    for (size_t i = 0; i < ert->table->count; i++) {
        const struct arch_energy_row *row = &ert->table->row[i];
        if (!row_matches(row, component, action->name) || (bits >= 0 && row->bits != bits))
            continue;
        if (ert->seen[i]) {
            desc_error(ert->diag, node, NULL, "'%s' of '%s' is given twice", action->name,
                       component);
            return -1;
        }
        replace(ert, i, action->energy_pj);
        count++;
    }
    return count;
}

/* Width that the arguments name; -1: none, so all. -2 after an error. */
static int read_bits(const struct ert *ert, const struct desc_node *arguments)
{
    int bits;
    if (arguments == NULL || (arguments->kind == DESC_SCALAR &&
                              (strcmp(arguments->text, "null") == 0 || arguments->text[0] == '\0')))
        return -1;
    return desc_read(&bits, arguments, &ert_arguments_schema, ert->diag) == 0 ? bits : -2;
}

static int has_action(const struct ert *ert, const char *component, const char *action)
{
    for (size_t i = 0; i < ert->table->count; i++)
        if (row_matches(&ert->table->row[i], component, action))
            return 1;
    return 0;
}

static int read_action(const struct ert *ert, const char *component, const struct desc_node *node)
{
    struct ert_action action = {0};
    char hint[120];
    if (desc_read(&action, node, &ert_action_schema, ert->diag) != 0)
        return -1;
    if (!has_action(ert, component, action.name)) {
        if (strcmp(action.name, "idle") == 0 && action.energy_pj == 0)
            return 0;
        suggest(ert, component, action.name, hint, sizeof hint);
        desc_error(ert->diag, desc_find(node, "name"), hint, "'%s' has no action '%s' that counts",
                   component, action.name);
        return -1;
    }
    int bits = read_bits(ert, action.arguments);
    int count = bits == -2 ? -1 : replace_rows(ert, component, &action, bits, node);
    if (count == 0)
        desc_error(ert->diag, action.arguments, NULL, "the machine has no '%s' of %d bits at '%s'",
                   action.name, bits, component);
    return count > 0 ? 0 : -1;
}

static int read_component(const struct ert *ert, const struct desc_node *node)
{
    struct ert_component text = {0};
    char component[ARCH_COMPONENT_MAX], hint[120];
    if (desc_read(&text, node, &ert_component_schema, ert->diag) != 0)
        return -1;
    component_name(component, text.name);
    if (!has_action(ert, component, NULL)) {
        suggest(ert, NULL, component, hint, sizeof hint);
        desc_error(ert->diag, desc_find(node, "name"), hint, "the machine has no component '%s'",
                   component);
        return -1;
    }
    if (text.actions->kind != DESC_LIST) {
        desc_error(ert->diag, text.actions, NULL, "actions: expected a list");
        return -1;
    }
    int status = 0;
    for (const struct desc_node *action = text.actions->first; action; action = action->next)
        status |= read_action(ert, component, action);
    return status;
}

static int check_missing(const struct ert *ert, const struct desc_node *tables)
{
    int status = 0;
    for (size_t i = 0; i < ert->table->count; i++) {
        const struct arch_energy_row *row = &ert->table->row[i];
        if (ert->seen[i])
            continue;
        desc_error_key(ert->diag, tables, NULL, "the energy of '%s' of '%s' (%d bits) is missing",
                       row->action, row->component, row->bits);
        status = -1;
    }
    return status;
}

static int read_tables(const struct ert *ert, const struct desc_node *root)
{
    struct ert_text text = {0};
    const struct desc_node *node = desc_find(root, "ERT");
    if (node == NULL) {
        desc_error(ert->diag, root, "an Accelergy energy reference table", "there is no key 'ERT'");
        return -1;
    }
    if (desc_read(&text, node, &ert_schema, ert->diag) != 0)
        return -1;
    if (text.tables->kind != DESC_LIST) {
        desc_error(ert->diag, text.tables, NULL, "tables: expected a list");
        return -1;
    }
    int status = 0;
    for (const struct desc_node *item = text.tables->first; item; item = item->next)
        status |= read_component(ert, item);
    return status == 0 ? check_missing(ert, text.tables) : -1;
}

static int read_desc(struct arch_energy_table *table, const char *path, struct desc *desc,
                     struct diag_list *diag)
{
    struct ert ert = {table, calloc(table->count + 1, 1), path, diag};
    struct diag_place place = {.file = path};
    if (ert.seen == NULL) {
        diag_error(diag, &place, NULL, "out of memory");
        return -1;
    }
    int status = read_tables(&ert, desc_root(desc));
    free(ert.seen);
    return status;
}

int arch_energy_table_read_ert(struct arch_energy_table *table, const char *path,
                               struct diag_list *diag)
{
    struct desc *desc;
    if (desc_read_file(&desc, path, diag) != 0)
        return -1;
    int status = read_desc(table, path, desc, diag);
    desc_free(desc);
    return status;
}

int arch_energy_table_read_ert_text(struct arch_energy_table *table, const char *name,
                                    const char *text, size_t length, struct diag_list *diag)
{
    struct desc *desc;
    if (desc_read_text(&desc, name, text, length, diag) != 0)
        return -1;
    int status = read_desc(table, name, desc, diag);
    desc_free(desc);
    return status;
}
