/* npy: "\x93NUMPY", version, length of the header, the header (a Python dict), the values. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "images_format.h"

#define MAGIC "\x93NUMPY"
#define MAGIC_SIZE 6
#define HEADER_MAX 4096 /* numpy writes about 120 bytes */

int images_is_npy(const struct images_file *file)
{
    return file->size >= MAGIC_SIZE && memcmp(file->bytes, MAGIC, MAGIC_SIZE) == 0;
}

/* Where the header begins and how long it is; 0 if the file does not hold it. */
static size_t find_header(const struct images_file *file, size_t *length)
{
    size_t width = file->size > MAGIC_SIZE && file->bytes[MAGIC_SIZE] == 1 ? 2 : 4;
    size_t begin = MAGIC_SIZE + 2 + width;
    if (file->size < begin)
        return 0;
    *length = 0;
    for (size_t i = begin; i-- > begin - width;)
        *length = *length << 8 | file->bytes[i];
    return *length <= HEADER_MAX && *length <= file->size - begin ? begin : 0;
}

/* The text behind "'key':" and spaces, or NULL. */
static const char *value_of(const char *header, const char *key)
{
    char quoted[32];
    snprintf(quoted, sizeof quoted, "'%s':", key);
    const char *at = strstr(header, quoted);
    return at ? at + strlen(quoted) + strspn(at + strlen(quoted), " ") : NULL;
}

static int begins(const char *text, const char *with)
{
    return text && strncmp(text, with, strlen(with)) == 0;
}

/* "(2, 3, 32, 32)", "(5,)". Returns the rank, or -1. */
static int parse_shape(const char *text, uint64_t size[IMAGES_RANK_MAX])
{
    int rank = 0;
    if (!begins(text, "("))
        return -1;
    text++;
    while (*text != ')') {
        char *end;
        if (rank == IMAGES_RANK_MAX || *text < '0' || *text > '9')
            return -1;
        size[rank++] = strtoull(text, &end, 10); /* ULLONG_MAX, if it is larger: no array's size */
        if (*end != ',' && *end != ')')
            return -1;
        text = end + strspn(end, ", ");
    }
    return rank;
}

static int read_header(struct images_array *out, const struct images_file *file, const char *header)
{
    const char *type = value_of(header, "descr");
    if (!begins(type, "'|u1'") && !begins(type, "'<u1'"))
        return images_fail(file, "save it as numpy.uint8", "npy, header: values are no bytes");
    if (!begins(value_of(header, "fortran_order"), "False"))
        return images_fail(file, "save numpy.ascontiguousarray(x)",
                           "npy, header: the array is not in C order");
    out->rank = parse_shape(value_of(header, "shape"), out->size);
    if (out->rank < 1)
        return images_fail(file, "a tuple of 1 to 4 sizes", "npy, header: no shape");
    return 0;
}

int images_npy(struct images_array *out, const struct images_file *file)
{
    char header[HEADER_MAX + 1];
    size_t length, begin = find_header(file, &length);
    if (!begin)
        return images_fail(file, NULL, "npy, truncated in its header: %zu bytes", file->size);
    memcpy(header, file->bytes + begin, length);
    header[length] = '\0';
    out->bytes = file->bytes + begin + length;
    out->byte_count = file->size - begin - length;
    return read_header(out, file, header);
}
