/* Registers, adder, and how they hang together. */
#include "mac_datapath.h"

#include <stddef.h>
#include <string.h>

/* Flip-flops of one clock group. */
static void build_register(struct netlist *netlist, int group, int count, int q[])
{
    netlist_begin_part(netlist, MAC_PART_REGISTERS);
    for (int i = 0; i < count; i++)
        q[i] = netlist_dff(netlist, group);
}

static void connect_register(struct netlist *netlist, int count, const int q[], const int d[])
{
    for (int i = 0; i < count; i++)
        netlist_connect(netlist, q[i], d[i]);
}

/* An input net behind each flip-flop, and a clock group for each. */
static void build_operand_register(struct netlist *netlist, int group, int input[8], int q[8])
{
    for (int i = 0; i < 8; i++) {
        input[i] = netlist_input(netlist);
        build_register(netlist, group + i, 1, &q[i]);
        netlist_connect(netlist, q[i], input[i]);
    }
}

/* Puts a register behind `count` nets, in place. */
static void build_pipeline(struct netlist *netlist, int group, int count, int net[])
{
    int q[MAC_ADDER_BITS];
    build_register(netlist, group, count, q);
    connect_register(netlist, count, q, net);
    for (int i = 0; i < count; i++)
        net[i] = q[i];
}

/* What the adder adds: the product, or the add/subtract value in the low 12 bits.
 * The high bits see the product only, and it stands still when it is not used. */
static void build_addend(const struct mac_datapath *path, struct netlist *netlist,
                         const int product[16], int addend[16])
{
    netlist_begin_part(netlist, MAC_PART_SELECT);
    for (int i = 0; i < 16; i++) {
        int value = path->operand.value[i < 8 ? i : 8];
        addend[i] = i < MAC_NARROW_BITS ? netlist_mux2(netlist, path->multiply, value, product[i])
                                        : product[i];
    }
}

/* Addend and carry into the adder, with the pipeline register where it is. */
static void build_adder_input(const struct mac_datapath *path, struct netlist *netlist,
                              enum mac_pipeline pipeline, int addend[16], int *subtract)
{
    int product[16];
    memcpy(product, path->multiplier.product, sizeof product);
    *subtract = path->operand.subtract;
    if (pipeline == MAC_PIPELINE_PRODUCT)
        build_pipeline(netlist, MAC_GROUP_PRODUCT, 16, product);
    build_addend(path, netlist, product, addend);
    if (pipeline == MAC_PIPELINE_ADDEND) {
        build_pipeline(netlist, MAC_GROUP_ADDEND_LOW, MAC_NARROW_BITS, addend);
        build_pipeline(netlist, MAC_GROUP_ADDEND_HIGH, 16 - MAC_NARROW_BITS,
                       addend + MAC_NARROW_BITS);
        build_pipeline(netlist, MAC_GROUP_SUBTRACT, 1, subtract);
    }
}

/* Ripple carry; the carry into bit 12 is cut when the adder is narrow. */
static void build_adder(const struct mac_datapath *path, struct netlist *netlist,
                        const int addend[16], int carry, int total[MAC_ADDER_BITS])
{
    netlist_begin_part(netlist, MAC_PART_ADDER);
    for (int i = 0; i < MAC_ADDER_BITS; i++) {
        if (i == MAC_NARROW_BITS)
            carry = netlist_and2(netlist, carry, path->wide);
        struct netlist_sum cell =
            netlist_full_adder(netlist, path->accumulator[i], addend[i < 16 ? i : 15], carry);
        total[i] = cell.sum;
        carry = cell.carry;
    }
}

static void build(struct mac_datapath *path, struct netlist *netlist, enum mac_pipeline pipeline)
{
    int x[8], w[8], phase[1], addend[16], subtract, total[MAC_ADDER_BITS];
    path->multiply = netlist_input(netlist);
    path->wide = netlist_input(netlist);
    build_operand_register(netlist, MAC_GROUP_X, path->x_input, x);
    build_operand_register(netlist, MAC_GROUP_W, path->w_input, w);
    build_register(netlist, MAC_GROUP_SUM_LOW, MAC_NARROW_BITS, path->accumulator);
    build_register(netlist, MAC_GROUP_SUM_HIGH, MAC_ADDER_BITS - MAC_NARROW_BITS,
                   path->accumulator + MAC_NARROW_BITS);
    build_register(netlist, MAC_GROUP_PHASE, 1, phase);
    mac_multiplier_build(&path->multiplier, netlist, x, w);
    mac_operand_build(&path->operand, netlist, x, w, phase[0]);
    build_adder_input(path, netlist, pipeline, addend, &subtract);
    build_adder(path, netlist, addend, subtract, total);
    connect_register(netlist, MAC_ADDER_BITS, path->accumulator, total);
    connect_register(netlist, 1, phase, &path->operand.next_phase);
}

int mac_datapath_create(struct mac_datapath *out, enum mac_pipeline pipeline)
{
    *out = (struct mac_datapath){0};
    if (netlist_create(&out->netlist) != 0)
        return -1;
    build(out, out->netlist, pipeline);
    if (netlist_finish(out->netlist) != 0) {
        mac_datapath_free(out);
        return -1;
    }
    return 0;
}

void mac_datapath_free(struct mac_datapath *datapath)
{
    netlist_free(datapath->netlist);
    datapath->netlist = NULL;
}

int mac_datapath_begin(const struct mac_datapath *datapath, struct netlist_run *run,
                       const struct mac_setting *setting)
{
    uint32_t clocked = 0;
    netlist_run_set(run, datapath->multiply, setting->multiply);
    netlist_run_set(run, datapath->wide, setting->wide);
    mac_multiplier_set(&datapath->multiplier, run, setting);
    mac_operand_set(&datapath->operand, run, setting);
    for (int e = 0; e < setting->edges; e++)
        clocked |= setting->clocked[e];
    return netlist_run_begin(run, clocked);
}

void mac_datapath_step(const struct mac_datapath *datapath, struct netlist_run *run,
                       const struct mac_setting *setting, const struct mac_planes *planes,
                       enum netlist_delay delay)
{
    for (int i = 0; i < 8; i++) {
        netlist_run_set_words(run, datapath->x_input[i], planes->x[i]);
        netlist_run_set_words(run, datapath->w_input[i], planes->w[i]);
    }
    for (int e = 0; e < setting->edges; e++)
        netlist_run_clock(run, setting->clocked[e], delay);
}
