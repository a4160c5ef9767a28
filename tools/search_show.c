#include "search_show.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "number_text.h"
#include "search_result.h"

enum { LINE = 80, BAR = 12 };

void search_show_begin(struct search_show *out, const struct search_inputs *inputs, uint64_t done,
                       int quiet)
{
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    int dumb = terminal && !strcmp(terminal, "dumb");
    *out = (struct search_show){.out = quiet || !isatty(STDERR_FILENO) ? NULL : stderr,
                                .colour = !dumb && !(no_color && no_color[0]),
                                .inputs = inputs,
                                .begun = done};
}

static void print_bar(const struct search_show *show, uint64_t done, uint64_t all)
{
    char bar[BAR + 1];
    uint64_t filled = all ? done * BAR / all : BAR;
    for (uint64_t i = 0; i < BAR; i++)
        bar[i] = i < filled ? '#' : '-';
    bar[BAR] = '\0';
    fprintf(show->out, show->colour ? "[\033[32m%s\033[0m]" : "[%s]", bar);
}

static void print_time(FILE *out, double seconds)
{
    unsigned long long s = seconds > 0 ? (unsigned long long)(seconds + 0.5) : 0;
    fprintf(out, "ETA %02llu:%02llu:%02llu", s / 3600, s / 60 % 60, s % 60);
}

/* Accuracy on the validation images, or else as met while training. */
static void print_accuracy(FILE *out, const struct job_event *event)
{
    const struct search_report *report = event->report;
    char percent[NUMBER_TEXT_MAX];
    const char *what = "train";
    double accuracy = event->train.correct;
    if (report && report->validation.batches) {
        what = "val";
        accuracy = report->validation.correct;
    } else if (event->validation.images) {
        what = "val";
        accuracy = event->validation.accuracy;
    }
    fprintf(out, "  %s %s", what, number_percent(percent, accuracy));
}

/* What p costs, in the unit of the regulariser, and how open it is. */
static void print_search(FILE *out, const struct cost *cost, const struct search_report *report)
{
    char text[NUMBER_TEXT_MAX];
    double share = report->expected_cost;
    if (cost->kind == COST_ENERGY)
        fprintf(out, "  E %s uJ", number_three(text, share * cost->reference_pj / 1e6));
    else if (cost->kind == COST_LATENCY)
        fprintf(out, "  %s cycles", number_si(text, share * cost->reference_cycles));
    else
        fprintf(out, "  EDP %s", number_three(text, share));
    fprintf(out, "  H(alpha) %.2f", report->entropy_mean);
}

static void clear_line(FILE *out)
{
    fprintf(out, "\r%*s\r", LINE - 1, "");
}

static void print_epoch(struct search_show *show, const struct job_event *event, uint64_t epochs)
{
    char rate[NUMBER_TEXT_MAX];
    FILE *out = show->out;
    uint64_t since = event->total - show->begun;
    show->seconds += event->seconds;
    clear_line(out);
    fprintf(out, "epoch %llu/%llu ", (unsigned long long)event->total, (unsigned long long)epochs);
    print_bar(show, event->total, epochs);
    print_accuracy(out, event);
    if (event->report)
        print_search(out, &show->inputs->cost, event->report);
    if (event->seconds > 0)
        fprintf(out, "  %s img/s  ", number_si(rate, (double)event->images / event->seconds));
    print_time(out, show->seconds / (double)since * (double)(epochs - event->total));
    fflush(out);
}

const char *search_operators_text(char *out, size_t size, const struct search_inputs *inputs,
                                  const size_t *choice)
{
    size_t used = 0, module = 0;
    const char *before = "";
    out[0] = '\0';
    for (size_t l = 0; l < inputs->space.layer_count && used < size; l++) {
        const char *name = search_layer_name(inputs->network, l), *slash = strrchr(name, '/');
        char chosen[CHOICE_NAME_MAX];
        size_t length = slash ? (size_t)(slash - name) : strlen(name);
        int is_new = !slash || length != module || strncmp(before, name, length) != 0;
        if (is_new)
            used += (size_t)snprintf(out + used, size - used, "%s%.*s", l ? "  " : "", (int)length,
                                     name);
        if (used < size)
            used += (size_t)snprintf(out + used, size - used, " %s",
                                     search_choice_name(&inputs->space, choice, l, chosen));
        before = name;
        module = slash ? length : 0;
    }
    return out;
}

static void print_operators(const struct search_show *show, const struct search_report *report)
{
    char text[LINE - 15];
    clear_line(show->out);
    search_operators_text(text, sizeof text, show->inputs, report->argmax);
    fprintf(show->out, "operators now %s\n", text);
}

static void print_candidate(const struct search_show *show, const struct job_event *event)
{
    char percent[NUMBER_TEXT_MAX];
    const struct trainer_score *score = &event->validation;
    clear_line(show->out);
    fprintf(show->out, "candidate %zu of %zu trained", event->candidate + 1, event->candidates);
    if (score->images)
        fprintf(show->out, ", val %s", number_percent(percent, score->accuracy));
    fputc('\n', show->out);
}

void search_show_event(struct search_show *show, const struct job_event *event, uint64_t epochs)
{
    if (!show->out)
        return;
    if (event->kind == JOB_EVENT_EPOCH && event->report && event->report->changes)
        print_operators(show, event->report);
    if (event->kind == JOB_EVENT_EPOCH)
        print_epoch(show, event, epochs);
    else if (event->kind == JOB_EVENT_CANDIDATE && event->candidates > 1)
        print_candidate(show, event);
}

void search_show_end(struct search_show *show)
{
    if (show->out) {
        clear_line(show->out);
        fflush(show->out);
    }
}
