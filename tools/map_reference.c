#include "map_reference.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "workloads/description_read.h"

#define NAME_MAX_LENGTH 128

struct row {
    char layer[NAME_MAX_LENGTH];
    double constrained_pj, unconstrained_pj; /* 0: not published */
};

struct map_reference {
    char format[64], title[24], source[400], network[NAME_MAX_LENGTH], choice[CHOICE_NAME_MAX];
    struct row row[64];
    int count;
};

static const struct desc_field row_fields[] = {
    {.key = "layer",
     .what = "name of the layer",
     .type = DESC_STRING,
     .offset = offsetof(struct row, layer),
     .size = NAME_MAX_LENGTH},
    {.key = "constrained",
     .what = "energy of a MAC with constraints",
     .type = DESC_REAL,
     .unit = UNIT_PJ,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct row, constrained_pj)},
    {.key = "unconstrained",
     .what = "energy of a MAC without constraints",
     .type = DESC_REAL,
     .unit = UNIT_PJ,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct row, unconstrained_pj)},
};
static const struct desc_schema row_schema = DESC_SCHEMA("layer", row_fields, struct row);

#define TEXT(member, words)                                                                        \
    {                                                                                              \
        .key = #member, .what = words, .type = DESC_STRING,                                        \
        .offset = offsetof(struct map_reference, member),                                          \
        .size = sizeof(((struct map_reference *)0)->member)                                        \
    }
static const struct desc_field fields[] = {
    TEXT(format, "enos/reference/1"),
    TEXT(title, "short name"),
    TEXT(source, "where the numbers are from"),
    TEXT(network, "network of the layers"),
    TEXT(choice, "operator and precision, such as T16"),
    {.key = "layers",
     .what = "published layers",
     .type = DESC_STRUCT,
     .offset = offsetof(struct map_reference, row),
     .size = sizeof(struct row),
     .schema = &row_schema,
     .array = 64,
     .array_min = 1,
     .count_offset = DESC_COUNT_AT(struct map_reference, count)},
};
static const struct desc_schema schema = DESC_SCHEMA("reference", fields, struct map_reference);

/* FOLDER/reference/NAME.yaml for FOLDER/NAME.yaml. */
static int path_of(char *path, size_t size, const char *machine_file)
{
    const char *slash = strrchr(machine_file, '/');
    const char *name = slash ? slash + 1 : machine_file;
    int length =
        snprintf(path, size, "%.*sreference/%s", (int)(name - machine_file), machine_file, name);
    return length < (int)size ? 0 : -1;
}

/* Takes the description, also when it fails. */
static int read_description(struct map_reference **out, struct desc *desc, struct diag_list *diag)
{
    struct map_reference *reference = calloc(1, sizeof *reference);
    size_t errors = diag_count(diag);
    if (reference) {
        desc_check_format(desc_root(desc), "reference", diag);
        if (diag_count(diag) == errors)
            desc_read(reference, desc_root(desc), &schema, diag);
    }
    desc_free(desc);
    if (!reference || diag_count(diag) > errors) {
        free(reference);
        return -1;
    }
    *out = reference;
    return 0;
}

int map_reference_read(struct map_reference **out, const char *machine_file, struct diag_list *diag)
{
    char path[4096];
    struct desc *desc;
    *out = NULL;
    if (path_of(path, sizeof path, machine_file) || access(path, F_OK))
        return 0;
    return desc_read_file(&desc, path, diag) ? -1 : read_description(out, desc, diag);
}

int map_reference_read_text(struct map_reference **out, const char *name, const char *text,
                            size_t length, struct diag_list *diag)
{
    struct desc *desc;
    *out = NULL;
    return desc_read_text(&desc, name, text, length, diag) ? -1 : read_description(out, desc, diag);
}

void map_reference_free(struct map_reference *reference)
{
    free(reference);
}

double map_reference_pj(const struct map_reference *reference, const char *network,
                        const char *layer, const struct choice *choice)
{
    char name[CHOICE_NAME_MAX];
    if (!reference)
        return NAN;
    choice_name(choice, name);
    if (strcmp(reference->network, network) || strcmp(reference->choice, name))
        return NAN;
    for (int i = 0; i < reference->count; i++) {
        const struct row *row = &reference->row[i];
        if (strcmp(row->layer, layer))
            continue;
        double a = row->constrained_pj > 0 ? row->constrained_pj : (double)NAN;
        double b = row->unconstrained_pj > 0 ? row->unconstrained_pj : (double)NAN;
        return fmin(a, b); /* the other one, if one is NAN */
    }
    return NAN;
}

const char *map_reference_source(const struct map_reference *reference)
{
    return reference->source;
}

const char *map_reference_title(const struct map_reference *reference)
{
    return reference->title;
}
