#include "mapper/node_table.h"

int map_node_bits(const struct arch_machine *machine)
{
    int bits = 0;
    for (int i = 0; i < machine->choice_count; i++) {
        int b = machine->choice[i].choice.bits;
        if (b == 8)
            return 8;
        bits = b > bits ? b : bits;
    }
    return bits;
}

struct map_node_cost map_node_cost_of(const struct arch_machine *machine,
                                      const struct network *network,
                                      const struct network_node *node, int bits)
{
    struct map_node_cost cost = {0};
    if (network_op_is_layer(node->op) || node->op == NETWORK_CONCAT)
        return cost;
    cost.elements_in = network_elements_in(network, node);
    cost.elements_out = network_elements_out(node);
    double in = (double)cost.elements_in * bits, out = (double)cost.elements_out * bits;
    cost.dram_bits = in + out;
    cost.dram_pj = in * machine->dram_read_pj_per_bit + out * machine->dram_write_pj_per_bit;
    if (machine->glb >= 0) {
        cost.glb_bits = 2 * (in + out);
        cost.glb_pj = (in + out) * (machine->glb_read_pj_per_bit + machine->glb_write_pj_per_bit);
    }
    return cost;
}

double map_nodes_energy_pj(const struct arch_machine *machine, const struct network *network)
{
    double energy_pj = 0;
    for (int i = 0; i < network->node_count; i++) {
        struct map_node_cost cost =
            map_node_cost_of(machine, network, &network->node[i], map_node_bits(machine));
        energy_pj += cost.dram_pj + cost.glb_pj;
    }
    return energy_pj;
}

static void write_row(FILE *out, const struct arch_machine *machine, const struct network *network,
                      const struct network_node *node)
{
    struct map_node_cost cost = map_node_cost_of(machine, network, node, map_node_bits(machine));
    fprintf(out, "%s,%s,%d,%llu,%llu,%.17g,%.17g,%.17g,%.17g,%.17g\n", node->name,
            network_op_name(node->op), map_node_bits(machine), (unsigned long long)cost.elements_in,
            (unsigned long long)cost.elements_out, cost.dram_bits, cost.glb_bits, cost.dram_pj,
            cost.glb_pj, cost.dram_pj + cost.glb_pj);
}

void map_nodes_write_csv(FILE *out, const struct arch_machine *machine,
                         const struct network *network, const struct provenance *provenance)
{
    provenance_write(out, provenance, "nodes");
    fputs("# assumption: each element passes DRAM and GLB once in and once out\n"
          "# assumption: a concat moves nothing, its producers write side by side\n"
          "# assumption: comparisons and additions of these nodes are not priced\n"
          "node,op,bits,elements_in,elements_out,dram_bits,glb_bits,e_dram_pj,e_glb_pj,energy_pj\n",
          out);
    for (int i = 0; i < network->node_count; i++)
        if (!network_op_is_layer(network->node[i].op))
            write_row(out, machine, network, &network->node[i]);
}
