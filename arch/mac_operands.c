/* Drawing operands from their distributions. */
#include "mac_operands.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdlib.h>
#include <string.h>

struct mac_operands {
    int lanes;
    gsl_rng *random;
    gsl_ran_discrete_t *x_index, *w_index;
    /* Register contents by lane and index of the distribution. */
    uint8_t x_code[MAC_LANES_MAX][MAC_LEVELS_MAX], w_code[MAC_LANES_MAX][MAC_LEVELS_MAX];
};

static void fill_codes(struct mac_operands *operands, const struct mac_operator *op,
                       const struct mac_distribution *distribution)
{
    int bits = distribution->bits, levels = 1 << bits;
    for (int lane = 0; lane < operands->lanes; lane++)
        for (int i = 0; i < levels; i++) {
            int negative, w = mac_distribution_w(distribution, i, &negative);
            unsigned x = (unsigned)mac_distribution_x(distribution, i) & (unsigned)(levels - 1);
            operands->x_code[lane][i] = (uint8_t)(x << (bits * lane));
            operands->w_code[lane][i] = (uint8_t)op->weight_register(bits, lane, w, negative);
        }
}

int mac_operands_create(struct mac_operands **out, const struct mac_operator *op, int lanes,
                        const struct mac_distribution *distribution, unsigned long seed)
{
    size_t levels = (size_t)1 << distribution->bits;
    struct mac_operands *operands = calloc(1, sizeof *operands);
    if (operands == NULL)
        return MAC_NO_MEMORY;
    operands->lanes = lanes;
    operands->random = gsl_rng_alloc(gsl_rng_mt19937);
    operands->x_index = gsl_ran_discrete_preproc(levels, distribution->x);
    operands->w_index = gsl_ran_discrete_preproc(levels, distribution->w);
    if (operands->random == NULL || operands->x_index == NULL || operands->w_index == NULL) {
        mac_operands_free(operands);
        return MAC_NO_MEMORY;
    }
    gsl_rng_set(operands->random, seed);
    fill_codes(operands, op, distribution);
    *out = operands;
    return MAC_OK;
}

void mac_operands_free(struct mac_operands *operands)
{
    if (operands == NULL)
        return;
    if (operands->random != NULL)
        gsl_rng_free(operands->random);
    if (operands->x_index != NULL)
        gsl_ran_discrete_free(operands->x_index);
    if (operands->w_index != NULL)
        gsl_ran_discrete_free(operands->w_index);
    free(operands);
}

/* Transposes 8 x 8 bits: bit 8 r + c goes to bit 8 c + r (Hacker's Delight, 7-3). */
static uint64_t transpose(uint64_t x)
{
    uint64_t t = (x ^ (x >> 7)) & 0x00aa00aa00aa00aau;
    x ^= t ^ (t << 7);
    t = (x ^ (x >> 14)) & 0x0000cccc0000ccccu;
    x ^= t ^ (t << 14);
    t = (x ^ (x >> 28)) & 0x00000000f0f0f0f0u;
    return x ^ t ^ (t << 28);
}

void mac_planes_pack(uint64_t plane[8][NETLIST_WORDS], const uint8_t byte[NETLIST_STREAMS])
{
    memset(plane, 0, 8 * sizeof plane[0]);
    for (int s = 0; s < NETLIST_STREAMS; s += 8) {
        uint64_t rows = 0;
        for (int k = 0; k < 8; k++)
            rows |= (uint64_t)byte[s + k] << (8 * k);
        rows = transpose(rows);
        for (int bit = 0; bit < 8; bit++)
            plane[bit][s / 64] |= (rows >> (8 * bit) & 0xff) << (s % 64);
    }
}

void mac_operands_next(struct mac_operands *operands, struct mac_planes *planes)
{
    uint8_t x[NETLIST_STREAMS] = {0}, w[NETLIST_STREAMS] = {0};
    for (int lane = 0; lane < operands->lanes; lane++)
        for (int s = 0; s < NETLIST_STREAMS; s++) {
            x[s] |= operands->x_code[lane][gsl_ran_discrete(operands->random, operands->x_index)];
            w[s] |= operands->w_code[lane][gsl_ran_discrete(operands->random, operands->w_index)];
        }
    mac_planes_pack(planes->x, x);
    mac_planes_pack(planes->w, w);
}
