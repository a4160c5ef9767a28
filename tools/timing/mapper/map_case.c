#include "map_case.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "mapper/tables.h"

enum { TIMEOUT_STOPPED = 124, WORDS_ADDED = 9, PATH_SIZE = 512 };

static const char tables_name[] = "bench.csv";

/* Worst of the pairs that are not proven. */
static void judge(struct map_outcome *out, const struct map_tables *tables)
{
    out->pairs = tables->layer_count * tables->choice_count;
    for (size_t i = 0; i < out->pairs; i++) {
        const struct map_table_cell *cell = &tables->cell[i];
        double gap = 1;
        if (cell->proven)
            continue;
        out->unproven++;
        if (cell->state == CELL_MAPPED)
            gap = 1 - cell->lower_bound_pj / map_cell_energy_pj(cell);
        if (gap < out->gap)
            continue;
        out->gap = gap;
        snprintf(out->worst, sizeof out->worst, "%s", tables->layer[i / tables->choice_count]);
    }
}

static int read_tables(struct map_outcome *out, const char *path)
{
    struct map_tables tables;
    struct diag_list *diag;
    if (diag_create(&diag))
        return -1;
    int status = map_tables_read_csv(&tables, NULL, path, diag);
    if (status == 0) {
        judge(out, &tables);
        map_tables_free(&tables);
    }
    diag_write(diag, stderr);
    diag_free(diag);
    return status;
}

/* timeout: it interrupts as Ctrl-C does, and what the search has so far is written. */
static void command_of(const char **argv, const struct map_case *map, const char *limit,
                       const char *csv)
{
    const char *before[] = {"timeout", "-s", "INT", limit, map->program, "-q", "--no-cache", csv};
    size_t count = sizeof before / sizeof *before;
    memcpy(argv, before, sizeof before);
    for (const char *const *word = map->words; *word; word++)
        argv[count++] = *word;
    argv[count] = NULL;
}

int map_case_run(struct map_outcome *out, const struct map_case *map)
{
    const char *argv[MAP_CASE_WORDS + WORDS_ADDED];
    char csv[PATH_SIZE], limit[32];
    *out = (struct map_outcome){0};
    snprintf(csv, sizeof csv, "--csv=%s/%s", map->folder, tables_name);
    snprintf(limit, sizeof limit, "%.1f", map->limit_s);
    command_of(argv, map, limit, csv);
    remove(csv + strlen("--csv="));
    if (measure_run(&out->run, (char *const *)argv)) {
        fprintf(stderr, "bench-mapper: %s: %s\n", map->program, strerror(errno));
        return -1;
    }
    int status = WIFEXITED(out->run.status) ? WEXITSTATUS(out->run.status) : -1;
    out->stopped = status == TIMEOUT_STOPPED;
    if (status != 0 && !out->stopped) {
        fprintf(stderr, "bench-mapper: %s did not do its work (exit status %d)\n", map->program,
                status);
        return -1;
    }
    return read_tables(out, csv + strlen("--csv="));
}

void map_case_print(const struct map_case *map)
{
    printf("  %s -q --no-cache", map->program);
    for (const char *const *word = map->words; *word; word++)
        printf(" %s", *word);
    puts("");
}
