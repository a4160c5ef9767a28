#include "run_log.h"

#include <stdlib.h>
#include <string.h>

int run_log_open(struct run_log *out, const char *folder, struct diag_list *diag)
{
    *out = (struct run_log){0};
    if (run_folder_check(folder, diag) != 0)
        return -1;
    run_folder_has(out->path, folder, "log.jsonl");
    out->file = fopen(out->path, "r");
    if (!out->file)
        run_folder_error(diag, out->path, 0, NULL, "this file is missing");
    return out->file ? 0 : -1;
}

void run_log_close(struct run_log *log)
{
    if (log->file)
        fclose(log->file);
    free(log->line);
}

json_t *run_log_next(struct run_log *log, struct diag_list *diag)
{
    if (getline(&log->line, &log->size, log->file) < 0)
        return NULL;
    log->number++;
    json_t *event = json_loads(log->line, 0, NULL);
    if (!event)
        run_folder_error(diag, log->path, log->number, "the file is cut off, or not a log",
                         "this line is no event");
    return event;
}

int run_log_is(const json_t *event, const char *kind)
{
    const char *text = json_string_value(json_object_get(event, "event"));
    return text && strcmp(text, kind) == 0;
}
