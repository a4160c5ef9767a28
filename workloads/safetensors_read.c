#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "safetensors.h"

/* A file on its way in. */
struct reading {
    struct safetensors *out;
    const char *name;
    const unsigned char *data; /* the tensors' bytes */
    uint64_t data_size;
    struct diag_list *diag;
};

static struct diag_place place_of(const struct reading *in)
{
    return (struct diag_place){.file = in->name};
}

static int fail(const struct reading *in, const char *tensor, const char *hint, const char *what)
{
    struct diag_place place = place_of(in);
    diag_error(in->diag, &place, hint, "tensor '%s': %s", tensor, what);
    return -1;
}

static int read_type(const struct reading *in, struct safetensors_tensor *tensor, const json_t *map)
{
    const char *text = json_string_value(json_object_get(map, "dtype"));
    for (int t = 0; text && t < SAFETENSORS_TYPE_COUNT; t++)
        if (strcmp(text, safetensors_type_name((enum safetensors_type)t)) == 0) {
            tensor->type = (enum safetensors_type)t;
            return 0;
        }
    return fail(in, tensor->name, "dtype is one of I8, U8, I32, F32", "no known dtype");
}

/* Bytes of the tensor by its shape. */
static int read_shape(const struct reading *in, struct safetensors_tensor *tensor,
                      const json_t *map, uint64_t *bytes)
{
    const json_t *shape = json_object_get(map, "shape");
    size_t rank = json_array_size(shape);
    *bytes = safetensors_width(tensor->type);
    if (!json_is_array(shape) || rank > SAFETENSORS_RANK_MAX)
        return fail(in, tensor->name, "shape is a list of at most 4 sizes", "no shape");
    for (size_t i = 0; i < rank; i++) {
        const json_t *size = json_array_get(shape, i);
        json_int_t n = json_integer_value(size);
        if (!json_is_integer(size) || n < 0 || (uint64_t)n > SIZE_MAX ||
            __builtin_mul_overflow(*bytes, (uint64_t)n, bytes))
            return fail(in, tensor->name, NULL, "a size of its shape is no count");
        tensor->size[i] = (size_t)n;
    }
    tensor->rank = (int)rank;
    return 0;
}

static int report_span(const struct reading *in, const struct safetensors_tensor *tensor,
                       json_int_t begin, json_int_t end, uint64_t bytes)
{
    struct diag_place place = place_of(in);
    char hint[120];
    snprintf(hint, sizeof hint,
             "its shape has %" PRIu64 " bytes, the file has %" PRIu64 " behind its header", bytes,
             in->data_size);
    diag_error(in->diag, &place, hint,
               "tensor '%s': bytes %" JSON_INTEGER_FORMAT " to %" JSON_INTEGER_FORMAT
               " do not hold it",
               tensor->name, begin, end);
    return -1;
}

static int read_offsets(const struct reading *in, struct safetensors_tensor *tensor,
                        const json_t *map, uint64_t bytes)
{
    const json_t *offsets = json_object_get(map, "data_offsets");
    const json_t *first = json_array_get(offsets, 0), *last = json_array_get(offsets, 1);
    if (json_array_size(offsets) != 2 || !json_is_integer(first) || !json_is_integer(last))
        return fail(in, tensor->name, "data_offsets is [begin, end]", "no data_offsets");
    json_int_t begin = json_integer_value(first), end = json_integer_value(last);
    if (begin < 0 || end < begin || (uint64_t)end > in->data_size ||
        (uint64_t)(end - begin) != bytes)
        return report_span(in, tensor, begin, end, bytes);
    tensor->values = in->data + begin;
    return 0;
}

static int read_tensor(const struct reading *in, struct safetensors_tensor *tensor,
                       const char *name, const json_t *map)
{
    uint64_t bytes;
    tensor->name = name;
    if (!json_is_object(map))
        return fail(in, name, "{dtype, shape, data_offsets}", "no description");
    if (read_type(in, tensor, map) != 0 || read_shape(in, tensor, map, &bytes) != 0)
        return -1;
    return read_offsets(in, tensor, map, bytes);
}

static int read_tensors(const struct reading *in)
{
    const char *name;
    json_t *map;
    int status = 0;
    in->out->tensor = calloc(json_object_size(in->out->header) + 1, sizeof *in->out->tensor);
    if (!in->out->tensor)
        return fail(in, "", NULL, "not enough memory to read the header");
    json_object_foreach(in->out->header, name, map)
    {
        if (strcmp(name, "__metadata__") != 0)
            status |= read_tensor(in, &in->out->tensor[in->out->count++], name, map);
    }
    return status;
}

static int compare_places(const void *a, const void *b)
{
    const struct safetensors_tensor *left = a, *right = b;
    const unsigned char *x = left->values, *y = right->values;
    size_t n = safetensors_elements(left), m = safetensors_elements(right);
    return x != y ? (x > y) - (x < y) : (n > m) - (n < m); /* an empty one before a full one */
}

static int compare_names(const void *a, const void *b)
{
    const struct safetensors_tensor *left = a, *right = b;
    return strcmp(left->name, right->name);
}

/* Every byte belongs to one tensor. */
static int check_places(const struct reading *in)
{
    struct safetensors *file = in->out;
    const unsigned char *end = in->data;
    qsort(file->tensor, file->count, sizeof *file->tensor, compare_places);
    for (size_t i = 0; i < file->count; i++) {
        const struct safetensors_tensor *tensor = &file->tensor[i];
        if ((const unsigned char *)tensor->values != end)
            return fail(in, tensor->name, "tensors lie one behind the other",
                        (const unsigned char *)tensor->values < end ? "it shares bytes with another"
                                                                    : "there is a gap before it");
        end += safetensors_elements(tensor) * safetensors_width(tensor->type);
    }
    qsort(file->tensor, file->count, sizeof *file->tensor, compare_names);
    struct diag_place place = place_of(in);
    uint64_t left = in->data_size - (uint64_t)(end - in->data);
    if (left)
        diag_error(in->diag, &place, NULL, "%" PRIu64 " bytes behind the last tensor", left);
    return left ? -1 : 0;
}

/* Splits off the header. */
static int read_length(struct reading *in, const unsigned char *bytes, size_t size,
                       size_t *header_size)
{
    struct diag_place place = place_of(in);
    uint64_t length = 0;
    for (size_t i = 8; size >= 8 && i-- > 0;)
        length = length << 8 | bytes[i];
    if (size < 8 || length > size - 8 || length > SAFETENSORS_HEADER_MAX) {
        diag_error(in->diag, &place, "8 bytes of length, a header in JSON, and the tensors",
                   "no safetensors file, or truncated: %zu bytes, with a header of %" PRIu64, size,
                   length);
        return -1;
    }
    in->data = bytes + 8 + length;
    in->data_size = size - 8 - length;
    *header_size = (size_t)length;
    return 0;
}

static int read_header(const struct reading *in, const char *text, size_t size)
{
    struct diag_place place = place_of(in);
    json_error_t error;
    in->out->header = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    if (json_is_object(in->out->header))
        return 0;
    diag_error(in->diag, &place, "the header is a map in JSON", "header, byte %d: %s",
               in->out->header ? 0 : error.position, in->out->header ? "no map" : error.text);
    return -1;
}

int safetensors_open(struct safetensors *out, const char *name, const void *bytes, size_t size,
                     struct diag_list *diag)
{
    struct reading in = {.out = out, .name = name, .diag = diag};
    size_t header_size;
    *out = (struct safetensors){0};
    if (read_length(&in, bytes, size, &header_size) == 0 &&
        read_header(&in, (const char *)bytes + 8, header_size) == 0 && read_tensors(&in) == 0 &&
        check_places(&in) == 0)
        return 0;
    safetensors_close(out);
    return -1;
}

void safetensors_close(struct safetensors *file)
{
    json_decref(file->header);
    free(file->tensor);
    *file = (struct safetensors){0};
}

const struct safetensors_tensor *safetensors_find(const struct safetensors *file, const char *name)
{
    struct safetensors_tensor key = {.name = name};
    if (!file->count)
        return NULL;
    return bsearch(&key, file->tensor, file->count, sizeof key, compare_names);
}

const char *safetensors_note(const struct safetensors *file, const char *key)
{
    return json_string_value(json_object_get(json_object_get(file->header, "__metadata__"), key));
}
