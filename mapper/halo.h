/* What input windows that overlap cost a buffer that cannot hold the input. */
#ifndef MAPPER_HALO_H
#define MAPPER_HALO_H

#include "window.h"

/* Input rows times columns that a tile holds, and how often, on average, each word of the input is
 * fetched into it in one sweep over all positions and taps: larger tiles fetch less. */
struct halo_step {
    double area, fetches;
};

/* Least area first; every step fetches less than the one before. */
struct halo {
    int count;
    struct halo_step *step;
};

/* For tiles that divide positions and taps, if these must; between two fetches a tile may slide
 * along one dimension, as far as it goes. Nothing is counted (count 0) for layers with very many
 * positions. -1 without memory. */
int halo_create(struct halo *out, const struct window_geometry geometry[2], int must_divide);
void halo_free(struct halo *halo);

/* The least that a tile of at most this area fetches; 1 if nothing was counted. */
double halo_fetches(const struct halo *halo, double area);

#endif
