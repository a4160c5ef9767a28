/* mappings.yaml: any bytes are read or refused with an error, never worse. */
#include <stdint.h>
#include <stdlib.h>

#include "mapper/mapping_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diag_list *diag;
    struct map_file *file;
    if (diag_create(&diag))
        return 0;
    if (!map_file_read_text(&file, "input", (const char *)data, size, diag)) {
        if (diag_count(diag))
            abort(); /* read, and yet wrong */
        map_file_free(file);
    } else if (!diag_count(diag)) {
        abort(); /* refused without a reason */
    }
    diag_free(diag);
    return 0;
}
