/* Network files: any bytes give a network or errors that render. */
#include <stdint.h>
#include <stdlib.h>

#include "workloads/network.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Uses what was read, so that the sanitizers look at it. */
static void use(const struct network *network)
{
    uint64_t sum = network_terms(network);
    for (int i = 0; i < network->node_count; i++)
        sum += network_elements_in(network, &network->node[i]);
    if (sum == 0 || network->output < 0 || network->output >= network->node_count)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diag_list *diag;
    struct network *network;
    if (diag_create(&diag) != 0)
        return 0;
    int status = network_read_text(&network, "f", (const char *)data, size, NULL, 0, diag);
    if ((status == 0) != (diag_count(diag) == 0) || (status == 0) != (network != NULL))
        abort();
    if (network)
        use(network);
    network_free(network);
    for (size_t i = 0; i < diag_kept(diag); i++)
        free(diag_render(diag, i));
    diag_free(diag);
    return 0;
}
