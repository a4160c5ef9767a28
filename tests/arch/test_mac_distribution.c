/* Operand distributions and the operands drawn from them. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "../../arch/mac_distribution.h"
#include "../../arch/mac_operands.h"

static double total(const double *mass, int levels)
{
    double sum = 0;
    for (int i = 0; i < levels; i++)
        sum += mass[i];
    return sum;
}

static struct mac_distribution find(int bits, int x_signed)
{
    struct mac_statistics statistics = mac_statistics_named(MAC_STATISTICS_HEADLINE);
    struct mac_distribution distribution;
    statistics.x_signed = x_signed;
    cr_assert(eq(int, mac_distribution_find(&distribution, bits, &statistics), MAC_OK));
    return distribution;
}

Test(mac_distribution, headline_masses_are_complete)
{
    for (int bits = 2; bits <= 8; bits *= 2) {
        struct mac_distribution d = find(bits, 0);
        cr_expect(epsilon_eq(dbl, total(d.w, 1 << bits), 1, 1e-12));
        cr_expect(epsilon_eq(dbl, total(d.x, 1 << bits), 0.5, 1e-12)); /* half of a Gaussian */
        d = find(bits, 1);
        cr_expect(epsilon_eq(dbl, total(d.x, 1 << bits), 1, 1e-12));
        cr_expect(eq(dbl, d.x[0], 0)); /* -2^(b-1) is not used */
    }
}

/* 2 bits: w = round(w / (3 sigma)), so +-1 beyond 1.5 sigma: 0.0668072 each. */
Test(mac_distribution, two_bit_weights_are_mostly_zero)
{
    struct mac_distribution d = find(2, 0);
    cr_expect(epsilon_eq(dbl, d.w[1], 0.0668072, 1e-7));
    cr_expect(epsilon_eq(dbl, d.w[3], 0.0668072, 1e-7));
    cr_expect(epsilon_eq(dbl, d.w[0], 0.4331928, 1e-7)); /* minus zero */
    cr_expect(epsilon_eq(dbl, d.w[2], 0.4331928, 1e-7));
    /* x = round(x / sigma): P(|g| < 0.5), to 1.5, to 2.5, beyond; half of each */
    cr_expect(epsilon_eq(dbl, d.x[0], 0.1914625, 1e-7));
    cr_expect(epsilon_eq(dbl, d.x[1], 0.2417303, 1e-7));
    cr_expect(epsilon_eq(dbl, d.x[2], 0.0605975, 1e-7));
    cr_expect(epsilon_eq(dbl, d.x[3], 0.0062097, 1e-7));
}

Test(mac_distribution, indices_name_values)
{
    struct mac_distribution d = find(4, 1);
    int negative;
    cr_expect(eq(int, mac_distribution_x(&d, 0), -8));
    cr_expect(eq(int, mac_distribution_w(&d, 0, &negative), 0));
    cr_expect(eq(int, negative, 1));
    cr_expect(eq(int, mac_distribution_w(&d, 1, &negative), -7));
    cr_expect(eq(int, mac_distribution_w(&d, 8, &negative), 0));
    cr_expect(eq(int, negative, 0));
    cr_expect(eq(int, mac_distribution_w(&d, 15, &negative), 7));
    d = find(4, 0);
    cr_expect(eq(int, mac_distribution_x(&d, 15), 15));
}

/* What is drawn follows the distribution: the mean square deviation of the counts from
 * their expectation is that of chance (chi square over degrees of freedom near 1). */
static double chi_square_of_x(int bits, int x_signed)
{
    enum { STEPS = 400 };
    struct mac_distribution d = find(bits, x_signed);
    struct mac_operands *operands;
    struct mac_planes planes;
    double count[MAC_LEVELS_MAX] = {0}, chi = 0;
    int freedom = -1, levels = 1 << bits;
    cr_assert(eq(int, mac_operands_create(&operands, mac_operator_find("T"), 1, &d, 3), MAC_OK));
    for (int step = 0; step < STEPS; step++) {
        mac_operands_next(operands, &planes);
        for (int s = 0; s < NETLIST_STREAMS; s++) {
            int code = 0;
            for (int bit = 0; bit < bits; bit++)
                code |= (int)(planes.x[bit][s / 64] >> (s % 64) & 1u) << bit;
            count[x_signed ? code ^ (levels / 2) : code]++;
        }
    }
    mac_operands_free(operands);
    for (int i = 0; i < levels; i++) {
        double expected = STEPS * (double)NETLIST_STREAMS * d.x[i] / total(d.x, levels);
        if (expected == 0)
            cr_expect(eq(dbl, count[i], 0));
        else
            chi += (count[i] - expected) * (count[i] - expected) / expected;
        freedom += expected > 0;
    }
    return chi / freedom;
}

Test(mac_distribution, operands_follow_it)
{
    for (int x_signed = 0; x_signed < 2; x_signed++) {
        cr_expect(lt(dbl, chi_square_of_x(8, x_signed), 1.3)); /* +-3 sigma of 255 */
        cr_expect(gt(dbl, chi_square_of_x(8, x_signed), 0.7));
        cr_expect(lt(dbl, chi_square_of_x(2, x_signed), 5)); /* 0.2 % */
    }
}
