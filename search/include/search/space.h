/* What is searched: for every MAC layer one of a set of choices of operator and precision.
 *
 * Arrays over layers and choices are row-major: layer l with choice j is at l * choice_count + j.
 */
#ifndef SEARCH_SPACE_H
#define SEARCH_SPACE_H

#include <stddef.h>
#include <stdint.h>

#include "workloads/network.h"
#include "workloads/operator.h"

#define SPACE_CHOICES_MAX 32

struct search_space {
    size_t layer_count, choice_count;
    struct choice choice[SPACE_CHOICES_MAX];
    unsigned char *allowed; /* (layer_count, choice_count) 1: the layer may take the choice */
};

/* A space in which every layer may take every choice; a layer that the network's file pins may
 * only take that one, which is added to the choices if it is not among them. Returns 0, or -1
 * when memory is short or there are too many choices. Free with space_free. */
int space_create(struct search_space *out, const struct network *network,
                 const struct choice *choice, size_t choice_count);
void space_free(struct search_space *space);

/* Column of a choice, or -1. */
int space_find(const struct search_space *space, const struct choice *choice);

/* From now on the layer may only take this choice. */
void space_pin(struct search_space *space, size_t layer, size_t choice);

/* Number of choices that a layer may take. */
size_t space_open(const struct search_space *space, size_t layer);

/* p of an assignment (choice[layer_count], columns): 1 for it, 0 for the others. */
void space_assign(const struct search_space *space, const size_t *choice, double *p);

/* The choices of an assignment, out (layer_count). */
void space_choices(const struct search_space *space, const size_t *choice, struct choice *out);

/* p, equal for all that a layer may take. */
void space_uniform(const struct search_space *space, double *p);

/* Softmax of alpha / temperature over the choices that a layer may take, 0 for the others. */
void space_softmax(const struct search_space *space, const double *alpha, double temperature,
                   double *p);

/* From d loss/d p to d loss/d alpha through that softmax. */
void space_softmax_backward(const struct search_space *space, const double *p, const double *dp,
                            double temperature, double *dalpha);

/* Choice with the largest p of every layer, the first of equals. */
void space_argmax(const struct search_space *space, const double *p, size_t *choice);

/* Entropy of a layer's p over the log of the number of its open choices: 0 to 1; 0 if one. */
double space_entropy(const struct search_space *space, const double *p, size_t layer);

#endif
