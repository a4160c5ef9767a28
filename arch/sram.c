#include "sram.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "csv.h"

static const char header[] = "kind,cell,tech_nm,bytes,width_bits,read_pJ,write_pJ,leak_mW,area_mm2";

enum column { KIND, CELL, NODE, BYTES, WIDTH, FIRST_VALUE, COLUMNS_USED = 9 };

/* Which of the two widths; a new one is taken in, rising. -1 for a third. */
static int width_index(struct sram *sram, double width_bits)
{
    for (int i = 0; i < SRAM_WIDTHS; i++)
        if (sram->width_bits[i] == width_bits || sram->width_bits[i] == 0) {
            sram->width_bits[i] = width_bits;
            return i;
        }
    return -1;
}

static int add_run(struct sram *sram, const struct csv *csv, const struct csv_row *row,
                   const double number[COLUMNS_USED], struct diag_list *diag)
{
    int w = width_index(sram, number[WIDTH]);
    int failed = w < 0 || !(number[WIDTH] > 0);
    for (int v = 0; v < SRAM_VALUE_COUNT && !failed; v++)
        failed = curve_add(&sram->curve[v][w], number[BYTES], number[FIRST_VALUE + v]) != 0;
    if (!failed)
        return 0;
    struct diag_place place = csv_place(csv, row, KIND);
    diag_error(diag, &place, NULL,
               "expected two widths, each size once, and values above 0 (leakage: at least 0)");
    return -1;
}

static int take_row(struct sram *sram, const struct csv *csv, const struct csv_row *row,
                    const struct sram_query *query, struct diag_list *diag)
{
    double number[COLUMNS_USED] = {0};
    int status = 0;
    for (int column = NODE; column < COLUMNS_USED; column++)
        status |= csv_number(csv, row, column, &number[column], diag);
    if (status != 0)
        return -1;
    if (!csv_is(row, KIND, query->kind) || !csv_is(row, CELL, query->cell) ||
        number[NODE] != query->node_nm)
        return 0;
    return add_run(sram, csv, row, number, diag);
}

static void swap_widths(struct sram *sram)
{
    double width = sram->width_bits[0];
    sram->width_bits[0] = sram->width_bits[1];
    sram->width_bits[1] = width;
    for (int v = 0; v < SRAM_VALUE_COUNT; v++) {
        struct curve curve = sram->curve[v][0];
        sram->curve[v][0] = sram->curve[v][1];
        sram->curve[v][1] = curve;
    }
}

/* Size both widths have, nearest below (or, without one, above) `log_x`; -1 if none. */
static int shared_point(const struct curve *a, const struct curve *b, double log_x, size_t at[2])
{
    int found = -1;
    double best = 0;
    for (size_t i = 0; i < a->count; i++)
        for (size_t j = 0; j < b->count; j++) {
            double distance = a->log_x[i] - log_x;
            distance = distance < 0 ? -distance : distance;
            if (a->log_x[i] != b->log_x[j] || (found == 0 && distance >= best))
                continue;
            best = distance;
            at[0] = i;
            at[1] = j;
            found = 0;
        }
    return found;
}

/* Gives `curve` the points of `other` that lie outside its own range, at the ratio
 * (plain curves: the difference) of the nearest size that has both. */
static int extend(struct curve *curve, const struct curve *other)
{
    struct curve own = *curve;
    for (size_t i = 0; i < other->count; i++) {
        double log_x = other->log_x[i];
        size_t at[2] = {0, 0};
        if (log_x >= own.log_x[0] && log_x <= own.log_x[own.count - 1])
            continue;
        if (shared_point(&own, other, log_x, at) != 0)
            return -1;
        double y = other->y[i] + own.y[at[0]] - other->y[at[1]];
        if (curve_add_scaled(curve, log_x, y) != 0)
            return -1;
    }
    return 0;
}

static int finish(struct sram *sram)
{
    if (sram->width_bits[1] == 0)
        return -1;
    if (sram->width_bits[0] > sram->width_bits[1])
        swap_widths(sram);
    int status = 0;
    for (int v = 0; v < SRAM_VALUE_COUNT && status == 0; v++) {
        struct curve narrow = sram->curve[v][0];
        status |= extend(&sram->curve[v][0], &sram->curve[v][1]);
        status |= extend(&sram->curve[v][1], &narrow);
        for (int w = 0; w < SRAM_WIDTHS; w++)
            status |= curve_finish(&sram->curve[v][w]);
    }
    sram->first_bytes = curve_first(&sram->curve[0][0]);
    sram->last_bytes = curve_last(&sram->curve[0][0]);
    return status;
}

int sram_read(struct sram *out, const char *path, const struct sram_query *query,
              const struct diag_place *place, struct diag_list *diag)
{
    struct csv csv;
    *out = (struct sram){0};
    for (int w = 0; w < SRAM_WIDTHS; w++)
        out->curve[SRAM_LEAKAGE][w].scale = CURVE_LINEAR;
    if (csv_open(&csv, path, header, diag) != 0)
        return -1;
    struct csv_row row;
    int status = 0, more;
    while ((more = csv_next(&csv, &row, diag)) != 0)
        status |= more < 0 ? -1 : take_row(out, &csv, &row, query, diag);
    csv_free(&csv);
    if (status == 0 && finish(out) != 0) {
        diag_error(diag, place, NULL, "%s has too few runs of %s, %s, %d nm (two widths needed)",
                   path, query->kind, query->cell, query->node_nm);
        status = -1;
    }
    return status;
}

static int in_reach(const struct sram *sram, const struct sram_rules *rules, double bytes,
                    double width_bits, char why[SRAM_WHY_MAX])
{
    double least = sram->first_bytes / rules->below, most = sram->last_bytes * rules->above;
    double widest = sram->width_bits[1] * rules->above;
    /* The sizes pass through logarithms; a size at the limit itself is inside. */
    if (bytes < least * (1 - 1e-9) || bytes > most * (1 + 1e-9))
        snprintf(why, SRAM_WHY_MAX,
                 "%.6g bytes lie outside the SRAM table (%.6g to %.6g bytes with extrapolation)",
                 bytes, least, most);
    else if (width_bits < 1 || width_bits > widest * (1 + 1e-9))
        snprintf(why, SRAM_WHY_MAX,
                 "accesses of %.6g bits lie outside the SRAM table (1 to %.6g bits)", width_bits,
                 widest);
    else
        return 0;
    return -1;
}

static double value_at(const struct sram *sram, enum sram_value value, double bytes,
                       double width_bits)
{
    double narrow = curve_at(&sram->curve[value][0], bytes);
    double wide = curve_at(&sram->curve[value][1], bytes);
    double share = (width_bits - sram->width_bits[0]) / (sram->width_bits[1] - sram->width_bits[0]);
    /* Area and leakage go with the capacity; CACTI's other shape of a bank must not be extended. */
    if (value == SRAM_LEAKAGE || value == SRAM_AREA)
        share = fmin(fmax(share, 0), 1);
    return narrow + share * (wide - narrow);
}

int sram_estimate(const struct sram *sram, const struct sram_rules *rules, double bytes,
                  double width_bits, struct sram_estimate *out, char why[SRAM_WHY_MAX])
{
    if (in_reach(sram, rules, bytes, width_bits, why) != 0)
        return -1;
    out->read_pj = value_at(sram, SRAM_READ, bytes, width_bits);
    out->write_pj =
        rules->write_as_read ? out->read_pj : value_at(sram, SRAM_WRITE, bytes, width_bits);
    out->leakage_mw = value_at(sram, SRAM_LEAKAGE, bytes, width_bits);
    out->area_mm2 = value_at(sram, SRAM_AREA, bytes, width_bits);
    out->extrapolated = bytes < sram->first_bytes * (1 - 1e-9) ||
                        bytes > sram->last_bytes * (1 + 1e-9) || width_bits < sram->width_bits[0] ||
                        width_bits > sram->width_bits[1];
    if (out->read_pj > 0 && out->write_pj > 0 && out->area_mm2 > 0 && out->leakage_mw >= 0)
        return 0;
    snprintf(why, SRAM_WHY_MAX, "the table gives no positive energy at %.6g bytes, %.6g bits",
             bytes, width_bits);
    return -1;
}
