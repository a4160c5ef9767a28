#include "simulator/simulate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const sim_reason_names[SIM_REASONS] = {
    [SIM_COMPUTE] = "compute", [SIM_FILL] = "fill", [SIM_DRAIN] = "drain",    [SIM_DRAM] = "dram",
    [SIM_GLB] = "glb",         [SIM_NOC] = "noc",   [SIM_COLLECT] = "collect"};

int sim_layer_run(const struct sim_layer *layer, const struct sim_options *options, int32_t *psum,
                  struct sim_result *out, char reason[SIM_REASON_MAX])
{
    (void)layer, (void)options, (void)psum;
    memset(out, 0, sizeof *out);
    snprintf(reason, SIM_REASON_MAX, "not built yet");
    return -1;
}

void sim_result_free(struct sim_result *result)
{
    free(result->pe_steps);
    result->pe_steps = NULL;
}
