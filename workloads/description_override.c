/* Overrides from the command line, "storage.glb.capacity=64 KiB". */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "description_tree.h"

#define OVERRIDE_MAX 4096
#define CANDIDATES_MAX 256

/* One step of the path: bytes begin..end of the override's text. */
struct step {
    const char *name;
    struct desc_span span;
};

static struct diag_place place_in(const struct desc_text *in, const struct desc_span *span)
{
    return (struct diag_place){.file = in->name,
                               .text = in->text,
                               .text_len = in->length,
                               .line = 1,
                               .column = span->column,
                               .length = span->length};
}

static const struct desc_node *item_named(const struct desc_node *list, const char *name)
{
    for (const struct desc_node *item = list->first; item; item = item->next) {
        const struct desc_node *own = desc_find(item, "name");
        if (own && own->kind == DESC_SCALAR && strcmp(own->text, name) == 0)
            return item;
    }
    return NULL;
}

static const struct desc_node *item_numbered(const struct desc_node *list, const char *digits)
{
    if (!isdigit((unsigned char)digits[0]) || strlen(digits) > 6)
        return NULL;
    char *end;
    long index = strtol(digits, &end, 10);
    if (*end)
        return NULL;
    const struct desc_node *item = list->first;
    while (item && index-- > 0)
        item = item->next;
    return item;
}

static struct desc_node *child_at(const struct desc_node *node, const char *name)
{
    const struct desc_node *child = NULL;
    if (node->kind == DESC_MAP)
        child = desc_find(node, name);
    else if (node->kind == DESC_LIST && !(child = item_named(node, name)))
        child = item_numbered(node, name);
    return (struct desc_node *)child; /* the tree belongs to a desc that may be changed */
}

/* The keys of a map or the names of a list's items. */
static size_t collect_names(const struct desc_node *node, const char *names[CANDIDATES_MAX])
{
    size_t n = 0;
    for (const struct desc_node *c = node->first; c && n < CANDIDATES_MAX; c = c->next) {
        const struct desc_node *own = node->kind == DESC_LIST ? desc_find(c, "name") : NULL;
        if (c->key)
            names[n++] = c->key;
        else if (own && own->kind == DESC_SCALAR)
            names[n++] = own->text;
    }
    return n;
}

/* "did you mean 'GLB'?", or the names there are. Returns false when there are none. */
static int name_hint(const struct desc_node *node, const char *word, char *hint, size_t size)
{
    const char *names[CANDIDATES_MAX] = {0};
    size_t n = collect_names(node, names);
    const char *near = diag_nearest(word, names, n);
    size_t used = (size_t)(near ? snprintf(hint, size, "did you mean '%s'?", near)
                                : snprintf(hint, size, "known names: "));
    for (size_t i = 0; !near && i < n && used < size; i++)
        used += (size_t)snprintf(hint + used, size - used, "%s%s", i ? ", " : "", names[i]);
    return n > 0;
}

static int fail_step(const struct desc_text *in, const struct desc_node *node,
                     const struct step *step, struct diag_list *diag)
{
    struct diag_place place = place_in(in, &step->span);
    char hint[160];
    if (node->kind == DESC_SCALAR)
        diag_error(diag, &place, NULL, "'%s' is below a single value ('%s')", step->name,
                   node->text);
    else
        diag_error(diag, &place, name_hint(node, step->name, hint, sizeof hint) ? hint : NULL,
                   "there is no '%s' here", step->name);
    return -1;
}

/* Puts `node` where `old` stands among its parent's children. */
static void replace_child(struct desc_node *old, struct desc_node *node)
{
    struct desc_node *parent = old->parent, **link = &parent->first;
    while (*link != old)
        link = &(*link)->next;
    *link = node;
    node->next = old->next;
    node->parent = parent;
    if (parent->last == old)
        parent->last = node;
}

static void name_node(struct desc_node *node, const struct step *step)
{
    node->key = step->name;
    node->key_in = node->in;
    node->key_span = step->span;
}

static int put(const struct desc_text *in, struct desc_node *parent, const struct step *step,
               struct desc_node *value, struct diag_list *diag)
{
    struct desc_node *old = child_at(parent, step->name);
    if (!old && parent->kind != DESC_MAP)
        return fail_step(in, parent, step, diag);
    if (parent->kind == DESC_MAP)
        name_node(value, step);
    value->set = 1;
    if (old)
        replace_child(old, value);
    else
        desc_append(parent, value);
    return 0;
}

/* The child to descend into; a map that is missing is made, so that the reader can
 * say which keys it knows. */
static struct desc_node *descend(struct desc *desc, const struct desc_text *in,
                                 struct desc_node *parent, const struct step *step,
                                 struct diag_list *diag)
{
    struct desc_node *child = child_at(parent, step->name);
    if (child)
        return child;
    child = parent->kind == DESC_MAP ? desc_allocate(desc, sizeof *child) : NULL;
    if (!child) {
        fail_step(in, parent, step, diag);
        return NULL;
    }
    child->kind = DESC_MAP;
    child->in = in;
    child->span = step->span;
    name_node(child, step);
    desc_append(parent, child);
    return child;
}

/* Cuts the next step off the path. Returns the byte behind it ('.' or '='). */
static size_t next_step(struct desc *desc, const struct desc_text *in, size_t at, struct step *step)
{
    size_t end = at + strcspn(in->text + at, ".=");
    step->name = desc_copy(desc, in->text + at, end - at);
    step->span = (struct desc_span){.line = 1,
                                    .column = (int)at + 1,
                                    .length = end > at ? (int)(end - at) : 1,
                                    .begin = at,
                                    .end = end};
    return end;
}

static int apply(struct desc *desc, const struct desc_text *in, struct desc_node *value,
                 struct diag_list *diag)
{
    struct desc_node *node = desc->root;
    for (size_t at = 0; node; at++) {
        struct step step;
        at = next_step(desc, in, at, &step);
        if (!step.name)
            return -1;
        if (in->text[at] == '=')
            return put(in, node, &step, value, diag);
        node = descend(desc, in, node, &step, diag);
    }
    return -1;
}

static int is_assignment(const char *text, size_t length)
{
    size_t equals = strcspn(text, "=");
    if (equals == 0 || equals == length || length > OVERRIDE_MAX)
        return 0;
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] < 0x20 || (i < equals && (unsigned char)text[i] > 0x7e))
            return 0;
        if (i < equals && text[i] == '.' && (i == 0 || text[i + 1] == '.' || i + 1 == equals))
            return 0;
    }
    return 1;
}

int desc_override(struct desc *desc, const char *assignment, struct diag_list *diag)
{
    size_t length = strlen(assignment), errors = diag_count(diag);
    const struct desc_text *in = desc_add_text(desc, "--set", assignment, length);
    struct diag_place whole = {.file = "--set"};
    if (!in) {
        diag_error(diag, &whole, NULL, "not enough memory");
        return -1;
    }
    if (!is_assignment(in->text, length)) {
        diag_error(diag, &whole, "write --set key.key=value", "'%.80s' is not key=value",
                   assignment);
        return -1;
    }
    struct desc_node *value = desc_parse(desc, in, strcspn(in->text, "=") + 1, diag);
    if (value)
        return apply(desc, in, value, diag);
    if (diag_count(diag) == errors)
        diag_error(diag, &whole, NULL, "'%.80s' gives no value", assignment);
    return -1;
}

int desc_override_all(struct desc *desc, const char *const *assignments, size_t n,
                      struct diag_list *diag)
{
    int status = 0;
    for (size_t i = 0; i < n; i++) {
        if (desc_override(desc, assignments[i], diag) != 0)
            status = -1;
    }
    return status;
}
