#include <string.h>

#include "arch/energy_table.h"

/* Comments end at a line's end; a source is one line of text, whatever it holds. */
static void write_comment(const char *text, FILE *file)
{
    fputs("  # ", file);
    for (; *text != '\0'; text++)
        fputc((unsigned char)*text < ' ' || *text == 0x7f ? ' ' : *text, file);
    fputc('\n', file);
}

static void write_component(const struct arch_energy_row *row, const char *name, FILE *file)
{
    fprintf(file, "  - name: %s.%s", name, row->component);
    if (row->instances > 1)
        fprintf(file, "[0..%d]", row->instances - 1);
    fputs("\n    actions:\n", file);
}

static void write_action(const struct arch_energy_row *row, FILE *file)
{
    fprintf(file, "    - {name: %s, arguments: ", row->action);
    if (row->bits == 0)
        fputs("null", file);
    else
        fprintf(file, "{bits: %d}", row->bits);
    fprintf(file, ", energy: %.17g}", row->energy_pj);
    write_comment(row->source, file);
}

int arch_energy_table_write_ert(const struct arch_energy_table *table, const char *name, FILE *file)
{
    fputs("# Energies in pJ of one action on `bits` bits (null: of one term of a MAC).\n"
          "ERT:\n  version: 0.3\n  tables:\n",
          file);
    for (size_t i = 0; i < table->count; i++) {
        const struct arch_energy_row *row = &table->row[i];
        if (i == 0 || strcmp(row->component, row[-1].component) != 0)
            write_component(row, name, file);
        write_action(row, file);
    }
    return ferror(file) ? -1 : 0;
}
