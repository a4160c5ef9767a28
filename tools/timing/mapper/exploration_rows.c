#include "exploration_rows.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../measure.h"

#define BAR_S 600.0
#define LIMIT "900" /* seconds; keeps the bench short when the bar is missed */

enum { WORDS_MAX = 40 };

/* 10 x 5 x 5 x 4 = 1000 variants. */
static const char *const space[] = {"workloads/squeezenet.yaml",
                                    "--choices",
                                    "T8",
                                    "--vary",
                                    "array.columns=4:22+2",
                                    "--vary",
                                    "array.rows=4,8,12,16,24",
                                    "--vary",
                                    "storage.GLB.capacity=16 KiB:256 KiB*2",
                                    "--vary",
                                    "storage.filter.capacity=896 b:7168 b*2",
                                    "-q"};

static int is_missing(const char *program)
{
    if (access(program, X_OK) == 0)
        return 0;
    printf("  left out: there is no %s\n", program);
    return 1;
}

static void print_command(const char *const *word)
{
    printf(" ");
    for (; *word; word++)
        printf(" %s%s%s", strchr(*word, ' ') ? "'" : "", *word, strchr(*word, ' ') ? "'" : "");
    puts("");
    fflush(stdout);
}

/* Returns 0, or -1 after a message; 1 when the limit came first. */
static int explore(struct measurement *out, const struct bench_setting *setting,
                   const char *const *before, const char *threads, const char *folder)
{
    const char *argv[WORDS_MAX] = {"timeout", "-s", "INT", LIMIT};
    char program[512];
    size_t count = 4;
    snprintf(program, sizeof program, "%s/enos-explore", setting->programs);
    while (*before)
        argv[count++] = *before++;
    argv[count++] = program;
    argv[count++] = setting->machine;
    for (size_t i = 0; i < sizeof space / sizeof *space; i++)
        argv[count++] = space[i];
    const char *const rest[] = {"--threads", threads, "--out", folder};
    memcpy(argv + count, rest, sizeof rest);
    print_command(argv);
    if (measure_run(out, (char *const *)argv)) {
        fprintf(stderr, "bench-mapper: %s: %s\n", program, strerror(errno));
        return -1;
    }
    int status = WIFEXITED(out->status) ? WEXITSTATUS(out->status) : -1;
    if (status != 0 && status != 124)
        fprintf(stderr, "bench-mapper: %s did not do its work (exit status %d)\n", program, status);
    return status == 124 ? 1 : status == 0 ? 0 : -1;
}

static void fill(struct bar_row *row, const char *what, const struct measurement *run, int stopped)
{
    snprintf(row->what, sizeof row->what, "%s", what);
    snprintf(row->measured, sizeof row->measured, "%s%.1f s (CPU %.1f s)",
             stopped ? "stopped at " : "", run->wall_s, run->user_s + run->system_s);
}

int exploration_rows(struct bar_table *table, const struct bench_setting *setting)
{
    static const char *const alone[] = {NULL};
    static const char *const ranks[] = {
        "mpirun", "--allow-run-as-root", "--oversubscribe", "-n", "2", NULL};
    char program[512], folder[2][512];
    struct measurement threads_run, ranks_run;
    snprintf(program, sizeof program, "%s/enos-explore", setting->programs);
    for (int i = 0; i < 2; i++)
        snprintf(folder[i], sizeof folder[i], "%s/explore-%d", setting->folder, i);
    if (is_missing(program))
        return 0;
    int stopped = explore(&threads_run, setting, alone, "2", folder[0]);
    if (stopped < 0)
        return -1;
    struct bar_row *row = bar_table_add(table);
    fill(row, "1000 variants, SqueezeNet, T8, 2 threads", &threads_run, stopped);
    snprintf(row->bar, sizeof row->bar, "600 s (aim 300 s)");
    row->met = !stopped && threads_run.wall_s <= BAR_S;
    if (is_missing("/usr/bin/mpirun"))
        return 0;
    int ranks_stopped = explore(&ranks_run, setting, ranks, "1", folder[1]);
    if (ranks_stopped < 0)
        return -1;
    row = bar_table_add(table);
    fill(row, "the same, mpirun -n 2", &ranks_run, ranks_stopped);
    snprintf(row->bar, sizeof row->bar, "as long as 2 threads, or less");
    row->met = !ranks_stopped && !stopped && ranks_run.wall_s <= threads_run.wall_s;
    return 0;
}
