#include "screen_subject.h"

#include <string.h>

#include "number_text.h"

static void print_capacity(FILE *out, const struct arch_machine *machine)
{
    if (machine->glb < 0)
        return;
    const struct arch_storage *glb = &machine->storage[machine->glb];
    char size[NUMBER_TEXT_MAX];
    fprintf(out, ", %s KiB %s", number_three(size, (double)glb->capacity_bits / 8192), glb->name);
}

void screen_machine(FILE *out, const struct arch_machine *machine)
{
    char nm[NUMBER_TEXT_MAX], mhz[NUMBER_TEXT_MAX];
    fprintf(out, "%s: %dx%d PEs", machine->name, machine->rows, machine->columns);
    print_capacity(out, machine);
    snprintf(nm, sizeof nm, "%g", machine->tech_nm);
    snprintf(mhz, sizeof mhz, "%g", machine->clock_hz / 1e6);
    fprintf(out, ", %s nm, %s MHz\n", nm, mhz);
    if (machine->provisional)
        fprintf(out, "provisional: some energies are placeholders (--energy-table shows which)\n");
}

void screen_network(FILE *out, const struct network *network, int batch)
{
    char ops[NUMBER_TEXT_MAX];
    fprintf(out, "%s: %d layer%s, %s ops", network->name, network->layer_count,
            network->layer_count == 1 ? "" : "s", number_si(ops, (double)network_terms(network)));
    if (batch > 1)
        fprintf(out, ", batch %d", batch);
    fputc('\n', out);
}

void screen_layer_name(FILE *out, const char *name)
{
    enum { WIDTH = SCREEN_LAYER_WIDTH };
    size_t length = strlen(name);
    if (length <= WIDTH)
        fprintf(out, "%-*s", WIDTH, name);
    else
        fprintf(out, "..%s", name + length - (WIDTH - 2));
}
