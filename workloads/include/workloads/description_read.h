/* Reading a map of a description into a struct, driven by a table.
 *
 * One line of the table says everything about one key: how it is called, what it
 * is, what values it may have, where it goes. The reader reports all errors, each
 * at its place: unknown key (with the nearest known one), missing key, wrong kind,
 * wrong or missing unit, out of range, missing provenance. Any scalar may be
 * written as {value: ..., source: ...}.
 *
 *     static const struct desc_field fields[] = {
 *         {.key = "rows", .what = "rows of the array", .type = DESC_INT,
 *          .offset = offsetof(struct array, rows), .min = 1, .max = 1024},
 *         {.key = "clock", .what = "clock", .type = DESC_REAL, .unit = UNIT_HZ,
 *          .offset = offsetof(struct array, clock_hz), .min = 1, .flags = DESC_ORIGIN},
 *     };
 *     static const struct desc_schema schema = DESC_SCHEMA("array", fields, struct array);
 */
#ifndef WORKLOADS_DESCRIPTION_READ_H
#define WORKLOADS_DESCRIPTION_READ_H

#include "workloads/description.h"
#include "workloads/units.h"

enum desc_type {
    DESC_INT,     /* int */
    DESC_REAL,    /* double, in the base unit of `unit` */
    DESC_WHOLE,   /* uint64_t, a whole number of base units of `unit` (bits) */
    DESC_STRING,  /* char[size] */
    DESC_NAME,    /* char[size]: letters, digits, _ - + . @ and / between them */
    DESC_ENUM,    /* int: index into `names` */
    DESC_BOOL,    /* int: true or false */
    DESC_TENSORS, /* unsigned: bit t for each tensor of a list such as [W, I, O] */
    DESC_STRUCT,  /* a struct, read by `schema` from a map */
    DESC_NODE     /* const struct desc_node *: any value, for the caller to read */
};

enum desc_flag {
    DESC_OPTIONAL = 1, /* may be left out: the field stays as it was */
    DESC_ORIGIN = 2,   /* must have provenance */
    DESC_EACH = 4      /* in an array field: one value stands for all elements */
};

struct desc_schema;

struct desc_field {
    const char *key;
    const char *what; /* in a few words, for expectations: "rows of the array" */
    enum desc_type type;
    unsigned flags; /* enum desc_flag */
    size_t offset;
    /* Left out in the file: this text is read instead. NULL: the key is required,
     * unless DESC_OPTIONAL. */
    const char *fallback;
    /* Range of INT, REAL and WHOLE, in base units. max 0: no upper limit (INT:
     * 1000000000). min is 0 unless given; a negative one allows negative numbers. */
    double min, max;
    enum unit unit;
    size_t size;              /* bytes of a STRING or NAME; of a DESC_STRUCT element in an array */
    const char *const *names; /* ENUM: NULL-terminated */
    const struct desc_schema *schema;
    /* Array: up to `array` elements of this type, a list in the file; their number
     * (at least `array_min`) goes to the int at count_offset - 1, if that is not 0.
     * 0: not an array. */
    size_t array, array_min, count_offset;
};

/* For .count_offset. */
#define DESC_COUNT_AT(type, member) (offsetof(type, member) + 1)

struct desc_schema {
    const char *title; /* "storage": names the map in messages */
    const struct desc_field *field;
    size_t count;
    size_t size;     /* bytes of the struct */
    int origin_keys; /* 1: source, assumption, provisional may stand in this map */
};

#define DESC_SCHEMA(title_, fields_, type_)                                                        \
    {                                                                                              \
        .title = (title_), .field = (fields_), .count = sizeof(fields_) / sizeof *(fields_),       \
        .size = sizeof(type_)                                                                      \
    }

/* The same for a map in which provenance may stand. */
#define DESC_SCHEMA_ORIGIN(title_, fields_, type_)                                                 \
    {                                                                                              \
        .title = (title_), .field = (fields_), .count = sizeof(fields_) / sizeof *(fields_),       \
        .size = sizeof(type_), .origin_keys = 1                                                    \
    }

/* Reads a map into `out` (schema->size bytes). Fields of keys with errors stay as
 * they were. Returns 0, or -1 if it added errors to `diag`. */
int desc_read(void *out, const struct desc_node *map, const struct desc_schema *schema,
              struct diag_list *diag);

/* Reads one value by one field; `out` is the struct. For values that stand outside
 * a table, such as the items of a list that DESC_NODE left alone. */
int desc_read_value(void *out, const struct desc_node *node, const struct desc_field *field,
                    struct diag_list *diag);

/* What a field expects: "rows of the array, an integer from 1 to 1024". */
void desc_expectation(const struct desc_field *field, char *out, size_t size);

/* How messages name a map: "storage 'glb'" (its `name` or its key), "array". */
void desc_title(const struct desc_node *map, const char *title, char *out, size_t size);

/* Checks `format: enos/KIND/1`: reports a missing one, another kind, and a newer
 * major. Returns 0, or -1. */
int desc_check_format(const struct desc_node *root, const char *kind, struct diag_list *diag);

#endif
