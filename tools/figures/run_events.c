/* run_events decisions|entropy FOLDER: what the search of a run decided, from its log, a line each,
 * tab-separated.
 *
 *     decisions: cycle, unit, layer, choice, probability      (sequential)
 *     entropy:   layer, entropy (0 to 1), choice of the largest p, p, number of choices; after the
 *                last epoch
 *
 * Status 0, or 1 after errors.
 */
#include <stdlib.h>
#include <string.h>

#include "run_log.h"

static const char *text_of(const json_t *event, const char *key)
{
    const char *text = json_string_value(json_object_get(event, key));
    return text ? text : "";
}

static long long whole_of(const json_t *event, const char *key)
{
    return (long long)json_integer_value(json_object_get(event, key));
}

static void print_decision(const json_t *event)
{
    printf("%lld\t%lld\t%s\t%s\t%.6g\n", whole_of(event, "cycle"), whole_of(event, "unit"),
           text_of(event, "layer"), text_of(event, "choice"),
           json_number_value(json_object_get(event, "probability")));
}

static void print_layer(const char *layer, double entropy, json_t *row)
{
    const char *choice, *best = "";
    json_t *p;
    double most = -1;
    json_object_foreach(row, choice, p) if (json_number_value(p) > most)
    {
        most = json_number_value(p);
        best = choice;
    }
    printf("%s\t%.6g\t%s\t%.6g\t%zu\n", layer, entropy, best, most, json_object_size(row));
}

static void print_entropy(const json_t *event)
{
    const char *layer;
    json_t *row, *entropy = json_object_get(event, "entropy");
    json_object_foreach(json_object_get(event, "p"), layer, row)
        print_layer(layer, json_number_value(json_object_get(entropy, layer)), row);
}

static void print_decisions(struct run_log *log, struct diag_list *diag)
{
    json_t *event;
    while ((event = run_log_next(log, diag))) {
        if (run_log_is(event, "decision"))
            print_decision(event);
        json_decref(event);
    }
}

static void print_last_entropy(struct run_log *log, struct diag_list *diag)
{
    json_t *event, *last = NULL;
    while ((event = run_log_next(log, diag))) {
        if (run_log_is(event, "epoch") && json_object_get(event, "p")) {
            json_decref(last);
            last = json_incref(event);
        }
        json_decref(event);
    }
    if (last)
        print_entropy(last);
    json_decref(last);
}

int main(int argc, char **argv)
{
    struct diag_list *diag;
    struct run_log log = {0};
    int is_entropy = argc == 3 && strcmp(argv[1], "entropy") == 0;
    int is_usage = argc == 3 && (is_entropy || strcmp(argv[1], "decisions") == 0);
    if (!is_usage || diag_create(&diag) != 0) {
        fputs(is_usage ? "out of memory\n" : "usage: run_events decisions|entropy FOLDER\n",
              stderr);
        return 1;
    }
    if (run_log_open(&log, argv[2], diag) == 0)
        (is_entropy ? print_last_entropy : print_decisions)(&log, diag);
    run_log_close(&log);
    int status = diag_write(diag, stderr) ? 1 : 0;
    diag_free(diag);
    return status;
}
