/* Operand distributions and the operands drawn from them. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "../../arch/mac_distribution.h"

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
