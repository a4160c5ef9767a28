/* Rows of the MAC: E_OP of every choice. */
#ifndef ARCH_MACHINE_TERM_H
#define ARCH_MACHINE_TERM_H

#include "machine_build.h"

/* Appends `row` under these names. Returns 0, or -1 with an error. */
int machine_add_row(struct machine_build *build, struct arch_energy_row *row, const char *component,
                    const char *action, double energy_pj);

/* A row for every choice: typed in mac.energy, or from the provider of its mode. */
int machine_add_terms(struct machine_build *build, const struct arch_options *options);

#endif
