/* Drawing operands from their distributions.
 *
 * Walker's alias method, as in GSL's gsl_ran_discrete, whose tables are used; but
 * the low b bits of one random number choose the entry and its other bits decide
 * between the entry and its alias, which costs a third of the time. What is drawn
 * is the contents of the register at once.
 */
#include "mac_operands.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An entry: its own code if the random number is below `limit`, else its alias's. */
struct draw {
    uint32_t limit;
    uint8_t code[MAC_LANES_MAX], alias[MAC_LANES_MAX]; /* register contents, by lane */
};

struct mac_operands {
    int lanes;
    uint32_t level_mask;
    gsl_rng *random;
    struct draw x[MAC_LEVELS_MAX], w[MAC_LEVELS_MAX];
};

typedef uint8_t code_function(const struct mac_operator *op,
                              const struct mac_distribution *distribution, int lane, int index);

static uint8_t x_code(const struct mac_operator *op, const struct mac_distribution *distribution,
                      int lane, int index)
{
    (void)op;
    unsigned x = (unsigned)mac_distribution_x(distribution, index);
    unsigned mask = (1u << distribution->bits) - 1;
    return (uint8_t)((x & mask) << (distribution->bits * lane));
}

static uint8_t w_code(const struct mac_operator *op, const struct mac_distribution *distribution,
                      int lane, int index)
{
    int negative, w = mac_distribution_w(distribution, index, &negative);
    return (uint8_t)op->weight_register(distribution->bits, lane, w, negative);
}

/* GSL's F[k] is (k + share of its own) / levels; 1 where there is no alias. */
static uint32_t own_limit(const gsl_ran_discrete_t *table, size_t k)
{
    double share = table->F[k] * (double)table->K - (double)k;
    return share >= 1 ? UINT32_MAX : (uint32_t)ldexp(share < 0 ? 0 : share, 32);
}

static int fill_draws(struct draw draw[], const double *mass, code_function *code,
                      const struct mac_operator *op, const struct mac_distribution *distribution)
{
    gsl_ran_discrete_t *table = gsl_ran_discrete_preproc((size_t)1 << distribution->bits, mass);
    if (table == NULL)
        return MAC_NO_MEMORY;
    for (size_t k = 0; k < table->K; k++) {
        draw[k].limit = own_limit(table, k);
        for (int lane = 0; lane < op->lanes_max(distribution->bits); lane++) {
            draw[k].code[lane] = code(op, distribution, lane, (int)k);
            draw[k].alias[lane] = code(op, distribution, lane, (int)table->A[k]);
        }
    }
    gsl_ran_discrete_free(table);
    return MAC_OK;
}

int mac_operands_create(struct mac_operands **out, const struct mac_operator *op, int lanes,
                        const struct mac_distribution *distribution, unsigned long seed)
{
    struct mac_operands *operands = calloc(1, sizeof *operands);
    if (operands == NULL)
        return MAC_NO_MEMORY;
    operands->lanes = lanes;
    operands->level_mask = (1u << distribution->bits) - 1;
    operands->random = gsl_rng_alloc(gsl_rng_mt19937);
    if (operands->random == NULL ||
        fill_draws(operands->x, distribution->x, x_code, op, distribution) != MAC_OK ||
        fill_draws(operands->w, distribution->w, w_code, op, distribution) != MAC_OK) {
        mac_operands_free(operands);
        return MAC_NO_MEMORY;
    }
    gsl_rng_set(operands->random, seed);
    *out = operands;
    return MAC_OK;
}

void mac_operands_free(struct mac_operands *operands)
{
    if (operands == NULL)
        return;
    if (operands->random != NULL)
        gsl_rng_free(operands->random);
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

/* The bits that chose the entry are the lowest of those compared: they hardly matter. */
static uint8_t next_code(struct mac_operands *operands, const struct draw draw[], int lane)
{
    uint32_t random = (uint32_t)gsl_rng_get(operands->random);
    const struct draw *entry = &draw[random & operands->level_mask];
    return random < entry->limit ? entry->code[lane] : entry->alias[lane];
}

void mac_operands_next(struct mac_operands *operands, struct mac_planes *planes)
{
    uint8_t x[NETLIST_STREAMS] = {0}, w[NETLIST_STREAMS] = {0};
    for (int lane = 0; lane < operands->lanes; lane++)
        for (int s = 0; s < NETLIST_STREAMS; s++) {
            x[s] |= next_code(operands, operands->x, lane);
            w[s] |= next_code(operands, operands->w, lane);
        }
    mac_planes_pack(planes->x, x);
    mac_planes_pack(planes->w, w);
}
