#include <math.h>

#include "explore_report.h"
#include "provenance_json.h"

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *settings_of(const struct explore_table *table, const struct explore_row *row)
{
    json_t *object = json_object();
    for (size_t a = 0; row->number != EXPLORE_BASE && a < table->space->axis_count; a++)
        for (size_t k = 0; k < table->space->axis[a].key_count; k++)
            json_object_set_new(object, table->space->axis[a].key[k],
                                json_string(explore_row_setting(table, row, a, k)));
    return object;
}

static json_t *row_json(const struct explore_table *table, const struct explore_row *row)
{
    const struct explore_point *point = &row->point;
    json_t *object = json_object();
    json_object_set_new(object, "point", json_integer((json_int_t)row->number));
    json_object_set_new(object, "settings", settings_of(table, row));
    json_object_set_new(object, "state", json_string(explore_point_states[point->state]));
    json_object_set_new(object, "front", json_boolean(row->is_on_front));
    json_object_set_new(object, "energy_pj", number(point->energy_pj));
    json_object_set_new(object, "latency_cycles", number(point->latency_cycles));
    json_object_set_new(object, "latency_s", number(point->latency_s));
    json_object_set_new(object, "edp_js", number(point->edp_js));
    json_object_set_new(object, "area_mm2", number(point->area_mm2));
    json_object_set_new(object, "largest_gap", number(point->largest_gap));
    json_object_set_new(object, "proven", json_boolean(point->proven));
    if (point->reason[0])
        json_object_set_new(object, "reason", json_string(point->reason));
    return object;
}

static json_t *points_json(const struct explore_table *table)
{
    json_t *list = json_array();
    for (size_t i = 0; i < table->count; i++)
        if (table->row[i].number != EXPLORE_BASE)
            json_array_append_new(list, row_json(table, &table->row[i]));
    return list;
}

static json_t *best_json(const struct explore_table *table)
{
    json_t *object = json_object();
    for (int aim = 0; aim < AIM_COUNT; aim++) {
        const struct explore_row *best = explore_table_best(table, (enum explore_aim)aim);
        json_object_set_new(object, explore_aim_names[aim],
                            best ? json_integer((json_int_t)best->number) : json_null());
    }
    return object;
}

static json_t *area_json(const struct arch_area *area)
{
    json_t *list = json_array();
    for (int i = 0; i < area->count; i++)
        json_array_append_new(
            list, json_pack("{s:s, s:i, s:o, s:s}", "component", area->part[i].component,
                            "instances", area->part[i].instances, "each_mm2",
                            number(area->part[i].each_mm2), "source", area->part[i].source));
    return list;
}

static json_t *aims_json(const struct explore_aims *aims)
{
    json_t *list = json_array();
    for (size_t k = 0; k < aims->count; k++)
        json_array_append_new(list, json_string(explore_aim_names[aims->aim[k]]));
    return list;
}

char *explore_json(const struct explore_report *report)
{
    const struct explore_table *table = report->table;
    const struct explore_row *base = explore_table_base(table);
    json_t *object = json_object();
    provenance_json(object, report->provenance, "explore");
    json_object_set_new(object, "variants", json_integer((json_int_t)table->space->sample.count));
    json_object_set_new(object, "computed", json_integer((json_int_t)report->work->computed));
    json_object_set_new(object, "before", json_integer((json_int_t)report->work->before));
    json_object_set_new(object, "reused", json_integer((json_int_t)report->work->reused));
    json_object_set_new(object, "searches", json_integer((json_int_t)report->work->searches));
    json_object_set_new(object, "seconds", number(report->work->seconds));
    json_object_set_new(object, "front_of", aims_json(&table->aims));
    json_object_set_new(object, "base", base ? row_json(table, base) : json_null());
    json_object_set_new(object, "base_area", area_json(&table->space->machine->area));
    json_object_set_new(object, "best", best_json(table));
    json_object_set_new(object, "points", points_json(table));
    char *text = json_dumps(object, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
    json_decref(object);
    return text;
}
