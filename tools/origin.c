#include "origin.h"

#include <stdlib.h>
#include <string.h>

#include "workloads/sha256.h"

/* Hash of a file's bytes; "" when it cannot be read. */
static void hash_file(const char *path, char out[65])
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    size_t size = 0;
    out[0] = '\0';
    FILE *copy = file ? open_memstream(&bytes, &size) : NULL;
    if (copy) {
        char block[4096];
        size_t got;
        while ((got = fread(block, 1, sizeof block, file)) > 0)
            fwrite(block, 1, got, copy);
        if (!fclose(copy) && !ferror(file))
            sha256_hex(bytes, size, out);
    }
    if (file)
        fclose(file);
    free(bytes);
}

static void add(struct origin *origin, const char *role, const char *name, const char *path,
                const char *sha256)
{
    struct provenance_input *input = &origin->input[origin->provenance.input_count++];
    *input = (struct provenance_input){.role = role, .name = name, .path = path};
    snprintf(input->sha256, sizeof input->sha256, "%s", sha256);
}

void origin_add(struct origin *origin, const char *role, const char *path, const char *sha256)
{
    char hash[65];
    if (!sha256)
        hash_file(path, hash);
    add(origin, role, "", path, sha256 ? sha256 : hash);
}

int origin_create(struct origin *out, const char *tool, const struct arch_machine *machine,
                  const struct network *network, const struct option_list *set, int argc,
                  char *const *argv)
{
    *out = (struct origin){
        .input = calloc(3 + set->count + ORIGIN_FILES_MAX, sizeof *out->input),
        .command_line = provenance_command_line(argc, argv),
    };
    if (!out->input || !out->command_line) {
        origin_free(out);
        return -1;
    }
    out->provenance = (struct provenance){.tool = tool,
                                          .version = ENOS_VERSION,
                                          .input = out->input,
                                          .command_line = out->command_line};
    add(out, "machine", machine->name, machine->file, machine->sha256);
    if (machine->technology_file[0])
        add(out, "technology", "", machine->technology_file, machine->technology_sha256);
    add(out, "network", network->name, network->file, network->sha256);
    for (size_t i = 0; i < set->count; i++)
        add(out, "set", "", set->item[i], "");
    return 0;
}

void origin_free(struct origin *origin)
{
    free(origin->input);
    free(origin->command_line);
    *origin = (struct origin){0};
}
