/* The candidates of a single run, from its log. */
#include <stdlib.h>
#include <string.h>

#include "run_log.h"
#include "run_point.h"

enum { NUMBER_MAX = 40 };

/* Texts of a point that live as long as it. */
struct texts {
    char number[POINT_COLUMNS][NUMBER_MAX];
    char *assignment; /* owned */
};

/* What a log says on the whole. */
struct result {
    json_t *candidate; /* event of each, by its number; of a network trained twice, the last */
    int is_searched;
    int line;
};

static int read_log(struct result *out, struct run_log *log, struct diag_list *diag)
{
    size_t errors = diag_count(diag);
    json_t *event;
    while ((event = run_log_next(log, diag))) {
        char number[NUMBER_MAX];
        snprintf(number, sizeof number, "%lld",
                 (long long)json_integer_value(json_object_get(event, "candidate")));
        const char *phase = json_string_value(json_object_get(event, "phase"));
        out->is_searched |= run_log_is(event, "epoch") && phase && strcmp(phase, "search") == 0;
        if (run_log_is(event, "candidate"))
            json_object_set(out->candidate, number, event);
        json_decref(event);
    }
    out->line = log->number;
    return diag_count(diag) == errors ? 0 : -1;
}

/* The number `key` of an object; "" if it is not there. */
static const char *number_of(struct texts *texts, enum run_point_column column,
                             const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    char *out = texts->number[column];
    if (json_is_number(value))
        snprintf(out, NUMBER_MAX, "%.10g", json_number_value(value));
    return out;
}

/* "T8 MF8 T8"; the layers are in the network's order. NULL when memory is short. */
static char *assignment_text(json_t *assignment)
{
    const char *layer;
    json_t *choice;
    size_t size = 1, length = 0;
    json_object_foreach(assignment, layer, choice) size += json_string_length(choice) + 1;
    char *text = calloc(size, 1);
    if (!text)
        return NULL;
    json_object_foreach(assignment, layer, choice) if (json_is_string(choice)) length +=
        (size_t)snprintf(text + length, size - length, "%s%s", length ? " " : "",
                         json_string_value(choice));
    return text;
}

/* The choice of all layers but the first and the last, which may be pinned; "" if they differ. */
static void inner_choice(char out[NUMBER_MAX], const char *assignment)
{
    const char *word = strchr(assignment, ' '), *last = strrchr(assignment, ' ');
    size_t length = word ? strcspn(word + 1, " ") : 0;
    out[0] = '\0';
    for (const char *at = word; at && at < last; at = strchr(at + 1, ' '))
        if (strcspn(at + 1, " ") != length || strncmp(at + 1, word + 1, length) != 0)
            return;
    if (word && word < last && length < NUMBER_MAX)
        snprintf(out, NUMBER_MAX, "%.*s", (int)length, word + 1);
}

static void set_kind(struct run_point *point, struct texts *texts, const struct run_folder *run,
                     int is_searched)
{
    char *inner = texts->number[POINT_choices];
    inner_choice(inner, texts->assignment);
    int is_uni = !is_searched && inner[0];
    point->text[POINT_kind] = is_searched ? "search" : is_uni ? "uni" : "random";
    point->text[POINT_mode] = is_searched ? run->mode : "";
    point->text[POINT_choices] = is_uni ? inner : run->choices;
    point->text[POINT_lambda] = is_searched ? run->lambda : "";
    point->text[POINT_target] = is_searched ? run->target : "";
    point->text[POINT_seed] = run->seed;
}

static void set_event(struct run_point *point, struct texts *texts, const json_t *event)
{
    const json_t *test = json_object_get(event, "test");
    const struct {
        enum run_point_column column;
        const json_t *object;
        const char *key;
    } numbers[] = {
        {POINT_candidate, event, "candidate"},
        {POINT_energy_share, event, "energy_share"},
        {POINT_energy_pj, event, "energy_pj"},
        {POINT_latency_cycles, event, "latency_cycles"},
        {POINT_validation_accuracy, json_object_get(event, "validation"), "accuracy"},
        {POINT_test_accuracy, test, "accuracy"},
        {POINT_test_images, test, "images"},
        {POINT_test_error, test, "error"},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        point->text[numbers[i].column] =
            number_of(texts, numbers[i].column, numbers[i].object, numbers[i].key);
    point->text[POINT_assignment] = texts->assignment;
    point->text[POINT_integer_accuracy] = "";
}

static int write_candidate(const struct result *result, const json_t *event, const char *folder,
                           const char *name, const struct run_folder *run, struct diag_list *diag)
{
    char file[RUN_FOLDER_PATH_MAX];
    struct texts texts = {0};
    run_folder_has(file, folder, "log.jsonl");
    struct run_point point = {.file = file, .line = result->line};
    texts.assignment = assignment_text(json_object_get(event, "assignment"));
    if (!texts.assignment) {
        run_folder_error(diag, file, 0, NULL, "not enough memory");
        return -1;
    }
    set_event(&point, &texts, event);
    set_kind(&point, &texts, run, result->is_searched);
    point.text[POINT_folder] = folder;
    int status = run_point_write(&point, name, run, diag);
    free(texts.assignment);
    return status;
}

static int write_candidates(const struct result *result, const char *folder, const char *name,
                            struct diag_list *diag)
{
    struct run_folder run;
    const char *number;
    json_t *event;
    int status = run_folder_read(&run, folder, diag);
    if (status == 0 && json_object_size(result->candidate) == 0) {
        run_folder_error(diag, folder, 0, "enos-search RUN --fresh trains anew",
                         "log.jsonl has no trained network");
        status = -1;
    }
    json_object_foreach(result->candidate, number, event) if (status == 0) status =
        write_candidate(result, event, folder, name, &run, diag);
    run_folder_free(&run);
    return status;
}

int run_points_of_log(const char *folder, const char *name, struct diag_list *diag)
{
    char path[RUN_FOLDER_PATH_MAX];
    struct run_log log = {0};
    struct result result = {.candidate = json_object()};
    int status = -1;
    if (!run_folder_has(path, folder, "run.yaml"))
        run_folder_error(diag, folder, 0, "a run folder is what enos-search writes",
                         "no run.yaml: this is no run folder");
    else if (run_log_open(&log, folder, diag) == 0 && read_log(&result, &log, diag) == 0)
        status = write_candidates(&result, folder, name, diag);
    run_log_close(&log);
    json_decref(result.candidate);
    return status;
}
