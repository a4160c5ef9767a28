/* A description: a YAML file as a tree in which every key and value knows its place.
 *
 * The subset of YAML: one document of maps, lists and scalars. Refused, each with
 * its place: several documents, directives, anchors and aliases, tags, keys that are not
 * scalars, duplicate keys, more than 32 levels, more than 8 MiB, bytes that are not
 * UTF-8 text. Reading what the tree means: description_read.h.
 *
 * Provenance. A physical value says where it is from in one of two forms:
 *
 *     capacity: {value: 108 KiB, source: "paper, Sec. IV"}
 *
 *     glb:
 *       source: "chip paper, Table 1"     # for all of this block that does not
 *       capacity: 108 KiB                 # say otherwise
 *
 * with `source:`, `assumption:` or `provisional:`. The nearest one counts.
 */
#ifndef WORKLOADS_DESCRIPTION_H
#define WORKLOADS_DESCRIPTION_H

#include <stddef.h>

#include "workloads/diag.h"

enum desc_kind { DESC_SCALAR, DESC_LIST, DESC_MAP };

enum desc_origin {
    DESC_NO_ORIGIN,
    DESC_SOURCE,
    DESC_ASSUMPTION,
    DESC_PROVISIONAL,
    DESC_COMMAND_LINE /* set by an override */
};

/* A text that nodes come from: the file, or one override of the command line. */
struct desc_text {
    const char *name; /* as in messages */
    const char *text;
    size_t length;
};

struct desc_span {
    int line, column, length; /* characters, from 1; length on the first line */
    size_t begin, end;        /* characters from the start of the text */
};

/* One value. All pointers live as long as the desc. Read only. */
struct desc_node {
    enum desc_kind kind;
    const struct desc_text *in;
    struct desc_span span;
    const char *key;                /* NULL unless a child of a map */
    const struct desc_text *key_in; /* text and place of the key */
    struct desc_span key_span;
    const char *text; /* a scalar's, without quotes; else NULL */
    int quoted;       /* a scalar in quotes or a block scalar: always a string */
    int set;          /* comes from an override */
    int flow;         /* a map or list written with { } or [ ] */
    struct desc_node *parent, *first, *last, *next;
    size_t count; /* children */
};

struct desc;

/* Reads a file, or a text called `name` in messages (not kept after the call).
 * Returns 0 and a description that the caller frees with desc_free, or -1 with at
 * least one error in `diag`. */
int desc_read_file(struct desc **out, const char *path, struct diag_list *diag);
int desc_read_text(struct desc **out, const char *name, const char *text, size_t length,
                   struct diag_list *diag);
void desc_free(struct desc *desc);

const struct desc_node *desc_root(const struct desc *desc);

/* sha256 of the file's bytes, 64 hexadecimal digits; overrides do not change it. */
const char *desc_sha256(const struct desc *desc);

/* Applies an override "storage.glb.capacity=64 KiB": replaces the value at the path,
 * or adds it. Steps are keys; an item of a list is named by its `name:` or counted
 * from 0. The value is YAML ("[W, I]" is a list). What is added must still be known
 * to the reader that follows: it reports an unknown key at its place in the
 * override. Returns 0, or -1 with an error in `diag`. */
int desc_override(struct desc *desc, const char *assignment, struct diag_list *diag);

/* Applies all of them, in order. Returns 0, or -1 if one failed. */
int desc_override_all(struct desc *desc, const char *const *assignments, size_t n,
                      struct diag_list *diag);

/* The child of a map with this key, or NULL (also when `map` is no map or NULL). */
const struct desc_node *desc_find(const struct desc_node *map, const char *key);

/* The value itself: the child `value` of {value: ..., source: ...}, else the node. */
const struct desc_node *desc_value(const struct desc_node *node);

/* Where a value is from: the nearest provenance at or above it. *text (if not NULL)
 * becomes its words, "" if there is none. */
enum desc_origin desc_origin(const struct desc_node *node, const char **text);

/* True for the keys `source`, `assumption` and `provisional`. */
int desc_is_origin_key(const char *key);

/* Appends an error at a value, or at its key (at the value if it has no key). */
void desc_error(struct diag_list *diag, const struct desc_node *node, const char *hint,
                const char *format, ...) __attribute__((format(printf, 4, 5)));
void desc_error_key(struct diag_list *diag, const struct desc_node *node, const char *hint,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The place of a value or of its key, for diag_error. */
struct diag_place desc_place(const struct desc_node *node);
struct diag_place desc_place_key(const struct desc_node *node);

#endif
