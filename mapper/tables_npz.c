/* tables.npz: a zip archive of stored .npy arrays.
 *
 * A .npy file is the magic "\x93NUMPY", version 1.0, the length of the header,
 * the header (a Python dictionary, padded with spaces so that the data begins
 * at a multiple of 64, ending in a newline), the data. Strings are fixed-width
 * UCS-4. Source: numpy.lib.format.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zip.h>

#include "mapper/tables.h"

/* A growing byte buffer; `failed` once memory was short. */
struct bytes {
    unsigned char *data;
    size_t size, capacity;
    int failed;
};

static void append(struct bytes *bytes, const void *data, size_t size)
{
    if (bytes->failed)
        return;
    if (bytes->size + size > bytes->capacity) {
        size_t capacity = (bytes->size + size) * 2;
        unsigned char *grown = realloc(bytes->data, capacity);
        if (!grown) {
            bytes->failed = 1;
            return;
        }
        bytes->data = grown;
        bytes->capacity = capacity;
    }
    memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
}

/* Little-endian, whatever the machine. */
static void append_integer(struct bytes *bytes, uint64_t value, int width)
{
    unsigned char part[8];
    for (int i = 0; i < width; i++)
        part[i] = (unsigned char)(value >> (8 * i));
    append(bytes, part, (size_t)width);
}

static void append_double(struct bytes *bytes, double value)
{
    uint64_t pattern;
    memcpy(&pattern, &value, sizeof pattern);
    append_integer(bytes, pattern, 8);
}

/* `descr` is numpy's type string, `shape` a tuple. */
static void append_header(struct bytes *bytes, const char *descr, const char *shape)
{
    enum { PREFIX = 10, ALIGNMENT = 64 };
    char header[256];
    int used = snprintf(header, sizeof header,
                        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, shape);
    int padded = (PREFIX + used + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - PREFIX;
    memset(header + used, ' ', (size_t)(padded - used));
    header[padded - 1] = '\n';
    append(bytes, "\x93NUMPY\x01\x00", 8);
    append_integer(bytes, (uint64_t)padded, 2);
    append(bytes, header, (size_t)padded);
}

/* One code point of UTF-8; a byte that is no UTF-8 stands for itself. */
static uint32_t next_code_point(const char **text)
{
    const unsigned char *c = (const unsigned char *)*text;
    int more = *c >= 0xf0 ? 3 : *c >= 0xe0 ? 2 : *c >= 0xc0 ? 1 : 0;
    uint32_t point = more ? *c & (0x3fu >> more) : *c;
    for (int i = 1; i <= more; i++) {
        if ((c[i] & 0xc0) != 0x80) {
            *text += 1;
            return *c;
        }
        point = point << 6 | (c[i] & 0x3fu);
    }
    *text += more + 1;
    return point;
}

static size_t code_points(const char *text)
{
    size_t count = 0;
    while (*text) {
        next_code_point(&text);
        count++;
    }
    return count;
}

static void append_string(struct bytes *bytes, const char *text, size_t width)
{
    for (size_t i = 0; i < width; i++)
        append_integer(bytes, *text ? next_code_point(&text) : 0, 4);
}

/* `shape` as a Python tuple: () for no dimensions. */
static void strings_array(struct bytes *bytes, const char *const *text, size_t count,
                          const char *shape)
{
    size_t width = 1;
    for (size_t i = 0; i < count; i++) {
        size_t length = code_points(text[i]);
        width = length > width ? length : width;
    }
    char descr[32];
    snprintf(descr, sizeof descr, "<U%zu", width);
    append_header(bytes, descr, shape);
    for (size_t i = 0; i < count; i++)
        append_string(bytes, text[i], width);
}

/* Hands the bytes to the archive as member `name`.npy. Returns 0 or -1. */
static int add_member(zip_t *archive, const char *name, struct bytes *bytes)
{
    zip_source_t *source =
        bytes->failed ? NULL : zip_source_buffer(archive, bytes->data, bytes->size, 1);
    if (!source) {
        free(bytes->data);
        return -1;
    }
    char file[64];
    snprintf(file, sizeof file, "%s.npy", name);
    zip_int64_t index = zip_file_add(archive, file, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return -1;
    }
    /* 1980-01-01, the first date a zip archive knows: the same tables are the same bytes */
    if (zip_file_set_dostime(archive, (zip_uint64_t)index, 0, 0x21, 0))
        return -1;
    return zip_set_file_compression(archive, (zip_uint64_t)index, ZIP_CM_STORE, 0);
}

/* The archive frees what add_member hands it, which clang's analyzer cannot know. */
/* NOLINTBEGIN(clang-analyzer-unix.Malloc) */
static int add_layers(zip_t *archive, const struct map_tables *tables)
{
    struct bytes bytes = {0};
    char shape[32];
    snprintf(shape, sizeof shape, "(%zu,)", tables->layer_count);
    strings_array(&bytes, (const char *const *)tables->layer, tables->layer_count, shape);
    return add_member(archive, "layers", &bytes);
}

static int add_choices(zip_t *archive, const struct map_tables *tables)
{
    size_t count = tables->choice_count;
    char(*name)[CHOICE_NAME_MAX] = calloc(count + 1, sizeof *name);
    const char **pointer = calloc(count + 1, sizeof *pointer);
    struct bytes bytes = {.failed = !name || !pointer};
    if (!bytes.failed) {
        char shape[32];
        for (size_t j = 0; j < count; j++) {
            choice_name(&tables->choice[j], name[j]);
            pointer[j] = name[j];
        }
        snprintf(shape, sizeof shape, "(%zu,)", count);
        strings_array(&bytes, pointer, count, shape);
    }
    free(name);
    free(pointer);
    return add_member(archive, "choices", &bytes);
}

static int add_ops(zip_t *archive, const struct map_tables *tables)
{
    struct bytes bytes = {0};
    char shape[32];
    snprintf(shape, sizeof shape, "(%zu,)", tables->layer_count);
    append_header(&bytes, "<u8", shape);
    for (size_t l = 0; l < tables->layer_count; l++)
        append_integer(&bytes, tables->ops[l], 8);
    return add_member(archive, "ops", &bytes);
}

static double operation_pj(const struct map_table_cell *cell)
{
    return cell->e_op_pj;
}

static double dram_pj(const struct map_table_cell *cell)
{
    return map_cell_cost(cell, cell->e_tx_dram_pj);
}

static double latency(const struct map_table_cell *cell)
{
    return map_cell_cost(cell, cell->latency_cycles);
}

/* One array of doubles per column of the table. */
static const struct {
    const char *name;
    double (*value)(const struct map_table_cell *cell);
} columns[] = {
    {"e_op_pj", operation_pj},   {"e_tx_pj", map_cell_transmission_pj},
    {"e_tx_dram_pj", dram_pj},   {"energy_pj", map_cell_energy_pj},
    {"latency_cycles", latency},
};

static int add_column(zip_t *archive, const struct map_tables *tables, size_t column)
{
    struct bytes bytes = {0};
    char shape[64];
    snprintf(shape, sizeof shape, "(%zu, %zu)", tables->layer_count, tables->choice_count);
    append_header(&bytes, "<f8", shape);
    for (size_t i = 0; i < tables->layer_count * tables->choice_count; i++)
        append_double(&bytes, columns[column].value(&tables->cell[i]));
    return add_member(archive, columns[column].name, &bytes);
}

static int add_provenance(zip_t *archive, const struct provenance *provenance)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return -1;
    provenance_write(out, provenance, "tables");
    struct bytes bytes = {0};
    if (fclose(out))
        bytes.failed = 1;
    else
        strings_array(&bytes, (const char *const *)&text, 1, "()");
    free(text);
    return add_member(archive, "provenance", &bytes);
}

/* NOLINTEND(clang-analyzer-unix.Malloc) */

static int add_all(zip_t *archive, const struct map_tables *tables,
                   const struct provenance *provenance)
{
    if (add_provenance(archive, provenance) || add_layers(archive, tables) ||
        add_choices(archive, tables) || add_ops(archive, tables))
        return -1;
    for (size_t column = 0; column < sizeof columns / sizeof *columns; column++)
        if (add_column(archive, tables, column))
            return -1;
    return 0;
}

/* Copies the finished archive out of `source`. */
static int read_source(zip_source_t *source, void **bytes, size_t *size)
{
    if (zip_source_open(source) < 0)
        return -1;
    zip_source_seek(source, 0, SEEK_END);
    zip_int64_t length = zip_source_tell(source);
    zip_source_seek(source, 0, SEEK_SET);
    *bytes = length > 0 ? malloc((size_t)length) : NULL;
    int status = -1;
    if (*bytes && zip_source_read(source, *bytes, (zip_uint64_t)length) == length) {
        *size = (size_t)length;
        status = 0;
    }
    if (status)
        free(*bytes);
    zip_source_close(source);
    return status;
}

int map_tables_npz(const struct map_tables *tables, const struct provenance *provenance,
                   void **bytes, size_t *size)
{
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    if (!source)
        return -1;
    zip_source_keep(source); /* the archive takes the other reference */
    zip_t *archive = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    if (!archive) {
        zip_source_free(source);
        zip_source_free(source);
        return -1;
    }
    int status = -1;
    if (add_all(archive, tables, provenance) || zip_close(archive))
        zip_discard(archive);
    else
        status = read_source(source, bytes, size);
    zip_source_free(source);
    return status;
}
