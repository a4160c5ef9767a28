/* `enos-map --explain-mac`: what a term costs in the MAC, and why. */
#ifndef TOOLS_EXPLAIN_MAC_H
#define TOOLS_EXPLAIN_MAC_H

#include <stdio.h>

#include "arch/mac_explain.h"

/* Explains every operator of the registry at 8, 4 and 2 bits, T8 against BC8.
 * Returns enum mac_status. */
int explain_mac_find(struct mac_explanation *out, const struct mac_cells *cells);

/* Prints it, 80 columns at most, with the paper's figure beside. */
void explain_mac_print(FILE *out, const struct mac_explanation *explanation);

#endif
