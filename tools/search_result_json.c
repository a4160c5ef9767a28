/* summary.json of a search. */
#include "blas_core.h"
#include "provenance_json.h"
#include "search_integers.h"
#include "search_log_json.h"
#include "search_result.h"

static json_t *choices_of(const struct search_run *run)
{
    json_t *list = json_array();
    for (int i = 0; i < run->choice_count; i++) {
        char name[CHOICE_NAME_MAX];
        choice_name(&run->choice[i], name);
        json_array_append_new(list, json_string(name));
    }
    return list;
}

/* Energy, latency and accuracies of an assignment, added to its object. */
static void set_candidate(json_t *object, const struct search_result *result, size_t i)
{
    const struct cost *cost = &result->inputs->cost;
    const struct job_candidate *candidate = &result->candidate[i];
    double pj = cost_energy_pj(cost, candidate->choice);
    double cycles = cost_latency_cycles(cost, candidate->choice);
    json_object_set_new(object, "candidate", json_integer((json_int_t)i + 1));
    json_object_set_new(
        object, "assignment",
        search_assignment_json(result->inputs->network, &result->inputs->space, candidate->choice));
    json_object_set_new(object, "energy_share", json_real(pj / cost->reference_pj));
    json_object_set_new(object, "energy_pj", json_real(pj));
    json_object_set_new(object, "latency_share", json_real(cycles / cost->reference_cycles));
    json_object_set_new(object, "latency_cycles", json_real(cycles));
    json_object_set_new(object, "inherited", search_score_json(&candidate->inherited));
    json_object_set_new(object, "validation", search_score_json(&candidate->validation));
    json_object_set_new(object, "test", search_score_json(&candidate->test));
}

static json_t *candidates_of(const struct search_result *result)
{
    json_t *list = json_array();
    for (size_t i = 0; i < result->count; i++) {
        json_t *object = json_object();
        set_candidate(object, result, i);
        json_object_set_new(object, "on_front", json_boolean(search_result_is_on_front(result, i)));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *gap_of(const struct job_gap *gap)
{
    if (!gap)
        return json_null();
    return json_pack("{s:o, s:o, s:o}", "soft", search_score_json(&gap->soft), "discrete",
                     search_score_json(&gap->discrete), "calibrated",
                     search_score_json(&gap->calibrated));
}

/* The network of the files, through the integer reference. */
static json_t *integers_of(const struct search_integers *integers)
{
    if (!integers)
        return json_null();
    return json_pack("{s:f, s:f, s:I, s:I, s:I}", "accuracy", search_integers_accuracy(integers),
                     "difference", integers->difference, "images", (json_int_t)integers->images,
                     "agreed", (json_int_t)integers->agreed, "overflows",
                     (json_int_t)integers->overflows);
}

static void set_run(json_t *object, const struct search_result *result)
{
    const struct search_run *run = result->inputs->run;
    const struct search_mode *mode = result->mode;
    const struct search_data *data = &result->inputs->data;
    json_object_set_new(object, "run", json_string(run->name));
    json_object_set_new(object, "mode", mode ? json_string(mode->name) : json_null());
    json_object_set_new(object, "choices", choices_of(run));
    json_object_set_new(object, "lambda",
                        mode && result->target <= 0 ? json_real(result->lambda) : json_null());
    json_object_set_new(object, "target",
                        mode && result->target > 0 ? json_real(result->target) : json_null());
    json_object_set_new(object, "note", json_string(result->note));
    json_object_set_new(object, "seed", json_integer((json_int_t)result->seed));
    json_object_set_new(object, "reference", json_string(run->reference));
    json_object_set_new(object, "reference_pj", json_real(result->inputs->cost.reference_pj));
    json_object_set_new(object, "reference_cycles",
                        json_real(result->inputs->cost.reference_cycles));
    json_object_set_new(object, "train_images", json_integer((json_int_t)data->split.train_count));
    json_object_set_new(object, "blas_core", json_string(blas_core_name()));
}

char *search_result_json(const struct search_result *result)
{
    json_t *object = json_object();
    provenance_json(object, result->provenance, "search");
    set_run(object, result);
    if (result->count)
        set_candidate(object, result, result->best);
    json_object_set_new(object, "integers", integers_of(result->integers));
    json_object_set_new(object, "gap", gap_of(result->gap));
    json_object_set_new(object, "candidates", candidates_of(result));
    json_object_set_new(object, "seconds", json_real(result->seconds));
    char *text = object ? json_dumps(object, JSON_INDENT(2)) : NULL;
    json_decref(object);
    return text;
}
