/* Network files: any bytes give a network or errors that render; a network can be written, and
 * reads back. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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

static void write_and_read(const struct network *network)
{
    struct diag_list *diag;
    struct network *back;
    char *text;
    size_t size;
    if (network_encode(&text, &size, network, NULL, NULL) != 0 || diag_create(&diag) != 0)
        abort();
    if (network_read_text(&back, "back", text, size, NULL, 0, diag) != 0 ||
        strcmp(back->source, network->source) != 0 || back->node_count != network->node_count ||
        network_terms(back) != network_terms(network))
        abort();
    network_free(back);
    diag_free(diag);
    free(text);
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
    if (network) {
        use(network);
        write_and_read(network);
    }
    network_free(network);
    for (size_t i = 0; i < diag_kept(diag); i++)
        free(diag_render(diag, i));
    diag_free(diag);
    return 0;
}
