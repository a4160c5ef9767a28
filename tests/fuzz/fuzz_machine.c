/* Machine files: any bytes are read or refused with an error, never worse. The
 * technology is the project's own. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "arch/machine.h"
#include "mapper/build_problem.h"
#include "mapper/constrain.h"

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

/* Its constraints can be held against a layer, whatever they are. */
static void check_constraints(const struct arch_machine *machine)
{
    static const struct layer_shape shape = {.size = {1, 6, 8, 7, 7, 3, 3, 1},
                                             .input = {7, 7},
                                             .stride = {1, 1},
                                             .dilation = {1, 1},
                                             .pad = {1, 1}};
    struct map_problem problem;
    struct map_mapping mapping;
    char reason[MAP_REASON_MAX] = "";
    map_problem_build(&problem, machine, 0, &shape);
    for (int factors = FACTORS_SPATIAL; factors <= FACTORS_IMPERFECT; factors++)
        if (map_constraints_contradict(&problem, (enum map_factors)factors, reason) && !reason[0])
            abort();
    if (map_constraints_fixed(&problem, &mapping))
        map_constraints_obey(&problem, &mapping, reason);
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
        check_constraints(machine);
        arch_machine_free(machine);
    } else if (!diag_count(diag)) {
        abort(); /* refused without a reason */
    }
    diag_free(diag);
    return 0;
}
