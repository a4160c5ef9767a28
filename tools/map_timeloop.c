#include "map_timeloop.h"

#include <string.h>

#include "exit_status.h"
#include "mapper/csv.h"
#include "mapper/timeloop_export.h"
#include "result_text.h"
#include "timeloop_folder.h"

enum { PATH_ROOM = 4096 };

/* Pairs that were written, and that were refused. */
struct tally {
    size_t written, refused;
};

/* One pair of the run. */
struct pair {
    const struct map_view *view;
    size_t layer, choice;
    char name[CHOICE_NAME_MAX]; /* of the choice */
};

static struct pair pair_of(const struct map_view *view, size_t layer, size_t choice)
{
    struct pair pair = {view, layer, choice, ""};
    choice_name(&map_run_choice(view->run, choice)->choice, pair.name);
    return pair;
}

/* A layer's name is a path of folders unless a part of it is "." or "..". */
static int is_path(const char *name)
{
    while (*name) {
        size_t length = strcspn(name, "/");
        if ((length == 1 && name[0] == '.') || (length == 2 && name[0] == '.' && name[1] == '.'))
            return 0;
        name += length + (name[length] == '/');
    }
    return 1;
}

/* Returns 0, or -1 with the reason, which is "" if the pair has no mapping. */
static int describe(const struct pair *pair, struct timeloop_design *out,
                    char reason[TIMELOOP_REASON_MAX])
{
    const struct map_run *run = pair->view->run;
    const struct map_job *job = map_run_job(run, pair->layer, pair->choice);
    reason[0] = '\0';
    if (!job->solution.found)
        return -1;
    if (!is_path(run->layer[pair->layer].name)) {
        snprintf(reason, TIMELOOP_REASON_MAX, "no folder can have the layer's name");
        return -1;
    }
    return timeloop_from_mapping(out, run->machine, run->choice[pair->choice], &job->problem,
                                 &job->solution.mapping, &job->solution.result, reason);
}

static int add_pair(struct result_set *set, const struct pair *pair, const char *folder,
                    const struct timeloop_design *design, FILE *messages)
{
    char path[PATH_ROOM];
    snprintf(path, sizeof path, "%s/%s/%s", folder, pair->view->run->layer[pair->layer].name,
             pair->name);
    return timeloop_folder_add(set, path, design, "enos-map", messages);
}

/* What exports.csv is written from. */
struct list {
    const struct map_view *view;
    const struct provenance *provenance;
};

static void write_row(FILE *out, const struct pair *pair)
{
    struct timeloop_design design;
    char reason[TIMELOOP_REASON_MAX];
    const char *layer = pair->view->run->layer[pair->layer].name;
    int refused = describe(pair, &design, reason);
    fprintf(out, "%s,%s,", layer, pair->name);
    if (!refused)
        fprintf(out, "%s/%s", layer, pair->name);
    fputc(',', out);
    csv_write_text(out, !refused ? "" : reason[0] ? reason : "there is no mapping");
    fputc('\n', out);
}

static void write_list(FILE *out, const void *context)
{
    const struct list *list = context;
    const struct map_run *run = list->view->run;
    provenance_write(out, list->provenance, "timeloop-exports");
    fputs("layer,choice,folder,refused\n", out);
    for (size_t l = 0; l < run->layer_count; l++)
        for (size_t j = 0; j < run->choice_count; j++) {
            struct pair pair = pair_of(list->view, l, j);
            write_row(out, &pair);
        }
}

/* Adds the pair, if it can be told, and counts it. */
static int treat_pair(struct result_set *set, const struct pair *pair, const char *folder,
                      struct tally *tally, FILE *messages)
{
    struct timeloop_design design;
    char reason[TIMELOOP_REASON_MAX];
    if (describe(pair, &design, reason)) {
        tally->refused += reason[0] != '\0';
        return 0;
    }
    tally->written++;
    return add_pair(set, pair, folder, &design, messages);
}

static int add_all(struct result_set *set, struct tally *tally, const struct list *list,
                   const char *folder, FILE *messages)
{
    char path[PATH_ROOM];
    const struct map_run *run = list->view->run;
    for (size_t l = 0; l < run->layer_count; l++)
        for (size_t j = 0; j < run->choice_count; j++) {
            struct pair pair = pair_of(list->view, l, j);
            if (treat_pair(set, &pair, folder, tally, messages))
                return -1;
        }
    snprintf(path, sizeof path, "%s/exports.csv", folder);
    return result_text_add(set, path, write_list, list, "enos-map", messages);
}

static int write_all(struct tally *out, const struct list *list, const char *folder, FILE *messages)
{
    struct result_set *set;
    *out = (struct tally){0};
    if (strlen(folder) > PATH_ROOM / 2) {
        fprintf(messages, "enos-map: --export timeloop: the folder's name is too long\n");
        return -1;
    }
    if (result_set_create(&set, NULL)) {
        fputs("enos-map: out of memory\n", messages);
        return -1;
    }
    int status = add_all(set, out, list, folder, messages);
    if (!status && result_set_commit(set)) {
        fprintf(messages, "enos-map: cannot write %s\n", result_set_error(set));
        status = -1;
    }
    result_set_free(set);
    return status;
}

static void print_refused(FILE *out, const struct map_view *view)
{
    const struct map_run *run = view->run;
    for (size_t l = 0; l < run->layer_count; l++)
        for (size_t j = 0; j < run->choice_count; j++) {
            struct pair pair = pair_of(view, l, j);
            struct timeloop_design design;
            char reason[TIMELOOP_REASON_MAX];
            const struct map_job *job = map_run_job(run, l, j);
            int is_repeated = job->layer != l || job->choice != j;
            if (!is_repeated && describe(&pair, &design, reason) && reason[0])
                fprintf(out, "enos-map: not exported: %s with %s: %s\n", run->layer[l].name,
                        pair.name, reason);
        }
}

int map_timeloop_export(const struct map_view *view, const struct map_options *options,
                        const struct provenance *provenance)
{
    const struct list list = {view, provenance};
    const char *folder = options->export.text;
    struct tally tally;
    if (!options->export.word)
        return EXIT_DONE;
    if (write_all(&tally, &list, folder, stderr))
        return EXIT_ENVIRONMENT;
    FILE *out = options->quiet || options->json.given || options->csv.given ? stderr : stdout;
    if (!options->quiet || tally.refused)
        fprintf(out, "exported %zu of %zu mappings to %s/ for timeloop-model, %zu refused\n",
                tally.written, tally.written + tally.refused, folder, tally.refused);
    print_refused(stderr, view);
    return tally.refused ? EXIT_ANSWER_IS_NO : EXIT_DONE;
}
