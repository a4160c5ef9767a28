/* What is kept of one search: the text of a file of the result cache.
 *
 *     enos cached mapping 1
 *     key SHA256               of the canonical problem and objective
 *     solver 1                 MAP_SOLVER_VERSION of who searched
 *     objective BITS           of the canonical problem; the 16 hexadecimal digits of the double
 *     lower_bound BITS
 *     work NESTS LEAVES
 *     nodes N                  then N lines, outermost first:
 *     keep LEVEL TENSOR
 *     for DIM BOUND
 *     par DIM BOUND AXIS
 *     sha256 SHA256            of everything above
 *
 * Numbers of enums stand for levels, tensors, dimensions and axes.
 */
#ifndef MAPPER_CACHE_ENTRY_H
#define MAPPER_CACHE_ENTRY_H

#include <stddef.h>

#include "mapper/canonical.h"

struct map_cache_entry {
    char key[MAP_KEY_SIZE];
    int solver;
    double objective, lower_bound;
    uint64_t nests, leaves;
    struct map_mapping mapping;
};

/* Bytes of the longest entry and a zero. */
#define MAP_CACHE_ENTRY_MAX 6144

/* Writes the entry's text and a zero. Returns its length. */
size_t map_cache_entry_write(const struct map_cache_entry *entry, char text[MAP_CACHE_ENTRY_MAX]);

/* Reads any bytes. Returns 0; or -1 if they are not, byte for byte, what map_cache_entry_write
 * wrote of some entry. The mapping need not be one of any problem. */
int map_cache_entry_read(struct map_cache_entry *out, const char *text, size_t size);

#endif
