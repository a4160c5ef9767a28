/* Small files in the layouts of data sets, in a folder of their own. */
#ifndef TESTS_DATA_FILES_H
#define TESTS_DATA_FILES_H

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DATA_FILES_MAX 16

/* Files that were written are removed again. */
struct data_folder {
    char path[40];
    char *file[DATA_FILES_MAX]; /* paths */
    int count;
};

static inline void data_folder_begin(struct data_folder *folder)
{
    *folder = (struct data_folder){.path = "/tmp/enos_data_XXXXXX"};
    cr_assert_not_null(mkdtemp(folder->path));
}

static inline void data_folder_end(struct data_folder *folder)
{
    for (int i = 0; i < folder->count; i++) {
        unlink(folder->file[i]);
        free(folder->file[i]);
    }
    cr_assert_eq(rmdir(folder->path), 0);
}

/* Pixel k of image i: differs between neighbours of any kind. */
static inline uint8_t data_pixel(size_t i, size_t k)
{
    return (uint8_t)(31 * i + 7 * k + k / 13 + 5);
}

static inline FILE *data_create(struct data_folder *folder, const char *name)
{
    cr_assert(folder->count < DATA_FILES_MAX);
    size_t room = sizeof folder->path + strlen(name) + 1;
    char *path = malloc(room);
    cr_assert_not_null(path);
    snprintf(path, room, "%s/%s", folder->path, name);
    folder->file[folder->count++] = path;
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    return file;
}

/* Records of `label_bytes` (255, ..., label i % classes) and `bytes` pixels: images first, ... */
static inline void data_records(struct data_folder *folder, const char *name, size_t first,
                                size_t count, size_t label_bytes, size_t bytes, size_t classes)
{
    FILE *file = data_create(folder, name);
    for (size_t i = first; i < first + count; i++) {
        for (size_t j = 1; j < label_bytes; j++)
            fputc(255, file);
        fputc((int)(i % classes), file);
        for (size_t k = 0; k < bytes; k++)
            fputc(data_pixel(i, k), file);
    }
    fclose(file);
}

static inline FILE *data_idx(struct data_folder *folder, const char *name, int rank,
                             const size_t *size)
{
    FILE *file = data_create(folder, name);
    fprintf(file, "%c%c\x08%c", 0, 0, rank);
    for (int i = 0; i < rank; i++)
        for (int shift = 24; shift >= 0; shift -= 8)
            fputc((int)(size[i] >> shift & 255), file);
    return file;
}

/* (count, rows, columns). */
static inline void data_idx_images(struct data_folder *folder, const char *name, size_t first,
                                   size_t count, size_t rows, size_t columns)
{
    FILE *file = data_idx(folder, name, 3, (const size_t[]){count, rows, columns});
    for (size_t i = first; i < first + count; i++)
        for (size_t k = 0; k < rows * columns; k++)
            fputc(data_pixel(i, k), file);
    fclose(file);
}

static inline void data_idx_labels(struct data_folder *folder, const char *name, size_t first,
                                   size_t count, size_t classes)
{
    FILE *file = data_idx(folder, name, 1, &count);
    for (size_t i = first; i < first + count; i++)
        fputc((int)(i % classes), file);
    fclose(file);
}

/* Changes the size of a file. */
static inline void data_resize(const struct data_folder *folder, int file, off_t size)
{
    cr_assert_eq(truncate(folder->file[file], size), 0);
}

/* Writes one byte into a file. */
static inline void data_poke(const struct data_folder *folder, int index, long at, int byte)
{
    FILE *file = fopen(folder->file[index], "r+b");
    cr_assert_not_null(file);
    cr_assert_eq(fseek(file, at, SEEK_SET), 0);
    fputc(byte, file);
    fclose(file);
}

#endif
