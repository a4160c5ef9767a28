/* assignment.yaml, read. */
#include "assignment.h"

#include <stdlib.h>
#include <string.h>

#include "workloads/description_read.h"

struct raw {
    char format[64], name[NETWORK_NAME_MAX], fallback[CHOICE_NAME_MAX];
    const struct desc_node *network, *layers;
    const struct desc_node *tool, *inputs, *seed, *command;
};

struct raw_network {
    char name[NETWORK_NAME_MAX], sha256[65];
};

static const struct desc_field network_fields[] = {
    {.key = "name",
     .what = "name of the network",
     .type = DESC_STRING,
     .offset = offsetof(struct raw_network, name),
     .size = NETWORK_NAME_MAX},
    {.key = "sha256",
     .what = "hash of its file",
     .type = DESC_STRING,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct raw_network, sha256),
     .size = 65},
};
static const struct desc_schema network_schema =
    DESC_SCHEMA("network", network_fields, struct raw_network);

#define NODE(name, words, flag)                                                                    \
    {                                                                                              \
        .key = #name, .what = words, .type = DESC_NODE, .flags = flag,                             \
        .offset = offsetof(struct raw, name)                                                       \
    }
static const struct desc_field fields[] = {
    {.key = "format",
     .what = "enos/assignment/1",
     .type = DESC_STRING,
     .offset = offsetof(struct raw, format),
     .size = 64},
    NODE(tool, "what wrote the file", DESC_OPTIONAL),
    NODE(inputs, "what it was made from", DESC_OPTIONAL),
    NODE(seed, "seed of the run", DESC_OPTIONAL),
    NODE(command, "command line of the run", DESC_OPTIONAL),
    NODE(network, "network of the layers", 0),
    {.key = "default",
     .what = "choice of the layers that are not listed",
     .type = DESC_STRING,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct raw, fallback),
     .size = CHOICE_NAME_MAX},
    NODE(layers, "choice of each layer", DESC_OPTIONAL),
};
static const struct desc_schema schema = DESC_SCHEMA("assignment", fields, struct raw);

/* Column of a choice's name, or choice_count. */
static size_t find_choice(const struct map_run *run, const char *text)
{
    size_t j = 0;
    for (; j < run->choice_count; j++) {
        char name[CHOICE_NAME_MAX];
        choice_name(&map_run_choice(run, j)->choice, name);
        if (!strcmp(name, text))
            break;
    }
    return j;
}

/* Reads a choice's name; reports one that the run does not have. */
static size_t read_choice(const struct map_run *run, const struct desc_node *node,
                          struct diag_list *diag)
{
    char names[ARCH_CHOICES_MAX][CHOICE_NAME_MAX], hint[64];
    const char *pointer[ARCH_CHOICES_MAX];
    const char *text = node->text ? node->text : "";
    size_t j = find_choice(run, text);
    if (j < run->choice_count)
        return j;
    for (j = 0; j < run->choice_count; j++) {
        choice_name(&map_run_choice(run, j)->choice, names[j]);
        pointer[j] = names[j];
    }
    const char *near = diag_nearest(text, pointer, run->choice_count);
    snprintf(hint, sizeof hint, "did you mean '%s'?", near ? near : names[0]);
    desc_error(diag, node, hint, "'%s' is no choice of machine '%s' in this run", text,
               run->machine->name);
    return run->choice_count;
}

static size_t find_layer(const struct map_run *run, const char *name)
{
    size_t l = 0;
    while (l < run->layer_count && strcmp(run->layer[l].name, name))
        l++;
    return l;
}

static void unknown_layer(const struct map_run *run, const struct desc_node *node,
                          struct diag_list *diag)
{
    char hint[NETWORK_NAME_MAX + 32];
    const char **names = calloc(run->layer_count + 1, sizeof *names);
    const char *near = NULL;
    for (size_t l = 0; names && l < run->layer_count; l++)
        names[l] = run->layer[l].name;
    if (names)
        near = diag_nearest(node->key, names, run->layer_count);
    snprintf(hint, sizeof hint, "did you mean '%s'?", near ? near : "");
    desc_error_key(diag, node, near ? hint : NULL, "the network has no layer '%s'", node->key);
    free(names);
}

static void read_layers(struct assignment *out, const struct map_run *run,
                        const struct desc_node *layers, struct diag_list *diag)
{
    if (layers->kind != DESC_MAP) {
        desc_error(diag, layers, NULL, "layers is a map: {conv1: T8, ...}");
        return;
    }
    for (const struct desc_node *node = layers->first; node; node = node->next) {
        size_t l = find_layer(run, node->key), j = read_choice(run, node, diag);
        if (l == run->layer_count)
            unknown_layer(run, node, diag);
        else
            out->choice[l] = j;
    }
}

/* Without a default every layer must be listed. */
static void check_complete(const struct assignment *assignment, const struct map_run *run,
                           const struct desc_node *root, struct diag_list *diag)
{
    for (size_t l = 0; l < run->layer_count; l++)
        if (assignment->choice[l] == SIZE_MAX)
            desc_error(diag, root, "default: T8 serves all layers that are not listed",
                       "no choice for layer '%s'", run->layer[l].name);
}

static void read_root(struct assignment *out, const struct desc_node *root,
                      const struct map_run *run, const struct network *network,
                      struct diag_list *diag)
{
    struct raw raw = {0};
    struct raw_network owner = {0};
    size_t errors = diag_count(diag), fallback = SIZE_MAX;
    desc_check_format(root, "assignment", diag);
    if (diag_count(diag) > errors || desc_read(&raw, root, &schema, diag))
        return;
    if (!desc_read(&owner, raw.network, &network_schema, diag) &&
        strcmp(owner.name, network->name) != 0)
        desc_error(diag, raw.network, NULL, "this assignment is for network '%s', not for '%s'",
                   owner.name, network->name);
    if (raw.fallback[0])
        fallback = read_choice(run, desc_find(root, "default"), diag);
    for (size_t l = 0; l < run->layer_count; l++)
        out->choice[l] = fallback;
    if (raw.layers)
        read_layers(out, run, raw.layers, diag);
    if (diag_count(diag) == errors)
        check_complete(out, run, root, diag);
}

/* Takes the description, also when it fails. */
static int read_description(struct assignment *out, struct desc *desc, const struct map_run *run,
                            const struct network *network, struct diag_list *diag)
{
    size_t errors = diag_count(diag);
    out->choice = calloc(run->layer_count + 1, sizeof *out->choice);
    if (out->choice)
        read_root(out, desc_root(desc), run, network, diag);
    else
        desc_error(diag, desc_root(desc), NULL, "out of memory");
    memcpy(out->sha256, desc_sha256(desc), sizeof out->sha256);
    desc_free(desc);
    if (diag_count(diag) == errors)
        return 0;
    assignment_free(out);
    return -1;
}

int assignment_read(struct assignment *out, const char *path, const struct map_run *run,
                    const struct network *network, struct diag_list *diag)
{
    struct desc *desc;
    *out = (struct assignment){0};
    if (desc_read_file(&desc, path, diag))
        return -1;
    return read_description(out, desc, run, network, diag);
}

int assignment_read_text(struct assignment *out, const char *name, const char *text, size_t length,
                         const struct map_run *run, const struct network *network,
                         struct diag_list *diag)
{
    struct desc *desc;
    *out = (struct assignment){0};
    if (desc_read_text(&desc, name, text, length, diag))
        return -1;
    return read_description(out, desc, run, network, diag);
}

void assignment_free(struct assignment *assignment)
{
    free(assignment->choice);
    *assignment = (struct assignment){0};
}
