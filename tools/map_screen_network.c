/* The network's table. */
#include <math.h>
#include <string.h>

#include "map_screen.h"
#include "number_text.h"
#include "screen_subject.h"

enum { COLUMNS_MAX = 3 };

/* The choices in the columns, and whether one choice alone leaves room for more. */
struct layout {
    size_t choice[COLUMNS_MAX], count;
    int per_op;    /* energy per op */
    int published; /* the reference's energy per op */
    int floor;     /* the last column: 1 floor, 0 bound */
};

static struct layout layout_of(const struct map_view *view)
{
    struct layout layout = {0};
    layout.count = map_headline_choices(view->run, COLUMNS_MAX, layout.choice);
    layout.per_op = layout.count == 1;
    layout.published = layout.per_op && view->reference;
    layout.floor = !map_run_unproven(view->run);
    return layout;
}

static void print_heads(FILE *out, const struct map_view *view, const struct layout *layout)
{
    char name[CHOICE_NAME_MAX];
    fprintf(out, "%43s  energy, uJ per image\n", "");
    fprintf(out, "%-14s%6s  %-16s%5s", "layer", "ops", "mapping (Y | X)", "util");
    for (size_t i = 0; i < layout->count; i++) {
        choice_name(&view->tables->choice[layout->choice[i]], name);
        fprintf(out, " %8s", name);
    }
    if (layout->per_op)
        fprintf(out, " %8s", "pJ/op");
    if (layout->published)
        fprintf(out, " %8s", map_reference_title(view->reference));
    fprintf(out, " %8s\n", layout->floor ? "floor" : "bound");
}

static void print_energy(FILE *out, double pj)
{
    char text[NUMBER_TEXT_MAX];
    fprintf(out, " %8s", number_three(text, pj / 1e6));
}

/* What no mapping can save: E_OP and the words that must cross to the DRAM; or, before
 * the proof has ended, the bound. */
static double last_column_pj(const struct map_table_cell *cell, const struct layout *layout)
{
    return layout->floor ? map_cell_cost(cell, cell->energy_op_pj + cell->compulsory_dram_pj)
                         : cell->lower_bound_pj;
}

static void print_layer(FILE *out, const struct map_view *view, const struct layout *layout,
                        size_t l)
{
    const struct map_tables *tables = view->tables;
    const struct map_table_cell *first = map_tables_cell(tables, l, layout->choice[0]);
    const struct map_job *job = map_run_job(view->run, l, layout->choice[0]);
    char array[MAP_ARRAY_TEXT_MAX] = "none fits", ops[NUMBER_TEXT_MAX], share[NUMBER_TEXT_MAX];
    if (job->solution.found)
        map_array_text(array, &job->solution.mapping);
    else if (first->state == CELL_UNKNOWN)
        snprintf(array, sizeof array, "not found yet");
    screen_layer_name(out, tables->layer[l]);
    fprintf(out, "%6s  %-16.16s%5s", number_si(ops, (double)tables->ops[l]), array,
            number_percent(share, first->utilization));
    for (size_t i = 0; i < layout->count; i++)
        print_energy(out, map_cell_energy_pj(map_tables_cell(tables, l, layout->choice[i])));
    double ops_count = (double)tables->ops[l];
    char text[NUMBER_TEXT_MAX];
    if (layout->per_op)
        fprintf(out, " %8s", number_three(text, map_cell_energy_pj(first) / ops_count));
    if (layout->published)
        fprintf(out, " %8s",
                number_three(text, map_reference_pj(view->reference, view->network->name,
                                                    tables->layer[l],
                                                    &tables->choice[layout->choice[0]])));
    print_energy(out, last_column_pj(first, layout));
    fputc('\n', out);
}

static void print_sum(FILE *out, const struct map_view *view, const struct layout *layout)
{
    struct map_total first = map_total_of(view->run, view->tables, layout->choice[0]);
    char ops[NUMBER_TEXT_MAX], share[NUMBER_TEXT_MAX], text[NUMBER_TEXT_MAX];
    fprintf(out, "%-14s%6s  %-16s%5s", "network", number_si(ops, (double)first.ops), "",
            number_percent(share, first.utilization));
    for (size_t i = 0; i < layout->count; i++)
        print_energy(out, map_total_of(view->run, view->tables, layout->choice[i]).energy_pj);
    if (layout->per_op)
        fprintf(out, " %8s", number_three(text, first.energy_pj / (double)first.ops));
    if (layout->published)
        fprintf(out, " %8s", "");
    print_energy(out,
                 layout->floor ? first.op_pj + first.compulsory_dram_pj : first.lower_bound_pj);
    fputc('\n', out);
}

static void print_notes(FILE *out, const struct map_view *view, const struct layout *layout)
{
    char name[CHOICE_NAME_MAX];
    choice_name(&view->tables->choice[layout->choice[0]], name);
    fprintf(out, "mapping, util and %s: of %s; %s\n", layout->floor ? "floor" : "bound", name,
            layout->floor ? "floor: its E_OP and compulsory DRAM alone"
                          : "no mapping needs less than the bound");
    if (layout->published)
        fprintf(out, "%s: best published pJ/op\n", map_reference_title(view->reference));
    fputc('\n', out);
}

static void print_share(FILE *out, double part, double whole)
{
    char text[NUMBER_TEXT_MAX];
    fprintf(out, "%6s", number_percent(text, part / whole));
}

static void print_total(FILE *out, const struct map_view *view, size_t j)
{
    struct map_total total = map_total_of(view->run, view->tables, j);
    char name[CHOICE_NAME_MAX], text[NUMBER_TEXT_MAX];
    choice_name(&view->tables->choice[j], name);
    fprintf(out, "%-7s%9s", name, number_three(text, total.energy_pj / 1e6));
    print_share(out, total.op_pj, total.energy_pj);
    print_share(out, total.spad_pj, total.energy_pj);
    print_share(out, total.noc_pj, total.energy_pj);
    print_share(out, total.glb_pj, total.energy_pj);
    print_share(out, total.dram_pj, total.energy_pj);
    fprintf(out, "%11s", number_three(text, map_total_avoidable_pj(&total) / 1e6));
    fprintf(out, "%9s", number_si(text, total.latency_cycles));
    fprintf(out, "%6s", number_percent(text, total.utilization));
    fprintf(out, "%8s\n", !total.complete ? "none" : total.proven ? "proven" : "open");
}

static void print_totals(FILE *out, const struct map_view *view)
{
    fprintf(out, "%-7s%9s%6s%6s%6s%6s%6s%11s%9s%6s%8s\n", "choice", "uJ/image", "E_OP", "spad",
            "NoC", "GLB", "DRAM", "w/o DRAM*", "cycles", "util", "best");
    for (size_t j = 0; j < view->run->choice_count; j++)
        print_total(out, view, j);
    fprintf(out, "* uJ/image without the DRAM words that no mapping avoids\n");
}

/* The choice of an operator at 8 bits, digital; choice_count when there is none. */
static size_t find_8bit(const struct map_run *run, const char *operator)
{
    size_t j = 0;
    for (; j < run->choice_count; j++) {
        const struct choice *choice = &map_run_choice(run, j)->choice;
        if (choice->bits == 8 && !strcmp(choice->op->name, operator) &&
            !strcmp(choice->mode, "digital"))
            break;
    }
    return j;
}

/* T : MF : BC beside the paper's. Source: Nasrin et al., IEEE Access 2022, uni-operator
 * energies of 8-bit SqueezeNet on CIFAR: 1 : 0.34 : 0.17. */
static void print_ratios(FILE *out, const struct map_view *view)
{
    static const char *const operators[] = {"T", "MF", "BC"};
    struct map_total total[3];
    for (int i = 0; i < 3; i++) {
        size_t j = find_8bit(view->run, operators[i]);
        if (j == view->run->choice_count)
            return;
        total[i] = map_total_of(view->run, view->tables, j);
        if (!total[i].complete)
            return;
    }
    double chip[3];
    for (int i = 0; i < 3; i++)
        chip[i] = total[i].energy_pj - total[i].dram_pj;
    fprintf(out,
            "T : MF : BC at 8 bit   with DRAM 1 : %.2f : %.2f   without 1 : %.2f : %.2f\n"
            "                       the paper's SqueezeNet on CIFAR 1 : 0.34 : 0.17\n",
            total[1].energy_pj / total[0].energy_pj, total[2].energy_pj / total[0].energy_pj,
            chip[1] / chip[0], chip[2] / chip[0]);
}

void map_screen_network(FILE *out, const struct map_view *view)
{
    struct layout layout = layout_of(view);
    map_screen_header(out, view);
    print_heads(out, view, &layout);
    for (size_t l = 0; l < view->run->layer_count; l++)
        print_layer(out, view, &layout, l);
    print_sum(out, view, &layout);
    print_notes(out, view, &layout);
    print_totals(out, view);
    print_ratios(out, view);
}

/* True if an earlier pair of the run is the same job. */
static int is_repeated(const struct map_run *run, size_t l, size_t j)
{
    const struct map_job *job = map_run_job(run, l, j);
    return job->layer != l || job->choice != j;
}

void map_screen_impossible(FILE *out, const struct map_view *view)
{
    const struct map_run *run = view->run;
    for (size_t l = 0; l < run->layer_count; l++)
        for (size_t j = 0; j < run->choice_count; j++) {
            char name[CHOICE_NAME_MAX];
            if (map_tables_cell(view->tables, l, j)->state != CELL_IMPOSSIBLE ||
                is_repeated(run, l, j))
                continue;
            choice_name(&map_run_choice(run, j)->choice, name);
            fprintf(out, "enos-map: no mapping of %s with %s: %s\n", run->layer[l].name, name,
                    map_run_job(run, l, j)->solution.reason);
        }
}
