/* The answer of a search on one screen. */
#include <math.h>
#include <string.h>

#include "number_text.h"
#include "screen_subject.h"
#include "search_integers.h"
#include "search_result.h"

#define TEXT_MAX 32

/* "47.2%": a digit more than other shares, since accuracies are compared. */
static const char *percent(char out[TEXT_MAX], double share)
{
    snprintf(out, TEXT_MAX, "%.1f%%", 100 * share);
    return out;
}

/* "47.2% +- 2.2%", or "-" without images. */
static const char *score_text(char out[TEXT_MAX], const struct trainer_score *score)
{
    if (score->images)
        snprintf(out, TEXT_MAX, "%.1f%% +- %.1f%%", 100 * score->accuracy,
                 100 * search_score_error(score));
    else
        snprintf(out, TEXT_MAX, "-");
    return out;
}

static void print_setting(FILE *out, const struct search_result *result)
{
    const struct search_run *run = result->inputs->run;
    fprintf(out, "%s: %s", run->name, result->mode ? result->mode->name : "assigned");
    if (result->mode && result->target > 0)
        fprintf(out, ", target %g", result->target);
    else if (result->mode)
        fprintf(out, ", lambda %g", result->lambda);
    fprintf(out, ", seed %llu, %zu training images\n", (unsigned long long)result->seed,
            result->inputs->data.split.train_count);
}

/* The answer: how accurate, for how much. */
static void print_answer(FILE *out, const struct search_result *result)
{
    const struct job_candidate *best = &result->candidate[result->best];
    const struct trainer_score *score = best->test.images ? &best->test : &best->validation;
    const struct cost *cost = &result->inputs->cost;
    char accuracy[TEXT_MAX], share[TEXT_MAX];
    fprintf(out, "%s of %zu %s images at %s of the energy of %s\n", score_text(accuracy, score),
            score->images, best->test.images ? "test" : "validation",
            percent(share, cost_energy_pj(cost, best->choice) / cost->reference_pj),
            result->inputs->run->reference);
}

/* Characters of a layer's name that name its module; of one in no module, all. */
static size_t module_length(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash ? (size_t)(slash - name) : strlen(name);
}

static int is_same_module(const char *a, const char *b)
{
    size_t length = module_length(a);
    return strchr(a, '/') && length == module_length(b) && !strncmp(a, b, length);
}

/* The rows of a module, or of one layer: layers first to end - 1. */
static void print_module(FILE *out, const struct search_result *result, size_t first, size_t end)
{
    const struct search_inputs *inputs = result->inputs;
    const size_t *choice = search_result_choice(result);
    const char *name = search_layer_name(inputs->network, first);
    char module[NETWORK_NAME_MAX], text[TEXT_MAX], list[200] = "";
    double pj = 0, reference_pj = 0;
    size_t used = 0;
    for (size_t l = first; l < end; l++) {
        char chosen[CHOICE_NAME_MAX];
        pj += search_layer_pj(inputs, l, choice[l]);
        reference_pj += search_layer_reference_pj(inputs, l);
        if (used < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", l > first ? " " : "",
                                     search_choice_name(&inputs->space, choice, l, chosen));
    }
    snprintf(module, sizeof module, "%.*s", (int)module_length(name), name);
    screen_layer_name(out, module);
    fprintf(out, "  %-36s%10s", list, number_three(text, pj / 1e6));
    fprintf(out, "%10s", number_three(text, reference_pj / 1e6));
    fprintf(out, "%8s\n", percent(text, pj / reference_pj));
}

static void print_layers(FILE *out, const struct search_result *result)
{
    const struct network *network = result->inputs->network;
    size_t count = result->inputs->space.layer_count;
    fprintf(out, "\n%-14s  %-36s%10s%10s%8s\n", "layers", "operators", "energy uJ",
            result->inputs->run->reference, "share");
    for (size_t first = 0, end; first < count; first = end) {
        const char *name = search_layer_name(network, first);
        for (end = first + 1; end < count && is_same_module(name, search_layer_name(network, end));)
            end++;
        print_module(out, result, first, end);
    }
}

static void print_total(FILE *out, const struct search_result *result)
{
    const struct cost *cost = &result->inputs->cost;
    const size_t *choice = search_result_choice(result);
    double pj = cost_energy_pj(cost, choice), cycles = cost_latency_cycles(cost, choice);
    char text[TEXT_MAX], other[TEXT_MAX];
    fprintf(out, "%-14s  %-36s%10s", "network", "", number_three(text, pj / 1e6));
    fprintf(out, "%10s", number_three(text, cost->reference_pj / 1e6));
    fprintf(out, "%8s\n", percent(text, pj / cost->reference_pj));
    fprintf(out, "latency %s cycles, %s of that of %s\n", number_si(text, cycles),
            percent(other, cycles / cost->reference_cycles), result->inputs->run->reference);
}

static void print_candidates(FILE *out, const struct search_result *result)
{
    fprintf(out, "\n%-10s%10s%18s%18s%10s\n", "candidate", "energy", "validation", "test",
            "on front");
    for (size_t i = 0; i < result->count; i++) {
        const struct job_candidate *candidate = &result->candidate[i];
        const struct cost *cost = &result->inputs->cost;
        char share[TEXT_MAX], validation[TEXT_MAX], test[TEXT_MAX];
        fprintf(out, "%-2zu%-8s%10s%18s%18s%10s\n", i + 1, i == result->best ? "best" : "",
                percent(share, cost_energy_pj(cost, candidate->choice) / cost->reference_pj),
                score_text(validation, &candidate->validation), score_text(test, &candidate->test),
                search_result_is_on_front(result, i) ? "yes" : "");
    }
}

/* What it cost to decide: the mixture, its discretisation, and that with statistics of its own. */
static void print_gap(FILE *out, const struct search_result *result)
{
    const struct job_gap *gap = result->gap;
    char soft[TEXT_MAX], discrete[TEXT_MAX], calibrated[TEXT_MAX];
    if (!gap || !gap->soft.images)
        return;
    fprintf(out, "gap (%zu validation images): mixture %s, decided %s, recalibrated %s\n",
            gap->soft.images, percent(soft, gap->soft.accuracy),
            percent(discrete, gap->discrete.accuracy),
            percent(calibrated, gap->calibrated.accuracy));
}

static void print_integers(FILE *out, const struct search_result *result)
{
    const struct search_integers *integers = result->integers;
    char accuracy[TEXT_MAX], agreed[TEXT_MAX];
    if (!integers || !integers->images)
        return;
    fprintf(out, "as integers %s (%+.1f), the same answer for %s of the images\n",
            percent(accuracy, search_integers_accuracy(integers)), 100 * integers->difference,
            percent(agreed, (double)integers->agreed / (double)integers->images));
}

/* Where it is, and what to do with it. */
static void print_next(FILE *out, const struct search_result *result)
{
    const struct search_run *run = result->inputs->run;
    const char *machine = run->machine[0] ? run->machine : "MACHINE";
    fprintf(out, "wrote %s/%s summary.json pareto.csv log.csv log.jsonl\n", result->folder,
            result->integers ? " network.yaml weights.safetensors" : "");
    if (!result->integers)
        return;
    fprintf(out, "next: enos-sim %s", machine);
    for (int i = 0; i < run->machine_set_count; i++)
        fprintf(out, " --set %s", run->machine_set[i]);
    fprintf(out, " %s/network.yaml \\\n      --weights %s/weights.safetensors\n", result->folder,
            result->folder);
}

static void print_target(FILE *out, const struct search_result *result)
{
    char cost[TEXT_MAX];
    if (!result->mode || result->target <= 0)
        return;
    fprintf(out, "target %g: the cost is %s of it\n", result->target,
            percent(cost, cost_assignment(&result->inputs->cost, search_result_choice(result)) /
                              result->target));
    if (result->note[0])
        fprintf(out, "  %s\n", result->note);
}

void search_result_screen(FILE *out, const struct search_result *result)
{
    print_setting(out, result);
    if (!result->count) {
        fprintf(out, "warm-up only: nothing was searched or assigned\n");
        return;
    }
    print_answer(out, result);
    print_integers(out, result);
    print_layers(out, result);
    print_total(out, result);
    print_target(out, result);
    print_gap(out, result);
    if (result->count > 1)
        print_candidates(out, result);
    print_next(out, result);
}
