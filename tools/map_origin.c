/* Where the results of a run come from. */
#include <stdlib.h>
#include <string.h>

#include "map_files.h"
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

static void add(struct map_origin *origin, const char *role, const char *name, const char *path,
                const char *sha256)
{
    struct provenance_input *input = &origin->input[origin->provenance.input_count++];
    *input = (struct provenance_input){.role = role, .name = name, .path = path};
    snprintf(input->sha256, sizeof input->sha256, "%s", sha256);
}

static void add_inputs(struct map_origin *origin, const struct map_options *options,
                       const struct arch_machine *machine, const struct network *network,
                       const char *mapping_sha256)
{
    add(origin, "machine", machine->name, machine->file, machine->sha256);
    if (machine->technology_file[0])
        add(origin, "technology", "", machine->technology_file, machine->technology_sha256);
    add(origin, "network", network->name, network->file, network->sha256);
    if (mapping_sha256)
        add(origin, "mapping", "", options->mapping, mapping_sha256);
    if (options->ert) {
        char sha256[65];
        hash_file(options->ert, sha256);
        add(origin, "ert", "", options->ert, sha256);
    }
    for (size_t i = 0; i < options->set.count; i++)
        add(origin, "set", "", options->set.item[i], "");
}

int map_origin_create(struct map_origin *out, const struct map_options *options,
                      const struct arch_machine *machine, const struct network *network,
                      const char *mapping_sha256, int argc, char *const *argv)
{
    *out = (struct map_origin){
        .input = calloc(MAP_INPUTS_MAX + options->set.count, sizeof *out->input),
        .command_line = provenance_command_line(argc, argv),
    };
    if (!out->input || !out->command_line) {
        map_origin_free(out);
        return -1;
    }
    add_inputs(out, options, machine, network, mapping_sha256);
    out->provenance = (struct provenance){
        .tool = "enos-map",
        .version = ENOS_VERSION,
        .input = out->input,
        .input_count = out->provenance.input_count,
        .seed = options->seed.value,
        .command_line = out->command_line,
    };
    return 0;
}

void map_origin_free(struct map_origin *origin)
{
    free(origin->input);
    free(origin->command_line);
    *origin = (struct map_origin){0};
}
