/* A network with choices in training: what one step of it takes. */
#ifndef TIMING_TRAINING_CASE_H
#define TIMING_TRAINING_CASE_H

#include <stddef.h>

#include "workloads/diag.h"
#include "workloads/network.h"

struct training_case;

/* `choices`: names of choices, NULL at the end; all paths get the same p. The images are noise.
 * Returns 0, or -1 with the reason in `diag`. The network must outlive it. Free with
 * training_case_free. */
int training_case_create(struct training_case **out, const struct network *network,
                         const char *const *choices, size_t batch, struct diag_list *diag);
void training_case_free(struct training_case *c);

/* Seconds of a forward, a backward and a step of Adam on one batch. */
double training_case_step_s(struct training_case *c);

/* Operations of such a step's products for one image: 2 x MACs x (parts forward + parts of the
 * weights' gradient + parts, without signs, of the data's; the first layer has none of these).
 * Padding counts, as in a layer's MACs. */
double training_case_operations(const struct training_case *c);

#endif
