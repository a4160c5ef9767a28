#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "../workloads/expect.h"
#include "search/cost.h"

static const char text[] = "format: enos/network/1\n"
                           "name: three\n"
                           "source: made for a test\n"
                           "input: {shape: [3, 8, 8]}\n"
                           "nodes:\n"
                           "  - {name: a, op: conv, filters: 4, kernel: 3, pad: 1}\n"
                           "  - {name: b, op: conv, filters: 4, kernel: 3}\n"
                           "  - {name: c, op: conv, filters: 4, kernel: 1}\n";

static const char *const names[] = {"BC8", "T8", "MF4"}; /* columns of the tables */

struct fixture {
    struct diag_list *diag;
    struct network *network;
    struct map_tables tables;
    struct search_space space; /* MF4, T8, BC8 */
    struct cost cost;
};

static struct choice parse(const char *name)
{
    struct choice choice;
    cr_assert_eq(choice_parse(&choice, name), 0);
    return choice;
}

/* Rows stand in another order than the network's layers. Layer `name` with column j has energy
 * 2^j (1 + row) + 4 row + 10 and latency 100 (3 row + j + 1). */
static void make_tables(struct fixture *f)
{
    static const char *const rows[] = {"c", "a", "b"};
    static const uint64_t terms[] = {4 * 4 * 36, 3 * 4 * 64 * 9, 4 * 4 * 36 * 9};
    cr_assert_eq(map_tables_create(&f->tables, 3, 3), 0);
    for (size_t j = 0; j < 3; j++)
        f->tables.choice[j] = parse(names[j]);
    for (size_t l = 0; l < 3; l++) {
        cr_assert_eq(map_tables_name(&f->tables, l, rows[l]), 0);
        f->tables.ops[l] = terms[l];
        for (size_t j = 0; j < 3; j++)
            *map_tables_cell(&f->tables, l, j) =
                (struct map_table_cell){.state = CELL_MAPPED,
                                        .energy_op_pj = (double)(1u << j) * (double)(1 + l),
                                        .e_tx_spad_pj = 4 * (double)l,
                                        .e_tx_noc_pj = 1,
                                        .e_tx_glb_pj = 2,
                                        .e_tx_dram_pj = 7,
                                        .latency_cycles = 100 * (double)(3 * l + j + 1)};
    }
}

static struct fixture begin(void)
{
    struct fixture f = {0};
    struct choice choices[] = {parse("MF4"), parse("T8"), parse("BC8")};
    cr_assert_eq(diag_create(&f.diag), 0);
    cr_assert_eq(network_read_text(&f.network, "three", text, strlen(text), NULL, 0, f.diag), 0);
    cr_assert_eq(space_create(&f.space, f.network, choices, 3), 0);
    make_tables(&f);
    return f;
}

static void end(struct fixture *f)
{
    cost_free(&f->cost);
    space_free(&f->space);
    map_tables_free(&f->tables);
    network_free(f->network);
    diag_free(f->diag);
}

static int create(struct fixture *f, enum cost_kind kind, const char *reference)
{
    return cost_create(&f->cost, kind, &f->tables, f->network, &f->space, reference, "t.csv",
                       f->diag);
}

static double energy(size_t row, size_t column)
{
    return (double)(1u << column) * (double)(1 + row) + 4 * (double)row + 10;
}

static const size_t all_t8[] = {1, 1, 1};

Test(cost, energies_and_latencies_are_those_of_the_tables)
{
    struct fixture f = begin();
    cr_assert_eq(create(&f, COST_ENERGY, "T8"), 0);
    /* Layers a, b, c are rows 1, 2, 0; choices MF4, T8, BC8 columns 2, 1, 0. */
    cr_assert_float_eq(f.cost.reference_pj, energy(1, 1) + energy(2, 1) + energy(0, 1), 1e-12);
    cr_assert_float_eq(f.cost.reference_cycles, 500 + 800 + 200, 1e-12);
    const size_t choice[] = {0, 2, 1};
    cr_assert_float_eq(cost_energy_pj(&f.cost, choice), energy(1, 2) + energy(2, 0) + energy(0, 1),
                       1e-12);
    cr_assert_float_eq(cost_latency_cycles(&f.cost, choice), 600 + 700 + 200, 1e-12);
    end(&f);
}

Test(cost, the_reference_network_costs_one)
{
    for (int kind = COST_ENERGY; kind <= COST_EDP; kind++) {
        struct fixture f = begin();
        double p[9];
        cr_assert_eq(create(&f, (enum cost_kind)kind, "T8"), 0);
        space_assign(&f.space, all_t8, p);
        cr_assert_float_eq(cost_expected(&f.cost, p, 0, NULL), 1, 1e-15);
        cr_assert_float_eq(cost_assignment(&f.cost, all_t8), 1, 1e-15);
        end(&f);
    }
}

Test(cost, expected_of_an_assignment_is_its_cost)
{
    static const size_t choice[] = {2, 0, 1};
    for (int kind = COST_ENERGY; kind <= COST_EDP; kind++) {
        struct fixture f = begin();
        double p[9];
        cr_assert_eq(create(&f, (enum cost_kind)kind, "BC8"), 0);
        space_assign(&f.space, choice, p);
        double e = cost_energy_pj(&f.cost, choice) / f.cost.reference_pj;
        double t = cost_latency_cycles(&f.cost, choice) / f.cost.reference_cycles;
        double expected = kind == COST_ENERGY ? e : kind == COST_LATENCY ? t : e * t;
        cr_assert_float_eq(cost_expected(&f.cost, p, 0, NULL), expected, 1e-14);
        cr_assert_float_eq(cost_assignment(&f.cost, choice), expected, 1e-14);
        end(&f);
    }
}

/* The costs are at most quadratic in p: central differences are exact but for rounding. */
Test(cost, gradient_is_the_derivative_and_is_added)
{
    for (int kind = COST_ENERGY; kind <= COST_EDP; kind++) {
        struct fixture f = begin();
        double p[9] = {0.2, 0.3, 0.5, 0.6, 0.1, 0.3, 0, 0, 1}, dp[9];
        cr_assert_eq(create(&f, (enum cost_kind)kind, "T8"), 0);
        for (size_t i = 0; i < 9; i++)
            dp[i] = (double)i;
        cost_expected(&f.cost, p, 2.5, dp);
        for (size_t i = 0; i < 9; i++) {
            double h = 1e-4, before = p[i];
            p[i] = before + h;
            double above = cost_expected(&f.cost, p, 0, NULL);
            p[i] = before - h;
            double below = cost_expected(&f.cost, p, 0, NULL);
            p[i] = before;
            cr_assert_float_eq(dp[i], (double)i + 2.5 * (above - below) / (2 * h), 1e-10);
        }
        end(&f);
    }
}

Test(cost, what_the_tables_lack_is_reported_with_its_name)
{
    struct fixture f = begin();
    f.tables.choice[2] = parse("MF8");
    cr_assert_eq(map_tables_name(&f.tables, 1, "other"), 0);
    f.tables.ops[2]++;
    cr_assert_eq(create(&f, COST_ENERGY, "T4"), -1);
    expect_some(f.diag, "t.csv: error: the tables have no choice MF4");
    expect_some(f.diag, "they have BC8, T8, MF8");
    expect_some(f.diag, "the tables have no choice T4");
    expect_some(f.diag, "the tables have no layer a");
    expect_some(f.diag, "b has 5185 terms in the tables, 5184 in the network");
    cr_assert_eq(diag_count(f.diag), 4);
    end(&f);
}

Test(cost, a_pair_without_a_mapping_is_an_error_unless_it_is_forbidden)
{
    struct fixture f = begin();
    map_tables_cell(&f.tables, 2, 2)->state = CELL_IMPOSSIBLE; /* b with MF4 */
    cr_assert_eq(create(&f, COST_ENERGY, "T8"), -1);
    expect_error(f.diag, 0, "t.csv: error: no mapping of b with MF4");
    cr_assert_eq(cost_forbid_unmapped(&f.space, &f.tables, f.network), 1);
    cr_assert_eq(space_open(&f.space, 1), 2);
    cr_assert_eq(f.space.allowed[3], 0);
    cr_assert_eq(create(&f, COST_ENERGY, "T8"), 0);
    double p[9], dp[9] = {0};
    space_uniform(&f.space, p);
    cr_assert(isfinite(cost_expected(&f.cost, p, 1, dp)) && isfinite(dp[3]));
    end(&f);
}

Test(cost, the_reference_must_be_mapped_and_a_choice_must_be_left)
{
    struct fixture f = begin();
    map_tables_cell(&f.tables, 0, 1)->state = CELL_UNKNOWN; /* c with T8 */
    space_pin(&f.space, 2, 2);
    cr_assert_eq(create(&f, COST_ENERGY, "T8"), -1);
    expect_error(f.diag, 0, "t.csv: error: no mapping of c with T8");
    memset(f.space.allowed, 0, 3);
    cr_assert_eq(create(&f, COST_ENERGY, "BC8"), -1);
    expect_error(f.diag, 1, "t.csv: error: no choice is left for a");
    end(&f);
}
