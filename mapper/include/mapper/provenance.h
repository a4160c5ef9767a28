/* Where a result file comes from: every file ENOS writes begins with it, so
 * that a stale table can be told from a fresh one.
 */
#ifndef MAPPER_PROVENANCE_H
#define MAPPER_PROVENANCE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct provenance_input {
    const char *role; /* "machine", "network", "mapping", ... */
    const char *name; /* of what the file describes; "" when it has none */
    const char *path;
    char sha256[65]; /* of the file's bytes, in hex; for an override (`--set`): "" */
};

/* A plain value; the strings belong to the caller. */
struct provenance {
    const char *tool;    /* "enos-map" */
    const char *version; /* "0.1.0" */
    const struct provenance_input *input;
    size_t input_count;
    uint64_t seed;
    const char *command_line; /* one line, words quoted as for a shell */
};

/* Writes the header as comment lines ("# format: enos/tables/1", ...), the form
 * of CSV files. `kind` is the "tables" of enos/tables/1. */
void provenance_write(FILE *out, const struct provenance *provenance, const char *kind);

/* The same as keys of a YAML map: format, tool, inputs, seed, command. */
void provenance_write_yaml(FILE *out, const struct provenance *provenance, const char *kind);

/* Writes a YAML string: bare where that reads back as the same string, else quoted. */
void provenance_write_yaml_string(FILE *out, const char *text);

/* Joins the words of a command line, quoted where a shell needs it; control
 * characters are written as \ooo in $'...', so that the result is one line.
 * Returns a malloc'd string, or NULL when memory is short. */
char *provenance_command_line(int argc, char *const *argv);

#endif
