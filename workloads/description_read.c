/* The table-driven reader: keys of a map, and arrays. Single values are read by
 * description_value.c. */
#include "workloads/description_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "description_value.h"

#define KEYS_MAX 64

static const struct desc_field *find_field(const struct desc_schema *schema, const char *key)
{
    for (size_t i = 0; i < schema->count; i++) {
        if (strcmp(schema->field[i].key, key) == 0)
            return &schema->field[i];
    }
    return NULL;
}

void desc_title(const struct desc_node *map, const char *title, char *out, size_t size)
{
    const struct desc_node *name = desc_find(map, "name");
    const char *own = name && name->kind == DESC_SCALAR ? name->text : map->key;
    if (own && strcmp(own, title) != 0)
        snprintf(out, size, "%s '%.64s'", title, own);
    else
        snprintf(out, size, "%s", title);
}

static size_t collect_keys(const struct desc_schema *schema, const char *names[KEYS_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < schema->count && n < KEYS_MAX - 3; i++)
        names[n++] = schema->field[i].key;
    if (schema->origin_keys) {
        names[n++] = "source";
        names[n++] = "assumption";
        names[n++] = "provisional";
    }
    return n;
}

/* True if an unknown key of the map is taken for this one: that error is enough. */
static int is_misspelt(const struct desc_node *map, const struct desc_schema *schema,
                       const struct desc_field *field)
{
    const char *names[KEYS_MAX];
    size_t n = collect_keys(schema, names);
    for (const struct desc_node *child = map->first; child; child = child->next) {
        if (!find_field(schema, child->key) && diag_nearest(child->key, names, n) == field->key)
            return 1;
    }
    return 0;
}

static void report_unknown(const struct desc_node *map, const struct desc_node *child,
                           const struct desc_schema *schema, struct diag_list *diag)
{
    const char *names[KEYS_MAX];
    size_t n = collect_keys(schema, names);
    char hint[DESC_HINT_MAX], title[100], expectation[DESC_HINT_MAX];
    const char *near = diag_nearest(child->key, names, n);
    const struct desc_field *field = near ? find_field(schema, near) : NULL;
    if (field) {
        desc_expectation(field, expectation, sizeof expectation);
        snprintf(hint, sizeof hint, "did you mean '%s'? (%.240s)", near, expectation);
    } else if (near) {
        snprintf(hint, sizeof hint, "did you mean '%s'?", near);
    } else {
        desc_join_names(hint, sizeof hint, "known keys: ", names, n);
    }
    desc_title(map, schema->title, title, sizeof title);
    desc_error_key(diag, child, hint, "unknown key '%.80s' in %s", child->key, title);
}

static void check_origin_key(const struct desc_node *child, struct diag_list *diag)
{
    if (child->kind != DESC_SCALAR || child->text[0] == '\0')
        desc_error(diag, child, "a few words: where the value is from", "'%s' says nothing",
                   child->key);
}

static void check_keys(const struct desc_node *map, const struct desc_schema *schema,
                       struct diag_list *diag)
{
    const struct desc_node *origin = NULL;
    for (const struct desc_node *child = map->first; child; child = child->next) {
        if (schema->origin_keys && desc_is_origin_key(child->key)) {
            check_origin_key(child, diag);
            if (origin)
                desc_error_key(diag, child, "keep one of the two", "both '%s' and '%s' are given",
                               origin->key, child->key);
            origin = child;
        } else if (!find_field(schema, child->key)) {
            report_unknown(map, child, schema, diag);
        }
    }
}

static void report_missing(const struct desc_node *map, const struct desc_field *field,
                           const struct desc_schema *schema, struct diag_list *diag)
{
    char title[100], hint[DESC_HINT_MAX];
    desc_title(map, schema->title, title, sizeof title);
    desc_expectation(field, hint, sizeof hint);
    struct diag_place place = map->key ? desc_place_key(map) : desc_place(map);
    if (!map->key && map->first && !map->flow) /* a block map begins at its first key */
        place = desc_place_key(map->first);
    diag_error(diag, &place, hint, "%s lacks '%s'", title, field->key);
}

/* A missing key: its fallback is read in its place. A fallback that does not fit its
 * own field is an error of the table, which the tests look for. */
static void read_missing(void *out, const struct desc_node *map, const struct desc_field *field,
                         const struct desc_schema *schema, struct diag_list *diag)
{
    if (field->fallback) {
        struct desc_node node = *map;
        node.kind = DESC_SCALAR;
        node.text = field->fallback;
        node.quoted = field->fallback[0] == '\0';
        node.first = node.last = NULL;
        node.count = 0;
        struct desc_field plain = *field;
        plain.flags = (field->flags & ~(unsigned)DESC_ORIGIN) | DESC_EACH;
        desc_read_value(out, &node, &plain, diag);
    } else if (!(field->flags & DESC_OPTIONAL) && !is_misspelt(map, schema, field)) {
        report_missing(map, field, schema, diag);
    }
}

static int report_kind(const struct desc_node *node, const char *title, struct diag_list *diag)
{
    desc_error(diag, node, NULL, "%s: a map of keys is expected, not %s", title,
               desc_describe(node));
    return -1;
}

int desc_read(void *out, const struct desc_node *map, const struct desc_schema *schema,
              struct diag_list *diag)
{
    size_t errors = diag_count(diag);
    if (map->kind != DESC_MAP)
        return report_kind(map, schema->title, diag);
    check_keys(map, schema, diag);
    for (size_t i = 0; i < schema->count; i++) {
        const struct desc_field *field = &schema->field[i];
        const struct desc_node *child = desc_find(map, field->key);
        if (child)
            desc_read_value(out, child, field, diag);
        else
            read_missing(out, map, field, schema, diag);
    }
    return diag_count(diag) == errors ? 0 : -1;
}

static int report_count(const struct desc_node *list, const struct desc_field *field,
                        struct diag_list *diag)
{
    char hint[DESC_HINT_MAX];
    desc_expectation(field, hint, sizeof hint);
    desc_error(diag, list, hint, "'%s' has %zu values", field->key, list->count);
    return -1;
}

static void store_count(void *out, const struct desc_field *field, size_t n)
{
    if (field->count_offset)
        *(int *)((char *)out + field->count_offset - 1) = (int)n;
}

static int read_array(void *out, const struct desc_node *node, const struct desc_field *field,
                      struct diag_list *diag)
{
    struct desc_field element = *field;
    const struct desc_node *item = node->kind == DESC_LIST ? node->first : node;
    size_t n = node->kind == DESC_LIST ? node->count : field->array;
    int status = 0;
    element.array = 0;
    element.flags &= ~(unsigned)DESC_ORIGIN;
    if (n > field->array || n < field->array_min)
        return report_count(node, field, diag);
    for (size_t i = 0; i < n; i++) {
        element.offset = field->offset + i * desc_element_size(field);
        if (desc_read_value(out, item, &element, diag) != 0) {
            status = -1;
            if (node->kind != DESC_LIST)
                break;
        }
        item = node->kind == DESC_LIST ? item->next : item;
    }
    store_count(out, field, n);
    return status;
}

static int check_origin(const struct desc_node *node, const struct desc_field *field,
                        struct diag_list *diag)
{
    if (!(field->flags & DESC_ORIGIN) || desc_origin(node, NULL) != DESC_NO_ORIGIN)
        return 0;
    desc_error(diag, node,
               "add source: or assumption: to its block, or write {value: ..., source: ...}",
               "'%s' does not say where its value is from", field->key);
    return -1;
}

/* {value: 108 KiB, source: "..."}: only these keys. */
static int check_wrapper(const struct desc_node *node, const struct desc_field *field,
                         struct diag_list *diag)
{
    static const struct desc_field value[] = {
        {.key = "value", .what = "the value", .type = DESC_NODE, .offset = 0}};
    static const struct desc_schema wrapper =
        DESC_SCHEMA_ORIGIN("value with provenance", value, const struct desc_node *);
    const struct desc_node *found;
    struct desc_schema named = wrapper;
    named.title = field->key;
    return desc_read(&found, node, &named, diag);
}

int desc_read_value(void *out, const struct desc_node *node, const struct desc_field *field,
                    struct diag_list *diag)
{
    const struct desc_node *value = node;
    size_t errors = diag_count(diag);
    if (field->type != DESC_STRUCT && field->type != DESC_NODE) {
        value = desc_value(node);
        if (value != node)
            check_wrapper(node, field, diag);
    }
    check_origin(node, field, diag);
    if (field->array && (value->kind == DESC_LIST || (field->flags & DESC_EACH)))
        read_array(out, value, field, diag);
    else if (field->array)
        desc_report_kind(value, field, diag);
    else if (field->type == DESC_STRUCT)
        desc_read((char *)out + field->offset, value, field->schema, diag);
    else
        desc_read_single(out, value, field, diag);
    return diag_count(diag) == errors ? 0 : -1;
}
