/* The files of a simulation: what goes where. */
#include <stdlib.h>

#include "result_folder.h"
#include "result_text.h"
#include "sim_view.h"

static void write_json(FILE *out, const void *context)
{
    char *text = sim_json(context);
    if (text)
        fprintf(out, "%s\n", text);
    free(text);
}

static void write_csv(FILE *out, const void *context)
{
    sim_write_csv(out, context);
}

static void write_heat_map(FILE *out, const void *context)
{
    sim_write_heat_map(out, context);
}

static void write_trace(FILE *out, const void *context)
{
    sim_trace_write(out, ((const struct sim_view *)context)->trace);
}

static const struct {
    const char *name;
    result_text_write *write;
} files[] = {{"sim.json", write_json}, {"sim.csv", write_csv}, {"heat.svg", write_heat_map}};

/* `path` may be NULL: not asked for. */
static int add(struct result_set *set, const char *path, result_text_write *write,
               const struct sim_view *view, FILE *messages)
{
    return path ? result_text_add(set, path, write, view, view->provenance->tool, messages) : 0;
}

static int add_folder(struct result_set *set, const char *folder, const struct sim_view *view,
                      FILE *messages)
{
    char path[RESULT_FOLDER_MAX + 32];
    int status = 0;
    for (size_t i = 0; !status && i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i].name);
        status = add(set, path, files[i].write, view, messages);
    }
    return status;
}

static int add_all(struct result_set *set, const char *folder, const struct sim_view *view,
                   FILE *messages)
{
    const struct sim_request *request = view->request;
    if ((folder && add_folder(set, folder, view, messages)) ||
        add(set, request->json.text, write_json, view, messages) ||
        add(set, request->csv.text, write_csv, view, messages) ||
        add(set, request->heat_map, write_heat_map, view, messages) ||
        add(set, request->trace, write_trace, view, messages))
        return -1;
    if (!result_set_commit(set))
        return 0;
    fprintf(messages, "%s: cannot write %s\n", view->provenance->tool, result_set_error(set));
    return -1;
}

int sim_files_write(const struct sim_view *view, const char *folder, FILE *messages)
{
    struct result_set *set;
    if (result_set_create(&set, NULL)) {
        fprintf(messages, "%s: out of memory\n", view->provenance->tool);
        return -1;
    }
    int status = add_all(set, folder, view, messages);
    result_set_free(set);
    return status;
}
