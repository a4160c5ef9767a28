/* Energy reference tables: any bytes replace the rows of a table or are refused. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arch/energy_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct arch_energy_row rows[] = {
    {.component = "GLB", .action = "read", .bits = 64, .energy_pj = NAN, .source = "none"},
    {.component = "GLB", .action = "write", .bits = 64, .energy_pj = NAN, .source = "none"},
    {.component = "filter", .action = "read", .bits = 8, .energy_pj = NAN, .source = "none"},
    {.component = "filter", .action = "read", .bits = 4, .energy_pj = NAN, .source = "none"},
    {.component = "mac", .action = "T8", .bits = 0, .energy_pj = NAN, .source = "none"}};

static struct arch_energy_table *new_table(void)
{
    struct arch_energy_table *table;
    if (arch_energy_table_create(&table))
        return NULL;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (arch_energy_table_add(table, &rows[i])) {
            arch_energy_table_free(table);
            return NULL;
        }
    return table;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diag_list *diag;
    struct arch_energy_table *table = new_table();
    if (table == NULL || diag_create(&diag)) {
        arch_energy_table_free(table);
        return 0;
    }
    int status = arch_energy_table_read_ert_text(table, "input", (const char *)data, size, diag);
    if ((status == 0) != (diag_count(diag) == 0))
        abort(); /* wrong without a word, or read and yet wrong */
    for (size_t i = 0; status == 0 && i < table->count; i++)
        if (!isfinite(table->row[i].energy_pj))
            abort(); /* an energy was left out */
    diag_free(diag);
    arch_energy_table_free(table);
    return 0;
}
