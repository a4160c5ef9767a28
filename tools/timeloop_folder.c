#include "timeloop_folder.h"

#include <stdlib.h>
#include <string.h>

#include "mapper/timeloop_file.h"
#include "result_text.h"

static void write_architecture(FILE *out, const void *design)
{
    timeloop_write_architecture(out, design);
}

static void write_problem(FILE *out, const void *design)
{
    timeloop_write_problem(out, design);
}

static void write_mapping(FILE *out, const void *design)
{
    timeloop_write_mapping(out, design);
}

static const struct {
    const char *name;
    result_text_write *write;
} files[] = {{"arch.yaml", write_architecture},
             {"problem.yaml", write_problem},
             {"mapping.yaml", write_mapping}};

int timeloop_folder_add(struct result_set *set, const char *folder,
                        const struct timeloop_design *design, const char *tool, FILE *messages)
{
    size_t room = strlen(folder) + 32;
    char *path = malloc(room);
    int status = path ? 0 : -1;
    if (!path)
        fprintf(messages, "%s: out of memory\n", tool);
    for (size_t i = 0; i < sizeof files / sizeof *files && !status; i++) {
        snprintf(path, room, "%s/%s", folder, files[i].name);
        status = result_text_add(set, path, files[i].write, design, tool, messages);
    }
    free(path);
    return status;
}
