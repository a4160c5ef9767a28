#include "tables_row.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SUM_TOLERANCE 1e-9 /* relative: sums of a handful of doubles, each read exactly */

/* The line at hand. */
struct line {
    const struct tables_lines *lines;
    const struct tables_field *field; /* (TABLES_COLUMN_COUNT) */
};

#define REPORT(in, column, hint, ...)                                                              \
    do {                                                                                           \
        struct diag_place place_ = tables_place((in)->lines, &(in)->field[column]);                \
        diag_error((in)->lines->diag, &place_, (hint), __VA_ARGS__);                               \
    } while (0)

static const char *const column_names[] = {
#define COLUMN_NAME(id, name) #name,
    TABLES_COLUMNS(COLUMN_NAME)};

/* A number of at least 0, or inf. Reports others and gives NAN. */
static double number(const struct line *in, enum tables_column column)
{
    const char *text = in->field[column].text;
    char *end = NULL;
    if (strcmp(text, "inf") == 0)
        return INFINITY;
    double value = strtod(text, &end);
    int is_plain = strspn(text, "0123456789.eE+-") == strlen(text);
    if (is_plain && *text && !*end && isfinite(value) && value >= 0)
        return value;
    REPORT(in, column, "a number of at least 0, or inf where there is no mapping",
           "%s: '%.60s' is no cost", column_names[column], text);
    return NAN;
}

static double finite_number(const struct line *in, enum tables_column column, double max)
{
    double value = number(in, column);
    if (isnan(value) || (isfinite(value) && value <= max))
        return value;
    REPORT(in, column, NULL, "%s: '%.60s' is out of range", column_names[column],
           in->field[column].text);
    return NAN;
}

static void read_choice(const struct line *in, struct choice *out)
{
    char text[CHOICE_NAME_MAX + 8];
    const char *op = in->field[TABLES_OPERATOR].text, *bits = in->field[TABLES_BITS].text;
    const char *mode = in->field[TABLES_MODE].text;
    int length = snprintf(text, sizeof text, "%s%s@%s", op, bits, mode);
    if (length < (int)sizeof text && strspn(bits, "0123456789") == strlen(bits) &&
        choice_parse(out, text) == 0)
        return;
    REPORT(in, TABLES_OPERATOR,
           "an operator (T, MF, BC), its bits and its mode, such as T,8,digital",
           "operator: %.20s of %.20s bits, mode %.20s, is no choice", op, bits, mode);
}

static uint64_t read_ops(const struct line *in)
{
    const char *text = in->field[TABLES_OPS].text;
    errno = 0;
    unsigned long long value = strtoull(text, NULL, 10);
    if (!*text || strspn(text, "0123456789") != strlen(text) || errno == ERANGE || value == 0)
        REPORT(in, TABLES_OPS, "the terms of one image, a whole number of at least 1",
               "ops: '%.60s' is no number of terms", text);
    return value;
}

static int read_proven(const struct line *in)
{
    const char *text = in->field[TABLES_PROVEN].text;
    if (strcmp(text, "0") != 0 && strcmp(text, "1") != 0)
        REPORT(in, TABLES_PROVEN, "0 or 1", "proven: '%.60s' is neither 0 nor 1", text);
    return text[0] == '1';
}

static int is_sum(double sum, double parts)
{
    return fabs(sum - parts) <= SUM_TOLERANCE * sum;
}

/* What the file holds twice must agree: else a column was edited or moved. */
static void check_sums(const struct line *in, const struct map_table_cell *cell,
                       double transmission, double energy)
{
    if (!is_sum(transmission, map_cell_transmission_pj(cell)))
        REPORT(in, TABLES_E_TX, NULL, "e_tx_pj is not the sum of its parts, %.10g",
               map_cell_transmission_pj(cell));
    else if (!is_sum(energy, map_cell_energy_pj(cell)))
        REPORT(in, TABLES_ENERGY, NULL, "energy_pj is not the sum of E_OP and E_TX, %.10g",
               map_cell_energy_pj(cell));
}

/* Costs are inf in all columns or in none. */
static void check_costs(const struct line *in, const struct map_table_cell *cell)
{
    for (int column = TABLES_ENERGY_OP; column <= TABLES_LATENCY; column++) {
        int is_inf = strcmp(in->field[column].text, "inf") == 0;
        if (is_inf == (cell->state == CELL_MAPPED)) {
            REPORT(in, column, "inf in all costs of a row, or in none",
                   "%s: '%.60s' beside an energy of %s", column_names[column],
                   in->field[column].text, is_inf ? "a mapping" : "inf");
            return;
        }
    }
    if (cell->state == CELL_IMPOSSIBLE && !cell->proven)
        REPORT(in, TABLES_PROVEN, NULL, "a lower bound of inf that is not proven");
}

static void read_cell(const struct line *in, struct map_table_cell *cell)
{
    size_t errors = diag_count(in->lines->diag);
    double transmission, energy;
    *cell = (struct map_table_cell){.e_op_pj = finite_number(in, TABLES_E_OP, HUGE_VAL)};
    cell->energy_op_pj = number(in, TABLES_ENERGY_OP);
    transmission = number(in, TABLES_E_TX);
    cell->e_tx_spad_pj = number(in, TABLES_E_TX_SPAD);
    cell->e_tx_noc_pj = number(in, TABLES_E_TX_NOC);
    cell->e_tx_glb_pj = number(in, TABLES_E_TX_GLB);
    cell->e_tx_dram_pj = number(in, TABLES_E_TX_DRAM);
    energy = number(in, TABLES_ENERGY);
    cell->latency_cycles = number(in, TABLES_LATENCY);
    cell->utilization = finite_number(in, TABLES_UTILIZATION, 1);
    cell->lower_bound_pj = number(in, TABLES_LOWER_BOUND);
    cell->proven = read_proven(in);
    if (diag_count(in->lines->diag) != errors)
        return;
    if (isfinite(energy))
        cell->state = CELL_MAPPED;
    else
        cell->state = isinf(cell->lower_bound_pj) ? CELL_IMPOSSIBLE : CELL_UNKNOWN;
    check_costs(in, cell);
    if (cell->state == CELL_MAPPED && diag_count(in->lines->diag) == errors)
        check_sums(in, cell, transmission, energy);
}

void tables_read_row(const struct tables_lines *lines, const struct tables_field *field,
                     struct tables_row *row)
{
    const struct line in = {lines, field};
    row->layer_place = tables_place(lines, &field[TABLES_LAYER]);
    row->choice_place = tables_place(lines, &field[TABLES_OPERATOR]);
    row->ops_place = tables_place(lines, &field[TABLES_OPS]);
    if (!*field[TABLES_LAYER].text)
        REPORT(&in, TABLES_LAYER, NULL, "the layer has no name");
    read_choice(&in, &row->choice);
    row->ops = read_ops(&in);
    read_cell(&in, &row->cell);
}
