/* The steps of reading a machine. Each takes what the steps before it found, adds
 * its own, and returns 0, or -1 with errors in `diag`. */
#ifndef ARCH_MACHINE_BUILD_H
#define ARCH_MACHINE_BUILD_H

#include "machine_schema.h"
#include "technology.h"

struct machine_build {
    struct arch_machine *machine; /* the result */
    struct desc *desc;
    struct machine_text text;
    struct storage_text storage[ARCH_STORAGE_MAX]; /* as machine->storage */
    const struct desc_node *storage_node[ARCH_STORAGE_MAX];
    const struct desc_node *operator_node[ARCH_CHOICES_MAX]; /* of each choice */
    struct network_text network;
    struct pe_text pe; /* fill 0: none given */
    struct mac_text mac;
    struct technology *technology;
    struct diag_list *diag;
};

/* Storage levels: their list, their order, who keeps what. */
int machine_read_storage(struct machine_build *build);

/* Network and PE: axes, multicast, bandwidths. */
int machine_read_network(struct machine_build *build);

/* What the mappings must obey; against the storage, too, if that was read. */
int machine_read_constraints(struct machine_build *build, int has_storage);

/* Operators and precisions become choices, with their lanes. */
int machine_read_choices(struct machine_build *build);

/* What only whole machines show: words that an access does not fit into. */
int machine_check_widths(struct machine_build *build);

/* Estimates storage i of an access of `bits`; the other of the two reports no error, *why says it.
 */
int machine_estimate(const struct machine_build *build, int i, int bits,
                     struct technology_access *access);
int machine_estimate_quietly(const struct machine_build *build, int i, int bits,
                             struct technology_access *access, char why[TECHNOLOGY_WHY_MAX]);

/* Areas of all parts, and the pitch of a PE. */
int machine_find_areas(struct machine_build *build);

/* Areas and pitch, then machine->energies, a row for every component and action. */
int machine_build_energies(struct machine_build *build, const struct arch_options *options);

/* Takes every energy of the machine from its table. */
void machine_apply_energies(struct arch_machine *machine);

/* Reports an energy of 0 that no source supports: a forgotten one looks the same. */
int machine_check_zero(const struct desc_node *node, double energy, struct diag_list *diag);

#endif
