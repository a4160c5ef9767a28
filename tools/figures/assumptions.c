/* assumptions MACHINE: every value that a machine and its technology assume, one a line:
 *
 *     key <tab> value <tab> words of the assumption <tab> file:line of these words
 *
 * with the key as enos-map --set takes it. The DRAM file of a technology is read, too; its keys
 * begin with "dram:" and no --set reaches them. Status 0, or 1 after errors.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/description.h"

enum { PATH_SIZE = 4096 };

/* Says what a thing is, not what it measures: needs no provenance, inherits none. */
static int is_identity(const char *key)
{
    static const char *const keys[] = {"name", "description", "class", "keeps"};
    for (size_t i = 0; key && i < sizeof keys / sizeof *keys; i++)
        if (!strcmp(key, keys[i]))
            return 1;
    return 0;
}

/* The words of the nearest assumption at or above a node. */
static const struct desc_node *words_of(const struct desc_node *node)
{
    const struct desc_node *words = NULL;
    for (; node && !words; node = node->parent)
        words = desc_find(node, "assumption");
    return words;
}

static void print_value(const struct desc_node *value)
{
    if (value->kind == DESC_SCALAR) {
        printf("%s", value->text);
        return;
    }
    putchar('[');
    for (const struct desc_node *item = value->first; item; item = item->next)
        printf("%s%s", item->text, item->next ? ", " : "");
    putchar(']');
}

static void print_assumption(const char *path, const struct desc_node *value)
{
    const struct desc_node *words = words_of(value);
    if (desc_origin(value, NULL) != DESC_ASSUMPTION || !words)
        return;
    printf("%s\t", path);
    print_value(value);
    printf("\t%s\t%s:%d\n", words->text, words->in->name, words->span.line);
}

/* A scalar, or a list of scalars (an empty one, too): nothing below it has a key. */
static int is_value(const struct desc_node *node)
{
    return node->kind == DESC_SCALAR ||
           (node->kind == DESC_LIST && (!node->first || node->first->kind == DESC_SCALAR));
}

/* A step of the path: the key, or of an item of a list its name or number. */
static void step_name(char *out, size_t size, const struct desc_node *node, int number)
{
    const struct desc_node *name = desc_find(node, "name");
    if (node->key)
        snprintf(out, size, "%s", node->key);
    else if (name && name->text)
        snprintf(out, size, "%s", name->text);
    else
        snprintf(out, size, "%d", number);
}

/* `path` ends in the separator of the steps below `node`, or is empty. */
static void walk(const struct desc_node *node, const char *path)
{
    int number = 0;
    for (const struct desc_node *child = node->first; child; child = child->next, number++) {
        char step[256], below[PATH_SIZE];
        if (child->key && (desc_is_origin_key(child->key) || is_identity(child->key)))
            continue;
        step_name(step, sizeof step, child, number);
        const struct desc_node *value = desc_value(child);
        snprintf(below, sizeof below, "%s%s%s", path, step, is_value(value) ? "" : ".");
        if (is_value(value))
            print_assumption(below, value);
        else
            walk(child, below);
    }
}

/* Walks the file. The file that its `key` names, if it has one, goes to `next`. */
static int list_file(const char *file, const char *prefix, const char *key, char next[PATH_SIZE],
                     struct diag_list *diag)
{
    struct desc *desc;
    if (desc_read_file(&desc, file, diag))
        return -1;
    const struct desc_node *root = desc_root(desc), *node = key ? desc_find(root, key) : NULL;
    const char *slash = strrchr(file, '/');
    walk(root, prefix);
    next[0] = '\0';
    if (node && desc_value(node)->text)
        snprintf(next, PATH_SIZE, "%.*s%s", slash ? (int)(slash + 1 - file) : 0, file,
                 desc_value(node)->text);
    desc_free(desc);
    return 0;
}

static void list_machine(const char *machine, struct diag_list *diag)
{
    static const struct {
        const char *prefix, *names_next;
    } files[] = {{"", "technology"}, {"technology.", "dram"}, {"dram:", NULL}};
    char file[PATH_SIZE], next[PATH_SIZE];
    snprintf(file, sizeof file, "%s", machine);
    for (size_t i = 0; i < sizeof files / sizeof *files && file[0]; i++) {
        if (list_file(file, files[i].prefix, files[i].names_next, next, diag))
            return;
        memcpy(file, next, sizeof file);
    }
}

int main(int argc, char **argv)
{
    struct diag_list *diag;
    if (argc != 2 || diag_create(&diag)) {
        fputs(argc == 2 ? "out of memory\n" : "usage: assumptions MACHINE\n", stderr);
        return 1;
    }
    list_machine(argv[1], diag);
    int status = diag_write(diag, stderr) ? 1 : 0;
    diag_free(diag);
    return status;
}
