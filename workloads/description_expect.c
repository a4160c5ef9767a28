/* What a field expects, in words. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "description_value.h"

#define INT_FIELD_MAX 1e9
#define WHOLE_MAX 9007199254740992.0 /* 2^53: doubles are exact up to here */

void desc_join_names(char *out, size_t size, const char *before, const char *const *names, size_t n)
{
    size_t used = (size_t)snprintf(out, size, "%s", before);
    for (size_t i = 0; i < n && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "", names[i]);
}

const char *desc_describe(const struct desc_node *node)
{
    if (node->kind == DESC_LIST)
        return "a list";
    if (node->kind == DESC_MAP)
        return "a map";
    return node->text[0] == '\0' && !node->quoted ? "nothing" : node->text;
}

double desc_upper(const struct desc_field *field)
{
    if (field->max != 0)
        return field->max;
    return field->type == DESC_INT ? INT_FIELD_MAX
                                   : (field->type == DESC_WHOLE ? WHOLE_MAX : HUGE_VAL);
}

static void expect_range(const struct desc_field *field, const char *noun, char *out, size_t size)
{
    const char *base = units_base(field->unit), *space = *base ? " " : "";
    if (field->max != 0)
        snprintf(out, size, "%s from %.10g to %.10g%s%s", noun, field->min, field->max, space,
                 base);
    else if (field->min == 0 && field->type == DESC_REAL)
        snprintf(out, size, "%s, not negative", noun);
    else
        snprintf(out, size, "%s of at least %.10g%s%s", noun, field->min, space, base);
}

static void expect_quantity(const struct desc_field *field, char *out, size_t size)
{
    char noun[80];
    if (field->unit == UNIT_NONE)
        snprintf(noun, sizeof noun, field->type == DESC_REAL ? "a number" : "an integer");
    else
        snprintf(noun, sizeof noun, "%s such as '%s'", units_kind(field->unit),
                 units_example(field->unit));
    expect_range(field, noun, out, size);
}

size_t desc_count_names(const char *const *names)
{
    size_t n = 0;
    while (names[n])
        n++;
    return n;
}

/* What one value must be, without what it is for. */
static void expect_type(const struct desc_field *field, char *out, size_t size)
{
    switch (field->type) {
    case DESC_INT:
    case DESC_REAL:
    case DESC_WHOLE:
        expect_quantity(field, out, size);
        break;
    case DESC_STRING:
        snprintf(out, size, "a text of at most %zu bytes", field->size - 1);
        break;
    case DESC_NAME:
        snprintf(out, size, "a name of at most %zu letters, digits, _ - + . @ and /",
                 field->size - 1);
        break;
    case DESC_ENUM:
        desc_join_names(out, size, "one of ", field->names, desc_count_names(field->names));
        break;
    case DESC_BOOL:
        snprintf(out, size, "true or false");
        break;
    case DESC_TENSORS:
        snprintf(out, size, "a list of tensors such as [W, I, O]");
        break;
    case DESC_STRUCT:
        snprintf(out, size, "a map of keys");
        break;
    case DESC_NODE:
        snprintf(out, size, "see the documentation of the file");
        break;
    }
}

void desc_expectation(const struct desc_field *field, char *out, size_t size)
{
    char type[240], list[64] = "";
    expect_type(field, type, sizeof type);
    if (field->array && field->array == field->array_min)
        snprintf(list, sizeof list, "a list of %zu, each ", field->array);
    else if (field->array)
        snprintf(list, sizeof list, "a list of %zu to %zu, each ", field->array_min, field->array);
    if (field->type == DESC_NODE)
        snprintf(out, size, "%s", field->what);
    else
        snprintf(out, size, "%s, %s%s%s", field->what,
                 field->flags & DESC_EACH ? "one value or " : "", list, type);
}
