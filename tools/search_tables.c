#include "search_tables.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lookup.h"
#include "map_run.h"
#include "map_run_check.h"
#include "workloads/file_bytes.h"
#include "workloads/sha256.h"

enum { FILE_MAX = 1 << 28 };

static int out_of_memory(const struct search_tables_options *options, struct diag_list *diag)
{
    diag_error(diag, &(struct diag_place){.file = options->run->file}, NULL,
               "not enough memory for the tables");
    return -1;
}

/* Copies the lines that begin with # (or those that do not). NULL when memory is short. */
static char *lines_of(const char *text, size_t size, const char *beginning, size_t *length)
{
    char *copy = malloc(size + 1);
    *length = 0;
    for (size_t at = 0; copy && at < size;) {
        const char *end = memchr(text + at, '\n', size - at);
        size_t line = end ? (size_t)(end - text) + 1 - at : size - at;
        int is_comment = text[at] == '#';
        if (beginning ? !strncmp(text + at, beginning, strlen(beginning)) : !is_comment) {
            memcpy(copy + *length, text + at, line);
            *length += line;
        }
        at += line;
    }
    if (copy)
        copy[*length] = '\0';
    return copy;
}

static int hash_rows(struct search_tables *out)
{
    size_t length;
    char *rows = lines_of(out->text, out->size, NULL, &length);
    if (!rows)
        return -1;
    sha256_hex(rows, length, out->sha256);
    free(rows);
    return 0;
}

/* Reads the file at `path` as text and as tables. */
static int read_file(struct search_tables *out, const char *path,
                     const struct search_tables_options *options, struct diag_list *diag)
{
    snprintf(out->path, sizeof out->path, "%s", path);
    if (map_tables_read_csv(&out->tables, NULL, path, diag))
        return -1;
    if (file_bytes_read(&out->text, &out->size, path, FILE_MAX) || hash_rows(out))
        return out_of_memory(options, diag);
    return 0;
}

/* Columns of the space, then the reference, as indices of the machine's choices. Returns their
 * number, or 0 with the reasons in `diag`. */
static size_t columns_of(int choice[ARCH_CHOICES_MAX], const struct search_tables_options *options,
                         struct diag_list *diag)
{
    const struct search_space *space = options->space;
    size_t count = 0, errors = diag_count(diag);
    for (size_t j = 0; j <= space->choice_count && count < ARCH_CHOICES_MAX; j++) {
        char name[CHOICE_NAME_MAX];
        if (j < space->choice_count)
            choice_name(&space->choice[j], name);
        else
            snprintf(name, sizeof name, "%s", options->run->reference);
        int index = lookup_choice(options->machine, options->run->file, name, diag), is_new = 1;
        for (size_t i = 0; i < count; i++)
            is_new &= choice[i] != index;
        if (index >= 0 && is_new)
            choice[count++] = index;
    }
    return diag_count(diag) > errors ? 0 : count;
}

/* Overrides of machine and network, as --set of enos-map would give them. */
static int list_overrides(struct option_list *list, char text[RUN_SETS_MAX + 2][RUN_SET_MAX + 16],
                          const struct search_run *run)
{
    size_t count = 0;
    list->item = calloc(2 * RUN_SETS_MAX + 2, sizeof *list->item);
    if (!list->item)
        return -1;
    for (int i = 0; i < run->machine_set_count; i++)
        list->item[list->count++] = run->machine_set[i];
    for (int i = 0; i < run->network_set_count; i++, count++)
        snprintf(text[count], sizeof text[count], "network:%s", run->network_set[i]);
    if (run->width != 1)
        snprintf(text[count++], sizeof text[0], "network:width=%.17g", run->width);
    if (run->regulariser != COST_ENERGY)
        snprintf(text[count++], sizeof text[0], "objective=%s",
                 run->regulariser == COST_LATENCY ? "latency" : "edp");
    for (size_t i = 0; i < count; i++)
        list->item[list->count++] = text[i];
    return 0;
}

/* The text of tables.csv, into `out`. */
static int write_text(struct search_tables *out, const struct provenance *provenance)
{
    FILE *file = open_memstream(&out->text, &out->size);
    if (!file)
        return -1;
    map_tables_write_csv(file, &out->tables, provenance);
    return fclose(file) || hash_rows(out) ? -1 : 0;
}

/* What the comments of tables.csv say of its inputs. */
static char *inputs_of(const char *text, size_t size)
{
    size_t length;
    return lines_of(text, size, "# input: ", &length);
}

/* Takes the tables of the folder if they are of the same inputs, and complete. Returns 1, or 0. */
static int take_kept(struct search_tables *out, const struct search_tables_options *options,
                     const struct provenance *provenance)
{
    struct search_tables kept = {.from = SEARCH_TABLES_KEPT}, wanted = {0};
    struct diag_list *ignored;
    int is_same = 0;
    if (!options->kept || access(options->kept, R_OK) || diag_create(&ignored))
        return 0;
    if (!read_file(&kept, options->kept, options, ignored) && !write_text(&wanted, provenance)) {
        char *old = inputs_of(kept.text, kept.size), *new = inputs_of(wanted.text, wanted.size);
        is_same = old && new && !strcmp(old, new);
        free(old);
        free(new);
    }
    diag_free(ignored);
    search_tables_free(&wanted);
    if (is_same)
        *out = kept;
    else
        search_tables_free(&kept);
    return is_same;
}

/* Searches the mappings. Returns as search_tables_get. */
static int solve(struct search_tables *out, const struct search_tables_options *options,
                 const struct map_layer *layer, const int *choice, size_t choice_count,
                 const struct provenance *provenance, struct diag_list *diag)
{
    struct map_run run;
    /* the mappings are those of which the costs are least */
    static const enum map_objective objective[] = {[COST_ENERGY] = OBJECTIVE_ENERGY,
                                                   [COST_LATENCY] = OBJECTIVE_LATENCY,
                                                   [COST_EDP] = OBJECTIVE_EDP};
    struct map_run_options how = {.objective = objective[options->run->regulariser],
                                  .stop = options->stop,
                                  .threads = options->threads,
                                  .quiet = options->quiet,
                                  .cache = options->cache};
    if (map_run_create(&run, options->machine, layer, (size_t)options->network->layer_count, choice,
                       choice_count))
        return out_of_memory(options, diag);
    if (map_run_check(&run, FACTORS_SPATIAL, diag)) {
        map_run_free(&run);
        return -1;
    }
    int failed = map_run_search(&run, &how);
    int is_stopped = !failed && options->stop && atomic_load(options->stop);
    if (!failed && !is_stopped)
        failed = map_run_tables(&run, &out->tables) || write_text(out, provenance);
    out->seconds = run.seconds;
    out->unkept = run.unkept;
    out->from = SEARCH_TABLES_SOLVED;
    map_run_free(&run);
    if (failed)
        return out_of_memory(options, diag);
    return is_stopped;
}

static struct map_layer *layers_of(const struct network *network)
{
    struct map_layer *layer = calloc((size_t)network->layer_count + 1, sizeof *layer);
    for (int l = 0; layer && l < network->layer_count; l++)
        layer[l] = (struct map_layer){network->node[network->layer[l]].name,
                                      network_layer_shape(network, l, 1)};
    return layer;
}

static int make(struct search_tables *out, const struct search_tables_options *options,
                struct diag_list *diag)
{
    char text[RUN_SETS_MAX + 2][RUN_SET_MAX + 16];
    int choice[ARCH_CHOICES_MAX];
    struct option_list set = {0};
    struct origin origin = {0};
    size_t choice_count = columns_of(choice, options, diag);
    if (!choice_count)
        return -1;
    struct map_layer *layer = layers_of(options->network);
    int status = -1;
    if (!layer || list_overrides(&set, text, options->run) ||
        origin_create(&origin, "enos-search", options->machine, options->network, &set,
                      options->argc, options->argv))
        out_of_memory(options, diag);
    else
        status = take_kept(out, options, &origin.provenance)
                     ? 0
                     : solve(out, options, layer, choice, choice_count, &origin.provenance, diag);
    free(layer);
    origin_free(&origin);
    options_free_list(&set);
    return status;
}

int search_tables_get(struct search_tables *out, const struct search_tables_options *options,
                      struct diag_list *diag)
{
    *out = (struct search_tables){0};
    int status = options->machine ? make(out, options, diag)
                                  : read_file(out, options->run->tables, options, diag);
    if (status)
        search_tables_free(out);
    return status;
}

void search_tables_free(struct search_tables *tables)
{
    map_tables_free(&tables->tables);
    free(tables->text);
    *tables = (struct search_tables){0};
}
