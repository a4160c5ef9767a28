#include "safetensors.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    size_t width;
} types[SAFETENSORS_TYPE_COUNT] = {
    [SAFETENSORS_I8] = {"I8", 1},
    [SAFETENSORS_U8] = {"U8", 1},
    [SAFETENSORS_I32] = {"I32", 4},
    [SAFETENSORS_F32] = {"F32", 4},
};

const char *safetensors_type_name(enum safetensors_type type)
{
    return types[type].name;
}

size_t safetensors_width(enum safetensors_type type)
{
    return types[type].width;
}

size_t safetensors_elements(const struct safetensors_tensor *tensor)
{
    size_t count = 1;
    for (int i = 0; i < tensor->rank; i++)
        count *= tensor->size[i];
    return count;
}

/* Four-byte values are little-endian in the file, whatever the machine. */
static void swap_in(void *out, const unsigned char *from, size_t count)
{
    for (size_t i = 0; i < count; i++, from += 4) {
        uint32_t word =
            (uint32_t)from[3] << 24 | (uint32_t)from[2] << 16 | (uint32_t)from[1] << 8 | from[0];
        memcpy((unsigned char *)out + 4 * i, &word, 4);
    }
}

static void swap_out(unsigned char *to, const void *values, size_t count)
{
    for (size_t i = 0; i < count; i++, to += 4) {
        uint32_t word;
        memcpy(&word, (const unsigned char *)values + 4 * i, 4);
        for (int k = 0; k < 4; k++)
            to[k] = (unsigned char)(word >> 8 * k);
    }
}

void safetensors_copy(void *out, const struct safetensors_tensor *tensor)
{
    size_t count = safetensors_elements(tensor);
    if (types[tensor->type].width == 4)
        swap_in(out, tensor->values, count);
    else if (count)
        memcpy(out, tensor->values, count);
}

static size_t bytes_of(const struct safetensors_tensor *tensor)
{
    return safetensors_elements(tensor) * types[tensor->type].width;
}

static json_t *describe(const struct safetensors_tensor *tensor, size_t begin)
{
    json_t *shape = json_array();
    size_t end = begin + bytes_of(tensor);
    for (int i = 0; i < tensor->rank; i++)
        json_array_append_new(shape, json_integer((json_int_t)tensor->size[i]));
    return json_pack("{s:s, s:o, s:[I, I]}", "dtype", types[tensor->type].name, "shape", shape,
                     "data_offsets", (json_int_t)begin, (json_int_t)end);
}

/* The header as text, NULL when memory is short. *data_size: bytes behind it. */
static char *make_header(const struct safetensors_tensor *tensor, size_t count,
                         const char *const *notes, size_t note_count, size_t *data_size)
{
    json_t *header = json_object(), *metadata = json_object();
    int status = 0;
    for (size_t i = 0; i + 1 < note_count; i += 2)
        status |= json_object_set_new(metadata, notes[i], json_string(notes[i + 1]));
    status |= json_object_set_new(header, "__metadata__", metadata);
    *data_size = 0;
    for (size_t i = 0; i < count; i++) {
        status |= json_object_set_new(header, tensor[i].name, describe(&tensor[i], *data_size));
        *data_size += bytes_of(&tensor[i]);
    }
    char *text = status ? NULL : json_dumps(header, JSON_COMPACT);
    json_decref(header);
    return text;
}

/* Header and tensors into a block; the header is filled up to a multiple of 8 with spaces. */
static unsigned char *assemble(const char *header, size_t data_size,
                               const struct safetensors_tensor *tensor, size_t count, size_t *size)
{
    size_t length = strlen(header), padded = (length + 7) / 8 * 8;
    unsigned char *bytes = malloc(8 + padded + data_size), *to = bytes;
    if (!bytes)
        return NULL;
    for (int k = 0; k < 8; k++)
        *to++ = (unsigned char)((uint64_t)padded >> 8 * k);
    memset(to, ' ', padded);
    memcpy(to, header, length);
    to += padded;
    for (size_t i = 0; i < count; to += bytes_of(&tensor[i]), i++) {
        if (types[tensor[i].type].width == 4)
            swap_out(to, tensor[i].values, safetensors_elements(&tensor[i]));
        else
            memcpy(to, tensor[i].values, bytes_of(&tensor[i]));
    }
    *size = 8 + padded + data_size;
    return bytes;
}

int safetensors_encode(void **bytes, size_t *size, const struct safetensors_tensor *tensor,
                       size_t count, const char *const *notes, size_t note_count)
{
    size_t data_size;
    char *header = make_header(tensor, count, notes, note_count, &data_size);
    *bytes = header ? assemble(header, data_size, tensor, count, size) : NULL;
    free(header);
    return *bytes ? 0 : -1;
}
