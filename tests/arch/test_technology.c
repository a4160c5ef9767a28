/* Technologies: scaling between nodes against energy.csv, models, diagnostics. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../../arch/csv.h"
#include "../../arch/technology.h"
#include "../workloads/expect.h"

static const char reference[] = ENOS_SOURCE_DIR "/tests/arch/energy.csv";
static const char header[] = "component,bits,depth_or_bytes,action,unit,65nm_1.0V,45nm_0.9V,"
                             "32nm_0.9V,22nm_0.8V,15nm_0.8V_scaled,source";
static const int nodes[] = {65, 45, 32, 22, 15}; /* columns 5 to 9 */
enum { FIRST_NODE = 5 };

static struct technology *read_node(int node, const char *model, const char *override)
{
    char path[512];
    struct technology *technology;
    struct diag_list *diag;
    struct technology_options options = {model, &override, override != NULL};
    snprintf(path, sizeof path, "%s/arch/tech/%dnm.yaml", ENOS_SOURCE_DIR, node);
    cr_assert_eq(diag_create(&diag), 0);
    if (technology_read(&technology, path, &options, diag) != 0)
        expect_error(diag, 0, "(no error)");
    diag_free(diag);
    return technology;
}

/* `printed` is rounded to `digits` decimals, and may come from a value that was
 * itself rounded to four (memories at 22 nm). */
static void check_printed(double found, double printed, int digits, int line)
{
    double half = 0.5 * pow(10, -digits);
    cr_assert_leq(fabs(found - printed), 1.1 * half + 2e-5 * printed, "line %d: %.6f, printed %.6f",
                  line, found, printed);
}

static double column(const struct csv *csv, const struct csv_row *row, int i)
{
    struct diag_list *diag;
    double value;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(csv_number(csv, row, i, &value, diag), 0);
    diag_free(diag);
    return value;
}

static int check_memory(const struct technology *technology, const struct csv *csv,
                        const struct csv_row *row, int node)
{
    int buffer = csv_is(row, 0, "GLB_SRAM_cacti7");
    if (!buffer && !csv_is(row, 0, "SPAD_SRAM_cacti7"))
        return 0;
    struct technology_access access;
    char why[TECHNOLOGY_WHY_MAX];
    cr_assert_eq(technology_estimate(technology, buffer ? MEMORY_BUFFER : MEMORY_SCRATCHPAD,
                                     8 * column(csv, row, 2), column(csv, row, 1), 16, &access,
                                     why),
                 0, "%s", why);
    check_printed(csv_is(row, 3, "read") ? access.read_pj : access.write_pj,
                  column(csv, row, FIRST_NODE + node), 4, row->line);
    return 1;
}

static int check_adder(const struct technology *technology, const struct csv *csv,
                       const struct csv_row *row, int node)
{
    if (!csv_is(row, 0, "int_add") || column(csv, row, 1) < 12 || column(csv, row, 1) == 16)
        return 0; /* Horowitz's 8- and 16-bit adders are not multiples of his 32-bit one */
    check_printed(technology->cells.full_adder_pj * column(csv, row, 1),
                  column(csv, row, FIRST_NODE + node), 5, row->line);
    return 1;
}

static int check_regfile(const struct technology *technology, const struct csv *csv,
                         const struct csv_row *row, int node)
{
    if (!csv_is(row, 0, "regfile_aladdin"))
        return 0;
    struct technology_access access;
    char why[TECHNOLOGY_WHY_MAX];
    cr_assert_eq(technology_estimate(technology, MEMORY_SCRATCHPAD, 3584, 8, column(csv, row, 2),
                                     &access, why),
                 0, "%s", why);
    /* The 45 nm energies the table starts from are rounded to four decimals themselves. */
    double slack = 0.5e-4 * technology->logic_energy_scale;
    double printed = column(csv, row, FIRST_NODE + node);
    cr_assert_leq(fabs(access.read_pj - printed), 0.51e-4 + slack, "line %d: %.6f, printed %.6f",
                  row->line, access.read_pj, printed);
    return 1;
}

typedef int (*check_row)(const struct technology *, const struct csv *, const struct csv_row *,
                         int);

static int check_all(check_row check, const char *model, const char *override)
{
    int checked = 0;
    for (int node = 0; node < 5; node++) {
        struct technology *technology = read_node(nodes[node], model, override);
        struct diag_list *diag;
        struct csv csv;
        struct csv_row row;
        cr_assert_eq(diag_create(&diag), 0);
        cr_assert_eq(csv_open(&csv, reference, header, diag), 0);
        while (csv_next(&csv, &row, diag) == 1)
            checked += check(technology, &csv, &row, node);
        cr_assert_eq(diag_count(diag), 0);
        csv_free(&csv);
        diag_free(diag);
        technology_free(technology);
    }
    return checked;
}

Test(technology, memories_scale_as_the_reference)
{
    cr_assert_eq(check_all(check_memory, "cacti", "technology.memory.write_energy=cacti"), 5 * 44);
}

Test(technology, logic_scales_as_the_reference)
{
    cr_assert_eq(check_all(check_adder, NULL, NULL), 5 * 3);
}

Test(technology, aladdin_scales_as_the_reference)
{
    cr_assert_eq(check_all(check_regfile, "aladdin", NULL), 5 * 9);
}

Test(technology, wires_go_with_the_voltage_squared)
{
    static const double volt[] = {1.0, 0.9, 0.9, 0.8, 0.8};
    for (int i = 0; i < 5; i++) {
        struct technology *technology = read_node(nodes[i], NULL, NULL);
        cr_assert_float_eq(technology->wire_pj_per_bit_mm, 0.3 * volt[i] * volt[i], 1e-12);
        technology_free(technology);
    }
}

Test(technology, full_adder_at_15_nm)
{
    struct technology *technology = read_node(15, NULL, NULL);
    cr_assert_float_eq(technology->cells.full_adder_pj, 0.00040063, 1e-8);
    cr_assert_float_eq(technology->cells.share[CELL_FA], 1, 0);
    cr_assert_float_eq(technology->cells.share[CELL_INV], 2.0 / 28, 1e-15);
    technology_free(technology);
}

Test(technology, dram_types)
{
    static const char *const types[] = {"LPDDR4", "LPDDR", "DDR3", "GDDR5", "HBM2", "HMC"};
    static const double energies[] = {8, 40, 70, 14, 3.9, 4.2};
    struct technology *technology = read_node(22, NULL, NULL);
    char source[ARCH_SOURCE_MAX];
    const char *near;
    double energy;
    for (int i = 0; i < 6; i++) {
        cr_assert_eq(technology_dram(technology, types[i], &energy, source, &near), 0);
        cr_assert_float_eq(energy, energies[i], 0);
        cr_assert_eq(strncmp(source, types[i], strlen(types[i])), 0);
    }
    cr_assert_eq(technology_dram(technology, "LPDR4", &energy, source, &near), -1);
    cr_assert_str_eq(near, "LPDDR4");
    technology_free(technology);
}

Test(technology, an_estimate_says_where_it_is_from)
{
    struct technology *technology = read_node(15, NULL, NULL);
    struct technology_access access;
    char why[TECHNOLOGY_WHY_MAX];
    cr_assert_eq(technology_estimate(technology, MEMORY_SCRATCHPAD, 192, 8, 12, &access, why), 0);
    cr_assert(access.extrapolated);
    cr_assert_str_eq(access.source,
                     "CACTI 7, 300 K, itrs-hp, 22 nm: 24 B, 8 b, extrapolated, write "
                     "as read; x 0.53108: Stillmaker and Baas, Integration 58, 2017: "
                     "22 nm, 0.8 V to 15 nm, 0.8 V");
    technology_free(technology);
}

Test(technology, errors_have_places)
{
    const char *const overrides[] = {"technology.memory.cel=itrs-hp",
                                     "technology.wire.energy=3 pJ"};
    struct technology_options options = {"cactus", overrides, 2};
    struct technology *technology;
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(
        technology_read(&technology, ENOS_SOURCE_DIR "/arch/tech/15nm.yaml", &options, diag), -1);
    expect_some(diag, "did you mean 'cell'?");
    expect_some(diag, "energy per bit and length");
    cr_assert_null(technology);
    diag_free(diag);
}
