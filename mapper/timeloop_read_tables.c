/* The keys `ERT` and `ART`: Accelergy's tables of energies and areas. */
#include <stdio.h>
#include <string.h>

#include "timeloop_names.h"
#include "timeloop_read.h"
#include "workloads/description_read.h"

struct raw_table {
    double version;
    const struct desc_node *tables;
};

/* Of an ERT: actions; of an ART: the area. */
struct raw_entry {
    char name[2 * TIMELOOP_NAME_MAX];
    const struct desc_node *actions;
    double area_um2;
};

struct raw_action {
    char name[TIMELOOP_NAME_MAX];
    const struct desc_node *arguments;
    double energy_pj;
};

#define FIELD(struct_, member, key_, type_, what_, ...)                                            \
    {                                                                                              \
        .key = key_, .what = what_, .type = type_, .offset = offsetof(struct struct_, member),     \
        __VA_ARGS__                                                                                \
    }
#define NAME                                                                                       \
    FIELD(raw_entry, name, "name", DESC_STRING, "system.COMPONENT",                                \
          .size = sizeof(((struct raw_entry *)0)->name))

static const struct desc_field table_fields[] = {
    FIELD(raw_table, version, "version", DESC_REAL, "version of the syntax",
          .min = TIMELOOP_VERSION, .max = TIMELOOP_VERSION),
    FIELD(raw_table, tables, "tables", DESC_NODE, "a list of components", .flags = 0),
};
static const struct desc_schema table_schema = DESC_SCHEMA("table", table_fields, struct raw_table);

static const struct desc_field energy_fields[] = {
    NAME,
    FIELD(raw_entry, actions, "actions", DESC_NODE, "a list of actions", .flags = 0),
};
static const struct desc_schema energy_schema =
    DESC_SCHEMA("component", energy_fields, struct raw_entry);

static const struct desc_field area_fields[] = {
    NAME,
    FIELD(raw_entry, area_um2, "area", DESC_REAL, "area of the component", .max = 1e15),
};
static const struct desc_schema area_schema =
    DESC_SCHEMA("component", area_fields, struct raw_entry);

static const struct desc_field action_fields[] = {
    FIELD(raw_action, name, "name", DESC_STRING, "name of the action", .size = TIMELOOP_NAME_MAX),
    FIELD(raw_action, arguments, "arguments", DESC_NODE, "null", .flags = DESC_OPTIONAL),
    FIELD(raw_action, energy_pj, "energy", DESC_REAL, "pJ of the action", .max = 1e12),
};
static const struct desc_schema action_schema =
    DESC_SCHEMA("action", action_fields, struct raw_action);

/* Which storages (bit: action) have their energies; the MAC is the last. */
struct tables {
    struct timeloop_design *out;
    struct diag_list *diag;
    unsigned seen[HIERARCHY_LEVELS_MAX + 1];
};

enum { SEEN_READ = 1, SEEN_WRITE = 2, SEEN_MAC = 4, SEEN_AREA = 8 };

/* "system.RF[0..63]" is RF. */
static int find_entry(const struct tables *tables, const struct desc_node *node, const char *name)
{
    char component[TIMELOOP_NAME_MAX];
    size_t end = strcspn(name, "["), begin = end;
    while (begin > 0 && name[begin - 1] != '.')
        begin--;
    snprintf(component, sizeof component, "%.*s", (int)(end - begin), name + begin);
    int found = timeloop_find_component(tables->out, component);
    if (found < 0)
        timeloop_unknown_component(tables->out, desc_find(node, "name"), component, tables->diag);
    return found;
}

/* Marks the action or area. Returns 0, or -1 after reporting one that is there already. */
static int see(struct tables *tables, int component, unsigned what, const struct desc_node *node)
{
    if (tables->seen[component] & what) {
        desc_error(tables->diag, node, NULL, "this is given twice");
        return -1;
    }
    tables->seen[component] |= what;
    return 0;
}

static int is_null(const struct desc_node *node)
{
    return !node || (node->kind == DESC_SCALAR && (!node->text[0] || !strcmp(node->text, "null")));
}

static void set_energy(struct tables *tables, int component, const struct raw_action *raw,
                       const struct desc_node *node)
{
    struct timeloop_design *out = tables->out;
    int is_mac = component == out->nest.level_count;
    struct timeloop_storage *storage = is_mac ? NULL : &out->storage[component];
    if (is_mac && !strcmp(raw->name, TIMELOOP_MAC_ACTION)) {
        if (!see(tables, component, SEEN_MAC, node))
            out->mac.energy_pj = raw->energy_pj;
    } else if (!is_mac && !strcmp(raw->name, "read")) {
        if (!see(tables, component, SEEN_READ, node))
            storage->read_pj = raw->energy_pj;
    } else if (!is_mac && !strcmp(raw->name, "write")) {
        if (!see(tables, component, SEEN_WRITE, node))
            storage->write_pj = raw->energy_pj;
    } else if (strcmp(raw->name, "idle") != 0 || raw->energy_pj > 0) {
        desc_error(tables->diag, desc_find(node, "name"),
                   is_mac ? TIMELOOP_MAC_ACTION ", and idle of energy 0"
                          : "read and write, and idle of energy 0",
                   "action '%.60s' is not counted", raw->name);
    }
}

static void read_action(struct tables *tables, int component, const struct desc_node *node)
{
    struct raw_action raw = {0};
    if (desc_read(&raw, node, &action_schema, tables->diag))
        return;
    if (!is_null(raw.arguments))
        desc_error(tables->diag, raw.arguments, "null: one energy for every access",
                   "arguments are not read");
    set_energy(tables, component, &raw, node);
}

static void read_energies(struct tables *tables, const struct desc_node *node)
{
    struct raw_entry raw = {0};
    if (desc_read(&raw, node, &energy_schema, tables->diag))
        return;
    int component = find_entry(tables, node, raw.name);
    if (component < 0)
        return;
    if (raw.actions->kind != DESC_LIST) {
        desc_error(tables->diag, raw.actions, NULL, "actions is a list");
        return;
    }
    for (const struct desc_node *action = raw.actions->first; action; action = action->next)
        read_action(tables, component, action);
}

static void read_area(struct tables *tables, const struct desc_node *node)
{
    struct raw_entry raw = {0};
    if (desc_read(&raw, node, &area_schema, tables->diag))
        return;
    int component = find_entry(tables, node, raw.name);
    if (component < 0 || see(tables, component, SEEN_AREA, node))
        return;
    struct timeloop_design *out = tables->out;
    int is_mac = component == out->nest.level_count;
    *(is_mac ? &out->mac.has_area : &out->storage[component].has_area) = 1;
    *(is_mac ? &out->mac.area_um2 : &out->storage[component].area_um2) = raw.area_um2;
}

static int read_entries(struct tables *tables, const struct desc_node *node,
                        void (*read)(struct tables *, const struct desc_node *))
{
    struct raw_table raw = {0};
    if (desc_read(&raw, node, &table_schema, tables->diag))
        return -1;
    if (raw.tables->kind != DESC_LIST) {
        desc_error(tables->diag, raw.tables, NULL, "tables is a list of components");
        return -1;
    }
    for (const struct desc_node *item = raw.tables->first; item; item = item->next)
        read(tables, item);
    return 0;
}

static void report_missing(const struct tables *tables, const struct desc_node *node)
{
    const struct timeloop_design *out = tables->out;
    for (int i = 0; i < out->nest.level_count; i++) {
        if (!(tables->seen[i] & SEEN_READ))
            desc_error_key(tables->diag, node, NULL, "the energy of 'read' of '%s' is missing",
                           out->storage[i].name);
        if (!(tables->seen[i] & SEEN_WRITE))
            desc_error_key(tables->diag, node, NULL, "the energy of 'write' of '%s' is missing",
                           out->storage[i].name);
    }
    if (!(tables->seen[out->nest.level_count] & SEEN_MAC))
        desc_error_key(tables->diag, node, NULL,
                       "the energy of '" TIMELOOP_MAC_ACTION "' of '%s' is missing", out->mac.name);
}

void timeloop_read_ert(struct timeloop_design *out, const struct desc_node *node,
                       struct diag_list *diag)
{
    struct tables tables = {out, diag, {0}};
    size_t errors = diag_count(diag);
    if (!read_entries(&tables, node, read_energies) && diag_count(diag) == errors)
        report_missing(&tables, node);
}

void timeloop_read_art(struct timeloop_design *out, const struct desc_node *node,
                       struct diag_list *diag)
{
    struct tables tables = {out, diag, {0}};
    read_entries(&tables, node, read_area);
}
