/* The result folder. */
#include "map_files.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mapper/node_table.h"

void map_files_folder(char folder[MAP_FOLDER_MAX], const struct map_options *options,
                      const struct arch_machine *machine, const struct network *network)
{
    if (options->out)
        snprintf(folder, MAP_FOLDER_MAX, "%s", options->out);
    else
        snprintf(folder, MAP_FOLDER_MAX, "out/%s-%s", machine->name, network->name);
    for (size_t n = strlen(folder); n > 1 && folder[n - 1] == '/'; n--)
        folder[n - 1] = '\0';
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static const struct provenance_input *find_input(const struct provenance *provenance,
                                                 const char *role)
{
    for (size_t i = 0; i < provenance->input_count; i++)
        if (!strcmp(provenance->input[i].role, role))
            return &provenance->input[i];
    return NULL;
}

/* True if the older results were made from the same input. */
static int had_input(const json_t *inputs, const struct provenance_input *input)
{
    size_t i;
    json_t *old;
    json_array_foreach(inputs, i, old)
    {
        if (!strcmp(text_of(old, "role"), input->role) &&
            !strcmp(text_of(old, "sha256"), input->sha256) &&
            (input->sha256[0] || !strcmp(text_of(old, "path"), input->path)))
            return 1;
    }
    return 0;
}

/* Says why what is there is out of date, or that it is not. */
static void tell_staleness(const char *folder, const json_t *summary,
                           const struct provenance *provenance, FILE *messages)
{
    const json_t *inputs = json_object_get(summary, "inputs");
    for (size_t i = 0; i < provenance->input_count; i++)
        if (!had_input(inputs, &provenance->input[i])) {
            fprintf(messages, "enos-map: %s is out of date (%s %s changed); computing anew\n",
                    folder, provenance->input[i].role, provenance->input[i].path);
            return;
        }
    if (json_array_size(inputs) != provenance->input_count)
        fprintf(messages, "enos-map: %s is out of date (an input was left out); computing anew\n",
                folder);
    else if (strcmp(text_of(summary, "version"), provenance->version) != 0)
        fprintf(messages, "enos-map: %s was written by version %s; computing anew\n", folder,
                text_of(summary, "version"));
    else
        fprintf(messages, "enos-map: %s is of the same inputs; computing anew\n", folder);
}

static int is_of(const json_t *summary, const struct provenance *provenance)
{
    return !strcmp(text_of(summary, "machine"), find_input(provenance, "machine")->name) &&
           !strcmp(text_of(summary, "network"), find_input(provenance, "network")->name);
}

int map_files_check_owner(const char *folder, const struct provenance *provenance, int quiet,
                          FILE *messages)
{
    char path[MAP_FOLDER_MAX + 32];
    snprintf(path, sizeof path, "%s/summary.json", folder);
    json_t *summary = json_load_file(path, 0, NULL);
    int status = 0;
    if (summary && !is_of(summary, provenance)) {
        fprintf(messages,
                "enos-map: %s holds the results of machine '%s' and network '%s'\n"
                "   hint: a result folder belongs to one machine and one network; give another "
                "--out DIR\n",
                folder, text_of(summary, "machine"), text_of(summary, "network"));
        status = -1;
    } else if (summary && !quiet) {
        tell_staleness(folder, summary, provenance, messages);
    }
    json_decref(summary);
    return status;
}

static void write_mappings(FILE *out, const struct map_view *view,
                           const struct provenance *provenance)
{
    const struct map_run *run = view->run;
    map_file_write_header(out, provenance,
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

static void write_tables(FILE *out, const struct map_view *view,
                         const struct provenance *provenance)
{
    map_tables_write_csv(out, view->tables, provenance);
}

static void write_nodes(FILE *out, const struct map_view *view, const struct provenance *provenance)
{
    map_nodes_write_csv(out, view->run->machine, view->network, provenance);
}

static void write_summary(FILE *out, const struct map_view *view,
                          const struct provenance *provenance)
{
    char *text = map_summary_json(view, provenance);
    if (text)
        fprintf(out, "%s\n", text);
    free(text);
}

typedef void write_text(FILE *out, const struct map_view *view,
                        const struct provenance *provenance);

/* Renders a text file in memory and adds it to the set. Returns 0, or -1 with a
 * message. */
static int add_text(struct result_set *set, const char *path, write_text *write,
                    const struct map_view *view, const struct provenance *provenance,
                    FILE *messages)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    int status = out ? 0 : -1;
    if (out) {
        write(out, view, provenance);
        status = fclose(out) || !size ? -1 : 0;
    }
    if (status)
        fprintf(messages, "enos-map: %s: out of memory\n", path);
    else if (result_set_add(set, path, text, size)) {
        fprintf(messages, "enos-map: cannot write %s\n", result_set_error(set));
        status = -1;
    }
    free(text);
    return status;
}

static int add_npz(struct result_set *set, const char *path, const struct map_view *view,
                   const struct provenance *provenance, FILE *messages)
{
    void *bytes;
    size_t size;
    if (map_tables_npz(view->tables, provenance, &bytes, &size)) {
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
    write_text *write;
} text_files[] = {
    {"tables.csv", write_tables},
    {"nodes.csv", write_nodes},
    {"mappings.yaml", write_mappings},
    {"summary.json", write_summary},
};

static int add_folder(struct result_set *set, const char *folder, const struct map_view *view,
                      const struct provenance *provenance, FILE *messages)
{
    char path[MAP_FOLDER_MAX + 32];
    for (size_t i = 0; i < sizeof text_files / sizeof *text_files; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, text_files[i].name);
        if (add_text(set, path, text_files[i].write, view, provenance, messages))
            return -1;
    }
    snprintf(path, sizeof path, "%s/tables.npz", folder);
    return add_npz(set, path, view, provenance, messages);
}

static int add_named(struct result_set *set, const struct map_options *options,
                     const struct map_view *view, const struct provenance *provenance,
                     FILE *messages)
{
    if (options->json.text &&
        add_text(set, options->json.text, write_summary, view, provenance, messages))
        return -1;
    if (options->csv.text &&
        add_text(set, options->csv.text, write_tables, view, provenance, messages))
        return -1;
    return 0;
}

int map_files_write(const struct map_view *view, const struct map_options *options,
                    const struct provenance *provenance, const char *folder, FILE *messages)
{
    struct result_set *set;
    if (result_set_create(&set, NULL)) {
        fputs("enos-map: out of memory\n", messages);
        return -1;
    }
    int status = folder ? add_folder(set, folder, view, provenance, messages) : 0;
    if (!status)
        status = add_named(set, options, view, provenance, messages);
    if (!status && result_set_commit(set)) {
        fprintf(messages, "enos-map: cannot write %s\n", result_set_error(set));
        status = -1;
    }
    result_set_free(set);
    return status;
}
