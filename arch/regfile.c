#include "regfile.h"

#include <stdio.h>

#include "csv.h"

static int take_row(struct regfile *regfile, const struct csv *csv, const struct csv_row *row,
                    struct diag_list *diag)
{
    double depth, energy;
    if (csv_number(csv, row, 0, &depth, diag) != 0 || csv_number(csv, row, 1, &energy, diag) != 0)
        return -1;
    if (curve_add(&regfile->energy, depth, energy) == 0)
        return 0;
    struct diag_place place = csv_place(csv, row, 0);
    diag_error(diag, &place, NULL, "expected each depth once, and numbers above 0");
    return -1;
}

int regfile_read(struct regfile *out, const char *path, struct diag_list *diag)
{
    struct csv csv;
    *out = (struct regfile){0};
    if (csv_open(&csv, path, "depth_words,energy_pJ", diag) != 0)
        return -1;
    struct csv_row row;
    int status = 0, more;
    while ((more = csv_next(&csv, &row, diag)) != 0)
        status |= more < 0 ? -1 : take_row(out, &csv, &row, diag);
    csv_free(&csv);
    if (status == 0 && curve_finish(&out->energy) != 0) {
        struct diag_place place = {.file = path};
        diag_error(diag, &place, NULL, "expected at least two depths");
        status = -1;
    }
    return status;
}

int regfile_access_pj(const struct regfile *regfile, double below, double above, double depth_words,
                      double *out, char why[REGFILE_WHY_MAX])
{
    double least = curve_first(&regfile->energy) / below;
    double most = curve_last(&regfile->energy) * above;
    if (depth_words < least * (1 - 1e-9) || depth_words > most * (1 + 1e-9)) {
        snprintf(why, REGFILE_WHY_MAX,
                 "%.6g words lie outside the register-file table (%.6g to %.6g with extrapolation)",
                 depth_words, least, most);
        return -1;
    }
    *out = curve_at(&regfile->energy, depth_words);
    return 0;
}
