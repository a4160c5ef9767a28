/* nodes.csv: what the nodes of a network cost that are no MAC layers.
 *
 * Assumptions, also written into the file's header: every input element is read once
 * from DRAM and passes through the GLB (write, read); every output element passes
 * through the GLB and is written once to DRAM; without a GLB it goes straight. A
 * concatenation moves nothing: its producers write side by side. Comparisons and
 * additions are not priced. The elements are as wide as the machine's activations
 * of 8 bits (or of its most bits, if it has none of 8).
 */
#ifndef MAPPER_NODE_TABLE_H
#define MAPPER_NODE_TABLE_H

#include "arch/machine.h"
#include "mapper/provenance.h"
#include "workloads/network.h"

/* One node, per image. */
struct map_node_cost {
    uint64_t elements_in, elements_out; /* that move */
    double dram_bits, glb_bits;         /* both ways */
    double dram_pj, glb_pj;
};

/* Width of the elements between layers that the tables assume. */
int map_node_bits(const struct arch_machine *machine);

/* Cost of a node whose elements are stored at `bits` bits (the sum of the widths,
 * when copies are kept). All zero for a MAC layer. */
struct map_node_cost map_node_cost_of(const struct arch_machine *machine,
                                      const struct network *network,
                                      const struct network_node *node, int bits);

/* Energy of all nodes that are no layers, at map_node_bits. */
double map_nodes_energy_pj(const struct arch_machine *machine, const struct network *network);

/* Writes nodes.csv. */
void map_nodes_write_csv(FILE *out, const struct arch_machine *machine,
                         const struct network *network, const struct provenance *provenance);

#endif
