#include "search_log.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "search_log_json.h"
#include "workloads/file_bytes.h"

enum { LOG_MAX = 1 << 28 };

static const char columns[] =
    "phase,candidate,epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,"
    "expected_cost,argmax_cost,entropy,multiplier,temperature,changes,decided,rate,seconds,"
    "images_per_s\n";

static int fail(const char *path, struct diag_list *diag)
{
    diag_error(diag, &(struct diag_place){.file = path}, NULL, "cannot be written: %s",
               strerror(errno));
    return -1;
}

/* Bytes of the lines to keep: of a CSV the comments, the columns and `epochs` rows. */
static size_t kept_of_csv(const char *text, size_t size, uint64_t epochs)
{
    uint64_t rows = 0;
    size_t at = 0;
    while (at < size) {
        const char *end = memchr(text + at, '\n', size - at);
        int is_row = text[at] != '#' && strncmp(text + at, "phase,", 6) != 0;
        if (!end || (is_row && rows == epochs))
            break;
        rows += (uint64_t)is_row;
        at = (size_t)(end - text) + 1;
    }
    return at;
}

/* Epochs done when the event of a line happened; UINT64_MAX if the line is no event. */
static uint64_t total_of(const char *line, size_t length)
{
    json_t *event = json_loadb(line, length, 0, NULL);
    const json_t *total = json_object_get(event, "total");
    uint64_t value = json_is_integer(total) ? (uint64_t)json_integer_value(total) : UINT64_MAX;
    json_decref(event);
    return value;
}

/* Of the events those of the first `epochs` epochs. */
static size_t kept_of_json(const char *text, size_t size, uint64_t epochs)
{
    size_t at = 0;
    while (at < size) {
        const char *end = memchr(text + at, '\n', size - at);
        if (!end || total_of(text + at, (size_t)(end - text) - at) > epochs)
            break;
        at = (size_t)(end - text) + 1;
    }
    return at;
}

/* Cuts a file to what `kept` says of it. Returns 0, or -1 with errno. */
static int cut(const char *path, uint64_t epochs,
               size_t (*kept)(const char *text, size_t size, uint64_t epochs))
{
    char *text;
    size_t size;
    if (file_bytes_read(&text, &size, path, LOG_MAX))
        return errno == ENOENT ? 0 : -1;
    size_t length = kept(text, size, epochs);
    int status = length < size ? file_bytes_replace(path, text, length) : 0;
    free(text);
    return status;
}

/* Seconds of a row: its last column but one. */
static double seconds_of(const char *row, size_t length)
{
    size_t commas = 0, at = length;
    while (at > 0 && commas < 2)
        commas += row[--at] == ',';
    return commas == 2 ? strtod(row + at + 1, NULL) : 0;
}

/* Seconds of all rows of log.csv; 0 if it cannot be read. */
static double sum_seconds(const char *path)
{
    char *text;
    size_t size;
    double sum = 0;
    if (file_bytes_read(&text, &size, path, LOG_MAX))
        return 0;
    for (size_t at = 0; at < size;) {
        const char *end = memchr(text + at, '\n', size - at);
        size_t length = end ? (size_t)(end - text) - at : size - at;
        if (text[at] != '#')
            sum += seconds_of(text + at, length);
        at += length + 1;
    }
    free(text);
    return sum;
}

/* Opens for appending. */
static int open_one(FILE **out, const char *path, struct diag_list *diag)
{
    *out = fopen(path, "a");
    return *out ? 0 : fail(path, diag);
}

static int finish_line(FILE *file)
{
    return fflush(file) || fsync(fileno(file)) ? -1 : 0;
}

int search_log_open(struct search_log *out, const char *folder, uint64_t epochs,
                    const struct provenance *provenance, struct diag_list *diag)
{
    *out = (struct search_log){0};
    snprintf(out->csv_path, sizeof out->csv_path, "%s/log.csv", folder);
    snprintf(out->json_path, sizeof out->json_path, "%s/log.jsonl", folder);
    if (epochs == 0) {
        remove(out->csv_path);
        remove(out->json_path);
    }
    if (cut(out->csv_path, epochs, kept_of_csv))
        return fail(out->csv_path, diag);
    if (cut(out->json_path, epochs, kept_of_json))
        return fail(out->json_path, diag);
    if (open_one(&out->csv, out->csv_path, diag) || open_one(&out->json, out->json_path, diag)) {
        search_log_close(out);
        return -1;
    }
    out->seconds = sum_seconds(out->csv_path);
    fseek(out->csv, 0, SEEK_END);
    if (ftell(out->csv) == 0) {
        provenance_write(out->csv, provenance, "log");
        fputs(columns, out->csv);
    }
    return finish_line(out->csv) ? fail(out->csv_path, diag) : 0;
}

void search_log_close(struct search_log *log)
{
    if (log->csv)
        fclose(log->csv);
    if (log->json)
        fclose(log->json);
    *log = (struct search_log){0};
}

static void write_score(FILE *out, double loss, double accuracy, int is_there)
{
    if (is_there)
        fprintf(out, "%.9g,%.9g,", loss, accuracy);
    else
        fputs(",,", out);
}

/* Columns of a search's epoch; empty for others. */
static void write_report(FILE *out, const struct search_report *report, int has_cost)
{
    if (!report) {
        fputs(",,,,,,,", out);
        return;
    }
    if (has_cost)
        fprintf(out, "%.9g,%.9g,", report->expected_cost, report->argmax_cost);
    else
        fputs(",,", out);
    fprintf(out, "%.9g,%.9g,%.9g,%zu,%zu,", report->entropy_mean, report->multiplier,
            report->temperature, report->changes, report->decided);
}

static void write_row(FILE *out, const struct job_event *event, int has_cost, double images_per_s)
{
    const struct search_report *report = event->report;
    const struct trainer_score *validation = &event->validation;
    fprintf(out, "%s,", job_phase_name(event->phase));
    if (event->phase == JOB_RETRAIN)
        fprintf(out, "%zu", event->candidate + 1);
    fprintf(out, ",%llu,", (unsigned long long)event->epoch);
    write_score(out, event->train.loss, event->train.correct, 1);
    if (report)
        write_score(out, report->validation.loss, report->validation.correct,
                    report->validation.batches > 0);
    else
        write_score(out, validation->loss, validation->accuracy, validation->images > 0);
    write_report(out, report, has_cost);
    fprintf(out, "%.9g,%.3f,%.0f\n", event->rate, event->seconds, images_per_s);
}

static int write_json(struct search_log *log, const struct search_log_subject *subject,
                      const struct job_event *event)
{
    return search_log_json(log->json, subject, event) || finish_line(log->json);
}

int search_log_event(struct search_log *log, const struct search_log_subject *subject,
                     const struct job_event *event, struct diag_list *diag)
{
    if (event->kind == JOB_EVENT_EPOCH) {
        log->seconds += event->seconds;
        write_row(log->csv, event, subject->cost != NULL,
                  event->seconds > 0 ? (double)event->images / event->seconds : 0);
        if (finish_line(log->csv))
            return fail(log->csv_path, diag);
    }
    return write_json(log, subject, event) ? fail(log->json_path, diag) : 0;
}
