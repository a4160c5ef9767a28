/* Files of images: any bytes, as a file of each kind of name, give images or an error. */
#include <stdint.h>
#include <stdlib.h>

#include "workloads/images.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Looks at every byte, so that the sanitizers do. */
static void use(const struct images *images)
{
    size_t bytes =
        (size_t)images->shape.channels * (size_t)images->shape.rows * (size_t)images->shape.columns;
    volatile unsigned sum = 0;
    if (images->count == 0)
        abort();
    for (size_t i = 0; i < images->count; i++) {
        sum = sum + (images->label ? images->label[i] : 0u);
        for (size_t k = 0; k < bytes; k++)
            sum = sum + images_at(images, i)[k];
    }
}

static void read_as(const char *name, const uint8_t *data, size_t size, struct network_shape shape)
{
    struct images *images;
    struct diag_list *diag;
    if (diag_create(&diag))
        return;
    int status = images_read_bytes(&images, name, data, size, shape, diag);
    if ((status == 0) != (diag_count(diag) == 0) || (status == 0) != (images != NULL))
        abort();
    if (images)
        use(images);
    for (size_t i = 0; i < diag_kept(diag); i++)
        free(diag_render(diag, i));
    images_free(images);
    diag_free(diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_as("input", data, size, (struct network_shape){1, 2, 2});
    read_as("input", data, size, (struct network_shape){3, 1, 2});
    read_as("input.bin", data, size, (struct network_shape){3, 1, 2});
    return 0;
}
