/* Reading one value by its field; see description_read.h. */
#ifndef WORKLOADS_DESCRIPTION_VALUE_H
#define WORKLOADS_DESCRIPTION_VALUE_H

#include "workloads/description_read.h"

#define DESC_HINT_MAX 400

/* Reads a value that is neither an array nor a struct. Errors go to `diag`. */
void desc_read_single(void *out, const struct desc_node *node, const struct desc_field *field,
                      struct diag_list *diag);

/* Reports that the value is of the wrong kind for the field. */
void desc_report_kind(const struct desc_node *node, const struct desc_field *field,
                      struct diag_list *diag);

/* Bytes of one element of an array field. */
size_t desc_element_size(const struct desc_field *field);

/* "a list", "a map", "nothing", "'abc'" cut short: for messages. The text is valid as
 * long as the description. */
const char *desc_describe(const struct desc_node *node);

/* The largest value of a number's field, in base units. */
double desc_upper(const struct desc_field *field);

/* Number of names before the NULL. */
size_t desc_count_names(const char *const *names);

/* Writes `before` and the names separated by commas. */
void desc_join_names(char *out, size_t size, const char *before, const char *const *names,
                     size_t n);

#endif
