#include "search_show.h"

#include <unistd.h>

#include "number_text.h"

void search_show_begin(struct search_show *out, uint64_t done, const struct cost *cost, int quiet)
{
    *out = (struct search_show){.out = quiet ? NULL : stderr,
                                .is_terminal = isatty(STDERR_FILENO),
                                .cost = cost,
                                .begun = done};
}

static void print_time(FILE *out, double seconds)
{
    unsigned long long s = seconds > 0 ? (unsigned long long)(seconds + 0.5) : 0;
    fprintf(out, "%02llu:%02llu:%02llu", s / 3600, s / 60 % 60, s % 60);
}

static void print_accuracy(FILE *out, const char *what, double accuracy)
{
    char percent[NUMBER_TEXT_MAX];
    fprintf(out, "  %s %s", what, number_percent(percent, accuracy));
}

static void print_search(const struct search_show *show, const struct search_report *report)
{
    char cost[NUMBER_TEXT_MAX], entropy[NUMBER_TEXT_MAX];
    if (show->cost)
        fprintf(show->out, "  E %s", number_three(cost, report->expected_cost));
    fprintf(show->out, "  H(alpha) %s", number_three(entropy, report->entropy_mean));
}

static void print_epoch(struct search_show *show, const struct job_event *event, uint64_t epochs)
{
    char loss[NUMBER_TEXT_MAX], rate[NUMBER_TEXT_MAX];
    const struct search_report *report = event->report;
    FILE *out = show->out;
    uint64_t since = event->total - show->begun;
    show->seconds += event->seconds;
    fprintf(out, "epoch %3llu/%llu %-7s", (unsigned long long)event->total,
            (unsigned long long)epochs, job_phase_name(event->phase));
    fprintf(out, "  loss %s", number_three(loss, event->train.loss));
    print_accuracy(out, "train", event->train.correct);
    if (report && report->validation.batches)
        print_accuracy(out, "val", report->validation.correct);
    else if (event->validation.images)
        print_accuracy(out, "val", event->validation.accuracy);
    if (report)
        print_search(show, report);
    if (event->seconds > 0)
        fprintf(out, "  %s img/s", number_si(rate, (double)event->images / event->seconds));
    fputs("  ETA ", out);
    print_time(out, show->seconds / (double)since * (double)(epochs - event->total));
    fputc('\n', out);
}

void search_show_event(struct search_show *show, const struct job_event *event, uint64_t epochs)
{
    if (show->out && event->kind == JOB_EVENT_EPOCH)
        print_epoch(show, event, epochs);
}

void search_show_end(struct search_show *show)
{
    if (show->out)
        fflush(show->out);
}
