/* mappings.yaml: mappings as a file, written by the mapper, read by every command.
 *
 *     machine: {name: eyeriss168, sha256: ...}
 *     network: {name: squeezenet, sha256: ...}
 *     mappings:
 *       - layer: fire4/e3x3
 *         shape: {N: 1, C: 32, ..., stride: 1, dilation: 1, pad: 1, H: 16, W: 16}
 *         choice: T8
 *         nodes: [{keep: [DRAM, W]}, {for: M, bound: 4}, {par: P, bound: 14, axis: X}]
 *
 * Levels are DRAM, GLB, SPAD. stride, dilation and pad are one number, or
 * [rows, columns]. H and W (the input's) may be left out.
 */
#ifndef MAPPER_MAPPING_FILE_H
#define MAPPER_MAPPING_FILE_H

#include <stdio.h>

#include "mapper/mapping.h"
#include "mapper/provenance.h"
#include "workloads/diag.h"
#include "workloads/layer.h"
#include "workloads/operator.h"

/* What a mapping is for, and the mapping. */
struct map_file_entry {
    const char *layer;
    struct layer_shape shape;
    struct choice choice;
    struct map_mapping mapping;
};

/* Whose mappings they are. sha256 "" and name "": not said. */
struct map_file_owner {
    const char *name, *sha256;
};

/* Writes the file but for its mappings; map_file_write_entry adds them. */
void map_file_write_header(FILE *out, const struct provenance *provenance,
                           const struct map_file_owner *machine,
                           const struct map_file_owner *network);
void map_file_write_entry(FILE *out, const struct map_file_entry *entry);

struct map_file;

/* Reads a file; every mistake goes to `diag`. Returns 0 and a map_file that the
 * caller frees with map_file_free, or -1. The file is well-formed then; whether a
 * mapping is one of the problem, map_evaluate says. */
int map_file_read(struct map_file **out, const char *path, struct diag_list *diag);

/* The same for a text called `name` in messages. */
int map_file_read_text(struct map_file **out, const char *name, const char *text, size_t length,
                       struct diag_list *diag);
void map_file_free(struct map_file *file);

size_t map_file_count(const struct map_file *file);
const struct map_file_entry *map_file_entry(const struct map_file *file, size_t i);
const char *map_file_sha256(const struct map_file *file);

/* As in messages. */
const char *map_file_path(const struct map_file *file);

/* The entry of a layer and choice, or NULL. */
const struct map_file_entry *map_file_find(const struct map_file *file, const char *layer,
                                           const struct choice *choice);

/* Reports an error if the file is for a machine of another name. */
void map_file_check_machine(const struct map_file *file, const char *name, struct diag_list *diag);

/* Reports an error for every value in which the entry's shape
 * differs from `shape`, at its line. `entry` is of map_file_entry or map_file_find,
 * here and below. */
void map_file_check_shape(const struct map_file_entry *entry, const struct layer_shape *shape,
                          struct diag_list *diag);

/* Reports an error at the entry's nodes. */
void map_file_error(const struct map_file_entry *entry, struct diag_list *diag,
                    const char *message);

/* "sha256" given in the file for its machine and network; "" if not given. */
struct map_file_owner map_file_machine(const struct map_file *file);
struct map_file_owner map_file_network(const struct map_file *file);

#endif
