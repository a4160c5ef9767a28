#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "images_format.h"
#include "workloads/file_bytes.h"

#define FILE_MAX ((size_t)1 << 31)

int images_fail(const struct images_file *file, const char *hint, const char *format, ...)
{
    char message[300];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    diag_error(file->diag, &(struct diag_place){.file = file->name}, hint, "%s", message);
    return -1;
}

int images_array(struct images_array *out, const struct images_file *file)
{
    uint64_t bytes = 1;
    int is_too_large = 0;
    if ((images_is_npy(file) ? images_npy : images_idx)(out, file) != 0)
        return -1;
    for (int i = 0; i < out->rank; i++)
        is_too_large |= __builtin_mul_overflow(bytes, out->size[i], &bytes);
    if (is_too_large)
        return images_fail(file, NULL, "its shape has more bytes than any file");
    if (bytes == out->byte_count)
        return 0;
    return images_fail(file, "header and file must agree",
                       "%zu bytes behind the header, not the %" PRIu64 " of its shape",
                       out->byte_count, bytes);
}

static struct images *new_images(const struct images_file *file, struct network_shape shape,
                                 size_t count)
{
    struct images *images = images_create(shape, count);
    if (!images)
        images_fail(file, NULL, "not enough memory for %zu images", count);
    return images;
}

void images_complete(struct images_array *array, const struct images_file *file)
{
    int is_npy = images_is_npy(file);
    if (array->rank != 3)
        return;
    array->rank = 4;
    array->size[3] = array->size[2];
    array->size[2] = array->size[1];
    array->size[1] = is_npy ? array->size[0] : 1;
    array->size[0] = is_npy ? 1 : array->size[0];
}

static int check_shape(const struct images_array *array, const struct images_file *file,
                       struct network_shape shape)
{
    char hint[100];
    if (array->rank == 4 && array->size[0] > 0 && array->size[1] == (uint64_t)shape.channels &&
        array->size[2] == (uint64_t)shape.rows && array->size[3] == (uint64_t)shape.columns)
        return 0;
    snprintf(hint, sizeof hint, "the network takes images of %dx%dx%d", shape.channels, shape.rows,
             shape.columns);
    if (array->rank != 4)
        return images_fail(file, hint, "an array of %d dimensions is no list of images",
                           array->rank);
    return images_fail(file, hint, "it has %" PRIu64 " images of %" PRIu64 "x%" PRIu64 "x%" PRIu64,
                       array->size[0], array->size[1], array->size[2], array->size[3]);
}

static int read_array(struct images **out, const struct images_file *file,
                      struct network_shape shape)
{
    struct images_array array = {0};
    if (images_array(&array, file) != 0)
        return -1;
    images_complete(&array, file);
    if (check_shape(&array, file, shape) != 0)
        return -1;
    *out = new_images(file, shape, (size_t)array.size[0]);
    if (*out)
        memcpy((*out)->pixel, array.bytes, array.byte_count);
    return *out ? 0 : -1;
}

static void copy_records(struct images *images, const struct images_file *file, size_t label_bytes)
{
    size_t pixels = images_bytes_each(images->shape);
    const uint8_t *record = file->bytes;
    for (size_t i = 0; i < images->count; i++, record += label_bytes + pixels) {
        images->label[i] = record[label_bytes - 1];
        memcpy(images->pixel + i * pixels, record + label_bytes, pixels);
    }
}

/* Records of label bytes and pixels. */
static int read_records(struct images **out, const struct images_file *file,
                        struct network_shape shape)
{
    size_t pixels = images_bytes_each(shape);
    size_t label_bytes = file->size % (pixels + 1) == 0 ? 1 : 2;
    size_t count = file->size / (pixels + label_bytes);
    if (count == 0 || file->size % (pixels + label_bytes) != 0)
        return images_fail(file, "1 or 2 bytes of label, then channels x rows x columns",
                           "%zu bytes are no whole number of records of %dx%dx%d", file->size,
                           shape.channels, shape.rows, shape.columns);
    *out = new_images(file, shape, count);
    if (!*out)
        return -1;
    (*out)->label = malloc(count);
    if (!(*out)->label) {
        images_free(*out);
        *out = NULL;
        return images_fail(file, NULL, "not enough memory for %zu labels", count);
    }
    copy_records(*out, file, label_bytes);
    return 0;
}

static int has_ending(const char *name, const char *ending)
{
    size_t n = strlen(name), m = strlen(ending);
    return n >= m && strcmp(name + n - m, ending) == 0;
}

int images_read_bytes(struct images **out, const char *name, const void *bytes, size_t size,
                      struct network_shape shape, struct diag_list *diag)
{
    struct images_file file = {name, bytes, size, diag};
    *out = NULL;
    if (has_ending(name, ".bin"))
        return read_records(out, &file, shape);
    if (images_is_npy(&file) || images_is_idx(&file))
        return read_array(out, &file, shape);
    return images_fail(&file, "CIFAR (NAME.bin), IDX of unsigned bytes, npy of uint8",
                       "not a known file of images");
}

static int load(struct images_file *file, char **bytes, const char *path, struct diag_list *diag)
{
    *file = (struct images_file){.name = path, .diag = diag};
    if (file_bytes_read(bytes, &file->size, path, FILE_MAX) != 0)
        return images_fail(file, NULL, "cannot be read: %s", strerror(errno));
    file->bytes = (const uint8_t *)*bytes;
    return file->size <= FILE_MAX ? 0 : images_fail(file, NULL, "larger than 2 GiB");
}

static int take_labels(uint8_t **label, size_t *count, const struct images_file *file)
{
    struct images_array array = {0};
    if (!images_is_npy(file) && !images_is_idx(file))
        return images_fail(file, "IDX of unsigned bytes, npy of uint8", "not a file of labels");
    if (images_array(&array, file) != 0)
        return -1;
    if (array.rank != 1)
        return images_fail(file, "a byte for each image",
                           "an array of %d dimensions is no list of labels", array.rank);
    *label = malloc(array.byte_count ? array.byte_count : 1);
    if (!*label)
        return images_fail(file, NULL, "not enough memory for %zu labels", array.byte_count);
    memcpy(*label, array.bytes, array.byte_count);
    *count = array.byte_count;
    return 0;
}

int images_read_labels(uint8_t **label, size_t *count, const char *path, struct diag_list *diag)
{
    struct images_file file;
    char *bytes = NULL;
    *label = NULL;
    *count = 0;
    int status = load(&file, &bytes, path, diag);
    if (status == 0)
        status = take_labels(label, count, &file);
    free(bytes);
    return status;
}

static int read_labels(struct images *images, const char *path, struct diag_list *diag)
{
    struct images_file file = {.name = path, .diag = diag};
    uint8_t *label;
    size_t count;
    if (images_read_labels(&label, &count, path, diag) != 0)
        return -1;
    free(images->label);
    images->label = label;
    if (count == images->count)
        return 0;
    return images_fail(&file, "a byte for each image", "%zu labels for %zu images", count,
                       images->count);
}

int images_read(struct images **out, const char *path, const char *labels,
                struct network_shape shape, struct diag_list *diag)
{
    struct images_file file;
    char *bytes = NULL;
    *out = NULL;
    int status = load(&file, &bytes, path, diag);
    if (status == 0)
        status = images_read_bytes(out, path, bytes, file.size, shape, diag);
    free(bytes);
    if (*out && labels && read_labels(*out, labels, diag) != 0) {
        images_free(*out);
        *out = NULL;
        status = -1;
    }
    return status;
}
