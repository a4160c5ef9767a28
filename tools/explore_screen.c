#include <stdlib.h>
#include <string.h>

#include "explore_report.h"
#include "explore_settings.h"
#include "number_text.h"
#include "screen_subject.h"

enum { WIDTH = 80, NUMBERS_WIDTH = 52, ROWS_MAX = 16 };

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static const char *choices_text(const struct explore_space *space, char first[CHOICE_NAME_MAX])
{
    for (size_t a = 0; a < space->axis_count; a++)
        for (size_t k = 0; k < space->axis[a].key_count; k++)
            if (!strcmp(space->axis[a].key[k], EXPLORE_CHOICES_KEY))
                return "its own choices";
    choice_name(&space->machine->choice[0].choice, first);
    return space->choices[0] ? space->choices : first;
}

static void print_certified(FILE *out, const struct explore_report *report)
{
    static const char *const least[] = {"energy", "latency", "EDP"};
    const struct explore_table *table = report->table;
    int objective = report->request->objective ? report->request->objective - 1 : 0;
    char first[CHOICE_NAME_MAX], gap_text[NUMBER_TEXT_MAX];
    double gap;
    size_t mapped = explore_table_in_state(table, POINT_MAPPED);
    size_t proven = explore_table_proven(table, &gap);
    fprintf(out, "%zu variant%s, %s: ", table->space->sample.count,
            plural(table->space->sample.count), choices_text(table->space, first));
    if (mapped == 0)
        fprintf(out, "none has a mapping\n");
    else if (proven == mapped)
        fprintf(out, "%s proven of least %s\n",
                mapped == table->space->sample.count ? "all" : "those with a mapping",
                least[objective]);
    else
        fprintf(out, "%zu proven of least %s, the others within %s\n", proven, least[objective],
                number_percent(gap_text, gap));
}

static void print_failures(FILE *out, const struct explore_table *table,
                           enum explore_point_state state, const char *what)
{
    size_t count = explore_table_in_state(table, state);
    if (!count)
        return;
    for (size_t i = 0; i < table->count; i++) {
        const struct explore_row *row = &table->row[i];
        if (row->number == EXPLORE_BASE || row->point.state != state)
            continue;
        fprintf(out, "%zu %s; point %zu: %.*s\n", count, what, row->number, WIDTH * 2,
                row->point.reason);
        return;
    }
}

static void print_work(FILE *out, const struct explore_work_result *work)
{
    char seconds[NUMBER_TEXT_MAX];
    size_t shared = work->asked - work->searches;
    fprintf(out, "%zu point%s computed", work->computed, plural(work->computed));
    if (work->before)
        fprintf(out, ", %zu finished before", work->before);
    if (work->reused)
        fprintf(out, ", %zu the same as others", work->reused);
    fprintf(out, "; %zu search%s", work->searches, work->searches == 1 ? "" : "es");
    if (shared)
        fprintf(out, ", %zu spared", shared);
    fprintf(out, "; %s s\n", number_three(seconds, work->seconds));
}

/* Some machines are far harder to prove than others. */
static void print_slowest(FILE *out, const struct explore_table *table)
{
    enum { LONG_S = 60 };
    const struct explore_row *slowest = NULL;
    char seconds[NUMBER_TEXT_MAX];
    for (size_t i = 0; i < table->count; i++)
        if (!slowest || table->row[i].point.seconds > slowest->point.seconds)
            slowest = &table->row[i];
    if (slowest && slowest->point.seconds > LONG_S)
        fprintf(out, "point %zu alone took %s s of search; --gap 1 or --time-limit end it sooner\n",
                slowest->number, number_three(seconds, slowest->point.seconds));
}

static void print_titles(FILE *out, const struct explore_settings *settings)
{
    fprintf(out, "\n%-12s%10s%10s%10s%10s\n", "Pareto front", "energy", "latency", "area", "EDP");
    fprintf(out, "%12s%10s%10s%10s%10s", "point", "uJ", "ms", "mm2", "uJ ms");
    explore_settings_titles(out, settings);
    fputc('\n', out);
}

/* E, L, A, D before a point that has least energy, latency, area, EDP. */
static void find_marks(const struct explore_table *table, const struct explore_row *row,
                       char marks[AIM_COUNT + 1])
{
    static const char letter[AIM_COUNT] = {
        [AIM_ENERGY] = 'E', [AIM_LATENCY] = 'L', [AIM_AREA] = 'A', [AIM_EDP] = 'D'};
    size_t count = 0;
    for (int aim = 0; aim < AIM_COUNT; aim++)
        if (explore_table_best(table, (enum explore_aim)aim) == row)
            marks[count++] = letter[aim];
    marks[count] = '\0';
}

static void print_row(FILE *out, const struct explore_table *table, const struct explore_row *row,
                      const struct explore_settings *settings)
{
    char text[3][NUMBER_TEXT_MAX], energy[NUMBER_TEXT_MAX], marks[AIM_COUNT + 1];
    const struct explore_point *point = &row->point;
    /* one digit more than elsewhere: machines differ by little where DRAM is most of the energy */
    snprintf(energy, sizeof energy, "%#.4g", point->energy_pj * 1e-6);
    find_marks(table, row, marks);
    if (row->number == EXPLORE_BASE)
        fprintf(out, "%-12s", "as it is");
    else
        fprintf(out, "%-5s%7zu", marks, row->number);
    fprintf(out, "%10s%10s%10s%10s", energy, number_three(text[0], point->latency_s * 1e3),
            number_three(text[1], point->area_mm2), number_three(text[2], point->edp_js * 1e9));
    explore_settings_values(out, settings, table, row);
    fputc('\n', out);
}

static int by_energy(const void *a, const void *b)
{
    const struct explore_row *x = *(const struct explore_row *const *)a;
    const struct explore_row *y = *(const struct explore_row *const *)b;
    if (x->point.energy_pj != y->point.energy_pj)
        return x->point.energy_pj < y->point.energy_pj ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* The front from the least energy on; `out` has room for all rows. */
static size_t sort_front(const struct explore_table *table, const struct explore_row **out)
{
    size_t count = 0;
    for (size_t i = 0; i < table->count; i++)
        if (table->row[i].is_on_front)
            out[count++] = &table->row[i];
    qsort(out, count, sizeof *out, by_energy);
    return count;
}

/* Of a long front those that are best in an aim and others evenly between them. */
static int is_shown(const struct explore_table *table, const struct explore_row *row, size_t index,
                    size_t count)
{
    char marks[AIM_COUNT + 1];
    find_marks(table, row, marks);
    return count <= ROWS_MAX || marks[0] ||
           index * (ROWS_MAX - AIM_COUNT) / count != (index + 1) * (ROWS_MAX - AIM_COUNT) / count;
}

static size_t print_rows(FILE *out, const struct explore_table *table,
                         const struct explore_row *const *front, size_t count,
                         const struct explore_settings *settings)
{
    size_t shown = 0;
    for (size_t i = 0; i < count; i++)
        if (is_shown(table, front[i], i, count)) {
            print_row(out, table, front[i], settings);
            shown++;
        }
    return shown;
}

static void print_front(FILE *out, const struct explore_table *table)
{
    struct explore_settings settings;
    const struct explore_row *base = explore_table_base(table);
    const struct explore_row **front = calloc(table->count + 1, sizeof *front);
    size_t count = front ? sort_front(table, front) : 0;
    explore_settings_of(&settings, table->space, WIDTH - NUMBERS_WIDTH);
    print_titles(out, &settings);
    size_t shown = print_rows(out, table, front, count, &settings);
    if (base)
        print_row(out, table, base, &settings);
    free(front);
    fputs("E, L, A, D: least energy, latency, area, EDP\n", out);
    if (shown < count)
        fprintf(out, "%zu of the front's %zu points; all are in points.csv\n", shown, count);
    if (settings.left_out)
        fprintf(out, "%zu more key%s in points.csv\n", settings.left_out,
                plural(settings.left_out));
}

static void print_best(FILE *out, const struct explore_table *table)
{
    static const char *const names[AIM_COUNT] = {"energy", "latency", "area", "EDP"};
    const struct explore_row *base = explore_table_base(table);
    if (!base || base->point.state != POINT_MAPPED || !explore_table_best(table, AIM_ENERGY))
        return;
    fprintf(out, "best against %s:", table->space->machine->name);
    for (int aim = 0; aim < AIM_COUNT; aim++) {
        const struct explore_row *best = explore_table_best(table, (enum explore_aim)aim);
        double share = explore_row_value(best, (enum explore_aim)aim) /
                           explore_row_value(base, (enum explore_aim)aim) -
                       1;
        fprintf(out, "%s %s %+.1f%%", aim ? "," : "", names[aim], 100 * share);
    }
    fputc('\n', out);
}

/* What the areas are of; the base stands for all. */
static void print_area(FILE *out, const struct arch_machine *machine)
{
    const struct arch_area *area = &machine->area;
    for (int known = 1; known >= 0; known--) {
        int count = 0;
        for (int i = 0; i < area->count; i++)
            if (area->part[i].is_estimated == known)
                fprintf(out, "%s%s",
                        count++ ? ", "
                        : known ? "area: "
                                : "; not estimated: ",
                        area->part[i].component);
    }
    fputc('\n', out);
}

static int is_varied(const struct explore_space *space, const char *begin)
{
    for (size_t a = 0; a < space->axis_count; a++)
        for (size_t k = 0; k < space->axis[a].key_count; k++)
            if (!strncmp(space->axis[a].key[k], begin, strlen(begin)))
                return 1;
    return 0;
}

static void print_caution(FILE *out, const struct explore_space *space)
{
    if (is_varied(space, "array") && !is_varied(space, "network.inject_hops"))
        fputs("wires: network.inject_hops is the same for all arrays; to change it with them,\n"
              "       --vary array.columns,network.inject_hops=14/13,28/20\n",
              out);
}

/* A word as a shell takes it. */
static void print_quoted(FILE *out, const char *text)
{
    if (!strpbrk(text, " []{}*'\""))
        fputs(text, out);
    else
        fprintf(out, strchr(text, '\'') ? "\"%s\"" : "'%s'", text);
}

/* The tables of the point with the least EDP, by enos-map. */
static void print_next(FILE *out, const struct explore_report *report)
{
    const struct explore_table *table = report->table;
    const struct explore_row *best = explore_table_best(table, AIM_EDP);
    if (!best)
        return;
    fprintf(out, "next: enos-map %s %s", report->request->machine, report->request->network);
    for (size_t a = 0; a < table->space->axis_count; a++)
        for (size_t k = 0; k < table->space->axis[a].key_count; k++) {
            const char *key = table->space->axis[a].key[k];
            const char *value = explore_row_setting(table, best, a, k);
            char text[512];
            int is_choices = !strcmp(key, EXPLORE_CHOICES_KEY);
            snprintf(text, sizeof text, "%s=%s", key, value);
            fputs(is_choices ? " --choices " : " \\\n      --set ", out);
            print_quoted(out, is_choices ? value : text);
        }
    fprintf(out, " --out %s/point-%zu\n", report->folder, best->number);
}

void explore_screen(FILE *out, const struct explore_report *report)
{
    const struct explore_table *table = report->table;
    screen_machine(out, table->space->machine);
    screen_network(out, table->space->network, 1);
    print_certified(out, report);
    print_failures(out, table, POINT_IMPOSSIBLE, "without a mapping of every layer");
    print_failures(out, table, POINT_INVALID, "that are no machine");
    print_work(out, report->work);
    print_slowest(out, table);
    if (explore_table_in_state(table, POINT_MAPPED)) {
        print_front(out, table);
        print_best(out, table);
        print_area(out, table->space->machine);
        print_caution(out, table->space);
    }
    fprintf(out, "wrote %s/ explore.sqlite points.csv%s\n", report->folder,
            report->request->plot ? " front.svg stack.svg" : "");
    print_next(out, report);
}
