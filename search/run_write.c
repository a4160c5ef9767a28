/* A run as YAML, every key of it: the schemas say what they are. */
#include <stdlib.h>
#include <string.h>

#include "mapper/tables.h" /* for its strings in YAML */
#include "run_schema.h"

static void write_map(FILE *out, const void *from, const struct desc_schema *schema, int depth,
                      const struct search_run *run);

static void write_number(FILE *out, double value)
{
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    fputs(text, out);
}

static void write_value(FILE *out, const void *at, const struct desc_field *field)
{
    if (field->type == DESC_REAL)
        write_number(out, *(const double *)at);
    else if (field->type == DESC_WHOLE)
        fprintf(out, "%llu", (unsigned long long)*(const uint64_t *)at);
    else if (field->type == DESC_INT)
        fprintf(out, "%d", *(const int *)at);
    else if (field->type == DESC_BOOL)
        fputs(*(const int *)at ? "true" : "false", out);
    else if (field->type == DESC_ENUM)
        fputs(field->names[*(const int *)at], out);
    else
        provenance_write_yaml_string(out, at);
}

static size_t element_size(const struct desc_field *field)
{
    return field->type == DESC_REAL ? sizeof(double) : field->size;
}

static void write_list(FILE *out, const char *from, const struct desc_field *field)
{
    size_t count = field->array_min;
    if (field->count_offset)
        count = (size_t) * (const int *)(const void *)(from + field->count_offset - 1);
    fputc('[', out);
    for (size_t i = 0; i < count; i++) {
        fputs(i ? ", " : "", out);
        write_value(out, from + field->offset + i * element_size(field), field);
    }
    fputc(']', out);
}

static void write_choices(FILE *out, const struct search_run *run)
{
    fputs(" [", out);
    for (int i = 0; i < run->choice_count; i++) {
        char name[CHOICE_NAME_MAX];
        choice_name(&run->choice[i], name);
        fprintf(out, "%s%s", i ? ", " : "", name);
    }
    fputs("]\n", out);
}

static void write_entry(FILE *out, int is_first, const char *key, const char *value)
{
    fputs(is_first ? "" : ", ", out);
    provenance_write_yaml_string(out, key);
    fputs(": ", out);
    provenance_write_yaml_string(out, value);
}

static void write_pins(FILE *out, const struct search_run *run)
{
    fputs(" {", out);
    for (int i = 0; i < run->pin_count; i++)
        write_entry(out, i == 0, run->pin[i].layer, run->pin[i].choice);
    fputs("}\n", out);
}

static void write_checksums(FILE *out, const struct search_run *run)
{
    fputs(" {", out);
    for (int i = 0; i < run->data.checksum_count; i++)
        write_entry(out, i == 0, run->data.checksum[i].file, run->data.checksum[i].sha256);
    fputs("}\n", out);
}

static void write_train(FILE *out, const struct search_run *run)
{
    fputc('\n', out);
    write_map(out, &run->train, &run_recipe_schema, 1, run);
}

static void write_retrain(FILE *out, const struct search_run *run)
{
    fputc('\n', out);
    write_map(out, &run->retrain, &run_retrain_schema, 1, run);
}

/* Keys whose value is no single line of a table. */
static const struct {
    const char *key;
    void (*write)(FILE *out, const struct search_run *run);
} nodes[] = {{"choices", write_choices},
             {"layers", write_pins},
             {"sha256", write_checksums},
             {"train", write_train},
             {"retrain", write_retrain}};

static void write_node(FILE *out, const char *key, const struct search_run *run)
{
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++)
        if (strcmp(nodes[i].key, key) == 0)
            nodes[i].write(out, run);
}

/* What one may be given of: both would be refused. */
static int is_left_out(const char *key, const struct search_run *run)
{
    return strcmp(key, run->target > 0 ? "lambda" : "target") == 0;
}

static void write_field(FILE *out, const char *from, const struct desc_field *field, int depth,
                        const struct search_run *run)
{
    fprintf(out, "%*s%s:", 2 * depth, "", field->key);
    if (field->type == DESC_NODE) {
        write_node(out, field->key, run);
        return;
    }
    if (field->type == DESC_STRUCT) {
        fputc('\n', out);
        write_map(out, from + field->offset, field->schema, depth + 1, run);
        return;
    }
    fputc(' ', out);
    if (field->array)
        write_list(out, from, field);
    else
        write_value(out, from + field->offset, field);
    fputc('\n', out);
}

static void write_map(FILE *out, const void *from, const struct desc_schema *schema, int depth,
                      const struct search_run *run)
{
    for (size_t i = 0; i < schema->count; i++)
        if (depth || !is_left_out(schema->field[i].key, run))
            write_field(out, from, &schema->field[i], depth, run);
}

int run_write_yaml(FILE *out, const struct search_run *run)
{
    struct run_text *text = calloc(1, sizeof *text);
    if (!text)
        return -1;
    text->run = *run;
    snprintf(text->format, sizeof text->format, "enos/run/1");
    write_map(out, text, &run_schema, 0, run);
    free(text);
    return ferror(out) ? -1 : 0;
}
