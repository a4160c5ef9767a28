#include "machine_build.h"

int machine_check_zero(const struct desc_node *node, double energy, struct diag_list *diag)
{
    enum desc_origin origin = desc_origin(node, NULL);
    if (energy != 0 || origin == DESC_SOURCE || origin == DESC_COMMAND_LINE)
        return 0;
    desc_error(diag, node, "an energy of 0 needs a source:, an assumption: is not enough",
               "'%s' is 0 without a source", node->key);
    return -1;
}

static int check_zeros(const struct machine_build *build)
{
    const struct desc_node *hop = desc_find(build->text.network, "hop");
    const struct desc_node *adder = desc_find(build->text.network, "adder");
    int status = machine_check_zero(adder, build->network.adder_pj_per_bit, build->diag);
    if (hop)
        status |= machine_check_zero(hop, build->network.hop_pj_per_bit, build->diag);
    return status;
}

/* Energy of a hop: typed, or from the pitch of a PE, for which `pe` must be there. */
static int check_hop(const struct machine_build *build)
{
    if (build->network.hop_pj_per_bit >= 0 || build->text.pe)
        return 0;
    desc_error_key(build->diag, build->text.network,
                   "give 'hop' (pJ/b), or the block 'pe' that the pitch of a PE follows from",
                   "the network's energy is missing");
    return -1;
}

static void take_network(struct arch_machine *machine, const struct network_text *network)
{
    machine->multicast = (enum arch_multicast)network->multicast;
    machine->reduce[AXIS_X] = (enum arch_reduce)network->reduce.x;
    machine->reduce[AXIS_Y] = (enum arch_reduce)network->reduce.y;
    for (int t = 0; t < TENSOR_COUNT; t++)
        machine->noc_delivery_bits_per_cycle[t] = network->delivery.bits_per_cycle[t];
    machine->noc_collect_bits_per_cycle = network->collection;
    machine->noc_fifo_words = network->fifo_words;
}

int machine_read_network(struct machine_build *build)
{
    int status = 0;
    build->network.hop_pj_per_bit = -1;
    if (build->text.pe)
        status |= desc_read(&build->pe, build->text.pe, &pe_schema, build->diag);
    if (desc_read(&build->network, build->text.network, &network_schema, build->diag) != 0)
        return -1;
    status |= check_zeros(build);
    status |= check_hop(build);
    take_network(build->machine, &build->network);
    return status;
}
