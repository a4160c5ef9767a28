#include "search_grid_request.h"

#include <stdlib.h>
#include <string.h>

/* Numbers between commas. Returns how many, 0 with a message on `errors` if one is none. */
static size_t read_values(double *value, const char *text, const char *option, FILE *errors)
{
    size_t count = 0;
    for (const char *at = text;; at++) {
        char *end;
        value[count++] = strtod(at, &end);
        if (end == at || (*end && *end != ',')) {
            fprintf(errors,
                    "enos-search: --%s takes numbers with commas between them, not '%s'\n"
                    "   hint: for instance --%s 0.1,0.3,1\n",
                    option, text, option);
            return 0;
        }
        if (!*end)
            return count;
        at = end;
    }
}

/* A grid of seeds only has the run's lambda, or target. */
static size_t take_values(struct grid_options *out, double *value,
                          const struct search_request *request, const struct search_run *run,
                          FILE *errors)
{
    out->is_target = request->targets || (!request->lambdas && run->target > 0);
    if (request->lambdas)
        return read_values(value, request->lambdas, "lambdas", errors);
    if (request->targets)
        return read_values(value, request->targets, "targets", errors);
    value[0] = out->is_target ? run->target : run->lambda;
    return 1;
}

int search_grid_request(struct grid_options *out, const struct search_request *request,
                        const struct search_inputs *inputs, FILE *errors)
{
    const struct search_run *run = inputs->run;
    const char *text = request->lambdas   ? request->lambdas
                       : request->targets ? request->targets
                                          : "";
    double *value = calloc(strlen(text) + 1, sizeof *value);
    if (!value) {
        fputs("enos-search: out of memory\n", errors);
        return -1;
    }
    *out = (struct grid_options){.space = &inputs->space,
                                 .energy = inputs->cost.energy,
                                 .value = value,
                                 .seed = run->seed,
                                 .seeds = request->seeds.given ? request->seeds.value : 1,
                                 .warms_up = run->warm_up.epochs > 0,
                                 .inherits = run->retrain.from == RUN_FROM_INHERITED,
                                 .uni = !request->uni.text,
                                 .random = request->random.value,
                                 .file = run->file};
    out->value_count = take_values(out, value, request, run, errors);
    if (out->value_count > 0)
        return 0;
    free(value);
    return -1;
}
