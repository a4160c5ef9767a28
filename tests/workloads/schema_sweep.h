/* Every key of every schema of a file, done wrong in every way: misspelt, of the
 * wrong kind, with a wrong unit, negative, overflowing, left out, given twice.
 * Each must give an error at its place. The tests of all readers use it. */
#ifndef TESTS_SCHEMA_SWEEP_H
#define TESTS_SCHEMA_SWEEP_H

#include <stdio.h>

#include "expect.h"
#include "workloads/description_read.h"

/* A map of the example ("storage.glb", "" for the root) and its schema. */
struct sweep_map {
    const char *path;
    const struct desc_schema *schema;
};

struct sweep {
    const char *example;                      /* a good file, ASCII */
    const struct desc_schema *const *schemas; /* all of them, NULL-terminated */
    const struct sweep_map *maps;
    size_t map_count;
    /* Reads a text called "f". Returns 0, or -1 with errors. */
    int (*read)(const char *text, size_t length, struct diag_list *diag);
};

/* The place of one key in the example, and the text around it. */
struct sweep_key {
    const struct sweep *sweep;
    const struct desc_field *field;
    const struct desc_node *node;
};

static inline const struct desc_node *sweep_step(const struct desc_node *node, const char *name)
{
    if (node->kind == DESC_MAP)
        return desc_find(node, name);
    for (const struct desc_node *item = node->first; item; item = item->next) {
        const struct desc_node *own = desc_find(item, "name");
        if (own && own->kind == DESC_SCALAR && strcmp(own->text, name) == 0)
            return item;
    }
    const struct desc_node *item = node->first;
    for (long i = strtol(name, NULL, 10); item && i > 0; i--)
        item = item->next;
    return item;
}

static inline const struct desc_node *sweep_at(const struct desc_node *node, const char *path)
{
    char name[100];
    while (*path) {
        size_t n = strcspn(path, ".");
        snprintf(name, sizeof name, "%.*s", (int)n, path);
        node = sweep_step(node, name);
        cr_assert_not_null(node, "the example has no '%s'", path);
        path += n + (path[n] == '.');
    }
    return node;
}

/* The example with characters begin..end replaced; the caller frees it. */
static inline char *sweep_replace(const char *text, size_t begin, size_t end, const char *by)
{
    size_t size = strlen(text) + strlen(by) + 1;
    char *changed = malloc(size);
    cr_assert_not_null(changed);
    snprintf(changed, size, "%.*s%s%s", (int)begin, text, by, text + end);
    return changed;
}

/* Reads the changed text: it must fail, with `expected` somewhere in its errors. */
static inline void sweep_expect(const struct sweep *sweep, char *text, const char *expected)
{
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(sweep->read(text, strlen(text), diag), -1, "read without error: %s\n%s", expected,
                 text);
    expect_some(diag, expected);
    diag_free(diag);
    free(text);
}

static inline void sweep_misspell(const struct sweep_key *key)
{
    const struct desc_span *span = &key->node->key_span;
    char expected[200];
    snprintf(expected, sizeof expected, "f:%d:%d: error: unknown key '%sx'", span->line,
             span->column, key->field->key);
    sweep_expect(key->sweep, sweep_replace(key->sweep->example, span->end, span->end, "x"),
                 expected);
}

/* Another value: an error at its place. */
static inline void sweep_value(const struct sweep_key *key, const char *value)
{
    const struct desc_span *span = &desc_value(key->node)->span;
    char expected[60], padded[100];
    int line = span->line, column = span->column;
    if (key->field->type == DESC_NODE) /* its reader may point inside */
        snprintf(expected, sizeof expected, "f:%d:", line);
    else
        snprintf(expected, sizeof expected, "f:%d:%d: error: ", line, column);
    snprintf(padded, sizeof padded, "%s%s", value, key->node->kind == DESC_SCALAR ? "" : "\n");
    if (key->node->flow || key->node->parent->flow)
        snprintf(padded, sizeof padded, "%s", value);
    sweep_expect(key->sweep, sweep_replace(key->sweep->example, span->begin, span->end, padded),
                 expected);
}

static inline void sweep_numbers(const struct sweep_key *key)
{
    char value[60];
    sweep_value(key, "3 parsec");
    sweep_value(key, "nan");
    snprintf(value, sizeof value, "1e400 %s", units_base(key->field->unit));
    sweep_value(key, value);
    if (key->field->min >= 0) {
        snprintf(value, sizeof value, "-1 %s", units_base(key->field->unit));
        sweep_value(key, value);
    }
}

static inline void sweep_values(const struct sweep_key *key)
{
    enum desc_type type = key->field->type;
    if (key->field->array || type == DESC_TENSORS)
        sweep_value(key, "{zz: 1}");
    else
        sweep_value(key, "[[1]]");
    if (type == DESC_INT || type == DESC_REAL || type == DESC_WHOLE)
        sweep_numbers(key);
}

/* The beginning of the line that `at` is on, if only blanks are between. */
static inline size_t sweep_line_start(const char *text, size_t at)
{
    size_t start = at;
    while (start > 0 && text[start - 1] == ' ')
        start--;
    return start == 0 || text[start - 1] == '\n' ? start : at;
}

/* Leaves the key out. In { } a comma goes with it, else its lines. */
static inline void sweep_leave_out(const struct sweep_key *key)
{
    const char *text = key->sweep->example;
    size_t begin = key->node->key_span.begin, end = key->node->span.end;
    char expected[100];
    if (key->field->fallback || (key->field->flags & DESC_OPTIONAL))
        return;
    if (key->node->parent->flow && text[end] == ',')
        end++;
    else if (key->node->parent->flow)
        while (begin > 0 && text[begin] != ',')
            begin--;
    else if (sweep_line_start(text, begin) != begin) {
        begin = sweep_line_start(text, begin);
        end = sweep_line_start(text, end);
    }
    snprintf(expected, sizeof expected, "'%s'", key->field->key);
    sweep_expect(key->sweep, sweep_replace(text, begin, end, ""), " lacks ");
    sweep_expect(key->sweep, sweep_replace(text, begin, end, ""), expected);
}

static inline void sweep_double(const struct sweep_key *key)
{
    const struct desc_span *span = &key->node->key_span;
    size_t size = key->node->span.end - span->begin;
    char expected[200], *copy = malloc(size + 100);
    cr_assert_not_null(copy);
    if (key->node->parent->flow)
        snprintf(copy, size + 100, "%.*s, ", (int)size, key->sweep->example + span->begin);
    else
        snprintf(copy, size + 100, "%.*s\n%*s", (int)size, key->sweep->example + span->begin,
                 span->column - 1, "");
    snprintf(expected, sizeof expected, "duplicate key '%s'", key->field->key);
    sweep_expect(key->sweep, sweep_replace(key->sweep->example, span->begin, span->begin, copy),
                 expected);
    free(copy);
}

static inline void sweep_key_wrongly(const struct sweep_key *key)
{
    sweep_misspell(key);
    sweep_values(key);
    sweep_leave_out(key);
    sweep_double(key);
}

/* True if the example gives the field in some map of the schema. */
static inline int sweep_covers(const struct sweep *sweep, const struct desc_node *root,
                               const struct desc_schema *schema, const char *key)
{
    for (size_t i = 0; i < sweep->map_count; i++) {
        if (sweep->maps[i].schema == schema && desc_find(sweep_at(root, sweep->maps[i].path), key))
            return 1;
    }
    return 0;
}

static inline void sweep_check_cover(const struct sweep *sweep, const struct desc_node *root)
{
    for (size_t i = 0; sweep->schemas[i]; i++) {
        const struct desc_schema *schema = sweep->schemas[i];
        for (size_t k = 0; k < schema->count; k++)
            cr_assert(sweep_covers(sweep, root, schema, schema->field[k].key),
                      "the example lacks '%s' of schema '%s'", schema->field[k].key, schema->title);
    }
}

/* A fallback must fit its own field; returns the number of keys done wrongly. */
static inline int sweep_map_wrongly(const struct sweep *sweep, const struct sweep_map *map,
                                    const struct desc_node *node)
{
    int keys = 0;
    for (size_t i = 0; i < map->schema->count; i++) {
        const struct desc_field *field = &map->schema->field[i];
        struct sweep_key key = {sweep, field, desc_find(node, field->key)};
        if (!key.node)
            continue;
        sweep_key_wrongly(&key);
        keys++;
    }
    return keys;
}

/* The whole sweep. Returns the number of keys done wrongly. */
static inline int sweep_run(const struct sweep *sweep)
{
    struct diag_list *diag;
    struct desc *desc;
    int keys = 0;
    cr_assert_eq(diag_create(&diag), 0);
    if (sweep->read(sweep->example, strlen(sweep->example), diag) != 0)
        expect_error(diag, 0, "(no error in the example)");
    cr_assert_eq(desc_read_text(&desc, "f", sweep->example, strlen(sweep->example), diag), 0);
    sweep_check_cover(sweep, desc_root(desc));
    for (size_t i = 0; i < sweep->map_count; i++)
        keys += sweep_map_wrongly(sweep, &sweep->maps[i],
                                  sweep_at(desc_root(desc), sweep->maps[i].path));
    desc_free(desc);
    diag_free(diag);
    return keys;
}

#endif
