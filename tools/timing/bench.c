/* bench [-r RUNS] [-s SUMMARY] COMMAND...: what a command takes on this computer. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host.h"
#include "measure.h"
#include "searches.h"

enum { RUNS_DEFAULT = 5, RUNS_MAX = 1000 };

static int usage(FILE *out)
{
    fputs("usage: bench [-r RUNS] [-s SUMMARY] COMMAND...\n"
          "Runs COMMAND without its standard output and prints what each run takes, and then\n"
          "the time of each search of the last run from SUMMARY, the summary.json it wrote.\n",
          out);
    return 2;
}

static void print_host(char *const *command)
{
    char cpu[256];
    host_cpu(cpu, sizeof cpu);
    printf("%s, %d processors, load %.2f\n", cpu, host_processors(), host_load());
    for (char *const *word = command; *word; word++)
        printf("%s%c", *word, word[1] ? ' ' : '\n');
    printf("\n%-6s %8s %8s %8s %8s\n", "run", "wall s", "user s", "sys s", "peak MB");
}

static void print_run(const char *name, const struct measurement *run)
{
    printf("%-6s %8.3f %8.3f %8.3f %8.1f\n", name, run->wall_s, run->user_s, run->system_s,
           run->peak_mb);
}

static int by_wall(const void *a, const void *b)
{
    double x = ((const struct measurement *)a)->wall_s, y = ((const struct measurement *)b)->wall_s;
    return (x > y) - (x < y);
}

/* Returns 0, or -1 after saying why the command did not do its work. */
static int run_once(struct measurement *out, char *const *command)
{
    if (measure_run(out, command)) {
        fprintf(stderr, "bench: %s: %s\n", command[0], strerror(errno));
        return -1;
    }
    if (WIFEXITED(out->status) && WEXITSTATUS(out->status) == 0)
        return 0;
    if (WIFEXITED(out->status))
        fprintf(stderr, "bench: %s: exit status %d\n", command[0], WEXITSTATUS(out->status));
    else
        fprintf(stderr, "bench: %s: killed by signal %d\n", command[0], WTERMSIG(out->status));
    return -1;
}

static int bench(struct measurement *run, int runs, char *const *command)
{
    print_host(command);
    for (int i = 0; i < runs; i++) {
        char name[16];
        if (run_once(&run[i], command))
            return -1;
        snprintf(name, sizeof name, "%d", i + 1);
        print_run(name, &run[i]);
        fflush(stdout);
    }
    qsort(run, (size_t)runs, sizeof *run, by_wall);
    print_run("best", &run[0]);
    print_run("median", &run[runs / 2]);
    return 0;
}

int main(int argc, char **argv)
{
    const char *summary = NULL;
    int runs = RUNS_DEFAULT, option;
    while ((option = getopt(argc, argv, "+r:s:h")) != -1) {
        if (option == 'r')
            runs = (int)strtol(optarg, NULL, 10);
        else if (option == 's')
            summary = optarg;
        else
            return option == 'h' ? usage(stdout), EXIT_SUCCESS : usage(stderr);
    }
    if (optind == argc || runs < 1 || runs > RUNS_MAX)
        return usage(stderr);
    struct measurement *run = calloc((size_t)runs, sizeof *run);
    int failed = !run || bench(run, runs, argv + optind);
    free(run);
    if (!failed && summary) {
        puts("");
        failed = searches_print(stdout, summary);
    }
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
