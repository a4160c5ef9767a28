/* IDX: bytes 0 0, type, rank, then the sizes as 32-bit big-endian words, then the values. */
#include "images_format.h"

#define TYPE_UBYTE 0x08

int images_is_idx(const struct images_file *file)
{
    return file->size >= 4 && file->bytes[0] == 0 && file->bytes[1] == 0;
}

static uint32_t big_endian(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

int images_idx(struct images_array *out, const struct images_file *file)
{
    int type = file->bytes[2], rank = file->bytes[3];
    if (type != TYPE_UBYTE)
        return images_fail(file, "unsigned bytes, type 0x08", "IDX, byte 2: type 0x%02x", type);
    if (rank < 1 || rank > IMAGES_RANK_MAX)
        return images_fail(file, "from 1 to 4", "IDX, byte 3: %d dimensions", rank);
    size_t header = 4 + 4 * (size_t)rank;
    if (file->size < header)
        return images_fail(file, NULL, "IDX, truncated: %zu bytes, the header alone has %zu",
                           file->size, header);
    out->rank = rank;
    for (int i = 0; i < rank; i++)
        out->size[i] = big_endian(file->bytes + 4 + 4 * i);
    out->bytes = file->bytes + header;
    out->byte_count = file->size - header;
    return 0;
}
