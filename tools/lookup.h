/* Choices and layers by the names that a user types. */
#ifndef TOOLS_LOOKUP_H
#define TOOLS_LOOKUP_H

#include "arch/machine.h"
#include "workloads/network.h"

/* Index of a choice, or -1 after reporting a name that the machine lacks, as given with `option`.
 */
int lookup_choice(const struct arch_machine *machine, const char *option, const char *text,
                  struct diag_list *diag);

/* Number of a MAC layer, or -1 after reporting a name that the network lacks, as given
 * with `option`. */
int lookup_layer(const struct network *network, const char *option, const char *text,
                 struct diag_list *diag);

#endif
