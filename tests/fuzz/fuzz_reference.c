/* Published results: any bytes are read or refused with an error, never worse. */
#include <stdint.h>
#include <stdlib.h>

#include "map_reference.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Uses what was read, so that the sanitizers look at it. */
static void use(const struct map_reference *reference)
{
    struct choice choice;
    if (choice_parse(&choice, "T16") == 0)
        map_reference_pj(reference, "alexnet", "conv1", &choice);
    if (!map_reference_source(reference) || !map_reference_title(reference))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diag_list *diag;
    struct map_reference *reference;
    if (diag_create(&diag))
        return 0;
    int status = map_reference_read_text(&reference, "input", (const char *)data, size, diag);
    if ((status == 0) != (diag_count(diag) == 0) || (status == 0) != (reference != NULL))
        abort(); /* refused without a reason, or read and yet wrong */
    if (reference)
        use(reference);
    map_reference_free(reference);
    diag_free(diag);
    return 0;
}
