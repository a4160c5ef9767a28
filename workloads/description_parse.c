/* From libyaml's events to the tree. Events, not libyaml's documents: they carry
 * the place of every key and value, and nothing is built before it is checked. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "description_tree.h"
#include "utf8.h"

struct builder {
    struct desc *desc;
    const struct desc_text *in;
    size_t from; /* first byte parsed; the text before it is ASCII on line 1 */
    struct diag_list *diag;
    struct desc_node *root;
    struct desc_node *open; /* innermost map or list not closed yet */
    const char *key;        /* key read, value to come */
    struct desc_span key_span;
    int depth;
    int documents;
};

static struct desc_span span_of(const struct builder *b, const yaml_mark_t *begin,
                                const yaml_mark_t *end)
{
    size_t column = begin->column + (begin->line == 0 ? b->from : 0);
    size_t length = end->line == begin->line ? end->column - begin->column : 1;
    return (struct desc_span){.line = (int)begin->line + 1,
                              .column = (int)column + 1,
                              .length = length > 0 ? (int)length : 1,
                              .begin = begin->index + b->from,
                              .end = end->index + b->from};
}

static int fail_at(struct builder *b, const struct desc_span *span, const char *hint,
                   const char *message)
{
    struct diag_place place = {.file = b->in->name,
                               .text = b->in->text,
                               .text_len = b->in->length,
                               .line = span->line,
                               .column = span->column,
                               .length = span->length};
    diag_error(b->diag, &place, hint, "%s", message);
    return -1;
}

static int fail_event(struct builder *b, const yaml_event_t *event, const char *hint,
                      const char *message)
{
    struct desc_span span = span_of(b, &event->start_mark, &event->end_mark);
    return fail_at(b, &span, hint, message);
}

static int fail_memory(struct builder *b)
{
    struct desc_span whole = {0};
    return fail_at(b, &whole, NULL, "not enough memory to read it");
}

/* Puts a new node in its place in the tree. */
static int place_node(struct builder *b, struct desc_node *node, const yaml_event_t *event)
{
    node->in = b->in;
    node->span = span_of(b, &event->start_mark, &event->end_mark);
    if (++b->desc->nodes > DESC_NODES_MAX)
        return fail_event(b, event, NULL, "too many values for a description");
    if (!b->open) {
        b->root = node;
        return 0;
    }
    if (b->open->kind == DESC_MAP) {
        node->key = b->key;
        node->key_in = b->in;
        node->key_span = b->key_span;
        b->key = NULL;
    }
    desc_append(b->open, node);
    return 0;
}

static int check_plain(struct builder *b, const yaml_event_t *event, const unsigned char *anchor,
                       const unsigned char *tag)
{
    if (anchor)
        return fail_event(b, event, "write the value out", "anchors (&name) are not read here");
    if (tag)
        return fail_event(b, event, "leave the tag out", "tags (!name) are not read here");
    return 0;
}

static int add_scalar(struct builder *b, const yaml_event_t *event)
{
    const char *value = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    if (check_plain(b, event, event->data.scalar.anchor, event->data.scalar.tag) != 0)
        return -1;
    if (memchr(value, '\0', length))
        return fail_event(b, event, NULL, "a text must not contain a zero byte");
    char *copy = desc_copy(b->desc, value, length);
    if (!copy)
        return fail_memory(b);
    if (b->open && b->open->kind == DESC_MAP && !b->key) {
        b->key = copy;
        b->key_span = span_of(b, &event->start_mark, &event->end_mark);
        return 0;
    }
    struct desc_node *node = desc_allocate(b->desc, sizeof *node);
    if (!node)
        return fail_memory(b);
    node->kind = DESC_SCALAR;
    node->text = copy;
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return place_node(b, node, event);
}

static int open_node(struct builder *b, const yaml_event_t *event, enum desc_kind kind, int flow)
{
    if (b->open && b->open->kind == DESC_MAP && !b->key)
        return fail_event(b, event, NULL, "a key must be a word, not a list or a map");
    if (++b->depth > DESC_DEPTH_MAX)
        return fail_event(b, event, NULL, "more than 32 levels of maps and lists");
    struct desc_node *node = desc_allocate(b->desc, sizeof *node);
    if (!node)
        return fail_memory(b);
    node->kind = kind;
    node->flow = flow;
    if (place_node(b, node, event) != 0)
        return -1;
    b->open = node;
    return 0;
}

static int open_map(struct builder *b, const yaml_event_t *event)
{
    if (check_plain(b, event, event->data.mapping_start.anchor, event->data.mapping_start.tag) != 0)
        return -1;
    return open_node(b, event, DESC_MAP,
                     event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
}

static int open_list(struct builder *b, const yaml_event_t *event)
{
    if (check_plain(b, event, event->data.sequence_start.anchor, event->data.sequence_start.tag) !=
        0)
        return -1;
    return open_node(b, event, DESC_LIST,
                     event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
}

/* A child, to be sorted by key and place. */
struct keyed {
    const struct desc_node *node;
};

static int compare_keys(const void *a, const void *b)
{
    const struct desc_node *x = ((const struct keyed *)a)->node;
    const struct desc_node *y = ((const struct keyed *)b)->node;
    int order = strcmp(x->key, y->key);
    if (order)
        return order;
    return (x->key_span.begin > y->key_span.begin) - (x->key_span.begin < y->key_span.begin);
}

static void report_duplicate(struct builder *b, const struct desc_node *first,
                             const struct desc_node *second)
{
    char hint[80];
    snprintf(hint, sizeof hint, "first given at line %d, column %d", first->key_span.line,
             first->key_span.column);
    desc_error_key(b->diag, second, hint, "duplicate key '%s'", second->key);
}

/* Sorting keeps a hostile map of many keys cheap. */
static int check_duplicates(struct builder *b, const struct desc_node *map)
{
    struct keyed *sorted = malloc((map->count + 1) * sizeof *sorted);
    size_t n = 0;
    if (!sorted)
        return fail_memory(b);
    for (const struct desc_node *child = map->first; child; child = child->next)
        sorted[n++].node = child;
    qsort(sorted, n, sizeof *sorted, compare_keys);
    for (size_t i = 1, first = 0; i < n; i++) {
        if (strcmp(sorted[i].node->key, sorted[first].node->key) == 0)
            report_duplicate(b, sorted[first].node, sorted[i].node);
        else
            first = i;
    }
    free(sorted);
    return 0;
}

static int close_node(struct builder *b, const yaml_event_t *event)
{
    struct desc_span end = span_of(b, &event->start_mark, &event->end_mark);
    struct desc_node *node = b->open;
    assert(node); /* libyaml ends only what it began */
    b->open = node->parent;
    b->depth--;
    node->span.end = end.end;
    if (node->flow && end.line == node->span.line)
        node->span.length = end.column + end.length - node->span.column;
    return node->kind == DESC_MAP ? check_duplicates(b, node) : 0;
}

static int open_document(struct builder *b, const yaml_event_t *event)
{
    if (b->documents++ == 0)
        return 0;
    return fail_event(b, event, "keep one document in one file", "a second document begins here");
}

static int take_event(struct builder *b, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return open_document(b, event);
    case YAML_SCALAR_EVENT:
        return add_scalar(b, event);
    case YAML_MAPPING_START_EVENT:
        return open_map(b, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_list(b, event);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        return close_node(b, event);
    case YAML_ALIAS_EVENT:
        return fail_event(b, event, "write the value out", "aliases (*name) are not read here");
    default:
        return 0;
    }
}

/* libyaml's own complaint, at its place. */
static int fail_syntax(struct builder *b, const yaml_parser_t *parser)
{
    char message[200], hint[200] = "";
    if (parser->error == YAML_MEMORY_ERROR)
        return fail_memory(b);
    snprintf(message, sizeof message, "not valid YAML: %s",
             parser->problem ? parser->problem : "unreadable");
    if (parser->context)
        snprintf(hint, sizeof hint, "%s that begins at line %zu", parser->context,
                 parser->context_mark.line + 1);
    struct desc_span span = span_of(b, &parser->problem_mark, &parser->problem_mark);
    return fail_at(b, &span, *hint ? hint : NULL, message);
}

static int parse_events(struct builder *b, yaml_parser_t *parser)
{
    for (int done = 0; !done;) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event))
            return fail_syntax(b, parser);
        done = event.type == YAML_STREAM_END_EVENT;
        int status = take_event(b, &event);
        yaml_event_delete(&event);
        if (status != 0)
            return -1;
    }
    return 0;
}

struct desc_node *desc_parse(struct desc *desc, const struct desc_text *in, size_t from,
                             struct diag_list *diag)
{
    struct builder b = {.desc = desc, .in = in, .from = from, .diag = diag};
    size_t errors = diag_count(diag);
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        fail_memory(&b);
        return NULL;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)in->text + from,
                                 in->length - from);
    parse_events(&b, &parser);
    yaml_parser_delete(&parser);
    return diag_count(diag) == errors ? b.root : NULL;
}
