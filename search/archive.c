#include "search/archive.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/file_bytes.h"
#include "workloads/sha256.h"

#define FORMAT "enos/checkpoint/"
#define VERSION "1"
#define HASH 64
#define FILE_MAX ((size_t)8 << 30)

#define REPORT(name_, hint, ...)                                                                   \
    diag_error(diag, &(struct diag_place){.file = (name_)}, (hint), __VA_ARGS__)

static int is_name(const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < length; i++)
        if (name[i] <= ' ' || name[i] > '~')
            return 0;
    return length > 0 && length < ARCHIVE_NAME_MAX;
}

static void write_items(FILE *out, const struct archive_item *item, size_t count)
{
    fprintf(out, FORMAT VERSION "\nitems %zu\n", count);
    for (size_t i = 0; i < count; i++) {
        assert(is_name(item[i].name));
        fprintf(out, "%s %zu\n", item[i].name, item[i].bytes);
    }
    fputc('\n', out);
    for (size_t i = 0; i < count; i++)
        if (item[i].bytes > 0) /* whose data may be NULL */
            fwrite(item[i].data, 1, item[i].bytes, out);
}

/* The whole file in memory; NULL when that is short. */
static char *encode(size_t *size, const struct archive_item *item, size_t count)
{
    char *bytes = NULL, hash[HASH + 1];
    FILE *out = open_memstream(&bytes, size);
    if (!out)
        return NULL;
    write_items(out, item, count);
    int failed = fflush(out) != 0 || ferror(out);
    if (!failed) {
        sha256_hex(bytes, *size, hash);
        fputs(hash, out);
    }
    if (fclose(out) == 0 && !failed)
        return bytes;
    free(bytes);
    return NULL;
}

int archive_write(const char *path, const struct archive_item *item, size_t count,
                  struct diag_list *diag)
{
    size_t size = 0;
    assert(count <= ARCHIVE_ITEMS_MAX);
    char *bytes = encode(&size, item, count);
    int status = bytes ? file_bytes_replace(path, bytes, size) : -1;
    if (!bytes)
        REPORT(path, NULL, "not enough memory for the checkpoint");
    else if (status != 0)
        REPORT(path, NULL, "cannot be written: %s", strerror(errno));
    free(bytes);
    return status;
}

/* The bytes before the hash are those that it is of. */
static int check_hash(const char *name, const char *bytes, size_t size, struct diag_list *diag)
{
    char hash[HASH + 1];
    if (size < strlen(FORMAT) || memcmp(bytes, FORMAT, strlen(FORMAT)) != 0) {
        REPORT(name, "format: " FORMAT VERSION " is expected", "this is not a checkpoint");
        return -1;
    }
    if (size > HASH) {
        sha256_hex(bytes, size - HASH, hash);
        if (memcmp(hash, bytes + size - HASH, HASH) == 0)
            return 0;
    }
    REPORT(name, "an earlier checkpoint may be whole",
           "damaged or cut short: its sha256 is another");
    return -1;
}

/* The lines of the head, as they are taken. */
struct head {
    char *at, *end;
};

/* Next line, its newline replaced by a zero; NULL when there is none or it holds a zero. */
static char *take_line(struct head *head)
{
    char *line = head->at, *newline = memchr(line, '\n', (size_t)(head->end - line));
    if (!newline || memchr(line, '\0', (size_t)(newline - line)))
        return NULL;
    *newline = '\0';
    head->at = newline + 1;
    return line;
}

/* "NAME 123": the number, and the text cut before it. Returns 0, or -1. */
static int take_number(char *line, size_t *out)
{
    char *space = line ? strchr(line, ' ') : NULL;
    if (!space || !space[1] || strspn(space + 1, "0123456789") != strlen(space + 1))
        return -1;
    *out = (size_t)strtoull(space + 1, NULL, 10); /* what is too large stays larger than any file */
    *space = '\0';
    return 0;
}

/* A file with a right hash and a wrong head was not written by this library. */
static int take_table(struct archive *out, struct head *head)
{
    char *line = take_line(head);
    if (take_number(line, &out->count) != 0 || strcmp(line, "items") != 0 ||
        out->count > ARCHIVE_ITEMS_MAX)
        return -1;
    out->item = calloc(out->count + 1, sizeof *out->item);
    for (size_t i = 0; out->item && i < out->count; i++) {
        char *name = take_line(head);
        if (take_number(name, &out->item[i].bytes) != 0 || !is_name(name))
            return -1;
        out->item[i].name = name;
    }
    line = out->item ? take_line(head) : NULL;
    return line && !*line ? 0 : -1;
}

static int take_data(struct archive *out, struct head *head)
{
    for (size_t i = 0; i < out->count; i++) {
        if (out->item[i].bytes > (size_t)(head->end - head->at))
            return -1;
        out->item[i].data = head->at;
        head->at += out->item[i].bytes;
        for (size_t k = 0; k < i; k++)
            if (strcmp(out->item[k].name, out->item[i].name) == 0)
                return -1;
    }
    return head->at == head->end ? 0 : -1;
}

/* Takes over `bytes`, whatever it returns. */
static int open_owned(struct archive *out, const char *name, char *bytes, size_t size,
                      struct diag_list *diag)
{
    *out = (struct archive){.bytes = bytes};
    if (check_hash(name, bytes, size, diag) != 0) {
        archive_close(out);
        return -1;
    }
    struct head head = {bytes, bytes + size - HASH};
    const char *format = take_line(&head);
    if (!format || strcmp(format, FORMAT VERSION) != 0)
        REPORT(name, "a newer version of the tool wrote it; use that one",
               "'%.60s' is newer than this tool reads (version " VERSION ")", format ? format : "");
    else if (take_table(out, &head) != 0 || take_data(out, &head) != 0)
        REPORT(name, NULL, "the table of items is not one");
    else
        return 0;
    archive_close(out);
    return -1;
}

int archive_open_bytes(struct archive *out, const char *name, const void *bytes, size_t size,
                       struct diag_list *diag)
{
    char *copy = malloc(size + 1);
    *out = (struct archive){0};
    if (!copy) {
        REPORT(name, NULL, "not enough memory for the checkpoint");
        return -1;
    }
    if (size)
        memcpy(copy, bytes, size);
    return open_owned(out, name, copy, size, diag);
}

int archive_open(struct archive *out, const char *path, struct diag_list *diag)
{
    char *bytes;
    size_t size;
    *out = (struct archive){0};
    if (file_bytes_read(&bytes, &size, path, FILE_MAX) == 0)
        return open_owned(out, path, bytes, size, diag);
    REPORT(path, NULL, "cannot be read: %s", strerror(errno));
    return -1;
}

void archive_close(struct archive *archive)
{
    free(archive->bytes);
    free(archive->item);
    *archive = (struct archive){0};
}

const struct archive_item *archive_find(const struct archive *archive, const char *name)
{
    for (size_t i = 0; i < archive->count; i++)
        if (strcmp(archive->item[i].name, name) == 0)
            return &archive->item[i];
    return NULL;
}

static void check_item(const struct archive *archive, const char *path,
                       const struct archive_item *wanted, struct diag_list *diag)
{
    const struct archive_item *found = archive_find(archive, wanted->name);
    if (!found)
        REPORT(path, "a checkpoint is of one run", "the item '%s' is missing", wanted->name);
    else if (found->bytes != wanted->bytes)
        REPORT(path, "a checkpoint is of one run", "item '%s' has %zu bytes, not %zu", wanted->name,
               found->bytes, wanted->bytes);
}

int archive_read(const char *path, const struct archive_item *item, size_t count,
                 struct diag_list *diag)
{
    struct archive archive;
    size_t errors = diag_count(diag);
    if (archive_open(&archive, path, diag) != 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        check_item(&archive, path, &item[i], diag);
    int status = diag_count(diag) == errors ? 0 : -1;
    for (size_t i = 0; status == 0 && i < count; i++)
        if (item[i].bytes)
            memcpy(item[i].data, archive_find(&archive, item[i].name)->data, item[i].bytes);
    archive_close(&archive);
    return status;
}
