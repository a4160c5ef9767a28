/* summary.json: provenance, totals, timings. */
#include <jansson.h>
#include <math.h>

#include "map_files.h"
#include "mapper/node_table.h"
#include "provenance_json.h"

/* JSON has no inf: null stands for "no mapping". */
static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *total_of(const struct map_view *view, size_t j)
{
    struct map_total total = map_total_of(view->run, view->tables, j);
    char name[CHOICE_NAME_MAX];
    choice_name(&view->tables->choice[j], name);
    json_t *object = json_object();
    json_object_set_new(object, "choice", json_string(name));
    json_object_set_new(object, "energy_pj", number(total.energy_pj));
    json_object_set_new(object, "energy_op_pj", number(total.op_pj));
    json_object_set_new(object, "e_tx_spad_pj", number(total.spad_pj));
    json_object_set_new(object, "e_tx_noc_pj", number(total.noc_pj));
    json_object_set_new(object, "e_tx_glb_pj", number(total.glb_pj));
    json_object_set_new(object, "e_tx_dram_pj", number(total.dram_pj));
    json_object_set_new(object, "compulsory_dram_pj", number(total.compulsory_dram_pj));
    json_object_set_new(object, "lower_bound_pj", number(total.lower_bound_pj));
    json_object_set_new(object, "latency_cycles", number(total.latency_cycles));
    json_object_set_new(object, "utilization", number(total.utilization));
    json_object_set_new(object, "complete", json_boolean(total.complete));
    json_object_set_new(object, "proven", json_boolean(total.proven));
    return object;
}

static json_t *totals_of(const struct map_view *view)
{
    json_t *list = json_array();
    for (size_t j = 0; j < view->run->choice_count; j++)
        json_array_append_new(list, total_of(view, j));
    return list;
}

static json_t *timings_of(const struct map_run *run)
{
    json_t *searches = json_array();
    for (size_t i = 0; i < run->job_count; i++) {
        const struct map_job *job = &run->job[i];
        char name[CHOICE_NAME_MAX];
        choice_name(&map_run_choice(run, job->choice)->choice, name);
        json_array_append_new(searches,
                              json_pack("{s:s, s:s, s:f}", "layer", run->layer[job->layer].name,
                                        "choice", name, "seconds", job->solution.seconds));
    }
    return json_pack("{s:f, s:I, s:o}", "seconds", run->seconds, "from_cache",
                     (json_int_t)run->hit_count, "searches", searches);
}

static json_t *summary_of(const struct map_view *view, const struct provenance *provenance)
{
    static const char *const objectives[] = {"energy", "latency", "edp"};
    const struct map_run *run = view->run;
    json_t *object = json_object();
    provenance_json(object, provenance, "summary");
    json_object_set_new(object, "objective", json_string(objectives[run->objective]));
    json_object_set_new(object, "batch", json_integer(run->layer[0].shape.size[DIM_N]));
    json_object_set_new(object, "layers", json_integer((json_int_t)run->layer_count));
    json_object_set_new(object, "ops", json_integer((json_int_t)network_terms(view->network)));
    json_object_set_new(object, "provisional", json_boolean(run->machine->provisional));
    json_object_set_new(object, "interrupted", json_boolean(view->interrupted));
    json_object_set_new(object, "searched", json_boolean(!run->priced));
    json_object_set_new(object, "not_proven", json_integer((json_int_t)map_run_unproven(run)));
    json_object_set_new(object, "impossible", json_integer((json_int_t)map_run_impossible(run)));
    json_object_set_new(object, "totals", totals_of(view));
    json_object_set_new(object, "nodes_energy_pj",
                        number(map_nodes_energy_pj(run->machine, view->network)));
    json_object_set_new(object, "timings", timings_of(run));
    return object;
}

char *map_summary_json(const struct map_view *view, const struct provenance *provenance)
{
    json_t *object = summary_of(view, provenance);
    char *text = object ? json_dumps(object, JSON_INDENT(2)) : NULL;
    json_decref(object);
    return text;
}
