#include "description_value.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/layer.h"

static void report(const struct desc_node *node, const struct desc_field *field,
                   const char *problem, struct diag_list *diag)
{
    char hint[DESC_HINT_MAX];
    desc_expectation(field, hint, sizeof hint);
    desc_error(diag, node, hint, "%s: %s", field->key, problem);
}

void desc_report_kind(const struct desc_node *node, const struct desc_field *field,
                      struct diag_list *diag)
{
    char problem[120];
    int empty = node->kind == DESC_SCALAR && !node->text[0] && !node->quoted;
    if (empty)
        snprintf(problem, sizeof problem, "the value is missing");
    else
        snprintf(problem, sizeof problem,
                 node->kind == DESC_SCALAR ? "'%.80s' is not expected here"
                                           : "%s is not expected here",
                 desc_describe(node));
    report(node, field, problem, diag);
}

static void report_text(const struct desc_node *node, const struct desc_field *field,
                        const char *why, struct diag_list *diag)
{
    char problem[200];
    snprintf(problem, sizeof problem, "'%.80s' %s", node->text, why);
    report(node, field, problem, diag);
}

/* A quantity in range, or 0 after an error. */
static int read_number(double *value, const struct desc_node *node, const struct desc_field *field,
                       struct diag_list *diag)
{
    struct units_error error;
    char message[320], hint[DESC_HINT_MAX];
    if (units_parse(value, node->text, field->unit, &error) != 0) {
        snprintf(message, sizeof message, "%s: %s", field->key, error.message);
        desc_expectation(field, hint, sizeof hint);
        int suggests = strncmp(error.hint, "did you", 7) == 0 || error.hint[0] == '\'';
        desc_error(diag, node, suggests ? error.hint : hint, "%s", message);
        return 0;
    }
    if (*value < field->min || *value > desc_upper(field)) {
        report_text(node, field, "is out of range", diag);
        return 0;
    }
    if (field->type != DESC_REAL && *value != floor(*value)) {
        report_text(node, field, field->unit == UNIT_NONE ? "is not an integer" : "is not whole",
                    diag);
        return 0;
    }
    return 1;
}

static void read_quantity(void *target, const struct desc_node *node,
                          const struct desc_field *field, struct diag_list *diag)
{
    double value;
    if (!read_number(&value, node, field, diag))
        return;
    if (field->type == DESC_INT)
        *(int *)target = (int)value;
    else if (field->type == DESC_WHOLE)
        *(uint64_t *)target = (uint64_t)value;
    else
        *(double *)target = value;
}

static int is_name(const char *text)
{
    if (!*text || *text == '/' || text[strlen(text) - 1] == '/' || strstr(text, "//"))
        return 0;
    for (; *text; text++) {
        if (!isalnum((unsigned char)*text) && !strchr("_-+.@/", *text))
            return 0;
    }
    return 1;
}

static void read_string(char *target, const struct desc_node *node, const struct desc_field *field,
                        struct diag_list *diag)
{
    if (field->type == DESC_NAME && !is_name(node->text))
        report_text(node, field, "is not a name", diag);
    else if (strlen(node->text) >= field->size)
        report_text(node, field, "is too long", diag);
    else
        memcpy(target, node->text, strlen(node->text) + 1);
}

static void read_enum(int *target, const struct desc_node *node, const struct desc_field *field,
                      struct diag_list *diag)
{
    size_t n = desc_count_names(field->names);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(field->names[i], node->text) == 0) {
            *target = (int)i;
            return;
        }
    }
    const char *near = diag_nearest(node->text, field->names, n);
    if (!near) {
        report_text(node, field, "is not known", diag);
        return;
    }
    char hint[160];
    snprintf(hint, sizeof hint, "did you mean '%s'?", near);
    desc_error(diag, node, hint, "%s: '%.80s' is not known", field->key, node->text);
}

static void read_bool(int *target, const struct desc_node *node, const struct desc_field *field,
                      struct diag_list *diag)
{
    if (strcmp(node->text, "true") == 0 && !node->quoted)
        *target = 1;
    else if (strcmp(node->text, "false") == 0 && !node->quoted)
        *target = 0;
    else
        report_text(node, field, "is neither true nor false", diag);
}

static const char *find_letter(const struct desc_node *item)
{
    if (item->kind != DESC_SCALAR || strlen(item->text) != 1)
        return NULL;
    return strchr(tensor_letters, item->text[0]);
}

static void read_tensors(unsigned *target, const struct desc_node *list,
                         const struct desc_field *field, struct diag_list *diag)
{
    unsigned set = 0;
    for (const struct desc_node *item = list->first; item; item = item->next) {
        const char *letter = find_letter(item);
        unsigned bit = letter ? 1u << (letter - tensor_letters) : 0;
        if (!letter)
            desc_report_kind(item, field, diag);
        else if (set & bit)
            report_text(item, field, "is given twice", diag);
        set |= bit;
    }
    *target = set;
}

static int has_kind(const struct desc_node *node, const struct desc_field *field)
{
    if (field->type == DESC_TENSORS)
        return node->kind == DESC_LIST;
    return node->kind == DESC_SCALAR && (node->text[0] || node->quoted);
}

void desc_read_single(void *out, const struct desc_node *node, const struct desc_field *field,
                      struct diag_list *diag)
{
    void *target = (char *)out + field->offset;
    if (field->type == DESC_NODE)
        *(const struct desc_node **)target = node;
    else if (!has_kind(node, field))
        desc_report_kind(node, field, diag);
    else if (field->type == DESC_STRING || field->type == DESC_NAME)
        read_string(target, node, field, diag);
    else if (field->type == DESC_ENUM)
        read_enum(target, node, field, diag);
    else if (field->type == DESC_BOOL)
        read_bool(target, node, field, diag);
    else if (field->type == DESC_TENSORS)
        read_tensors(target, node, field, diag);
    else
        read_quantity(target, node, field, diag);
}

size_t desc_element_size(const struct desc_field *field)
{
    switch (field->type) {
    case DESC_REAL:
        return sizeof(double);
    case DESC_WHOLE:
        return sizeof(uint64_t);
    case DESC_STRING:
    case DESC_NAME:
        return field->size;
    case DESC_STRUCT:
        return field->schema->size;
    case DESC_NODE:
        return sizeof(const struct desc_node *);
    case DESC_INT:
    case DESC_ENUM:
    case DESC_BOOL:
    case DESC_TENSORS:
        break;
    }
    return sizeof(int);
}
