/* How many images an integer network recognises. */
#ifndef SEARCH_INTEGER_ACCURACY_H
#define SEARCH_INTEGER_ACCURACY_H

#include "search/dataset.h"
#include "workloads/reference.h"

struct integer_accuracy_options {
    const struct network *network;
    const struct choice *choice; /* (layer_count) */
    const struct weights *weights;
    const struct dataset *dataset;
    const size_t *image; /* (image_count) images of the data set */
    size_t image_count;
    enum reference_accumulate accumulate;
};

struct integer_accuracy {
    int *label;     /* (image_count) what the network says */
    size_t correct; /* labels that are the data set's */
    int layer_count;
    uint64_t *overflows; /* (layer_count) psums that do not fit the operator's adder */
    uint64_t *psums;     /* (layer_count) of all images */
};

/* Runs the images through the integer reference, on all threads; the same for any number of
 * them. Under REFERENCE_EXACT overflows are counted and no more. Returns 0, or -1 with the reason
 * in `diag`: precision_check's, or no memory. Free with integer_accuracy_free. */
int integer_accuracy(struct integer_accuracy *out, const struct integer_accuracy_options *options,
                     struct diag_list *diag);
void integer_accuracy_free(struct integer_accuracy *accuracy);

/* Share of the labels that are equal to others (image_count), such as evaluate_labels'. */
double integer_accuracy_agreement(const struct integer_accuracy *accuracy, const int *label,
                                  size_t image_count);

#endif
