/* Figures by gnuplot: what it draws is written into its input. */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "explore_report.h"
#include "explore_settings.h"
#include "result_folder.h"

enum { BARS_MAX = 60 };

int explore_plot_check(FILE *messages)
{
    if (system("gnuplot --version >/dev/null 2>&1") == 0)
        return 0;
    fprintf(messages, "%s: --plot needs gnuplot\n   hint: apt-get install gnuplot-nox\n",
            explore_option_set.tool);
    return -1;
}

/* A text in gnuplot's single quotes. */
static void write_quoted(FILE *out, const char *text)
{
    fputc('\'', out);
    for (; *text; text++) {
        if (*text == '\'')
            fputc('\'', out);
        fputc(*text, out);
    }
    fputc('\'', out);
}

static int is_drawn(const struct explore_row *row)
{
    return row->point.state == POINT_MAPPED;
}

/* Least and most of a value over the drawn points, with a margin: gnuplot complains of ranges
 * without a width. */
static void write_range(FILE *out, const struct explore_table *table, const char *axis,
                        enum explore_aim aim, double unit)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < table->count; i++)
        if (is_drawn(&table->row[i])) {
            double value = explore_row_value(&table->row[i], aim) * unit;
            low = fmin(low, value);
            high = fmax(high, value);
        }
    if (low > 0 && high > 20 * low)
        fprintf(out, "set logscale %s\nset %srange [%.9g:%.9g]\n", axis, axis, low / 1.2,
                high * 1.2);
    else
        fprintf(out, "set %srange [%.9g:%.9g]\n", axis,
                low - 0.05 * (high - low) - 0.01 * fabs(low),
                high + 0.05 * (high - low) + 0.01 * fabs(high));
}

/* A data block of the rows that are of a kind: 0 all, 1 the front, 2 the base. */
static void write_points(FILE *out, const struct explore_table *table, const char *name, int kind)
{
    fprintf(out, "$%s << END\n", name);
    for (size_t i = 0; i < table->count; i++) {
        const struct explore_row *row = &table->row[i];
        int is_base = row->number == EXPLORE_BASE;
        if (is_drawn(row) && (kind == 1 ? row->is_on_front : is_base == (kind == 2)))
            fprintf(out, "%.9g %.9g %.9g %zu\n", row->point.energy_pj * 1e-6,
                    row->point.latency_s * 1e3, row->point.area_mm2, row->number);
    }
    fputs("END\n", out);
}

static void begin_figure(FILE *out, const char *path, int width, int height)
{
    fprintf(out, "set terminal svg size %d,%d font 'sans-serif,12' background 'white'\n", width,
            height);
    fputs("set output ", out);
    write_quoted(out, path);
    fputs("\nset encoding utf8\nset grid\n", out);
}

static void write_title(FILE *out, const struct explore_table *table, const char *what)
{
    char title[400];
    snprintf(title, sizeof title, "%s of %zu variants of %s, %s", what, table->space->sample.count,
             table->space->machine->name, table->space->network->name);
    fputs("set title ", out);
    write_quoted(out, title);
    fputs(" noenhanced\n", out);
}

static void write_front(FILE *out, const struct explore_report *report, const char *path)
{
    const struct explore_table *table = report->table;
    begin_figure(out, path, 760, 520);
    write_title(out, table, "Pareto front");
    fputs("set xlabel 'energy, uJ per image'\nset ylabel 'latency, ms'\n"
          "set cblabel 'area, mm2 (of what is estimated)'\nset key below\n",
          out);
    write_range(out, table, "x", AIM_ENERGY, 1e-6);
    write_range(out, table, "y", AIM_LATENCY, 1e3);
    write_range(out, table, "cb", AIM_AREA, 1);
    write_points(out, table, "all", 0);
    write_points(out, table, "front", 1);
    write_points(out, table, "base", 2);
    fputs("plot $all using 1:2:3 with points pt 7 ps 0.5 palette title 'variants', "
          "$front using 1:2 with points pt 6 ps 1.6 lc rgb '#c00000' title 'Pareto front', "
          "$front using 1:2:4 with labels offset 0.9,0.7 font ',9' notitle",
          out);
    if (explore_table_base(table))
        fputs(", $base using 1:2 with points pt 2 ps 1.4 lw 2 lc rgb 'black' title 'as it is'",
              out);
    fputs("\nunset output\nreset\n", out);
}

/* All variants if they are few, else the front; as many as a figure holds. */
static int is_bar(const struct explore_table *table, const struct explore_row *row)
{
    return is_drawn(row) &&
           (row->number == EXPLORE_BASE || table->count <= BARS_MAX + 1 || row->is_on_front);
}

static void write_label(FILE *out, const struct explore_table *table, const struct explore_row *row)
{
    if (row->number == EXPLORE_BASE) {
        fputs("\"as it is\"", out);
        return;
    }
    fprintf(out, "\"%zu:", row->number);
    for (size_t a = 0; a < table->space->axis_count; a++)
        for (size_t k = 0; k < table->space->axis[a].key_count; k++) {
            fputc(' ', out);
            for (const char *c = explore_row_setting(table, row, a, k); *c; c++)
                fputc(*c == '"' || *c == '\\' ? ' ' : *c, out);
        }
    fputc('"', out);
}

static size_t write_bars(FILE *out, const struct explore_table *table)
{
    size_t count = 0;
    fputs("$bars << END\n", out);
    for (size_t i = 0; i < table->count && count <= BARS_MAX; i++) {
        const struct explore_point *point = &table->row[i].point;
        if (!is_bar(table, &table->row[i]))
            continue;
        write_label(out, table, &table->row[i]);
        fprintf(out, " %.9g %.9g %.9g %.9g %.9g\n", point->op_pj * 1e-6, point->spad_pj * 1e-6,
                point->noc_pj * 1e-6, point->glb_pj * 1e-6, point->dram_pj * 1e-6);
        count++;
    }
    fputs("END\n", out);
    return count;
}

static void write_stack(FILE *out, const struct explore_report *report, const char *path)
{
    const struct explore_table *table = report->table;
    begin_figure(out, path, 1000, 560);
    write_title(out, table, table->count <= BARS_MAX + 1 ? "Energy" : "Energy of the front");
    fputs("set ylabel 'energy, uJ per image'\nset yrange [0:*]\nset key outside\n"
          "set style data histograms\nset style histogram rowstacked\n"
          "set style fill solid 0.9 border -1\nset boxwidth 0.7\n"
          "set xtics rotate by -45 scale 0 noenhanced font ',9'\n",
          out);
    size_t count = write_bars(out, table);
    fprintf(out, "set xrange [-0.7:%.1f]\n", (double)count - 0.3);
    fputs("plot $bars using 2:xtic(1) title 'MAC', '' using 3 title 'scratchpads', "
          "'' using 4 title 'NoC', '' using 5 title 'GLB', '' using 6 title 'DRAM'\n"
          "unset output\n",
          out);
}

typedef void write_figure(FILE *out, const struct explore_report *report, const char *path);

/* Draws under a temporary name, then renames. A gnuplot that ends early is an error, not a signal.
 */
static int draw(const struct explore_report *report, const char *name, write_figure *write,
                FILE *messages)
{
    char path[RESULT_FOLDER_MAX + 32], temporary[RESULT_FOLDER_MAX + 64];
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    snprintf(path, sizeof path, "%s/%s", report->folder, name);
    snprintf(temporary, sizeof temporary, "%s/.%s.tmp", report->folder, name);
    sigaction(SIGPIPE, &ignore, &before);
    FILE *gnuplot = popen("LC_ALL=C.UTF-8 gnuplot", "w"); /* it complains of UTF-8 elsewhere */
    if (gnuplot)
        write(gnuplot, report, temporary);
    int failed = !gnuplot || ferror(gnuplot) | (pclose(gnuplot) != 0);
    sigaction(SIGPIPE, &before, NULL);
    if (!failed && rename(temporary, path) == 0)
        return 0;
    fprintf(messages, "%s: gnuplot did not draw %s\n", explore_option_set.tool, path);
    remove(temporary);
    return -1;
}

int explore_plot(const struct explore_report *report, FILE *messages)
{
    if (!explore_table_in_state(report->table, POINT_MAPPED))
        return 0;
    return draw(report, "front.svg", write_front, messages) |
           draw(report, "stack.svg", write_stack, messages);
}
