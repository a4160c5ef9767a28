#include "result_folder.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>

#include "provenance_json.h"

/* The files that say whose a folder is. */
static const char *const signed_files[] = {"summary.json", "sim.json"};

void result_folder_name(char folder[RESULT_FOLDER_MAX], const char *asked,
                        const struct arch_machine *machine, const struct network *network)
{
    if (asked)
        snprintf(folder, RESULT_FOLDER_MAX, "%s", asked);
    else
        snprintf(folder, RESULT_FOLDER_MAX, "out/%s-%s", machine->name, network->name);
    for (size_t n = strlen(folder); n > 1 && folder[n - 1] == '/'; n--)
        folder[n - 1] = '\0';
}

int result_folder_make(const char *path)
{
    char copy[RESULT_FOLDER_MAX + 16];
    snprintf(copy, sizeof copy, "%s", path);
    for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(copy, 0777) && errno != EEXIST)
            return -1;
        *slash = '/';
    }
    return mkdir(copy, 0777) && errno != EEXIST ? -1 : 0;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
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
            fprintf(messages, "%s: %s is out of date (%s %s changed); computing anew\n",
                    provenance->tool, folder, provenance->input[i].role, provenance->input[i].path);
            return;
        }
    if (json_array_size(inputs) != provenance->input_count)
        fprintf(messages, "%s: %s is out of date (an input was left out); computing anew\n",
                provenance->tool, folder);
    else if (strcmp(text_of(summary, "version"), provenance->version) != 0)
        fprintf(messages, "%s: %s was written by version %s; computing anew\n", provenance->tool,
                folder, text_of(summary, "version"));
    else
        fprintf(messages, "%s: %s is of the same inputs; computing anew\n", provenance->tool,
                folder);
}

static int is_of(const json_t *summary, const struct provenance *provenance)
{
    return !strcmp(text_of(summary, "machine"), provenance_find(provenance, "machine")->name) &&
           !strcmp(text_of(summary, "network"), provenance_find(provenance, "network")->name);
}

static int check_file(const char *folder, const char *file, const struct provenance *provenance,
                      int is_told, FILE *messages)
{
    char path[RESULT_FOLDER_MAX + 32];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    json_t *summary = json_load_file(path, 0, NULL);
    int status = 0;
    if (summary && !is_of(summary, provenance)) {
        fprintf(messages,
                "%s: %s holds the results of machine '%s' and network '%s'\n"
                "   hint: a result folder belongs to one machine and one network; give another "
                "--out DIR\n",
                provenance->tool, folder, text_of(summary, "machine"), text_of(summary, "network"));
        status = -1;
    } else if (summary && is_told) {
        tell_staleness(folder, summary, provenance, messages);
    }
    json_decref(summary);
    return status;
}

int result_folder_check(const char *folder, const char *file, const struct provenance *provenance,
                        int quiet, FILE *messages)
{
    for (size_t i = 0; i < sizeof signed_files / sizeof *signed_files; i++)
        if (check_file(folder, signed_files[i], provenance,
                       !quiet && !strcmp(file, signed_files[i]), messages))
            return -1;
    return 0;
}
