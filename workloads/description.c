/* The tree: memory, look-up, places, provenance. */
#include "workloads/description.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "description_tree.h"

#define BLOCK_BYTES 65536

struct desc_block {
    struct desc_block *next;
    size_t used, size;
    _Alignas(max_align_t) char bytes[];
};

static struct desc_block *add_block(struct desc *desc, size_t size)
{
    size_t capacity = size > BLOCK_BYTES ? size : BLOCK_BYTES;
    struct desc_block *block = calloc(1, sizeof *block + capacity);
    if (!block)
        return NULL;
    block->size = capacity;
    block->next = desc->blocks;
    desc->blocks = block;
    return block;
}

void *desc_allocate(struct desc *desc, size_t size)
{
    size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    struct desc_block *block = desc->blocks;
    if (!block || block->size - block->used < size)
        block = add_block(desc, size);
    if (!block)
        return NULL;
    void *memory = block->bytes + block->used;
    block->used += size;
    return memory;
}

char *desc_copy(struct desc *desc, const char *bytes, size_t n)
{
    char *copy = desc_allocate(desc, n + 1);
    if (copy && n)
        memcpy(copy, bytes, n);
    return copy;
}

const struct desc_text *desc_add_text(struct desc *desc, const char *name, const char *bytes,
                                      size_t n)
{
    struct desc_text *in = desc_allocate(desc, sizeof *in);
    if (!in)
        return NULL;
    in->name = desc_copy(desc, name, strlen(name));
    in->text = desc_copy(desc, bytes, n);
    in->length = n;
    return in->name && in->text ? in : NULL;
}

void desc_free(struct desc *desc)
{
    if (!desc)
        return;
    struct desc_block *block = desc->blocks;
    while (block) {
        struct desc_block *next = block->next;
        free(block);
        block = next;
    }
    free(desc);
}

const struct desc_node *desc_root(const struct desc *desc)
{
    return desc->root;
}

const char *desc_sha256(const struct desc *desc)
{
    return desc->sha256;
}

void desc_append(struct desc_node *parent, struct desc_node *child)
{
    child->parent = parent;
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->count++;
}

const struct desc_node *desc_find(const struct desc_node *map, const char *key)
{
    if (!map || map->kind != DESC_MAP)
        return NULL;
    for (const struct desc_node *child = map->first; child; child = child->next) {
        if (strcmp(child->key, key) == 0)
            return child;
    }
    return NULL;
}

const struct desc_node *desc_value(const struct desc_node *node)
{
    const struct desc_node *value = desc_find(node, "value");
    return value ? value : node;
}

static const struct origin_key {
    const char *key;
    enum desc_origin origin;
} origin_keys[] = {
    {"source", DESC_SOURCE}, {"assumption", DESC_ASSUMPTION}, {"provisional", DESC_PROVISIONAL}};

#define ORIGIN_KEYS (sizeof origin_keys / sizeof *origin_keys)

int desc_is_origin_key(const char *key)
{
    for (size_t i = 0; i < ORIGIN_KEYS; i++) {
        if (strcmp(key, origin_keys[i].key) == 0)
            return 1;
    }
    return 0;
}

/* The origin that a map states itself. */
static enum desc_origin own_origin(const struct desc_node *map, const char **text)
{
    for (size_t i = 0; i < ORIGIN_KEYS; i++) {
        const struct desc_node *node = desc_find(map, origin_keys[i].key);
        if (node && node->kind == DESC_SCALAR) {
            *text = node->text;
            return origin_keys[i].origin;
        }
    }
    return DESC_NO_ORIGIN;
}

enum desc_origin desc_origin(const struct desc_node *node, const char **text)
{
    const char *ignored;
    text = text ? text : &ignored;
    for (; node; node = node->parent) {
        const struct desc_node *value = desc_value(node);
        if (value->set) {
            *text = value->in->text;
            return DESC_COMMAND_LINE;
        }
        enum desc_origin origin = own_origin(node, text);
        if (origin != DESC_NO_ORIGIN)
            return origin;
    }
    *text = "";
    return DESC_NO_ORIGIN;
}

static struct diag_place place_of(const struct desc_text *in, const struct desc_span *span)
{
    return (struct diag_place){.file = in->name,
                               .text = in->text,
                               .text_len = in->length,
                               .line = span->line,
                               .column = span->column,
                               .length = span->length};
}

struct diag_place desc_place(const struct desc_node *node)
{
    return place_of(node->in, &node->span);
}

struct diag_place desc_place_key(const struct desc_node *node)
{
    return node->key ? place_of(node->key_in, &node->key_span) : desc_place(node);
}

static void __attribute__((format(printf, 4, 0)))
error_at(struct diag_list *diag, const struct diag_place *place, const char *hint,
         const char *format, va_list arguments)
{
    char message[600];
    vsnprintf(message, sizeof message, format, arguments);
    diag_error(diag, place, hint, "%s", message);
}

void desc_error(struct diag_list *diag, const struct desc_node *node, const char *hint,
                const char *format, ...)
{
    struct diag_place place = desc_place(node);
    va_list arguments;
    va_start(arguments, format);
    error_at(diag, &place, hint, format, arguments);
    va_end(arguments);
}

void desc_error_key(struct diag_list *diag, const struct desc_node *node, const char *hint,
                    const char *format, ...)
{
    struct diag_place place = desc_place_key(node);
    va_list arguments;
    va_start(arguments, format);
    error_at(diag, &place, hint, format, arguments);
    va_end(arguments);
}
