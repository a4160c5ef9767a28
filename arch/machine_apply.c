/* The energies of a machine, taken from its table. */
#include <math.h>

#include "machine_build.h"

static double energy_of(const struct arch_machine *machine, const char *component,
                        const char *action, int bits)
{
    const struct arch_energy_row *row =
        arch_energy_table_find(machine->energies, component, action, bits);
    return row ? row->energy_pj : NAN;
}

static void apply_choice(const struct arch_machine *machine, struct arch_choice *choice)
{
    char name[CHOICE_NAME_MAX];
    choice_name(&choice->choice, name);
    choice->energy.mac_pj = energy_of(machine, ARCH_COMPONENT_MAC, name, 0);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        const char *spad = machine->storage[machine->spad[t]].name;
        int bits = arch_access_bits(choice, (enum tensor)t);
        choice->energy.spad_read_pj[t] = energy_of(machine, spad, "read", bits);
        choice->energy.spad_write_pj[t] = energy_of(machine, spad, "write", bits);
    }
}

static double per_bit(const struct arch_machine *machine, int storage, const char *action)
{
    const struct arch_storage *level = &machine->storage[storage];
    return energy_of(machine, level->name, action, level->word_bits) / level->word_bits;
}

void machine_apply_energies(struct arch_machine *machine)
{
    machine->dram_read_pj_per_bit = per_bit(machine, machine->dram, "read");
    machine->dram_write_pj_per_bit = per_bit(machine, machine->dram, "write");
    if (machine->glb >= 0) {
        machine->glb_read_pj_per_bit = per_bit(machine, machine->glb, "read");
        machine->glb_write_pj_per_bit = per_bit(machine, machine->glb, "write");
    }
    machine->noc_inject_pj_per_bit = energy_of(machine, ARCH_COMPONENT_NOC, "inject", 1);
    machine->noc_deliver_pj_per_bit = energy_of(machine, ARCH_COMPONENT_NOC, "deliver", 1);
    machine->noc_link_pj_per_bit = energy_of(machine, ARCH_COMPONENT_NOC, "link", 1);
    for (int c = 0; c < machine->choice_count; c++)
        apply_choice(machine, &machine->choice[c]);
}
