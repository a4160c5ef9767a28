/* What a checkpoint holds: named arrays of 8-byte values. Whoever has a state lists its arrays;
 * the archive writes them, and overwrites them in place when it reads them back. */
#ifndef SEARCH_ARCHIVE_H
#define SEARCH_ARCHIVE_H

#include <stddef.h>

struct archive_item {
    const char *name; /* "search.alpha"; a constant string */
    void *data;       /* belongs to the state */
    size_t bytes;
};

#endif
