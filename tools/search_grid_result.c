#include "search_grid_result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double number_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static uint64_t count_of(const json_t *object, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(object, key));
    return value > 0 ? (uint64_t)value : 0;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static enum point_kind kind_of(const json_t *object)
{
    enum point_kind kind = POINT_SEARCH;
    while (kind < POINT_RANDOM && strcmp(text_of(object, "kind"), point_kind_name(kind)) != 0)
        kind++;
    return kind;
}

static void read_point(struct point *out, const json_t *object)
{
    *out = (struct point){.kind = kind_of(object),
                          .mode = text_of(object, "mode"),
                          .choices = text_of(object, "choices"),
                          .lambda = number_of(object, "lambda"),
                          .target = number_of(object, "target"),
                          .seed = count_of(object, "seed"),
                          .candidate = count_of(object, "candidate"),
                          .energy_share = number_of(object, "energy_share"),
                          .energy_pj = number_of(object, "energy_pj"),
                          .latency_cycles = number_of(object, "latency_cycles"),
                          .validation_accuracy = number_of(object, "validation_accuracy"),
                          .test_accuracy = number_of(object, "test_accuracy"),
                          .test_images = count_of(object, "test_images"),
                          .integer_accuracy = number_of(object, "integer_accuracy"),
                          .assignment = text_of(object, "assignment"),
                          .folder = text_of(object, "folder")};
}

int search_grid_result_read(struct search_grid_result *out, const char *path)
{
    json_t *root = json_load_file(path, 0, NULL), *points = json_object_get(root, "points");
    *out = (struct search_grid_result){.root = root,
                                       .identity = text_of(root, "identity"),
                                       .failed = json_string_value(json_object_get(root, "failed")),
                                       .seconds = number_of(root, "seconds"),
                                       .count = json_array_size(points),
                                       .best = count_of(root, "best")};
    out->point = calloc(out->count + 1, sizeof *out->point);
    if (!root || !out->point) {
        search_grid_result_free(out);
        return 0;
    }
    for (size_t i = 0; i < out->count; i++)
        read_point(&out->point[i], json_array_get(points, i));
    return 1;
}

void search_grid_result_free(struct search_grid_result *result)
{
    json_decref(result->root);
    free(result->point);
    *result = (struct search_grid_result){0};
}

static json_t *integer(uint64_t value)
{
    return json_integer((json_int_t)value);
}

/* null for NaN */
static json_t *number(double value)
{
    return isnan(value) ? json_null() : json_real(value);
}

static json_t *point_json(const struct point *point)
{
    json_t *object = json_object();
    json_object_set_new(object, "kind", json_string(point_kind_name(point->kind)));
    json_object_set_new(object, "mode", json_string(point->mode));
    json_object_set_new(object, "choices", json_string(point->choices));
    json_object_set_new(object, "lambda", number(point->lambda));
    json_object_set_new(object, "target", number(point->target));
    json_object_set_new(object, "seed", integer(point->seed));
    json_object_set_new(object, "candidate", integer(point->candidate));
    json_object_set_new(object, "energy_share", number(point->energy_share));
    json_object_set_new(object, "energy_pj", number(point->energy_pj));
    json_object_set_new(object, "latency_cycles", number(point->latency_cycles));
    json_object_set_new(object, "validation_accuracy", number(point->validation_accuracy));
    json_object_set_new(object, "test_accuracy", number(point->test_accuracy));
    json_object_set_new(object, "test_images", integer(point->test_images));
    json_object_set_new(object, "integer_accuracy", number(point->integer_accuracy));
    json_object_set_new(object, "assignment", json_string(point->assignment));
    json_object_set_new(object, "folder", json_string(point->folder));
    return object;
}

char *search_grid_result_text(const struct search_grid_result *result)
{
    json_t *root = json_object(), *points = json_array();
    json_object_set_new(root, "format", json_string("enos/result/1"));
    json_object_set_new(root, "identity", json_string(result->identity));
    json_object_set_new(root, "failed", result->failed ? json_string(result->failed) : json_null());
    json_object_set_new(root, "seconds", number(result->seconds));
    json_object_set_new(root, "best", integer(result->best));
    for (size_t i = 0; i < result->count; i++)
        json_array_append_new(points, point_json(&result->point[i]));
    json_object_set_new(root, "points", points);
    char *text = json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
    json_decref(root);
    return text;
}
