#include "search_inputs.h"

#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "input_errors.h"
#include "search_assign.h"
#include "shipped.h"
#include "workloads/file_bytes.h"
#include "workloads/sha256.h"

static void report_memory(struct diag_list *diag)
{
    diag_error(diag, &(struct diag_place){.file = search_option_set.tool}, NULL, "out of memory");
}

static void hash_run(struct search_inputs *inputs, const char *path)
{
    char *bytes;
    size_t size;
    if (file_bytes_read(&bytes, &size, path, 1 << 24))
        return;
    sha256_hex(bytes, size, inputs->run_sha256);
    free(bytes);
}

/* Returns 0, or -1 with the reasons in `diag`. */
static int read_run(struct search_inputs *inputs, const struct search_request *request,
                    const char *path, struct diag_list *diag)
{
    char **override;
    size_t count;
    inputs->run = calloc(1, sizeof *inputs->run);
    if (!inputs->run || search_request_overrides(request, &override, &count)) {
        report_memory(diag);
        return -1;
    }
    int status = run_read(inputs->run, path, (const char *const *) override, count, diag);
    search_request_free_overrides(override, count);
    hash_run(inputs, path);
    return status;
}

/* The network, found like the one of enos-map. Returns 0, or -1. */
static int read_network(struct search_inputs *inputs, struct diag_list *diag, FILE *errors)
{
    char path[SHIPPED_PATH_MAX];
    if (shipped_find(path, inputs->run->network, SHIPPED_NETWORK, search_option_set.tool, errors))
        return -1;
    return run_read_network(&inputs->network, inputs->run, path, diag);
}

static int read_machine(struct search_inputs *inputs, struct diag_list *diag, FILE *errors)
{
    const char *set[RUN_SETS_MAX];
    char path[SHIPPED_PATH_MAX];
    const struct search_run *run = inputs->run;
    struct arch_options options = {.overrides = set,
                                   .override_count = (size_t)run->machine_set_count};
    if (!run->machine[0])
        return shipped_check_file(run->tables, "tables", search_option_set.tool, errors);
    for (int i = 0; i < run->machine_set_count; i++)
        set[i] = run->machine_set[i];
    if (shipped_find(path, run->machine, SHIPPED_MACHINE, search_option_set.tool, errors))
        return -1;
    return arch_machine_read(&inputs->machine, path, &options, diag);
}

/* The only choice of every layer. Returns 0, or -1 when memory is short. */
static int take_assignment(struct search_inputs *inputs)
{
    const struct search_space *space = &inputs->space;
    inputs->assignment = calloc(space->layer_count + 1, sizeof *inputs->assignment);
    for (size_t l = 0; inputs->assignment && l < space->layer_count; l++)
        while (!space->allowed[l * space->choice_count + inputs->assignment[l]])
            inputs->assignment[l]++;
    return inputs->assignment ? 0 : -1;
}

/* What is of the run and its network together. */
static void read_pair(struct search_inputs *inputs, const struct search_request *request,
                      struct diag_list *diag)
{
    if (!inputs->network->layer_count) {
        input_error(diag, inputs->network->file, NULL, "no MAC layer in network",
                    inputs->network->name);
        return;
    }
    if (request->assign && search_assign_run(inputs->run, inputs->network, request->assign, diag))
        return;
    if (!run_space(&inputs->space, inputs->run, inputs->network, diag) && request->assign &&
        take_assignment(inputs))
        report_memory(diag);
    search_data_read(&inputs->data, inputs->run, inputs->network, diag);
}

static int read_all(struct search_inputs *inputs, const struct search_request *request,
                    const char *path, struct diag_list *diag, FILE *errors)
{
    if (read_run(inputs, request, path, diag))
        return -1;
    int status = read_network(inputs, diag, errors);
    status |= read_machine(inputs, diag, errors);
    if (!request->assign)
        inputs->mode = search_mode_find(run_modes[inputs->run->mode]);
    if (inputs->network)
        read_pair(inputs, request, diag);
    return status;
}

int search_inputs_read(struct search_inputs *out, const struct search_request *request,
                       FILE *errors)
{
    char path[SHIPPED_PATH_MAX];
    struct diag_list *diag;
    *out = (struct search_inputs){0};
    if (shipped_find(path, request->run, SHIPPED_RUN, search_option_set.tool, errors))
        return -1;
    if (diag_create(&diag)) {
        fprintf(errors, "%s: out of memory\n", search_option_set.tool);
        return -1;
    }
    int status = read_all(out, request, path, diag, errors);
    if (input_errors_print(diag, search_option_set.tool, errors))
        status = -1;
    diag_free(diag);
    if (status)
        search_inputs_free(out);
    return status ? -1 : 0;
}

void search_inputs_free(struct search_inputs *inputs)
{
    cost_free(&inputs->cost);
    search_tables_free(&inputs->tables);
    search_data_free(&inputs->data);
    space_free(&inputs->space);
    free(inputs->assignment);
    arch_machine_free(inputs->machine);
    network_free(inputs->network);
    free(inputs->run);
    *inputs = (struct search_inputs){0};
}

static int get_tables(struct search_inputs *inputs, const struct search_request *request,
                      const char *cache, const char *kept, int argc, char *const *argv,
                      const atomic_int *stop, struct diag_list *diag)
{
    const struct search_run *run = inputs->run;
    struct search_tables_options options = {.run = run,
                                            .network = inputs->network,
                                            .space = &inputs->space,
                                            .machine = inputs->machine,
                                            .kept = kept,
                                            .argc = argc,
                                            .argv = argv,
                                            .threads = run->threads,
                                            .quiet = request->quiet,
                                            .cache = cache,
                                            .stop = stop};
    int status = search_tables_get(&inputs->tables, &options, diag);
    if (status)
        return status;
    inputs->forbidden =
        cost_forbid_unmapped(&inputs->space, &inputs->tables.tables, inputs->network);
    return cost_create(&inputs->cost, (enum cost_kind)run->regulariser, &inputs->tables.tables,
                       inputs->network, &inputs->space, run->reference,
                       inputs->machine ? inputs->machine->file : run->tables, diag);
}

int search_inputs_price(struct search_inputs *inputs, const struct search_request *request,
                        const char *kept, int argc, char *const *argv, const atomic_int *stop,
                        FILE *errors)
{
    struct diag_list *diag;
    char *cache;
    if (cache_folder_find(&cache, &request->cache) || diag_create(&diag)) {
        free(cache);
        return exit_out_of_memory(search_option_set.tool);
    }
    int status = get_tables(inputs, request, cache, kept, argc, argv, stop, diag);
    cache_folder_warn(cache, inputs->tables.unkept, search_option_set.tool, errors);
    free(cache);
    input_errors_print(diag, search_option_set.tool, errors);
    diag_free(diag);
    if (status > 0)
        fputs("enos-search: interrupted before the mappings were found\n", errors);
    return status > 0 ? EXIT_INTERRUPTED : status ? EXIT_BAD_INPUT : EXIT_DONE;
}

/* The run without what its results do not depend on, or what other hashes cover. */
static struct search_run *essence_of(const struct search_run *run)
{
    struct search_run *copy = malloc(sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *run;
    copy->threads = 0;
    copy->out[0] = copy->network[0] = copy->tables[0] = copy->machine[0] = '\0';
    copy->data.folder[0] = '\0';
    copy->checkpoint = (struct run_checkpoints){0};
    return copy;
}

static void write_identity(FILE *out, const struct search_inputs *inputs,
                           const struct search_run *essence)
{
    const struct search_data *data = &inputs->data;
    run_write_yaml(out, essence);
    fprintf(out, "network %s\ntables %s\n", inputs->network->sha256, inputs->tables.sha256);
    fprintf(out, "searched %d\n", inputs->mode != NULL);
    fwrite(data->train->label, sizeof *data->train->label, data->train->count, out);
    fwrite(data->test->label, sizeof *data->test->label, data->test->count, out);
}

void search_inputs_identity(const struct search_inputs *inputs, char out[65])
{
    struct search_run *essence = essence_of(inputs->run);
    char *text = NULL;
    size_t size = 0;
    FILE *file = essence ? open_memstream(&text, &size) : NULL;
    out[0] = '\0';
    if (file) {
        write_identity(file, inputs, essence);
        if (!fclose(file))
            sha256_hex(text, size, out);
    }
    free(text);
    free(essence);
}
