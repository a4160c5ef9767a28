/* E_OP: prices, statistics, statuses, determinism, a second mode. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "arch/mac.h"

#include "../../arch/mac_distribution.h"

static const struct operator_def unknown_operator = {.name = "DS"};

/* Transistor counts over the full adder's 28; the technology file has its own. */
static const struct mac_cells cells = {
    .full_adder_pj = 0.0004,
    .share = {2 / 28.0, 4 / 28.0, 6 / 28.0, 10 / 28.0, 12 / 28.0, 1, 24 / 28.0},
    .dff_clock_share = 12 / 28.0};

static const struct mac_options full = {.with_glitches = 1, .with_registers = 1};

static struct choice parse(const char *text)
{
    struct choice choice;
    cr_assert(eq(int, choice_parse(&choice, text), 0));
    return choice;
}

static double energy(const struct choice *choice, const struct mac_statistics *statistics,
                     const struct mac_options *options)
{
    struct mac_energy_result result;
    int status = mac_energy(&cells, choice, mac_lanes_max(choice), statistics, options, &result);
    cr_assert(eq(int, status, MAC_OK));
    return result.energy_pj;
}

static struct mac_statistics headline(void)
{
    return mac_statistics_named(MAC_STATISTICS_HEADLINE);
}

Test(mac, every_choice_has_an_energy_that_its_parts_sum_to)
{
    struct mac_statistics statistics = headline();
    for (const struct operator_def *const *op = operator_registry; *op != NULL; op++)
        for (int bits = 2; bits <= 8; bits *= 2) {
            struct choice choice = {.op = *op, .bits = bits, .mode = "digital"};
            struct mac_energy_result result;
            double sum = 0;
            mac_energy(&cells, &choice, 1, &statistics, &full, &result);
            for (int part = 0; part < MAC_PART_COUNT; part++)
                sum += result.part_pj[part];
            cr_expect(epsilon_eq(dbl, sum, result.energy_pj, 1e-15));
            cr_expect(gt(dbl, result.part_pj[MAC_PART_ADDER], 0));
            cr_expect(gt(dbl, result.part_pj[MAC_PART_CLOCK], 0));
            if ((*op)->subword_lanes == 0) /* operand isolation */
                cr_expect(eq(dbl, result.part_pj[MAC_PART_MULTIPLIER], 0));
        }
}

Test(mac, energies_are_ordered_as_the_work_is)
{
    struct mac_statistics statistics = headline();
    static const char *const order[] = {"T8", "MF8", "MF4", "BC4", "BC2"};
    double last = INFINITY;
    for (int i = 0; i < 5; i++) {
        struct choice choice = parse(order[i]);
        double now = energy(&choice, &statistics, &full);
        cr_expect(lt(dbl, now, last), "%s", order[i]);
        last = now;
    }
}

Test(mac, options_take_away_what_they_name)
{
    struct mac_statistics statistics = headline();
    struct mac_options settled = {.with_registers = 1}, bare = {.with_glitches = 1};
    struct choice choice = parse("T8");
    double all = energy(&choice, &statistics, &full);
    cr_expect(lt(dbl, energy(&choice, &statistics, &settled), all));
    cr_expect(lt(dbl, energy(&choice, &statistics, &bare), all));
}

Test(mac, the_same_arguments_give_the_same_bits)
{
    struct mac_statistics statistics = headline();
    struct choice choice = parse("MF4");
    double first = energy(&choice, &statistics, &full);
    cr_expect(eq(dbl, energy(&choice, &statistics, &full), first));
    statistics.seed++;
    double other = energy(&choice, &statistics, &full);
    cr_expect(ne(dbl, other, first));
    cr_expect(epsilon_eq(dbl, other / first, 1, 0.02)); /* 10^5 terms are enough */
}

static double settled_toggles(const double *x, const double *w)
{
    struct mac_statistics statistics = {
        .shape = MAC_MEASURED, .x_histogram = x, .w_histogram = w, .terms = 10000, .seed = 1};
    struct mac_options settled = {0};
    struct choice choice = parse("T2");
    struct mac_activity activity;
    double sum = 0;
    cr_assert(eq(int, mac_activity(&activity, &choice, 1, &statistics, &settled), MAC_OK));
    for (int kind = 0; kind < CELL_COUNT; kind++)
        sum += activity.toggles[MAC_PART_MULTIPLIER][kind];
    return sum;
}

Test(mac, operands_that_stand_still_toggle_nothing_in_the_multiplier)
{
    const double still[4] = {0, 0, 1, 0}, any[4] = {1, 1, 1, 1};
    cr_expect(eq(dbl, settled_toggles(still, still), 0));
    cr_expect(gt(dbl, settled_toggles(any, any), 0));
}

/* The sums of BC by hand: x = 1 always added to a 12-bit accumulator is a counter,
 * in which bit i changes every 2^i terms: 2 - 2^-11 toggles a term, but the start. */
Test(mac, a_counter_toggles_as_a_counter)
{
    const double one[4] = {0, 1, 0, 0}, plus[4] = {0, 0, 1, 0};
    struct mac_statistics statistics = {.shape = MAC_MEASURED,
                                        .x_histogram = one,
                                        .w_histogram = plus,
                                        .terms = (uint64_t)4096 * NETLIST_STREAMS,
                                        .seed = 1};
    struct choice choice = parse("BC2");
    struct mac_activity activity;
    cr_assert(eq(int, mac_activity(&activity, &choice, 1, &statistics, &full), MAC_OK));
    /* 4096 terms take every bit of the accumulator round exactly. */
    cr_expect(eq(dbl, activity.toggles[MAC_PART_REGISTERS][CELL_DFF], 2 - 1 / 2048.0));
    /* 2 bits of x, 1 of w, 12 of addend, 1 subtract, 12 of sum */
    cr_expect(eq(dbl, activity.clocked, 28));
}

Test(mac, a_uniform_histogram_is_the_uniform_statistic)
{
    double x[16], w[16];
    for (int i = 0; i < 16; i++)
        x[i] = w[i] = 3;
    w[0] = w[8] = 1.5;
    struct mac_statistics measured = mac_statistics_named(MAC_STATISTICS_UNIFORM_UNSIGNED);
    struct choice choice = parse("MF4");
    double uniform = energy(&choice, &measured, &full);
    measured.shape = MAC_MEASURED;
    measured.x_histogram = x;
    measured.w_histogram = w;
    cr_expect(eq(dbl, energy(&choice, &measured, &full), uniform));
}

Test(mac, price_is_toggles_times_shares)
{
    struct mac_activity activity = {.clocked = 3};
    struct mac_energy_result result;
    activity.toggles[MAC_PART_ADDER][CELL_FA] = 2;
    activity.toggles[MAC_PART_SELECT][CELL_INV] = 14;
    activity.toggles[MAC_PART_REGISTERS][CELL_DFF] = 7;
    cr_assert(eq(int, mac_price(&result, &activity, &cells, &full), MAC_OK));
    cr_expect(epsilon_eq(dbl, result.part_pj[MAC_PART_ADDER], 0.0008, 1e-12));
    cr_expect(epsilon_eq(dbl, result.part_pj[MAC_PART_SELECT], 0.0004, 1e-12));
    cr_expect(epsilon_eq(dbl, result.part_pj[MAC_PART_REGISTERS], 0.0024, 1e-12));
    cr_expect(epsilon_eq(dbl, result.part_pj[MAC_PART_CLOCK], 0.0004 * 36 / 28, 1e-12));
}

static int status_of(const struct choice *choice, int lanes,
                     const struct mac_statistics *statistics)
{
    struct mac_energy_result result;
    return mac_energy(&cells, choice, lanes, statistics, &full, &result);
}

Test(mac, what_cannot_be_computed_is_refused)
{
    struct mac_statistics statistics = headline();
    struct choice t16 = parse("T16"), other = parse("T8");
    struct choice t4 = parse("T4"), mf4 = parse("MF4"), cim = t4;
    strcpy(cim.mode, "cim");
    other.op = &unknown_operator;
    cr_expect(eq(int, status_of(&t16, 1, &statistics), MAC_NO_PRECISION));
    cr_expect(eq(int, mac_lanes_max(&t16), 0));
    cr_expect(eq(int, status_of(&other, 1, &statistics), MAC_NO_OPERATOR));
    cr_expect(eq(int, status_of(&cim, 1, &statistics), MAC_NO_MODE));
    cr_expect(eq(int, status_of(&t4, 3, &statistics), MAC_NO_LANES));
    cr_expect(eq(int, status_of(&t4, 0, &statistics), MAC_NO_LANES));
    cr_expect(eq(int, status_of(&mf4, 2, &statistics), MAC_NO_LANES));
    statistics.terms = 0;
    cr_expect(eq(int, status_of(&t4, 2, &statistics), MAC_BAD_STATISTICS));
    cr_expect(ne(str, (char *)mac_status_text(MAC_NO_LANES), (char *)mac_status_text(-1)));
}

Test(mac, histograms_are_checked)
{
    const double good[4] = {1, 1, 1, 1}, empty[4] = {0}, negative[4] = {1, -1, 1, 1};
    const double nan[4] = {1, NAN, 1, 1};
    const double *const bad[] = {empty, negative, nan, NULL};
    struct choice choice = parse("T2");
    struct mac_statistics statistics = headline();
    statistics.shape = MAC_MEASURED;
    for (int i = 0; i < 4; i++) {
        statistics.x_histogram = bad[i];
        statistics.w_histogram = good;
        cr_expect(eq(int, status_of(&choice, 4, &statistics), MAC_BAD_STATISTICS));
        statistics.x_histogram = good;
        statistics.w_histogram = bad[i];
        cr_expect(eq(int, status_of(&choice, 4, &statistics), MAC_BAD_STATISTICS));
    }
}

Test(mac, missing_cell_energies_are_refused)
{
    struct choice choice = parse("T8");
    struct mac_statistics statistics = headline();
    struct mac_energy_result result;
    struct mac_cells none = {0}, negative = cells;
    negative.share[CELL_FA] = -1;
    cr_expect(eq(int, mac_energy(&none, &choice, 1, &statistics, &full, &result), MAC_BAD_CELLS));
    cr_expect(
        eq(int, mac_energy(&negative, &choice, 1, &statistics, &full, &result), MAC_BAD_CELLS));
}

/* A second mode, known to nobody but its provider. */
static int fake_energy(const void *context, const struct choice *choice, int lanes,
                       const struct mac_statistics *statistics, const struct mac_options *options,
                       struct mac_energy_result *out)
{
    (void)statistics;
    (void)options;
    *out = (struct mac_energy_result){.energy_pj = *(const double *)context * choice->bits * lanes};
    return MAC_OK;
}

Test(mac, a_mode_brings_its_own_provider)
{
    double pj_per_bit = 0.25;
    struct mac_provider providers[] = {mac_provider_digital(&cells),
                                       {"cim", &pj_per_bit, fake_energy}};
    struct mac_statistics statistics = headline();
    struct choice choice = parse("MF8");
    struct mac_energy_result result;
    cr_assert(eq(int, mac_provider_energy(providers, 2, &choice, 1, &statistics, &full, &result),
                 MAC_OK));
    cr_expect(eq(dbl, result.energy_pj, energy(&choice, &statistics, &full)));
    strcpy(choice.mode, "cim");
    cr_assert(eq(int, mac_provider_energy(providers, 2, &choice, 1, &statistics, &full, &result),
                 MAC_OK));
    cr_expect(eq(dbl, result.energy_pj, 2));
    strcpy(choice.mode, "optical");
    cr_expect(eq(int, mac_provider_energy(providers, 2, &choice, 1, &statistics, &full, &result),
                 MAC_NO_MODE));
}

/* What is remembered is what is computed, bit for bit, also with other cells. */
Test(mac, remembers_activities)
{
    struct mac_memo *memo;
    struct mac_statistics headline = mac_statistics_named(MAC_STATISTICS_HEADLINE);
    struct mac_options all = {.with_glitches = 1, .with_registers = 1};
    static const char *const names[] = {"T8", "T2", "BC8", "T8"};
    cr_assert_eq(mac_memo_create(&memo), 0);
    for (int scale = 1; scale <= 2; scale++)
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            struct mac_cells other_cells = {.full_adder_pj = 0.001 * scale, .dff_clock_share = 0.5};
            struct mac_energy_result plain, remembered;
            struct choice choice;
            for (int c = 0; c < CELL_COUNT; c++)
                other_cells.share[c] = 1.0 / (1 + c);
            cr_assert_eq(choice_parse(&choice, names[i]), 0);
            int lanes = mac_lanes_max(&choice);
            cr_assert_eq(mac_energy(&other_cells, &choice, lanes, &headline, &all, &plain), MAC_OK);
            cr_assert_eq(mac_energy_remembered(memo, &other_cells, &choice, lanes, &headline, &all,
                                               &remembered),
                         MAC_OK);
            cr_assert_eq(plain.energy_pj, remembered.energy_pj);
        }
    mac_memo_free(memo);
}
