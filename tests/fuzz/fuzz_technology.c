/* Technology files: any bytes are read or refused with an error, never worse. The
 * tables they name are the project's own. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../arch/technology.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A technology that was read answers, with an energy or with a reason. */
static void check(const struct technology *technology)
{
    for (int memory = 0; memory < MEMORY_COUNT; memory++) {
        struct technology_access access;
        char why[TECHNOLOGY_WHY_MAX] = "";
        int status = technology_estimate(technology, (enum technology_memory)memory, 4096 * 8, 16,
                                         256, &access, why);
        if (status ? !why[0] : !isfinite(access.read_pj) || !isfinite(access.write_pj))
            abort();
    }
    if (!isfinite(technology->cells.full_adder_pj) || !(technology->node_nm > 0))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *folder = getenv("ENOS_SOURCE_DIR");
    char path[512];
    struct diag_list *diag;
    struct technology *technology;
    snprintf(path, sizeof path, "%s/arch/tech/input.yaml", folder ? folder : ".");
    if (diag_create(&diag))
        return 0;
    int status = technology_read_text(&technology, path, (const char *)data, size, NULL, diag);
    if ((status == 0) != (diag_count(diag) == 0))
        abort(); /* refused without a reason, or read and yet wrong */
    if (!status)
        check(technology);
    technology_free(status ? NULL : technology);
    diag_free(diag);
    return 0;
}
