/* The integer network of a result: written, read back, and measured. */
#ifndef TOOLS_SEARCH_INTEGERS_H
#define TOOLS_SEARCH_INTEGERS_H

#include <stdatomic.h>

#include "search_training.h"

/* What the files' network makes of the test images. */
struct search_integers {
    size_t images, correct;
    size_t agreed;      /* images that the trained network calls the same */
    double difference;  /* accuracy less that of the trained network */
    uint64_t overflows; /* partial sums that do not fit the operator's adder */
};

/* Writes network.yaml and weights.safetensors of the best candidate, whose weights the trainer
 * has, reads them back and runs the test images through the integer reference. Returns 0; 1 when
 * `stop` was set; or -1 with the reasons in `diag`. */
int search_integers_make(struct search_integers *out, struct search_training *training, int quiet,
                         const atomic_int *stop, struct diag_list *diag);

double search_integers_accuracy(const struct search_integers *integers);

#endif
