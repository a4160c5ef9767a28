/* Every key of every schema of machines, technologies and energy tables: right, left
 * out, misspelt, given twice, in the wrong unit, out of range, of the wrong kind,
 * without provenance. The texts are made from the schemas, so a new key is tested. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../arch/ert_schema.h"
#include "../../arch/machine_schema.h"
#include "../../arch/technology_schema.h"
#include "../workloads/expect.h"

enum change {
    RIGHT,
    LEFT_OUT,
    MISSPELT,
    TWICE,
    OTHER_UNIT,
    NO_UNIT,
    TOO_LARGE,
    TOO_SMALL,
    MAP,
    SOURCELESS
};

#define TEXT_MAX 8192

static const struct desc_schema *const roots[] = {
    &machine_schema,       &storage_schema,    &network_schema,      &pe_schema,
    &mac_schema,           &operator_schema,   &technology_schema,   &ert_schema,
    &ert_component_schema, &ert_action_schema, &ert_arguments_schema};

static double largest(const struct desc_field *field)
{
    return field->max != 0 ? field->max : field->min + 1;
}

static void write_map(char *out, size_t size, const struct desc_schema *schema,
                      const struct desc_field *changed, enum change change);

/* A value as flow YAML, in range, or changed. */
static void write_value(char *out, size_t size, const struct desc_field *field, enum change change)
{
    const char *unit = change == OTHER_UNIT ? "parsec" : units_base(field->unit);
    double number = change == TOO_LARGE   ? 2 * largest(field)
                    : change == TOO_SMALL ? field->min / 2 - 1
                                          : largest(field);
    char map[TEXT_MAX / 2];
    switch (field->type) {
    case DESC_INT:
    case DESC_REAL:
    case DESC_WHOLE:
        snprintf(out, size, "%.17g %s", number, change == NO_UNIT ? "" : unit);
        break;
    case DESC_STRING:
    case DESC_NAME:
        snprintf(out, size, "x");
        break;
    case DESC_ENUM:
        snprintf(out, size, "%s", field->names[0]);
        break;
    case DESC_BOOL:
        snprintf(out, size, "true");
        break;
    case DESC_TENSORS:
        snprintf(out, size, "[W]");
        break;
    case DESC_STRUCT:
        write_map(map, sizeof map, field->schema, NULL, RIGHT);
        snprintf(out, size, "{%s}", map);
        break;
    case DESC_NODE:
        snprintf(out, size, "[]");
        break;
    }
}

static size_t write_key(char *out, size_t size, const struct desc_field *field, enum change change)
{
    char value[TEXT_MAX];
    write_value(value, sizeof value, field, change);
    if (change == MAP)
        snprintf(value, sizeof value, field->type == DESC_STRUCT ? "x" : "{x: 1}");
    int list = field->array && change != MAP;
    return (size_t)snprintf(out, size, "%s%s: %s%s%s, ", field->key, change == MISSPELT ? "q" : "",
                            list ? "[" : "", value, list ? "]" : "");
}

static void write_map(char *out, size_t size, const struct desc_schema *schema,
                      const struct desc_field *changed, enum change change)
{
    size_t used = 0;
    out[0] = '\0';
    if (schema->origin_keys && change != SOURCELESS)
        used += (size_t)snprintf(out, size, "source: a test, ");
    for (size_t i = 0; i < schema->count; i++) {
        const struct desc_field *field = &schema->field[i];
        enum change own = field == changed ? change : RIGHT;
        if (own != LEFT_OUT)
            used += write_key(out + used, size - used, field, own);
        if (own == TWICE)
            used += write_key(out + used, size - used, field, own);
        cr_assert_lt(used, size);
    }
}

/* Reads the map with the change; all errors as one text, "" for none. */
static char *errors_of(const struct desc_schema *schema, const struct desc_field *field,
                       enum change change)
{
    char map[TEXT_MAX], text[TEXT_MAX + 4];
    struct diag_list *diag;
    struct desc *desc;
    void *out = calloc(1, schema->size);
    cr_assert_not_null(out);
    cr_assert_eq(diag_create(&diag), 0);
    write_map(map, sizeof map, schema, field, change);
    snprintf(text, sizeof text, "{%s}\n", map);
    if (desc_read_text(&desc, "t", text, strlen(text), diag) == 0) {
        int status = desc_read(out, desc_root(desc), schema, diag);
        cr_assert_eq(status == 0, diag_count(diag) == 0);
        desc_free(desc);
    }
    char *errors = expect_render_all(diag);
    free(out);
    diag_free(diag);
    return errors;
}

static void check(const struct desc_schema *schema, const struct desc_field *field,
                  enum change change, const char *format)
{
    char expected[128], *errors = errors_of(schema, field, change);
    const char *key = field ? field->key : "";
    snprintf(expected, sizeof expected, format[0] ? "%s%s" : "%s", format,
             strchr(format, '\'') ? key : "");
    if (format[0] == '\0')
        cr_assert_str_eq(errors, "", "%s.%s, change %d", schema->title, key, (int)change);
    else
        cr_assert_not_null(strstr(errors, expected), "%s.%s, change %d: expected %s, found %s",
                           schema->title, key, (int)change, expected, errors);
    free(errors);
}

static int is_number(const struct desc_field *field)
{
    return field->type == DESC_INT || field->type == DESC_REAL || field->type == DESC_WHOLE;
}

static int is_required(const struct desc_field *field)
{
    return field->fallback == NULL && (field->flags & DESC_OPTIONAL) == 0;
}

static void check_key(const struct desc_schema *schema, const struct desc_field *field)
{
    check(schema, field, LEFT_OUT, is_required(field) ? "lacks '" : "");
    check(schema, field, MISSPELT, "unknown key '");
    if (strlen(field->key) > 3)
        check(schema, field, MISSPELT, "did you mean '");
    check(schema, field, TWICE, "duplicate key '");
    if (field->type != DESC_NODE)
        check(schema, field, MAP, "error: ");
    if (field->flags & DESC_ORIGIN)
        check(schema, field, SOURCELESS, "does not say where its value is from");
    if (!is_number(field))
        return;
    if (field->max != 0)
        check(schema, field, TOO_LARGE, "is out of range");
    check(schema, field, TOO_SMALL, "is out of range");
    check(schema, field, OTHER_UNIT, "parsec");
    if (field->unit != UNIT_NONE)
        check(schema, field, NO_UNIT, "error: ");
}

static int check_schema(const struct desc_schema *schema)
{
    int keys = 0;
    check(schema, NULL, RIGHT, "");
    for (size_t i = 0; i < schema->count; i++) {
        const struct desc_field *field = &schema->field[i];
        check_key(schema, field);
        keys++;
        if (field->type == DESC_STRUCT)
            keys += check_schema(field->schema);
    }
    return keys;
}

Test(machine_schema, every_key_of_every_schema)
{
    int keys = 0;
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        keys += check_schema(roots[i]);
    cr_assert_geq(keys, 90, "%d keys", keys);
}
