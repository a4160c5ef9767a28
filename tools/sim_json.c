/* sim.json */
#include <jansson.h>

#include "provenance_json.h"
#include "sim_totals.h"
#include "sim_verdict.h"
#include "sim_view.h"

static json_t *integer(uint64_t value)
{
    return json_integer((json_int_t)value);
}

static json_t *cycles_of(const uint64_t cycles[SIM_REASONS], uint64_t latency_cycles)
{
    json_t *object = json_object();
    for (int r = 0; r < SIM_REASONS; r++)
        json_object_set_new(object, sim_reason_names[r], integer(cycles[r]));
    json_object_set_new(object, "total", integer(latency_cycles));
    return object;
}

static json_t *by_tensor(const double part_pj[TENSOR_COUNT])
{
    return json_pack("{s:f, s:f, s:f}", "W", part_pj[TENSOR_W], "I", part_pj[TENSOR_I], "O",
                     part_pj[TENSOR_O]);
}

static json_t *parts_of(const struct sim_energy *energy)
{
    return json_pack("{s:f, s:o, s:o, s:o, s:o}", "op", energy->op_pj, "spad",
                     by_tensor(energy->spad_pj), "noc", by_tensor(energy->noc_pj), "glb",
                     by_tensor(energy->glb_pj), "dram", by_tensor(energy->dram_pj));
}

static json_t *counts_of(const struct sim_row *row, int of_model)
{
    struct sim_count all[SIM_COUNTS_MAX];
    size_t count = sim_counts_of(row, all);
    json_t *object = json_object();
    for (size_t i = 0; i < count; i++)
        json_object_set_new(object, all[i].name,
                            integer(of_model ? all[i].modelled : all[i].simulated));
    return object;
}

static json_t *layer_of(const struct sim_view *view, const struct sim_row *row)
{
    char choice[CHOICE_NAME_MAX];
    choice_name(&row->choice->choice, choice);
    json_t *object = json_object();
    json_object_set_new(object, "name", json_string(row->name));
    json_object_set_new(object, "choice", json_string(choice));
    json_object_set_new(object, "cycles",
                        cycles_of(row->result.cycles, row->result.latency_cycles));
    json_object_set_new(object, "model_cycles", json_real(row->model.latency_cycles));
    json_object_set_new(object, "energy_pj", json_real(row->energy.total_pj));
    json_object_set_new(object, "energy_parts_pj", parts_of(&row->energy));
    json_object_set_new(object, "model_energy_pj", json_real(row->model.energy_pj));
    json_object_set_new(object, "counts", counts_of(row, 0));
    json_object_set_new(object, "model_counts", counts_of(row, 1));
    json_object_set_new(object, "counts_differ", integer(sim_counts_differ(row, NULL)));
    json_object_set_new(object, "gated_steps", json_real(sim_gated_steps(row, view->trial)));
    json_object_set_new(object, "saved_pj", json_real(row->saved_pj));
    json_object_set_new(object, "busy", json_real(sim_busy(row, view->inputs->machine)));
    json_object_set_new(object, "psums", integer(row->psums));
    json_object_set_new(object, "wrong_psums", integer(row->wrong_psums));
    json_object_set_new(object, "overflows", integer(row->overflows));
    json_object_set_new(object, "exact", json_boolean(!row->wrong_psums));
    json_object_set_new(
        object, "verdict",
        json_string(sim_verdict_name(sim_verdict_of(row, view->request->tolerance))));
    return object;
}

static json_t *layers_of(const struct sim_view *view)
{
    json_t *list = json_array();
    for (size_t i = 0; i < view->trial->row_count; i++)
        json_array_append_new(list, layer_of(view, &view->trial->row[i]));
    return list;
}

static json_t *totals_of(const struct sim_trial *trial)
{
    struct sim_total total = sim_total_of(trial);
    json_t *object = json_object();
    json_object_set_new(object, "cycles", cycles_of(total.cycles, total.latency_cycles));
    json_object_set_new(object, "model_cycles", json_real(total.model_cycles));
    json_object_set_new(object, "energy_pj", json_real(total.energy.total_pj));
    json_object_set_new(object, "energy_parts_pj", parts_of(&total.energy));
    json_object_set_new(object, "model_energy_pj", json_real(total.model_pj));
    json_object_set_new(object, "terms", integer(total.terms));
    json_object_set_new(object, "gated_steps", json_real(total.gated_steps));
    json_object_set_new(object, "saved_pj", json_real(total.saved_pj));
    json_object_set_new(object, "overflows", integer(total.overflows));
    return object;
}

/* null for an image that was not done. */
static json_t *labels_of(const struct sim_view *view)
{
    json_t *list = json_array();
    for (size_t i = 0; i < view->inputs->images->count; i++) {
        int label = view->trial->label[i];
        json_array_append_new(list, label < 0 ? json_null() : json_integer(label));
    }
    return list;
}

static json_t *object_of(const struct sim_view *view)
{
    const struct sim_trial *trial = view->trial;
    const struct sim_request *request = view->request;
    int is_paper = request->accumulate == REFERENCE_PAPER + 1;
    json_t *object = json_object();
    provenance_json(object, view->provenance, "sim");
    json_object_set_new(object, "images", integer(trial->image_count));
    json_object_set_new(object, "exact_images", integer(trial->exact_images));
    json_object_set_new(object, "interrupted", json_boolean(view->interrupted));
    json_object_set_new(object, "searched", json_boolean(!view->inputs->run.priced));
    json_object_set_new(object, "accumulate", json_string(is_paper ? "paper" : "exact"));
    json_object_set_new(object, "tolerance", json_real(request->tolerance));
    json_object_set_new(object, "passes",
                        json_boolean(sim_trial_passes(trial, request->tolerance)));
    json_object_set_new(object, "layers", layers_of(view));
    json_object_set_new(object, "totals", totals_of(trial));
    json_object_set_new(object, "labels", labels_of(view));
    json_object_set_new(object, "timings",
                        json_pack("{s:f, s:f}", "search_seconds", view->inputs->run.seconds,
                                  "simulate_seconds", trial->seconds));
    return object;
}

char *sim_json(const struct sim_view *view)
{
    json_t *object = object_of(view);
    char *text = object ? json_dumps(object, JSON_INDENT(2)) : NULL;
    json_decref(object);
    return text;
}
