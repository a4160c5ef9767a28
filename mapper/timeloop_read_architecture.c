/* The key `architecture`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "timeloop_names.h"
#include "timeloop_read.h"
#include "workloads/description_read.h"

struct raw_architecture {
    double version;
    const struct desc_node *subtree;
};

struct raw_tree {
    char name[TIMELOOP_NAME_MAX];
    const struct desc_node *local, *subtree;
};

struct raw_component {
    char name[TIMELOOP_NAME_MAX], class[TIMELOOP_NAME_MAX];
    const struct desc_node *attributes;
};

#define FIELD(struct_, member, key_, type_, what_, ...)                                            \
    {                                                                                              \
        .key = key_, .what = what_, .type = type_, .offset = offsetof(struct struct_, member),     \
        __VA_ARGS__                                                                                \
    }

static const struct desc_field architecture_fields[] = {
    FIELD(raw_architecture, version, "version", DESC_REAL, "version of the syntax",
          .min = TIMELOOP_VERSION, .max = TIMELOOP_VERSION),
    FIELD(raw_architecture, subtree, "subtree", DESC_NODE, "a list of one tree", .flags = 0),
};
static const struct desc_schema architecture_schema =
    DESC_SCHEMA("architecture", architecture_fields, struct raw_architecture);

static const struct desc_field tree_fields[] = {
    FIELD(raw_tree, name, "name", DESC_NAME, "name of the tree", .size = TIMELOOP_NAME_MAX),
    FIELD(raw_tree, local, "local", DESC_NODE, "the list of components, outermost first",
          .flags = 0),
    FIELD(raw_tree, subtree, "subtree", DESC_NODE, "", .flags = DESC_OPTIONAL),
};
static const struct desc_schema tree_schema = DESC_SCHEMA("subtree", tree_fields, struct raw_tree);

static const struct desc_field component_fields[] = {
    FIELD(raw_component, name, "name", DESC_STRING, "name, as RF or RF[0..63]",
          .size = TIMELOOP_NAME_MAX),
    FIELD(raw_component, class, "class", DESC_STRING, "DRAM, SRAM, regfile or intmac",
          .size = TIMELOOP_NAME_MAX),
    FIELD(raw_component, attributes, "attributes", DESC_NODE, "a map of attributes", .flags = 0),
};
static const struct desc_schema component_schema =
    DESC_SCHEMA("component", component_fields, struct raw_component);

#define INTEGER(member, key, what, ...)                                                            \
    FIELD(timeloop_storage, member, key, DESC_INT, what, .min = 1, __VA_ARGS__)
#define REAL(member, key, what)                                                                    \
    FIELD(timeloop_storage, member, key, DESC_REAL, what, .max = 1e12, .flags = DESC_OPTIONAL)
static const struct desc_field storage_fields[] = {
    INTEGER(word_bits, "word-bits", "bits of a word", .max = 65536),
    INTEGER(block_words, "block-size", "words of an access", .max = 65536, .fallback = "1"),
    INTEGER(mesh_x, "meshX", "instances in a row", .max = TIMELOOP_BOUND_MAX),
    INTEGER(entries, "entries", "words of an instance", .flags = DESC_OPTIONAL),
    FIELD(timeloop_storage, multiple_buffering, "multiple-buffering", DESC_REAL,
          "tiles that are held at a time", .min = 1, .max = 1024, .fallback = "1"),
    REAL(read_words_per_cycle, "read_bandwidth", "words read in a cycle"),
    REAL(write_words_per_cycle, "write_bandwidth", "words written in a cycle"),
    REAL(router_pj, "router-energy", "pJ of a router"),
    REAL(wire_pj_per_bit_mm, "wire-energy", "pJ of a bit and mm"),
    REAL(tile_width_um, "tile-width", "um from a router to the next"),
};
static const struct desc_schema storage_schema =
    DESC_SCHEMA("attributes", storage_fields, struct timeloop_storage);

static const struct desc_field mac_fields[] = {
    FIELD(timeloop_mac, word_bits, "datawidth", DESC_INT, "bits of an operand", .min = 1,
          .max = 65536),
    FIELD(timeloop_mac, mesh_x, "meshX", DESC_INT, "MACs in a row", .min = 1,
          .max = TIMELOOP_BOUND_MAX),
};
static const struct desc_schema mac_schema =
    DESC_SCHEMA("attributes", mac_fields, struct timeloop_mac);

int timeloop_find_component(const struct timeloop_design *design, const char *name)
{
    for (int level = 0; level < design->nest.level_count; level++)
        if (strcmp(design->storage[level].name, name) == 0)
            return level;
    return strcmp(design->mac.name, name) == 0 ? design->nest.level_count : -1;
}

void timeloop_unknown_component(const struct timeloop_design *design, const struct desc_node *node,
                                const char *name, struct diag_list *diag)
{
    const char *names[HIERARCHY_LEVELS_MAX + 1];
    char hint[TIMELOOP_NAME_MAX + 40];
    size_t count = 0;
    for (int level = 0; level < design->nest.level_count; level++)
        names[count++] = design->storage[level].name;
    names[count++] = design->mac.name;
    const char *near = diag_nearest(name, names, count);
    snprintf(hint, sizeof hint, near ? "did you mean '%s'?" : "the outermost one is '%s'",
             near ? near : names[0]);
    desc_error(diag, node, hint, "the architecture has no component '%.60s'", name);
}

/* Cuts "[0..63]" off a name. Returns the number of instances, or 0 if it is no such name. */
static int split_name(char *name)
{
    char *bracket = strchr(name, '['), *end;
    if (bracket) {
        if (strncmp(bracket, "[0..", 4) != 0 || bracket[4] < '0' || bracket[4] > '9')
            return 0;
        unsigned long last = strtoul(bracket + 4, &end, 10);
        if (strcmp(end, "]") != 0 || last >= TIMELOOP_BOUND_MAX)
            return 0;
        *bracket = '\0';
        return (int)last + 1;
    }
    return 1;
}

/* What can stand in a file as it is: letters, digits, _ and, not first, -. */
static int is_name(const char *name)
{
    static const char characters[] =
        "_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-";
    return *name && *name != '-' && !name[strspn(name, characters)];
}

static void check_mesh(const struct desc_node *node, int instances, int mesh_x,
                       struct diag_list *diag)
{
    if (mesh_x > 0 && instances % mesh_x)
        desc_error(diag, desc_find(node, "meshX"), "a divisor of the number of instances",
                   "%d instances do not fill rows of %d", instances, mesh_x);
}

static void add_mac(struct timeloop_design *out, const struct raw_component *raw, int instances,
                    struct diag_list *diag)
{
    memcpy(out->mac.name, raw->name, sizeof out->mac.name);
    out->mac.instances = instances;
    if (!desc_read(&out->mac, raw->attributes, &mac_schema, diag))
        check_mesh(raw->attributes, instances, out->mac.mesh_x, diag);
}

static void add_storage(struct timeloop_design *out, const struct desc_node *node,
                        const struct raw_component *raw, int instances, struct diag_list *diag)
{
    if (out->nest.level_count == HIERARCHY_LEVELS_MAX) {
        desc_error(diag, node, NULL, "more than %d storage levels", HIERARCHY_LEVELS_MAX);
        return;
    }
    struct timeloop_storage *storage = &out->storage[out->nest.level_count++];
    memcpy(storage->name, raw->name, sizeof storage->name);
    storage->instances = instances;
    while (timeloop_class_names[storage->class] &&
           strcmp(timeloop_class_names[storage->class], raw->class) != 0)
        storage->class ++;
    if (!timeloop_class_names[storage->class])
        desc_error(diag, desc_find(node, "class"), "DRAM, SRAM or regfile; intmac for the MACs",
                   "class '%.60s' is not read", raw->class);
    if (!desc_read(storage, raw->attributes, &storage_schema, diag))
        check_mesh(raw->attributes, instances, storage->mesh_x, diag);
}

static void read_component(struct timeloop_design *out, const struct desc_node *node,
                           struct diag_list *diag)
{
    struct raw_component raw = {0};
    if (desc_read(&raw, node, &component_schema, diag))
        return;
    int instances = split_name(raw.name), is_mac = strcmp(raw.class, TIMELOOP_MAC_CLASS) == 0;
    if (!instances || !is_name(raw.name))
        desc_error(diag, desc_find(node, "name"), "a name such as RF, or RF[0..63] for 64 of them",
                   "this is not the name of a component");
    else if (timeloop_find_component(out, raw.name) >= 0)
        desc_error(diag, desc_find(node, "name"), NULL, "there is another component '%s'",
                   raw.name);
    else if (is_mac && node->next)
        desc_error(diag, node, NULL, "the MACs stand last: nothing is inside of them");
    else if (is_mac)
        add_mac(out, &raw, instances, diag);
    else
        add_storage(out, node, &raw, instances, diag);
}

static void check_levels(const struct timeloop_design *out, const struct desc_node *list,
                         struct diag_list *diag)
{
    int fan_out[2];
    if (!out->mac.instances || !out->nest.level_count) {
        desc_error_key(diag, list, "storage outermost first, then the MACs (class intmac)",
                       "there is no %s", out->mac.instances ? "storage" : "compute unit");
        return;
    }
    for (int level = 0; level < out->nest.level_count; level++)
        if (timeloop_fan_out(out, level, fan_out))
            desc_error_key(diag, list, "rows and columns of a level are multiples of those outside",
                           "what is below '%s' does not spread evenly over it",
                           out->storage[level].name);
}

static void read_tree(struct timeloop_design *out, const struct desc_node *node,
                      struct diag_list *diag)
{
    struct raw_tree raw = {0};
    size_t errors = diag_count(diag);
    if (desc_read(&raw, node, &tree_schema, diag))
        return;
    if (!is_name(raw.name))
        desc_error(diag, desc_find(node, "name"), "letters, digits, _ and -",
                   "this is not the name of a tree");
    if (raw.subtree)
        desc_error_key(diag, raw.subtree, "list all components in one 'local', outermost first",
                       "a subtree inside of a subtree is not read");
    else if (raw.local->kind != DESC_LIST)
        desc_error(diag, raw.local, NULL, "local is a list of components, outermost first");
    else
        for (const struct desc_node *item = raw.local->first; item; item = item->next)
            read_component(out, item, diag);
    memcpy(out->system, raw.name, sizeof out->system);
    if (diag_count(diag) == errors)
        check_levels(out, raw.local, diag);
}

void timeloop_read_architecture(struct timeloop_design *out, const struct desc_node *node,
                                struct diag_list *diag)
{
    struct raw_architecture raw = {0};
    if (desc_read(&raw, node, &architecture_schema, diag))
        return;
    if (raw.subtree->kind != DESC_LIST || raw.subtree->count != 1)
        desc_error_key(diag, raw.subtree, NULL,
                       "subtree is a list of one tree, with name and local");
    else
        read_tree(out, raw.subtree->first, diag);
}
