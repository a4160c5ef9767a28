/* One layer in detail. */
#include <stdlib.h>

#include "number_text.h"
#include "sim_totals.h"
#include "sim_verdict.h"
#include "sim_view.h"

/* Two a line; those that are 0 in both are left out. */
static void print_counts(FILE *out, const struct sim_row *row)
{
    struct sim_count all[SIM_COUNTS_MAX];
    size_t count = sim_counts_of(row, all), shown = 0;
    fprintf(out, "%-16s%11s%11s  %-16s%11s%11s\n", "count", "simulated", "model", "", "simulated",
            "model");
    for (size_t i = 0; i < count; i++) {
        if (!all[i].simulated && !all[i].modelled)
            continue;
        fprintf(out, "%s%-16s%11llu%11llu",
                shown % 2 ? "  "
                : shown   ? "\n"
                          : "",
                all[i].name, (unsigned long long)all[i].simulated,
                (unsigned long long)all[i].modelled);
        shown++;
    }
    fputs("\n\n", out);
}

/* In percent where there is room, else in tenths: 0 idle, 9 at least 90 %. */
static void print_pe(FILE *out, double share, int is_wide)
{
    if (is_wide)
        fprintf(out, "%4.0f", 100 * share);
    else
        fprintf(out, "%d", share >= 0.9 ? 9 : (int)(10 * share));
}

static int print_busy(FILE *out, const struct sim_view *view)
{
    enum { PERCENT_COLUMNS = 19, TENTHS_COLUMNS = 79 };
    const struct arch_machine *machine = view->inputs->machine;
    int is_wide = machine->columns <= PERCENT_COLUMNS;
    if (machine->columns > TENTHS_COLUMNS) {
        fputs("the array is too wide for a heat map here; --heat-map FILE.svg draws it\n", out);
        return 0;
    }
    double *busy = sim_busy_map(view->trial, machine);
    if (!busy)
        return -1;
    fprintf(out, "busy share of each PE's time, %s\n", is_wide ? "%" : "tenths");
    for (int r = 0; r < machine->rows; r++) {
        for (int c = 0; c < machine->columns; c++)
            print_pe(out, busy[r * machine->columns + c], is_wide);
        fputc('\n', out);
    }
    free(busy);
    return 0;
}

int sim_screen_layer(FILE *out, const struct sim_view *view)
{
    sim_screen_header(out, view);
    sim_screen_rows(out, view);
    sim_screen_totals(out, view);
    print_counts(out, &view->trial->row[0]);
    if (print_busy(out, view))
        return -1;
    sim_screen_outputs(out, view);
    return 0;
}
