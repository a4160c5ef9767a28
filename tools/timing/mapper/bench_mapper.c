/* bench-mapper [-t THREADS] [-p PROGRAMS] -d FOLDER [ROW...]: the mapper beside its bars. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../host.h"
#include "evaluation_rows.h"
#include "exploration_rows.h"
#include "layer_rows.h"
#include "network_rows.h"

enum { THREADS_MAX = 4096 };

typedef int row_function(struct bar_table *table, const struct bench_setting *setting);

static int alexnet(struct bar_table *table, const struct bench_setting *setting)
{
    return layer_rows(table, setting, "workloads/alexnet.yaml");
}

static int vgg16(struct bar_table *table, const struct bench_setting *setting)
{
    return layer_rows(table, setting, "workloads/vgg16.yaml");
}

static int resnet(struct bar_table *table, const struct bench_setting *setting)
{
    return layer_rows(table, setting, "tools/timing/mapper/resnet-layer.yaml");
}

static int evaluate(struct bar_table *table, const struct bench_setting *setting)
{
    return evaluation_row(table, setting, "workloads/squeezenet.yaml") ||
           evaluation_row(table, setting, "workloads/alexnet.yaml") ||
           evaluation_row(table, setting, "workloads/vgg16.yaml");
}

/* Without ROW all but the last are run: an exploration takes minutes. */
static const struct {
    const char *name;
    row_function *run;
} rows[] = {
    {"perfect", network_row_perfect},
    {"imperfect", network_row_imperfect},
    {"alexnet", alexnet},
    {"vgg16", vgg16},
    {"resnet", resnet},
    {"evaluate", evaluate},
    {"explore", exploration_rows},
};

enum { ROW_COUNT = sizeof rows / sizeof *rows };

static int usage(FILE *out)
{
    fputs(
        "usage: bench-mapper [-t THREADS] [-p PROGRAMS] -d FOLDER [ROW...]\n"
        "Prints what the mapper takes beside the bars it has to reach. THREADS is 2, PROGRAMS the\n"
        "folder of the commands (build/bin), FOLDER one for scratch files. Rows:",
        out);
    for (int i = 0; i < ROW_COUNT; i++)
        fprintf(out, " %s", rows[i].name);
    fputs("\n(default: all but the last)\n", out);
    return 2;
}

static int find_row(const char *name)
{
    for (int i = 0; i < ROW_COUNT; i++)
        if (strcmp(rows[i].name, name) == 0)
            return i;
    return -1;
}

static void print_host(void)
{
    char cpu[256];
    host_cpu(cpu, sizeof cpu);
    printf("%s, %d processors, load %.2f\n\n", cpu, host_processors(), host_load());
}

/* Returns 0, or -1 when a row could not be measured. */
static int run_rows(const struct bench_setting *setting, char *const *names, int count)
{
    struct bar_table table = {.count = 0};
    int failed = 0;
    print_host();
    for (int i = 0; i < (count ? count : ROW_COUNT - 1); i++) {
        int row = count ? find_row(names[i]) : i;
        printf("%s\n", rows[row].name);
        fflush(stdout);
        failed |= rows[row].run(&table, setting);
    }
    puts("");
    bar_table_print(&table);
    return failed ? -1 : 0;
}

static int check_rows(char *const *names, int count)
{
    for (int i = 0; i < count; i++)
        if (find_row(names[i]) < 0) {
            fprintf(stderr, "bench-mapper: there is no row '%s'\n", names[i]);
            return -1;
        }
    return 0;
}

int main(int argc, char **argv)
{
    struct bench_setting setting = {"build/bin", NULL, "arch/eyeriss168.yaml", 2};
    int option;
    while ((option = getopt(argc, argv, "+t:p:d:h")) != -1) {
        if (option == 't')
            setting.threads = (int)strtol(optarg, NULL, 10);
        else if (option == 'p')
            setting.programs = optarg;
        else if (option == 'd')
            setting.folder = optarg;
        else
            return option == 'h' ? usage(stdout), EXIT_SUCCESS : usage(stderr);
    }
    if (!setting.folder || setting.threads < 1 || setting.threads > THREADS_MAX ||
        check_rows(argv + optind, argc - optind))
        return usage(stderr);
    setenv("ENOS_CACHE", "no", 1); /* for commands that are not told so by an option */
    return run_rows(&setting, argv + optind, argc - optind) ? EXIT_FAILURE : EXIT_SUCCESS;
}
