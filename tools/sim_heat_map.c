/* heat.svg: how busy each PE is. */
#include <stdlib.h>

#include "sim_totals.h"
#include "sim_view.h"

enum { CELL = 28, GAP = 2, LEFT = 16, TOP = 52 };

/* From almost white to dark blue; readable in grey, too. */
static void print_colour(FILE *out, double share)
{
    fprintf(out, "#%02x%02x%02x", (unsigned)(247 - 239 * share), (unsigned)(251 - 203 * share),
            (unsigned)(255 - 148 * share));
}

static void write_pe(FILE *out, int row, int column, double share)
{
    int x = LEFT + column * CELL, y = TOP + row * CELL;
    fprintf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"", x, y, CELL - GAP,
            CELL - GAP);
    print_colour(out, share);
    fprintf(out, "\"><title>row %d, column %d: %.1f%%</title></rect>\n", row, column, 100 * share);
    fprintf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"%s\">%.0f</text>\n",
            x + (CELL - GAP) / 2, y + CELL / 2 + 3, share > 0.5 ? "#fff" : "#333", 100 * share);
}

/* Names are of letters, digits and _ - + . @ / alone (see DESC_NAME): no escapes are needed. */
static void write_title(FILE *out, const struct sim_view *view)
{
    const struct sim_trial *trial = view->trial;
    int is_layer = view->inputs->only >= 0;
    fprintf(out, "<text x=\"%d\" y=\"20\" font-size=\"13\">%s on %s%s%s</text>\n", LEFT,
            view->inputs->network->name, view->inputs->machine->name, is_layer ? ", " : "",
            is_layer ? trial->row[0].name : "");
    fprintf(out, "<text x=\"%d\" y=\"40\">busy share of each PE's time, %%</text>\n", LEFT);
}

void sim_write_heat_map(FILE *out, const struct sim_view *view)
{
    const struct arch_machine *machine = view->inputs->machine;
    double *busy = sim_busy_map(view->trial, machine);
    if (!busy)
        return;
    int width = 2 * LEFT + machine->columns * CELL, height = TOP + machine->rows * CELL + LEFT;
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
            "font-family=\"sans-serif\" font-size=\"10\">\n"
            "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
            width < 320 ? 320 : width, height);
    write_title(out, view);
    for (int r = 0; r < machine->rows; r++)
        for (int c = 0; c < machine->columns; c++)
            write_pe(out, r, c, busy[r * machine->columns + c]);
    fputs("</svg>\n", out);
    free(busy);
}
