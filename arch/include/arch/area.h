/* What the parts of a machine cover on the chip, and what is not known of it.
 *
 * Memories: CACTI's runs, as the energies (arch/sram.h). MACs: transistors of the machine
 * file's block `pe` times the technology's area of one. Placement: what the block's `fill`
 * leaves empty. A part without data says so; it is not a zero.
 */
#ifndef ARCH_AREA_H
#define ARCH_AREA_H

#include "arch/energy_table.h"

/* Parts that are not storage; the network's is called ARCH_COMPONENT_NOC, the MAC's as there. */
#define ARCH_COMPONENT_PLACEMENT "placement"

#define ARCH_AREA_PARTS_MAX 12

struct arch_area_part {
    char component[ARCH_COMPONENT_MAX];
    int instances;    /* how many of the part the machine has */
    int is_estimated; /* 0: there are no data, each_mm2 is NAN */
    int extrapolated; /* 1: from outside the runs of a table */
    double each_mm2;
    char source[ARCH_SOURCE_MAX]; /* where it is from, or why it is not estimated */
};

/* A plain value. Parts in the order of the machine: storage outermost first (without the DRAM,
 * which is another chip), MAC, placement, network. */
struct arch_area {
    int count;
    struct arch_area_part part[ARCH_AREA_PARTS_MAX];
};

struct arch_machine;

/* Sum of the parts that are estimated, mm2. *missing (if not NULL): how many are not. */
double arch_machine_area(const struct arch_machine *machine, int *missing);

#endif
