/* A file of named byte arrays, whole or refused: what a checkpoint is.
 *
 *     enos/checkpoint/1
 *     items 2
 *     theta 2949120                      name and bytes of each item, in order
 *     optimiser.step 8
 *     (an empty line, then the bytes of all items)
 *     (sha256 of all that, 64 hexadecimal digits)
 *
 * Bytes are as they lie in memory, so a file belongs to one kind of machine.
 */
#ifndef SEARCH_ARCHIVE_H
#define SEARCH_ARCHIVE_H

#include <stddef.h>

#include "workloads/diag.h"

#define ARCHIVE_NAME_MAX                                                                           \
    64 /* of an item, with its final zero: no spaces, no control characters                        \
        */
#define ARCHIVE_ITEMS_MAX 1024

struct archive_item {
    const char *name;
    void *data;
    size_t bytes;
};

/* Writes `path` whole or not at all: under a temporary name, brought to the disk, renamed. Names
 * must differ. Returns 0, or -1 with the reason in `diag`; an older file is then as it was. */
int archive_write(const char *path, const struct archive_item *item, size_t count,
                  struct diag_list *diag);

/* Reads the items (count) that a caller has room for: `data` is filled, once all of them are known
 * to be there with as many bytes and the file to be whole. Returns 0, or -1 with the reasons in
 * `diag`, and no byte of `data` changed. Other items of the file are let be. */
int archive_read(const char *path, const struct archive_item *item, size_t count,
                 struct diag_list *diag);

/* A file whose items are not known before. */
struct archive {
    char *bytes;               /* of the file; owned */
    struct archive_item *item; /* (count) names and data lie in `bytes`; owned */
    size_t count;
};

/* Returns 0, or -1 with the reason in `diag`. Free with archive_close. */
int archive_open(struct archive *out, const char *path, struct diag_list *diag);
void archive_close(struct archive *archive);

/* The same from bytes; they are copied. */
int archive_open_bytes(struct archive *out, const char *name, const void *bytes, size_t size,
                       struct diag_list *diag);

/* Item of a name, or NULL. */
const struct archive_item *archive_find(const struct archive *archive, const char *name);

#endif
