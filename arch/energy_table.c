#include "arch/energy_table.h"

#include <stdlib.h>
#include <string.h>

int arch_energy_table_create(struct arch_energy_table **out)
{
    *out = calloc(1, sizeof **out);
    return *out ? 0 : -1;
}

void arch_energy_table_free(struct arch_energy_table *table)
{
    if (table == NULL)
        return;
    free(table->row);
    free(table);
}

static int grow(struct arch_energy_table *table)
{
    size_t capacity = table->capacity ? 2 * table->capacity : 32;
    struct arch_energy_row *row = realloc(table->row, capacity * sizeof *row);
    if (row == NULL)
        return -1;
    table->row = row;
    table->capacity = capacity;
    return 0;
}

int arch_energy_table_add(struct arch_energy_table *table, const struct arch_energy_row *row)
{
    if (table->count == table->capacity && grow(table) != 0)
        return -1;
    table->row[table->count++] = *row;
    return 0;
}

const struct arch_energy_row *arch_energy_table_find(const struct arch_energy_table *table,
                                                     const char *component, const char *action,
                                                     int bits)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct arch_energy_row *row = &table->row[i];
        if (row->bits == bits && strcmp(row->action, action) == 0 &&
            strcmp(row->component, component) == 0)
            return row;
    }
    return NULL;
}

void arch_energy_unit(const struct arch_energy_row *row, char out[ARCH_UNIT_MAX])
{
    if (row->bits == 0)
        snprintf(out, ARCH_UNIT_MAX, "pJ/term");
    else if (strcmp(row->component, ARCH_COMPONENT_NOC) == 0)
        snprintf(out, ARCH_UNIT_MAX, "pJ/b");
    else
        snprintf(out, ARCH_UNIT_MAX, "pJ per access of %d b", row->bits);
}
