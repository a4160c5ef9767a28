/* How likely each value of x and of w is, at b bits. */
#ifndef MAC_DISTRIBUTION_H
#define MAC_DISTRIBUTION_H

#include "arch/mac.h"

enum { MAC_LEVELS_MAX = 256 };

/* Probabilities up to a common factor; indices as the histograms of struct mac_statistics. */
struct mac_distribution {
    int bits;
    int x_signed;
    double x[MAC_LEVELS_MAX], w[MAC_LEVELS_MAX];
};

/* Returns MAC_OK or MAC_BAD_STATISTICS. `bits` is 8, 4 or 2. */
int mac_distribution_find(struct mac_distribution *out, int bits,
                          const struct mac_statistics *statistics);

/* The value of x of an index; the value of w and its stored sign. */
int mac_distribution_x(const struct mac_distribution *distribution, int index);
int mac_distribution_w(const struct mac_distribution *distribution, int index, int *negative);

#endif
