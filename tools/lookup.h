/* Choices and layers by the names that a user types. */
#ifndef TOOLS_LOOKUP_H
#define TOOLS_LOOKUP_H

#include "arch/machine.h"
#include "workloads/network.h"

/* Index of a choice, or -1 after reporting a name that the machine lacks, as given with `option`.
 */
int lookup_choice(const struct arch_machine *machine, const char *option, const char *text,
                  struct diag_list *diag);

/* "T8,MF8" or "[T8, MF8]": fills `choice` with indices, each once, and adds to *count. Returns 0,
 * or -1 after reporting names that the machine lacks, or a list without any. */
int lookup_choice_list(const struct arch_machine *machine, const char *option, const char *list,
                       int choice[ARCH_CHOICES_MAX], size_t *count, struct diag_list *diag);

/* Number of a MAC layer, or -1 after reporting a name that the network lacks, as given
 * with `option`. */
int lookup_layer(const struct network *network, const char *option, const char *text,
                 struct diag_list *diag);

#endif
