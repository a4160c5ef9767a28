/* pareto.csv, and what goes where. */
#include <stdlib.h>

#include "result_folder.h"
#include "result_text.h"
#include "search_integers.h"
#include "search_result.h"

const char search_point_columns[] =
    "kind,mode,choices,lambda,target,seed,candidate,energy_share,energy_pj,latency_cycles,"
    "validation_accuracy,test_accuracy,test_images,test_error,integer_accuracy,assignment,folder";

static void write_choices(FILE *out, const struct search_run *run)
{
    for (int i = 0; i < run->choice_count; i++) {
        char name[CHOICE_NAME_MAX];
        choice_name(&run->choice[i], name);
        fprintf(out, "%s%s", i ? " " : "", name);
    }
}

/* Accuracies; empty where there were no images. */
static void write_scores(FILE *out, const struct job_candidate *candidate)
{
    const struct trainer_score *test = &candidate->test;
    if (candidate->validation.images)
        fprintf(out, "%.9g", candidate->validation.accuracy);
    if (test->images)
        fprintf(out, ",%.9g,%zu,%.6g", test->accuracy, test->images, search_score_error(test));
    else
        fputs(",,,", out);
}

/* Strings that may hold a comma or a quote. */
static void write_quoted(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void write_point(FILE *out, const struct search_result *result, size_t i, const char *kind)
{
    const struct search_inputs *inputs = result->inputs;
    const struct job_candidate *candidate = &result->candidate[i];
    double pj = cost_energy_pj(&inputs->cost, candidate->choice);
    fprintf(out, "%s,%s,", kind, result->mode ? result->mode->name : "");
    write_choices(out, inputs->run);
    if (result->mode && result->target <= 0)
        fprintf(out, ",%.9g,", result->lambda);
    else if (result->mode)
        fprintf(out, ",,%.9g", result->target);
    else
        fputs(",,", out);
    fprintf(out, ",%llu,%zu,%.9g,%.17g,%.17g,", (unsigned long long)result->seed, i + 1,
            pj / inputs->cost.reference_pj, pj,
            cost_latency_cycles(&inputs->cost, candidate->choice));
    write_scores(out, candidate);
    if (result->integers && i == result->best)
        fprintf(out, ",%.9g,", search_integers_accuracy(result->integers));
    else
        fputs(",,", out);
    for (size_t l = 0; l < inputs->space.layer_count; l++) {
        char name[CHOICE_NAME_MAX];
        fprintf(out, "%s%s", l ? " " : "",
                search_choice_name(&inputs->space, candidate->choice, l, name));
    }
    fputc(',', out);
    write_quoted(out, result->folder);
}

void search_result_write_points(FILE *out, const struct search_result *result, const char *kind)
{
    for (size_t i = 0; i < result->count; i++) {
        write_point(out, result, i, kind);
        fputc('\n', out);
    }
}

static void write_pareto(FILE *out, const void *context)
{
    const struct search_result *result = context;
    provenance_write(out, result->provenance, "candidates");
    fprintf(out, "%s,on_front\n", search_point_columns);
    for (size_t i = 0; i < result->count; i++) {
        write_point(out, result, i, result->mode ? "search" : "assigned");
        fprintf(out, ",%d\n", search_result_is_on_front(result, i));
    }
}

static void write_summary(FILE *out, const void *context)
{
    char *text = search_result_json(context);
    if (text)
        fprintf(out, "%s\n", text);
    free(text);
}

static int add(struct result_set *set, const struct search_result *result, const char *name,
               result_text_write *write, FILE *messages)
{
    char path[RESULT_FOLDER_MAX + 32];
    snprintf(path, sizeof path, "%s/%s", result->folder, name);
    return result_text_add(set, path, write, result, result->provenance->tool, messages);
}

int search_result_write(const struct search_result *result, const char *json, FILE *messages)
{
    struct result_set *set;
    if (result_set_create(&set, NULL)) {
        fprintf(messages, "%s: out of memory\n", result->provenance->tool);
        return -1;
    }
    int status = add(set, result, "summary.json", write_summary, messages) ||
                 add(set, result, "pareto.csv", write_pareto, messages) ||
                 (json && result_text_add(set, json, write_summary, result,
                                          result->provenance->tool, messages));
    if (!status && result_set_commit(set)) {
        fprintf(messages, "%s: cannot write %s\n", result->provenance->tool, result_set_error(set));
        status = -1;
    }
    result_set_free(set);
    return status ? -1 : 0;
}
