/* Published results to show beside ours: arch/reference/MACHINE.yaml. */
#ifndef TOOLS_MAP_REFERENCE_H
#define TOOLS_MAP_REFERENCE_H

#include "workloads/diag.h"
#include "workloads/operator.h"

struct map_reference;

/* Reads the file that belongs to a machine file: reference/NAME.yaml in its folder.
 * Returns 0 and a reference, NULL if there is no such file, or -1 with errors in
 * `diag`. The caller frees it with map_reference_free. */
int map_reference_read(struct map_reference **out, const char *machine_file,
                       struct diag_list *diag);

/* The same, from a text called `name` in messages; never NULL after success. */
int map_reference_read_text(struct map_reference **out, const char *name, const char *text,
                            size_t length, struct diag_list *diag);
void map_reference_free(struct map_reference *reference);

/* Best published energy, pJ per MAC, of a layer; NAN when there is none. */
double map_reference_pj(const struct map_reference *reference, const char *network,
                        const char *layer, const struct choice *choice);

/* Where the numbers are from, and a short name for a column, such as "Timeloop". */
const char *map_reference_source(const struct map_reference *reference);
const char *map_reference_title(const struct map_reference *reference);

#endif
