#include "search_log_json.h"

#include <stdlib.h>

#include "search_result.h"

static json_t *integer(uint64_t value)
{
    return json_integer((json_int_t)value);
}

json_t *search_assignment_json(const struct network *network, const struct search_space *space,
                               const size_t *choice)
{
    json_t *object = json_object();
    for (size_t l = 0; l < space->layer_count; l++) {
        char name[CHOICE_NAME_MAX];
        json_object_set_new(object, search_layer_name(network, l),
                            json_string(search_choice_name(space, choice, l, name)));
    }
    return object;
}

json_t *search_score_json(const struct trainer_score *score)
{
    if (!score->images)
        return json_null();
    return json_pack("{s:f, s:f, s:I, s:f}", "accuracy", score->accuracy, "loss", score->loss,
                     "images", (json_int_t)score->images, "error", search_score_error(score));
}

static json_t *tally_of(const struct search_tally *tally)
{
    if (!tally->batches)
        return json_null();
    return json_pack("{s:f, s:f}", "loss", tally->loss, "accuracy", tally->correct);
}

/* {layer: {choice: p}}, of the choices that a layer may take. */
static json_t *p_of(const struct search_log_subject *subject, const double *p)
{
    const struct search_space *space = subject->space;
    json_t *layers = json_object();
    for (size_t l = 0; l < space->layer_count; l++) {
        json_t *row = json_object();
        for (size_t j = 0; j < space->choice_count; j++) {
            char name[CHOICE_NAME_MAX];
            choice_name(&space->choice[j], name);
            if (space->allowed[l * space->choice_count + j])
                json_object_set_new(row, name, json_real(p[l * space->choice_count + j]));
        }
        json_object_set_new(layers, search_layer_name(subject->network, l), row);
    }
    return layers;
}

static json_t *entropies_of(const struct search_log_subject *subject, const double *entropy)
{
    json_t *layers = json_object();
    for (size_t l = 0; l < subject->space->layer_count; l++)
        json_object_set_new(layers, search_layer_name(subject->network, l), json_real(entropy[l]));
    return layers;
}

static void set_report(json_t *object, const struct search_log_subject *subject,
                       const struct search_report *report)
{
    json_object_set_new(object, "validation", tally_of(&report->validation));
    if (subject->cost) {
        json_object_set_new(object, "expected_cost", json_real(report->expected_cost));
        json_object_set_new(object, "argmax_cost", json_real(report->argmax_cost));
    }
    json_object_set_new(object, "multiplier", json_real(report->multiplier));
    json_object_set_new(object, "temperature", json_real(report->temperature));
    json_object_set_new(object, "changes", integer(report->changes));
    json_object_set_new(object, "entropy_mean", json_real(report->entropy_mean));
    json_object_set_new(object, "entropy", entropies_of(subject, report->entropy));
    json_object_set_new(object, "p", p_of(subject, report->p));
}

static json_t *begin(const char *kind, const struct job_event *event)
{
    json_t *object = json_object();
    json_object_set_new(object, "event", json_string(kind));
    json_object_set_new(object, "total", integer(event->total));
    json_object_set_new(object, "phase", json_string(job_phase_name(event->phase)));
    return object;
}

static json_t *epoch_of(const struct search_log_subject *subject, const struct job_event *event)
{
    json_t *object = begin("epoch", event);
    if (event->phase == JOB_RETRAIN)
        json_object_set_new(object, "candidate", integer(event->candidate + 1));
    json_object_set_new(object, "epoch", integer(event->epoch));
    json_object_set_new(object, "train", tally_of(&event->train));
    if (event->report)
        set_report(object, subject, event->report);
    else
        json_object_set_new(object, "validation", search_score_json(&event->validation));
    json_object_set_new(object, "rate", json_real(event->rate));
    json_object_set_new(object, "seconds", json_real(event->seconds));
    return object;
}

static json_t *candidates_of(const struct search_log_subject *subject)
{
    const struct job_candidate *candidate;
    size_t count = job_candidates(subject->job, &candidate);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(
            list,
            json_pack("{s:I, s:o, s:f, s:o}", "candidate", (json_int_t)i + 1, "assignment",
                      search_assignment_json(subject->network, subject->space, candidate[i].choice),
                      "cost",
                      subject->cost ? cost_assignment(subject->cost, candidate[i].choice) : 0,
                      "inherited", search_score_json(&candidate[i].inherited)));
    return list;
}

static json_t *searched_of(const struct search_log_subject *subject, const struct job_event *event)
{
    const struct job_gap *gap = job_gap(subject->job);
    json_t *object = begin("searched", event);
    json_object_set_new(object, "soft", search_score_json(&gap->soft));
    json_object_set_new(object, "discrete", search_score_json(&gap->discrete));
    json_object_set_new(object, "calibrated", search_score_json(&gap->calibrated));
    json_object_set_new(object, "note", json_string(event->note ? event->note : ""));
    json_object_set_new(object, "candidates", candidates_of(subject));
    return object;
}

static json_t *candidate_of(const struct search_log_subject *subject, const struct job_event *event)
{
    const struct job_candidate *all;
    job_candidates(subject->job, &all);
    const struct job_candidate *candidate = &all[event->candidate];
    const struct cost *cost = subject->cost;
    json_t *object = begin("candidate", event);
    json_object_set_new(object, "candidate", integer(event->candidate + 1));
    json_object_set_new(
        object, "assignment",
        search_assignment_json(subject->network, subject->space, candidate->choice));
    if (cost) {
        double pj = cost_energy_pj(cost, candidate->choice);
        json_object_set_new(object, "energy_share", json_real(pj / cost->reference_pj));
        json_object_set_new(object, "energy_pj", json_real(pj));
        json_object_set_new(object, "latency_cycles",
                            json_real(cost_latency_cycles(cost, candidate->choice)));
    }
    json_object_set_new(object, "inherited", search_score_json(&candidate->inherited));
    json_object_set_new(object, "validation", search_score_json(&candidate->validation));
    json_object_set_new(object, "test", search_score_json(&candidate->test));
    return object;
}

static int print(FILE *out, json_t *object)
{
    char *text = object ? json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(9)) : NULL;
    if (text)
        fprintf(out, "%s\n", text);
    int failed = !text || ferror(out);
    free(text);
    json_decref(object);
    return failed ? -1 : 0;
}

/* The layers that the sequential mode decided in this epoch. */
static int print_decisions(FILE *out, const struct search_log_subject *subject,
                           const struct job_event *event)
{
    const struct search_state *state = search_state(job_search(subject->job));
    size_t last = state->progress.decisions, failed = 0;
    for (size_t i = last - event->report->decided; i < last; i++) {
        const struct search_decision *decision = &state->decision[i];
        char name[CHOICE_NAME_MAX];
        json_t *object = begin("decision", event);
        choice_name(&subject->space->choice[decision->choice], name);
        json_object_set_new(object, "cycle", integer(decision->cycle + 1));
        json_object_set_new(object, "unit", integer(decision->unit));
        json_object_set_new(object, "layer",
                            json_string(search_layer_name(subject->network, decision->layer)));
        json_object_set_new(object, "choice", json_string(name));
        json_object_set_new(object, "probability", json_real(decision->probability));
        failed |= print(out, object) != 0;
    }
    return failed ? -1 : 0;
}

int search_log_json(FILE *out, const struct search_log_subject *subject,
                    const struct job_event *event)
{
    if (event->kind == JOB_EVENT_SEARCHED)
        return print(out, searched_of(subject, event));
    if (event->kind == JOB_EVENT_CANDIDATE)
        return print(out, candidate_of(subject, event));
    if (print(out, epoch_of(subject, event)))
        return -1;
    return event->report ? print_decisions(out, subject, event) : 0;
}
