/* The rows of a machine's energy table: typed in the machine file, or estimated by
 * its technology. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "machine_build.h"
#include "machine_term.h"

static void write_source(struct arch_energy_row *row, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void write_source(struct arch_energy_row *row, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(row->source, sizeof row->source, format, arguments);
    va_end(arguments);
}

static int report_memory(struct machine_build *build)
{
    struct diag_place place = {.file = build->machine->file};
    diag_error(build->diag, &place, NULL, "out of memory");
    return -1;
}

int machine_add_row(struct machine_build *build, struct arch_energy_row *row, const char *component,
                    const char *action, double energy_pj)
{
    snprintf(row->component, sizeof row->component, "%s", component);
    snprintf(row->action, sizeof row->action, "%s", action);
    row->energy_pj = energy_pj;
    return arch_energy_table_add(build->machine->energies, row) == 0 ? 0 : report_memory(build);
}

static int add_read_write(struct machine_build *build, int i, struct arch_energy_row *row,
                          double read_pj, double write_pj)
{
    const struct storage_text *storage = &build->storage[i];
    row->instances =
        storage->class == CLASS_SCRATCHPAD ? build->machine->rows * build->machine->columns : 1;
    int status = machine_add_row(build, row, storage->name, "read",
                                 read_pj + storage->address_generation_pj);
    return status | machine_add_row(build, row, storage->name, "write",
                                    write_pj + storage->address_generation_pj);
}

/* Adds what an address costs to the words of a source. */
static void append_address(const struct machine_build *build, int i, struct arch_energy_row *row)
{
    const struct desc_node *node = desc_find(build->storage_node[i], "address_generation");
    const char *text;
    double energy = build->storage[i].address_generation_pj;
    if (node == NULL || energy == 0)
        return;
    desc_origin(node, &text);
    size_t used = strlen(row->source);
    snprintf(row->source + used, sizeof row->source - used, "; + %.4g pJ for the address: %.100s",
             energy, text);
}

static int add_typed(struct machine_build *build, int i, int bits)
{
    const struct storage_energy_text *energy = &build->storage[i].energy;
    const struct desc_node *node = desc_find(build->storage_node[i], "energy");
    const char *text;
    double share = (double)bits / energy->per_bits;
    struct arch_energy_row row = {.bits = bits};
    desc_origin(desc_find(node, "read"), &text);
    write_source(&row, "%.200s: %.6g pJ read, %.6g pJ written per %d b", text, energy->read_pj,
                 energy->write_pj, energy->per_bits);
    append_address(build, i, &row);
    return add_read_write(build, i, &row, energy->read_pj * share, energy->write_pj * share);
}

static int add_dram(struct machine_build *build, int i, int bits)
{
    struct arch_energy_row row = {.bits = bits};
    const char *type = build->storage[i].type, *near;
    const struct desc_node *node = desc_find(build->storage_node[i], "type");
    double energy;
    char hint[80];
    if (node == NULL) {
        desc_error_key(build->diag, build->storage_node[i],
                       "give its 'type', such as LPDDR4, or its 'energy'",
                       "the energy of '%s' is missing", build->storage[i].name);
        return -1;
    }
    if (technology_dram(build->technology, type, &energy, row.source, &near) != 0) {
        snprintf(hint, sizeof hint, "did you mean '%s'?", near ? near : "LPDDR4");
        desc_error(build->diag, node, hint, "the technology has no DRAM type '%s'", type);
        return -1;
    }
    return add_read_write(build, i, &row, energy * bits, energy * bits);
}

int machine_estimate_quietly(const struct machine_build *build, int i, int bits,
                             struct technology_access *access, char why[TECHNOLOGY_WHY_MAX])
{
    const struct storage_text *storage = &build->storage[i];
    double depth = (double)storage->capacity_bits / storage->word_bits;
    enum technology_memory memory =
        storage->class == CLASS_BUFFER ? MEMORY_BUFFER : MEMORY_SCRATCHPAD;
    return technology_estimate(build->technology, memory, (double)storage->capacity_bits, bits,
                               depth, access, why);
}

int machine_estimate(const struct machine_build *build, int i, int bits,
                     struct technology_access *access)
{
    char why[TECHNOLOGY_WHY_MAX];
    if (machine_estimate_quietly(build, i, bits, access, why) == 0)
        return 0;
    desc_error(build->diag, desc_find(build->storage_node[i], "capacity"),
               "give its 'energy', or extend memory.extrapolate_* of the technology",
               "storage '%s' cannot be estimated: %s", build->storage[i].name, why);
    return -1;
}

static int add_estimated(struct machine_build *build, int i, int bits)
{
    struct technology_access access;
    struct arch_energy_row row = {.bits = bits};
    if (machine_estimate(build, i, bits, &access) != 0)
        return -1;
    row.extrapolated = access.extrapolated;
    write_source(&row, "%s", access.source);
    append_address(build, i, &row);
    return add_read_write(build, i, &row, access.read_pj, access.write_pj);
}

static int add_access(struct machine_build *build, int i, int bits)
{
    const struct storage_text *storage = &build->storage[i];
    if (arch_energy_table_find(build->machine->energies, storage->name, "read", bits))
        return 0;
    if (storage->energy.per_bits > 0)
        return add_typed(build, i, bits);
    return storage->class == CLASS_DRAM ? add_dram(build, i, bits) : add_estimated(build, i, bits);
}

static int check_storage_zeros(const struct machine_build *build, int i)
{
    const struct storage_text *storage = &build->storage[i];
    const struct desc_node *energy = desc_find(build->storage_node[i], "energy");
    const struct desc_node *address = desc_find(build->storage_node[i], "address_generation");
    int status = 0;
    if (energy) {
        status |=
            machine_check_zero(desc_find(energy, "read"), storage->energy.read_pj, build->diag);
        status |=
            machine_check_zero(desc_find(energy, "write"), storage->energy.write_pj, build->diag);
    }
    if (address)
        return status | machine_check_zero(address, storage->address_generation_pj, build->diag);
    if (storage->class == CLASS_DRAM)
        return status;
    desc_error(build->diag, build->storage_node[i],
               "give 'address_generation', such as '1.6 fJ'; 0 pJ needs a source:",
               "storage '%s': the energy of its addresses is missing", storage->name);
    return -1;
}

/* Every width at which the choices use scratchpad i. */
static int add_scratchpad(struct machine_build *build, int i)
{
    const struct arch_machine *machine = build->machine;
    int status = 0;
    for (int c = 0; c < machine->choice_count; c++)
        for (int t = 0; t < TENSOR_COUNT; t++)
            if (machine->spad[t] == i)
                status |=
                    add_access(build, i, arch_access_bits(&machine->choice[c], (enum tensor)t));
    return status;
}

static int add_storage(struct machine_build *build)
{
    const struct arch_machine *machine = build->machine;
    int status = 0;
    for (int i = 0; i < machine->storage_count; i++) {
        if (check_storage_zeros(build, i) != 0)
            status = -1;
        else if (build->storage[i].class == CLASS_SCRATCHPAD)
            status |= add_scratchpad(build, i);
        else
            status |= add_access(build, i, machine->storage[i].word_bits);
    }
    return status;
}

/* Energy of a hop per bit, and in words where it is from. */
static double find_hop(const struct machine_build *build, char *words, size_t size)
{
    const struct desc_node *hop = desc_find(build->text.network, "hop");
    const struct technology *technology = build->technology;
    const char *text;
    if (hop) {
        desc_origin(hop, &text);
        snprintf(words, size, "%.200s", text);
        return build->network.hop_pj_per_bit;
    }
    snprintf(words, size, "pitch %.4g mm x %.4g pJ/(b mm): %.100s; at %.4g V: %.100s",
             build->machine->pe_pitch_mm, technology->wire_pj_per_bit_mm,
             technology_source(technology, "wire", "energy"), technology->voltage,
             technology_source(technology, "wire", "measured_at"));
    return build->machine->pe_pitch_mm * technology->wire_pj_per_bit_mm;
}

static int add_network(struct machine_build *build)
{
    const struct network_text *network = &build->network;
    struct arch_energy_row row = {.bits = 1, .instances = 1};
    char words[300];
    const char *text;
    double hop = find_hop(build, words, sizeof words);
    write_source(&row, "%.4g hops of %s", network->inject_hops, words);
    int status =
        machine_add_row(build, &row, ARCH_COMPONENT_NOC, "inject", hop * network->inject_hops);
    write_source(&row, "%.4g hops of %s", network->deliver_hops, words);
    status |=
        machine_add_row(build, &row, ARCH_COMPONENT_NOC, "deliver", hop * network->deliver_hops);
    desc_origin(desc_find(build->text.network, "adder"), &text);
    write_source(&row, "%.4g hops of %s; + %.4g pJ/b: %.80s", network->link_hops, words,
                 network->adder_pj_per_bit, text);
    return status | machine_add_row(build, &row, ARCH_COMPONENT_NOC, "link",
                                    hop * network->link_hops + network->adder_pj_per_bit);
}

int machine_build_energies(struct machine_build *build, const struct arch_options *options)
{
    struct arch_machine *machine = build->machine;
    if (arch_energy_table_create(&machine->energies) != 0)
        return report_memory(build);
    int status = add_storage(build);
    int areas = machine_find_areas(build);
    if (areas == 0)
        status |= add_network(build);
    status |= areas | machine_add_terms(build, options);
    if (status == 0 && options && options->energy_table_file)
        status =
            arch_energy_table_read_ert(machine->energies, options->energy_table_file, build->diag);
    return status;
}
