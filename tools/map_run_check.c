#include "map_run_check.h"

#include <stdlib.h>

#include "workloads/file_bytes.h"

#define TEXT_MAX ((size_t)8 << 20) /* as descriptions */

/* Reports at `constraints:` of the machine file. */
static void report(const struct map_run *run, const struct map_job *job, const char *reason,
                   struct diag_list *diag)
{
    const struct arch_machine *machine = run->machine;
    struct diag_place place = {.file = machine->file};
    char choice[CHOICE_NAME_MAX], *text = NULL;
    if (machine->constraints.line == ARCH_LINE_SET) {
        place.file = "--set";
    } else if (!file_bytes_read(&text, &place.text_len, machine->file, TEXT_MAX)) {
        place.text = text;
        place.line = machine->constraints.line;
        place.column = 1;
        place.length = (int)sizeof "constraints" - 1;
    }
    choice_name(&map_run_choice(run, job->choice)->choice, choice);
    diag_error(diag, &place, "--set constraints={} goes without them",
               "no mapping of layer '%s' (%s) can obey: %s", run->layer[job->layer].name, choice,
               reason);
    free(text);
}

int map_run_check(const struct map_run *run, enum map_factors factors, struct diag_list *diag)
{
    size_t reported = run->layer_count; /* the layer that was reported last */
    int status = 0;
    for (size_t i = 0; i < run->job_count; i++) {
        const struct map_job *job = &run->job[i];
        char reason[MAP_REASON_MAX];
        if (job->layer == reported || !map_constraints_contradict(&job->problem, factors, reason))
            continue;
        report(run, job, reason, diag);
        reported = job->layer;
        status = -1;
    }
    return status;
}
