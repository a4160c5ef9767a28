/* Partial products, carry-save rows, final ripple row, alignment. */
#include "mac_multiplier.h"

#include "arch/mac.h"

enum { N = 8, WIDTH = 2 * N };

/* Is partial product x[i] w[j] one of a lane's, at b bits? */
static int in_lane(int bits, int i, int j)
{
    return i / bits + j / bits == N / bits - 1;
}

/* Is it subtracted, and so complemented? */
static int is_negative(int bits, int x_signed, int i, int j)
{
    int x_top = i % bits == bits - 1, w_top = j % bits == bits - 1;
    if (!in_lane(bits, i, j))
        return 0;
    return (x_top && x_signed) != w_top;
}

static int is_ever_negative(int i, int j)
{
    for (int bits = 2; bits <= N; bits *= 2)
        if (is_negative(bits, 0, i, j) || is_negative(bits, 1, i, j))
            return 1;
    return 0;
}

/* Highest bit of the lane sum at its place in the array. The sum of 8/b products
 * of b bits takes 16, 9, 6 bits. */
static int top_bit(int bits)
{
    return bits == 8 ? 15 : bits == 4 ? 12 : 11;
}

/* -sum of 2^k p = sum of 2^k (not p) - sum of 2^k: the constant that makes up for
 * the complements, modulo what the lane sum can hold. */
static unsigned correction(int bits, int x_signed)
{
    unsigned sum = 0;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            if (is_negative(bits, x_signed, i, j))
                sum += 1u << (i + j);
    return (0u - sum) & ((2u << top_bit(bits)) - 1);
}

static int is_ever_constant(int weight)
{
    for (int bits = 2; bits <= N; bits *= 2)
        if ((correction(bits, 0) | correction(bits, 1)) >> weight & 1u)
            return 1;
    return 0;
}

static void build_controls(struct mac_multiplier *out, struct netlist *netlist)
{
    out->enable = netlist_input(netlist);
    out->full = netlist_input(netlist);
    out->quarter = netlist_input(netlist);
    for (int i = 0; i < N / 2; i++)
        for (int j = 0; j < N / 2; j++)
            out->block[i][j] = netlist_input(netlist);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            out->invert[i][j] = is_ever_negative(i, j) ? netlist_input(netlist) : NETLIST_ZERO;
    for (int k = 0; k < WIDTH; k++)
        out->constant[k] = is_ever_constant(k) ? netlist_input(netlist) : NETLIST_ZERO;
}

static void build_partial_products(const struct mac_multiplier *out, struct netlist *netlist,
                                   const int x[N], const int w[N], int partial[N][N])
{
    int gated_w[N], gated_x[N][N / 2]; /* x per pair of rows */
    netlist_begin_part(netlist, MAC_PART_SELECT);
    for (int j = 0; j < N; j++)
        gated_w[j] = netlist_and2(netlist, w[j], out->enable);
    for (int i = 0; i < N; i++)
        for (int pair = 0; pair < N / 2; pair++)
            gated_x[i][pair] = netlist_and2(netlist, x[i], out->block[i / 2][pair]);
    netlist_begin_part(netlist, MAC_PART_MULTIPLIER);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            partial[i][j] = netlist_and2(netlist, gated_x[i][j / 2], gated_w[j]);
            if (out->invert[i][j] != NETLIST_ZERO)
                partial[i][j] = netlist_xor2(netlist, partial[i][j], out->invert[i][j]);
        }
}

/* A full adder, or a half adder where an input is always 0. */
static struct netlist_sum add(struct netlist *netlist, int a, int b, int c)
{
    if (c == NETLIST_ZERO)
        return netlist_half_adder(netlist, a, b);
    if (b == NETLIST_ZERO)
        return netlist_half_adder(netlist, a, c);
    return netlist_full_adder(netlist, a, b, c);
}

/* Row j adds x times w[j]: cell i has the weight i + j. sum[i] and carry[i] are
 * what row j - 1 hands to cell i. Corrections enter where a cell has a free input. */
static void build_rows(const struct mac_multiplier *out, struct netlist *netlist, int partial[N][N],
                       int sum[N + 1], int carry[N], int low[N])
{
    for (int i = 0; i < N; i++) {
        sum[i] = partial[i][0];
        carry[i] = i == N - 2 ? out->constant[N - 1] : NETLIST_ZERO;
    }
    low[0] = sum[0];
    for (int j = 1; j < N; j++) {
        sum[N] = out->constant[N - 1 + j];
        for (int i = 0; i < N; i++) {
            struct netlist_sum cell = add(netlist, partial[i][j], sum[i + 1], carry[i]);
            sum[i] = cell.sum;
            carry[i] = cell.carry;
        }
        low[j] = sum[0];
    }
}

/* Ripple row: bits 8 to 15. */
static void build_final_row(const struct mac_multiplier *out, struct netlist *netlist,
                            const int sum[N + 1], const int carry[N], int high[N])
{
    int ripple = NETLIST_ZERO;
    for (int i = 0; i < N - 1; i++) {
        struct netlist_sum cell = add(netlist, sum[i + 1], carry[i], ripple);
        high[i] = cell.sum;
        ripple = cell.carry;
    }
    int top = netlist_xor2(netlist, carry[N - 1], out->constant[WIDTH - 1]);
    high[N - 1] = netlist_xor2(netlist, top, ripple); /* nothing is carried out of bit 15 */
}

static int bit_or_top(int k, int bits)
{
    int bit = k + N - bits;
    return bit < top_bit(bits) ? bit : top_bit(bits);
}

/* Lane sums of narrow products start at bit 8 - b of the array. */
static void build_alignment(struct mac_multiplier *out, struct netlist *netlist,
                            const int raw[WIDTH])
{
    int narrow = NETLIST_ZERO;
    netlist_begin_part(netlist, MAC_PART_SELECT);
    for (int k = 0; k < WIDTH; k++) {
        if (k <= N) /* above, both narrow sums repeat their sign */
            narrow =
                netlist_mux2(netlist, out->quarter, raw[bit_or_top(k, 4)], raw[bit_or_top(k, 2)]);
        out->product[k] = netlist_mux2(netlist, out->full, narrow, raw[k]);
    }
}

void mac_multiplier_build(struct mac_multiplier *out, struct netlist *netlist, const int x[8],
                          const int w[8])
{
    int partial[N][N], sum[N + 1], carry[N], raw[WIDTH];
    build_controls(out, netlist);
    build_partial_products(out, netlist, x, w, partial);
    build_rows(out, netlist, partial, sum, carry, raw);
    build_final_row(out, netlist, sum, carry, raw + N);
    build_alignment(out, netlist, raw);
}

void mac_multiplier_set(const struct mac_multiplier *multiplier, struct netlist_run *run,
                        const struct mac_setting *setting)
{
    int on = setting->multiply, bits = setting->bits;
    unsigned constant = correction(bits, setting->x_signed);
    netlist_run_set(run, multiplier->enable, on);
    netlist_run_set(run, multiplier->full, bits == 8);
    netlist_run_set(run, multiplier->quarter, bits == 2);
    for (int i = 0; i < N / 2; i++)
        for (int j = 0; j < N / 2; j++)
            netlist_run_set(run, multiplier->block[i][j], on && in_lane(bits, 2 * i, 2 * j));
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            if (multiplier->invert[i][j] != NETLIST_ZERO)
                netlist_run_set(run, multiplier->invert[i][j],
                                on && is_negative(bits, setting->x_signed, i, j));
    for (int k = 0; k < WIDTH; k++)
        if (multiplier->constant[k] != NETLIST_ZERO)
            netlist_run_set(run, multiplier->constant[k], on && (constant >> k & 1u));
}
