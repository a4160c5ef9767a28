#include "workloads/image_stream.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "images_format.h"

#define HEAD_BYTES 8192 /* an npy header has less than 4200 */
#define SIDE_MAX 65536

/* Records have no header: their size tells. */
static int layout_records(struct image_stream *stream, const struct images_file *file)
{
    struct network_shape shape = stream->shape;
    size_t record = stream->label_bytes + images_bytes_each(shape), rest = file->size % record;
    stream->count = file->size / record;
    if (file->size == 0)
        return images_fail(file, NULL, "it is empty");
    if (rest == 0)
        return 0;
    return images_fail(file, "is the file complete?",
                       "%zu bytes are %zu records of %zu + %dx%dx%d bytes, and %zu bytes more",
                       file->size, stream->count, stream->label_bytes, shape.channels, shape.rows,
                       shape.columns, rest);
}

static int take_shape(struct image_stream *stream, const struct images_array *array,
                      const struct images_file *file)
{
    if (array->rank != 4)
        return images_fail(file, "(N, H, W) or (N, C, H, W)",
                           "an array of %d dimensions is no list of images", array->rank);
    for (int i = 0; i < 4; i++)
        if (array->size[i] == 0 || (i > 0 && array->size[i] > SIDE_MAX))
            return images_fail(file, NULL,
                               "it has %" PRIu64 " images of %" PRIu64 "x%" PRIu64 "x%" PRIu64,
                               array->size[0], array->size[1], array->size[2], array->size[3]);
    stream->count = (size_t)array->size[0];
    stream->shape =
        (struct network_shape){(int)array->size[1], (int)array->size[2], (int)array->size[3]};
    return 0;
}

/* Leaves the file where the first image begins. */
static int layout_array(struct image_stream *stream, const struct images_file *file)
{
    struct images_array array = {0};
    if (!images_is_npy(file) && !images_is_idx(file))
        return images_fail(file, "IDX of unsigned bytes, npy of uint8",
                           "not a known file of images");
    if (images_array(&array, file) != 0)
        return -1;
    images_complete(&array, file);
    if (take_shape(stream, &array, file) != 0)
        return -1;
    if (fseek(stream->file, (long)(array.bytes - file->bytes), SEEK_SET) == 0)
        return 0;
    return images_fail(file, NULL, "cannot be read: %s", strerror(errno));
}

/* The readers of headers see the first bytes of the file, and its whole size. */
static int layout(struct image_stream *stream, size_t size, struct diag_list *diag)
{
    uint8_t head[HEAD_BYTES] = {0};
    struct images_file file = {stream->path, head, size, diag};
    size_t wanted = size < HEAD_BYTES ? size : HEAD_BYTES;
    if (stream->label_bytes > 0)
        return layout_records(stream, &file);
    if (fread(head, 1, wanted, stream->file) != wanted)
        return images_fail(&file, NULL, "cannot be read: %s", strerror(errno));
    return layout_array(stream, &file);
}

int image_stream_open(struct image_stream *out, const char *path, size_t label_bytes,
                      struct network_shape shape, struct diag_list *diag)
{
    struct images_file file = {.name = path, .diag = diag};
    struct stat status;
    assert(label_bytes <= IMAGE_STREAM_LABEL_MAX);
    *out = (struct image_stream){.path = path, .label_bytes = label_bytes, .shape = shape};
    out->file = fopen(path, "rb");
    if (!out->file || fstat(fileno(out->file), &status) != 0) {
        images_fail(&file, NULL, "cannot be read: %s", strerror(errno));
    } else if (!S_ISREG(status.st_mode)) {
        images_fail(&file, NULL, "not a regular file");
    } else if (layout(out, (size_t)status.st_size, diag) == 0) {
        return 0;
    }
    image_stream_close(out);
    return -1;
}

void image_stream_close(struct image_stream *stream)
{
    if (stream->file)
        fclose(stream->file);
    stream->file = NULL;
}

int image_stream_read(struct image_stream *stream, uint8_t *pixel,
                      uint8_t label[IMAGE_STREAM_LABEL_MAX], struct diag_list *diag)
{
    struct images_file file = {.name = stream->path, .diag = diag};
    size_t bytes = images_bytes_each(stream->shape);
    assert(stream->next < stream->count);
    errno = 0;
    if (fread(label, 1, stream->label_bytes, stream->file) == stream->label_bytes &&
        fread(pixel, 1, bytes, stream->file) == bytes) {
        stream->next++;
        return 0;
    }
    return images_fail(&file, NULL, "cannot be read at image %zu: %s", stream->next,
                       errno ? strerror(errno) : "it has become shorter");
}
