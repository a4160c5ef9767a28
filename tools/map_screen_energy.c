/* --energy-table: every energy, with its source. */
#include "map_screen.h"

#include "number_text.h"

enum { SOURCE_COLUMN = 42 };

/* Long sources go on below, cut at blanks, within 80 columns. */
static void print_source(FILE *out, const char *text)
{
    int column = SOURCE_COLUMN, width = 80;
    while (*text) {
        int length = 0;
        while (text[length] && text[length] != ' ')
            length++;
        if (column > SOURCE_COLUMN && column + 1 + length > width)
            column = fprintf(out, "\n%*s", SOURCE_COLUMN, "") - 1;
        column += fprintf(out, column > SOURCE_COLUMN ? " %.*s" : "%.*s", length, text);
        text += length + (text[length] == ' ');
    }
    fputc('\n', out);
}

void map_screen_energies(FILE *out, const struct arch_machine *machine)
{
    const struct arch_energy_table *table = machine->energies;
    fprintf(out, "%-9s %-8s %9s %-12s %s\n", "component", "action", "pJ", "per", "source");
    for (size_t i = 0; i < table->count; i++) {
        const struct arch_energy_row *row = &table->row[i];
        char energy[NUMBER_TEXT_MAX], per[32] = "term";
        if (row->bits)
            snprintf(per, sizeof per, "%d b", row->bits);
        fprintf(out, "%-9.9s %-8s %9s %-12s ", row->component, row->action,
                number_three(energy, row->energy_pj), per);
        print_source(out, row->source);
    }
}
