/* The result folder. */
#include "map_files.h"

#include <stdlib.h>

#include "mapper/node_table.h"
#include "result_folder.h"
#include "result_text.h"

/* What the files of a run are written from. */
struct content {
    const struct map_view *view;
    const struct provenance *provenance;
};

static void write_mappings(FILE *out, const void *context)
{
    const struct content *content = context;
    const struct map_view *view = content->view;
    const struct map_run *run = view->run;
    map_file_write_header(out, content->provenance,
                          &(struct map_file_owner){run->machine->name, run->machine->sha256},
                          &(struct map_file_owner){view->network->name, view->network->sha256});
    for (size_t l = 0; l < run->layer_count; l++)
        for (size_t j = 0; j < run->choice_count; j++) {
            const struct map_job *job = map_run_job(run, l, j);
            struct map_file_entry entry = {
                .layer = run->layer[l].name,
                .shape = run->layer[l].shape,
                .choice = map_run_choice(run, j)->choice,
                .mapping = job->solution.mapping,
            };
            if (job->solution.found)
                map_file_write_entry(out, &entry);
        }
}

static void write_tables(FILE *out, const void *context)
{
    const struct content *content = context;
    map_tables_write_csv(out, content->view->tables, content->provenance);
}

static void write_nodes(FILE *out, const void *context)
{
    const struct content *content = context;
    map_nodes_write_csv(out, content->view->run->machine, content->view->network,
                        content->provenance);
}

static void write_summary(FILE *out, const void *context)
{
    const struct content *content = context;
    char *text = map_summary_json(content->view, content->provenance);
    if (text)
        fprintf(out, "%s\n", text);
    free(text);
}

static int add_npz(struct result_set *set, const char *path, const struct content *content,
                   FILE *messages)
{
    void *bytes;
    size_t size;
    if (map_tables_npz(content->view->tables, content->provenance, &bytes, &size)) {
        fprintf(messages, "enos-map: %s: out of memory\n", path);
        return -1;
    }
    int status = result_set_add(set, path, bytes, size);
    if (status)
        fprintf(messages, "enos-map: cannot write %s\n", result_set_error(set));
    free(bytes);
    return status;
}

static const struct {
    const char *name;
    result_text_write *write;
} text_files[] = {
    {"tables.csv", write_tables},
    {"nodes.csv", write_nodes},
    {"mappings.yaml", write_mappings},
    {"summary.json", write_summary},
};

static int add_folder(struct result_set *set, const char *folder, const struct content *content,
                      FILE *messages)
{
    char path[RESULT_FOLDER_MAX + 32];
    for (size_t i = 0; i < sizeof text_files / sizeof *text_files; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, text_files[i].name);
        if (result_text_add(set, path, text_files[i].write, content, content->provenance->tool,
                            messages))
            return -1;
    }
    snprintf(path, sizeof path, "%s/tables.npz", folder);
    return add_npz(set, path, content, messages);
}

static int add_named(struct result_set *set, const struct map_options *options,
                     const struct content *content, FILE *messages)
{
    if (options->json.text && result_text_add(set, options->json.text, write_summary, content,
                                              content->provenance->tool, messages))
        return -1;
    if (options->csv.text && result_text_add(set, options->csv.text, write_tables, content,
                                             content->provenance->tool, messages))
        return -1;
    return 0;
}

int map_files_write(const struct map_view *view, const struct map_options *options,
                    const struct provenance *provenance, const char *folder, FILE *messages)
{
    const struct content content = {view, provenance};
    struct result_set *set;
    if (result_set_create(&set, NULL)) {
        fputs("enos-map: out of memory\n", messages);
        return -1;
    }
    int status = folder ? add_folder(set, folder, &content, messages) : 0;
    if (!status)
        status = add_named(set, options, &content, messages);
    if (!status && result_set_commit(set)) {
        fprintf(messages, "enos-map: cannot write %s\n", result_set_error(set));
        status = -1;
    }
    result_set_free(set);
    return status;
}
