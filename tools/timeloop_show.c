#include "timeloop_show.h"

#include "mapper/csv.h"
#include "number_text.h"

static void print_layer(FILE *out, const struct timeloop_design *design)
{
    const struct layer_shape *s = &design->shape;
    fputs("layer:", out);
    for (const char *c = timeloop_letters(design->problem); *c; c++)
        fprintf(out, " %c%d", *c, timeloop_extent(s, (enum dim)timeloop_dim(design->problem, *c)));
    fprintf(out, ", stride %d", s->stride[ROWS]);
    if (s->stride[COLUMNS] != s->stride[ROWS])
        fprintf(out, " and %d", s->stride[COLUMNS]);
    if (s->dilation[ROWS] > 1 || s->dilation[COLUMNS] > 1)
        fprintf(out, ", dilation %d and %d", s->dilation[ROWS], s->dilation[COLUMNS]);
    fputs(design->problem == TIMELOOP_DEPTHWISE ? ", depthwise\n" : "\n", out);
}

static void print_row(FILE *out, const struct timeloop_view *view, int level, enum tensor t)
{
    const struct hierarchy_counts *words = &view->counts->words;
    char reads[NUMBER_TEXT_MAX], fills[NUMBER_TEXT_MAX], updates[NUMBER_TEXT_MAX],
        held[NUMBER_TEXT_MAX], energy[NUMBER_TEXT_MAX];
    fprintf(out, "%c%9s%10s%10s%10s%10s\n", tensor_letters[t],
            number_si(held, (double)timeloop_tile_words(view->design, level, t)),
            number_si(reads, (double)words->reads[level][t]),
            number_si(fills, (double)words->fills[level][t]),
            number_si(updates, (double)words->updates[level][t]),
            number_three(energy, view->counts->energy_pj[level][t] / 1e6));
}

static void print_level(FILE *out, const struct timeloop_view *view, int level)
{
    const struct timeloop_storage *s = &view->design->storage[level];
    char used[32];
    int rows = 0;
    snprintf(used, sizeof used, "%d/%d", view->counts->instances_used[level], s->instances);
    fprintf(out, "%-16.16s%9s  ", s->name, used);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (!view->design->nest.keeps[level][t])
            continue;
        if (rows++)
            fprintf(out, "%27s", "");
        print_row(out, view, level, (enum tensor)t);
    }
    if (!rows)
        fputs("keeps nothing\n", out);
}

static void print_mac(FILE *out, const struct timeloop_view *view)
{
    char used[32], terms[NUMBER_TEXT_MAX], energy[NUMBER_TEXT_MAX];
    snprintf(used, sizeof used, "%llu/%d", (unsigned long long)view->counts->words.macs_used,
             view->design->mac.instances);
    fprintf(out, "%-16.16s%9s   %9s terms%34s\n", view->design->mac.name, used,
            number_si(terms, (double)view->counts->terms),
            number_three(energy, view->counts->mac_pj / 1e6));
}

static void print_cycles(FILE *out, const struct timeloop_view *view)
{
    const struct timeloop_counts *counts = view->counts;
    char cycles[NUMBER_TEXT_MAX], array[NUMBER_TEXT_MAX], share[NUMBER_TEXT_MAX];
    fprintf(out, "cycles %s: ", number_si(cycles, (double)counts->cycles));
    if (counts->slow_port == TIMELOOP_NO_PORT)
        fputs("the array's", out);
    else
        fprintf(out, "%s's port for %s; the array's %s",
                view->design->storage[counts->slow_level].name,
                counts->slow_port == TIMELOOP_READ_PORT ? "reads" : "writes",
                number_si(array, (double)counts->words.cycles));
    fprintf(out, "; MACs %s busy\n", number_percent(share, counts->utilization));
}

static int has_network(const struct timeloop_design *design)
{
    int found = 0;
    for (int level = 0; level < design->nest.level_count; level++)
        found |=
            design->storage[level].router_pj > 0 || design->storage[level].wire_pj_per_bit_mm > 0;
    return found;
}

void timeloop_show_screen(FILE *out, const struct timeloop_view *view)
{
    char energy[NUMBER_TEXT_MAX], per_term[NUMBER_TEXT_MAX];
    print_layer(out, view->design);
    fprintf(out, "\n%-16s%9s  %-8s%2s%10s%10s%10s%10s\n", view->design->system, "used", "", "tile",
            "reads", "fills", "updates", "uJ");
    for (int level = 0; level < view->design->nest.level_count; level++)
        print_level(out, view, level);
    print_mac(out, view);
    fprintf(out, "\nenergy %s uJ, %s pJ a term", number_three(energy, view->counts->total_pj / 1e6),
            number_three(per_term, view->counts->total_pj / (double)view->counts->terms));
    fputs(has_network(view->design) ? "; routers and wires are not counted\n" : "\n", out);
    print_cycles(out, view);
}

static void write_row(FILE *out, const struct timeloop_view *view, int level, enum tensor t)
{
    const struct timeloop_counts *counts = view->counts;
    fprintf(out, "%s,%c,%d,%llu,%llu,%llu,%llu,", view->design->storage[level].name,
            tensor_letters[t], counts->instances_used[level],
            (unsigned long long)timeloop_tile_words(view->design, level, t),
            (unsigned long long)counts->words.reads[level][t],
            (unsigned long long)counts->words.fills[level][t],
            (unsigned long long)counts->words.updates[level][t]);
    csv_write_number(out, counts->energy_pj[level][t]);
    fputs(",\n", out);
}

void timeloop_show_csv(FILE *out, const struct timeloop_view *view)
{
    const struct timeloop_counts *counts = view->counts;
    provenance_write(out, view->provenance, "timeloop-counts");
    fputs("level,tensor,instances_used,tile_words,reads,fills,updates,energy_pj,cycles\n", out);
    for (int level = 0; level < view->design->nest.level_count; level++)
        for (int t = 0; t < TENSOR_COUNT; t++)
            if (view->design->nest.keeps[level][t])
                write_row(out, view, level, (enum tensor)t);
    fprintf(out, "%s,,%llu,,,,,", view->design->mac.name,
            (unsigned long long)counts->words.macs_used);
    csv_write_number(out, counts->mac_pj);
    fprintf(out, ",%llu\ntotal,,,,,,,", (unsigned long long)counts->words.cycles);
    csv_write_number(out, counts->total_pj);
    fprintf(out, ",%llu\n", (unsigned long long)counts->cycles);
}
