/* Machine files: any bytes are read or refused with an error, never worse. The
 * technology is the project's own. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "arch/machine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A machine that was read has a price for everything. */
static void check(const struct arch_machine *machine)
{
    if (machine->choice_count < 1 || machine->rows < 1 || machine->columns < 1)
        abort();
    for (size_t i = 0; i < machine->energies->count; i++)
        if (!isfinite(machine->energies->row[i].energy_pj) || !machine->energies->row[i].source[0])
            abort();
    for (int c = 0; c < machine->choice_count; c++)
        for (int t = 0; t < TENSOR_COUNT; t++)
            if (!isfinite(machine->choice[c].energy.spad_read_pj[t]))
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *folder = getenv("ENOS_SOURCE_DIR");
    char path[512];
    struct diag_list *diag;
    struct arch_machine *machine;
    snprintf(path, sizeof path, "%s/arch/input.yaml", folder ? folder : ".");
    if (diag_create(&diag))
        return 0;
    if (!arch_machine_read_text(&machine, path, (const char *)data, size, NULL, diag)) {
        if (diag_count(diag))
            abort(); /* read, and yet wrong */
        check(machine);
        arch_machine_free(machine);
    } else if (!diag_count(diag)) {
        abort(); /* refused without a reason */
    }
    diag_free(diag);
    return 0;
}
