/* The SRAM surface: its runs, between them, beyond them. */
#include <criterion/criterion.h>
#include <math.h>

#include "../../arch/csv.h"
#include "../../arch/sram.h"
#include "../workloads/expect.h"

static const char table[] = ENOS_SOURCE_DIR "/arch/tech/cacti7.csv";
static const char header[] = "kind,cell,tech_nm,bytes,width_bits,read_pJ,write_pJ,leak_mW,area_mm2";
static const char *const kinds[] = {"GLB", "SPAD"};
static const char *const cells[] = {"itrs-hp", "itrs-lop", "itrs-lstp"};
static const int nodes[] = {65, 45, 32, 22};
static const struct sram_rules rules = {.below = 4, .above = 2};

static void read_surface(struct sram *sram, const struct sram_query *query)
{
    struct diag_list *diag;
    struct diag_place place = {.file = "test"};
    cr_assert_eq(diag_create(&diag), 0);
    if (sram_read(sram, table, query, &place, diag) != 0)
        expect_error(diag, 0, "(no error)");
    diag_free(diag);
}

/* A logarithm there and back costs some units in the last place. */
static void check_near(double found, double expected)
{
    cr_assert_leq(fabs(found - expected), 1e-12 * fabs(expected), "%.17g, expected %.17g", found,
                  expected);
}

static int check_runs(const struct sram *sram, const struct sram_query *query)
{
    struct diag_list *diag;
    struct csv csv;
    struct csv_row row;
    int runs = 0;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(csv_open(&csv, table, header, diag), 0);
    while (csv_next(&csv, &row, diag) == 1) {
        double number[9];
        for (int i = 2; i < 9; i++)
            cr_assert_eq(csv_number(&csv, &row, i, &number[i], diag), 0);
        if (!csv_is(&row, 0, query->kind) || !csv_is(&row, 1, query->cell) ||
            number[2] != query->node_nm)
            continue;
        struct sram_estimate estimate;
        char why[SRAM_WHY_MAX];
        cr_assert_eq(sram_estimate(sram, &rules, number[3], number[4], &estimate, why), 0, "%s",
                     why);
        check_near(estimate.read_pj, number[5]);
        check_near(estimate.write_pj, number[6]);
        check_near(estimate.leakage_mw, number[7]);
        check_near(estimate.area_mm2, number[8]);
        cr_assert_eq(estimate.extrapolated, 0);
        runs++;
    }
    csv_free(&csv);
    diag_free(diag);
    return runs;
}

Test(sram, gives_back_every_run)
{
    int runs = 0;
    for (int k = 0; k < 2; k++)
        for (int c = 0; c < 3; c++)
            for (int n = 0; n < 4; n++) {
                struct sram_query query = {kinds[k], cells[c], nodes[n]};
                struct sram sram;
                read_surface(&sram, &query);
                runs += check_runs(&sram, &query);
            }
    cr_assert_eq(runs, 264);
}

/* Between two neighbouring runs of one width a value lies between theirs, and moves
 * one way only. */
static void check_monotone_segment(const struct curve *curve, size_t i)
{
    double first = exp(curve->log_x[i]), last = exp(curve->log_x[i + 1]);
    double before = curve_at(curve, first), end = curve_at(curve, last);
    double sign = end >= before ? 1 : -1;
    for (int step = 1; step <= 100; step++) {
        double now = curve_at(curve, first + (last - first) * step / 100);
        cr_assert(sign * (now - before) >= -1e-12 * fabs(before), "%g after %g", now, before);
        before = now;
    }
    check_near(before, end);
}

Test(sram, is_monotone_between_runs)
{
    struct sram_query query = {"SPAD", "itrs-hp", 65};
    struct sram sram;
    read_surface(&sram, &query);
    for (int v = 0; v < SRAM_VALUE_COUNT; v++)
        for (int w = 0; w < SRAM_WIDTHS; w++)
            for (size_t i = 0; i + 1 < sram.curve[v][w].count; i++)
                check_monotone_segment(&sram.curve[v][w], i);
}

Test(sram, is_linear_in_the_width)
{
    struct sram_query query = {"SPAD", "itrs-hp", 22};
    struct sram sram;
    struct sram_estimate at[4];
    double widths[4] = {1, 8, 16, 20};
    char why[SRAM_WHY_MAX];
    read_surface(&sram, &query);
    for (int i = 0; i < 4; i++)
        cr_assert_eq(sram_estimate(&sram, &rules, 448, widths[i], &at[i], why), 0);
    double slope = (0.0975 - 0.0783) / 8;
    check_near(at[0].read_pj, 0.0783 - 7 * slope);
    check_near(at[3].read_pj, 0.0975 + 4 * slope);
    cr_assert(at[0].extrapolated && at[3].extrapolated && !at[1].extrapolated);
}

/* Below the smallest run of a width its ratio to the other width stays, so that a
 * wider access never costs less. */
Test(sram, wider_costs_more_at_every_size)
{
    /* CACTI's writes are too wild for this: with them, some widths are refused. */
    struct sram_rules as_read = {.below = 4, .above = 2, .write_as_read = 1};
    for (int n = 0; n < 4; n++) {
        struct sram_query query = {"SPAD", "itrs-hp", nodes[n]};
        struct sram sram;
        read_surface(&sram, &query);
        double last = 0;
        for (double bytes = 16; bytes <= 4096; bytes *= 1.05) {
            struct sram_estimate narrow, wide;
            char why[SRAM_WHY_MAX];
            cr_assert_eq(sram_estimate(&sram, &as_read, bytes, 1, &narrow, why), 0, "%s", why);
            cr_assert_eq(sram_estimate(&sram, &as_read, bytes, 32, &wide, why), 0, "%s", why);
            cr_assert(wide.read_pj > narrow.read_pj && narrow.read_pj > 0, "%g bytes", bytes);
            /* Small memories cost less; between runs CACTI's own search may dip. */
            cr_assert(bytes > 64 || narrow.read_pj > last, "%g bytes", bytes);
            last = narrow.read_pj;
        }
    }
}

Test(sram, write_as_read)
{
    struct sram_query query = {"GLB", "itrs-hp", 22};
    struct sram_rules as_read = rules;
    struct sram sram;
    struct sram_estimate estimate;
    char why[SRAM_WHY_MAX];
    as_read.write_as_read = 1;
    read_surface(&sram, &query);
    cr_assert_eq(sram_estimate(&sram, &as_read, 110592, 64, &estimate, why), 0);
    check_near(estimate.write_pj, 3.2371);
}

Test(sram, refuses_what_lies_too_far)
{
    struct sram_query query = {"SPAD", "itrs-hp", 22};
    struct sram sram;
    struct sram_estimate estimate;
    char why[SRAM_WHY_MAX];
    read_surface(&sram, &query);
    cr_assert_eq(sram_estimate(&sram, &rules, 16, 8, &estimate, why), 0);
    cr_assert_eq(sram_estimate(&sram, &rules, 15.9, 8, &estimate, why), -1);
    cr_assert_str_eq(why,
                     "15.9 bytes lie outside the SRAM table (16 to 4096 bytes with extrapolation)");
    cr_assert_eq(sram_estimate(&sram, &rules, 4096, 8, &estimate, why), 0);
    cr_assert_eq(sram_estimate(&sram, &rules, 4097, 8, &estimate, why), -1);
    cr_assert_eq(sram_estimate(&sram, &rules, 448, 0, &estimate, why), -1);
    cr_assert_eq(sram_estimate(&sram, &rules, 448, 33, &estimate, why), -1);
    cr_assert_str_eq(why, "accesses of 33 bits lie outside the SRAM table (1 to 32 bits)");
}

Test(sram, says_when_there_are_no_runs)
{
    struct sram_query query = {"SPAD", "itrs-hp", 28};
    struct diag_place place = {.file = "tech.yaml", .line = 0};
    struct diag_list *diag;
    struct sram sram;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(sram_read(&sram, table, &query, &place, diag), -1);
    expect_some(diag, "too few runs of SPAD, itrs-hp, 28 nm");
    cr_assert_eq(sram_read(&sram, "/nowhere.csv", &query, &place, diag), -1);
    expect_some(diag, "cannot open the table");
    diag_free(diag);
}
