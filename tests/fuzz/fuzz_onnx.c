/* ONNX models: any bytes give a network, which reads back, or errors that render. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "onnx_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The text is the network's, as any other file is. */
static void check(const struct onnx_import *import)
{
    struct diag_list *diag;
    struct network *back;
    if (diag_create(&diag) != 0)
        return;
    if (strlen(import->text) != import->size ||
        network_read_text(&back, "back", import->text, import->size, NULL, 0, diag) != 0 ||
        network_terms(back) != network_terms(import->network) || back->node_count == 0)
        abort();
    network_free(back);
    diag_free(diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct onnx_import_options options = {NULL, NULL, "fuzz"};
    struct onnx_import import;
    struct diag_list *diag;
    if (diag_create(&diag) != 0)
        return 0;
    int status = onnx_import_bytes(&import, "f", data, size, &options, diag);
    if ((status == 0) != (diag_count(diag) == 0) || (status == 0) != (import.network != NULL))
        abort();
    if (status == 0)
        check(&import);
    onnx_import_free(&import);
    for (size_t i = 0; i < diag_kept(diag); i++)
        free(diag_render(diag, i));
    diag_free(diag);
    return 0;
}
