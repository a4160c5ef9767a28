/* bench-trainer [-r RUNS] [-t THREADS] [-b BATCH] NETWORK: what a training step takes, beside the
 * matrix products of this computer. */
#define _DEFAULT_SOURCE /* usleep */

#include <cblas.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../host.h"
#include "../measure.h"
#include "gemm_rate.h"
#include "training_case.h"

enum { RUNS_MAX = 100, CASES = 3, NINE_WAYS = 2, SETTLE_US = 30000 };

/* `bar_percent` and `bar_gb`: what a step should reach, and stay within. */
static const struct {
    const char *name;
    const char *choices[10];
    double bar_percent, bar_gb;
} cases[CASES] = {
    {"T8", {"T8"}, 45, 0},
    {"T8 MF8 BC8", {"T8", "MF8", "BC8"}, 48, 0},
    {"9 choices", {"T8", "MF8", "BC8", "T4", "MF4", "BC4", "T2", "MF2", "BC2"}, 55, 3},
};

struct options {
    int runs, threads, only; /* only: one step of this case, for its memory; or -1 */
    size_t batch;
    const char *network;
    const char *program;
};

struct bench {
    struct gemm *gemm;
    struct training_case *training[CASES];
    double side_by_side_s[RUNS_MAX], together_s[RUNS_MAX], step_s[CASES][RUNS_MAX];
    double peak_gb[CASES];
};

static int usage(FILE *out)
{
    fputs(
        "usage: bench-trainer [-r RUNS] [-t THREADS] [-b BATCH] NETWORK\n"
        "Prints what forward, backward and a step of Adam take of one image: milliseconds, "
        "GFLOP/s\n"
        "of the mixed form's products, and their share of what matrix products alone reach in the\n"
        "same run. Medians of RUNS (5), in which all take turns.\n",
        out);
    return 2;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *value, int count)
{
    qsort(value, (size_t)count, sizeof *value, by_value);
    return count % 2 ? value[count / 2] : (value[count / 2 - 1] + value[count / 2]) / 2;
}

/* Threads of what ran before wait for more to do for some milliseconds, on a processor. */
static void settle(void)
{
    usleep(SETTLE_US);
}

static void measure_in_turns(struct bench *b, int runs)
{
    for (int run = -1; run < runs; run++) { /* the first one warms up, and is overwritten */
        int at = run < 0 ? 0 : run;
        settle();
        b->side_by_side_s[at] = gemm_side_by_side_s(b->gemm);
        settle();
        b->together_s[at] = gemm_together_s(b->gemm);
        for (int i = 0; i < CASES; i++) {
            settle();
            b->step_s[i][at] = training_case_step_s(b->training[i]);
        }
    }
}

/* Gigabytes of a process that does one step of a case; negative if it fails. A process begins with
 * its parent's peak, so this one must be small yet. */
static double peak_gb(const struct options *options, int which)
{
    char threads[16], batch[24], only[16];
    struct measurement run;
    snprintf(threads, sizeof threads, "-t%d", options->threads);
    snprintf(batch, sizeof batch, "-b%zu", options->batch);
    snprintf(only, sizeof only, "-o%d", which);
    char program[4096], network[4096];
    snprintf(program, sizeof program, "%s", options->program);
    snprintf(network, sizeof network, "%s", options->network);
    char *argv[] = {program, threads, batch, only, network, NULL};
    if (measure_run(&run, argv) != 0 || !WIFEXITED(run.status) || WEXITSTATUS(run.status) != 0)
        return -1;
    return run.peak_mb / 1e3;
}

static void print_host(const struct options *options)
{
    char cpu[256];
    host_cpu(cpu, sizeof cpu);
    printf("%s, %d processors, load %.2f\n", cpu, host_processors(), host_load());
    printf("OpenBLAS kernels for %s, %d threads, batch %zu, median of %d runs\n%s\n\n",
           openblas_get_corename(), options->threads, options->batch, options->runs,
           options->network);
}

/* Returns the better rate, GFLOP/s. */
static double print_products(struct bench *b, const struct options *options)
{
    double apart =
        options->threads * gemm_operations() / 1e9 / median(b->side_by_side_s, options->runs);
    double together = gemm_operations() / 1e9 / median(b->together_s, options->runs);
    printf("sgemm %d^3, %d at a time, one thread each  %8.1f GFLOP/s\n", GEMM_SIZE,
           options->threads, apart);
    printf("sgemm %d^3, OpenBLAS's own %d threads      %8.1f GFLOP/s\n\n", GEMM_SIZE,
           options->threads, together);
    return apart > together ? apart : together;
}

static void print_case(struct bench *b, const struct options *options, int i, double products)
{
    double seconds = median(b->step_s[i], options->runs) / (double)options->batch;
    double rate = training_case_operations(b->training[i]) / seconds / 1e9;
    printf("%-12s %8.3f %9.1f %8.1f %6.0f %8.2f", cases[i].name, 1e3 * seconds, rate,
           100 * rate / products, cases[i].bar_percent, b->peak_gb[i]);
    if (cases[i].bar_gb > 0)
        printf(" %6.1f", cases[i].bar_gb);
    puts("");
}

static void print(struct bench *b, const struct options *options)
{
    print_host(options);
    double products = print_products(b, options);
    printf("%-12s %8s %9s %8s %6s %8s %6s\n", "", "ms/image", "GFLOP/s", "% sgemm", "bar",
           "peak GB", "bar");
    for (int i = 0; i < CASES; i++)
        print_case(b, options, i, products);
}

static int bench(const struct options *options, const struct network *network,
                 struct diag_list *diag)
{
    static struct bench b;
    for (int i = 0; i < CASES; i++)
        b.peak_gb[i] = peak_gb(options, i);
    int failed = gemm_create(&b.gemm, options->threads);
    for (int i = 0; i < CASES && !failed; i++)
        failed =
            training_case_create(&b.training[i], network, cases[i].choices, options->batch, diag);
    if (!failed) {
        measure_in_turns(&b, options->runs);
        print(&b, options);
    }
    for (int i = 0; i < CASES; i++)
        training_case_free(b.training[i]);
    gemm_free(b.gemm);
    return failed;
}

static int one_step(const struct options *options, const struct network *network,
                    struct diag_list *diag)
{
    struct training_case *c;
    if (training_case_create(&c, network, cases[options->only].choices, options->batch, diag) != 0)
        return -1;
    training_case_step_s(c);
    training_case_free(c);
    return 0;
}

static int run(const struct options *options)
{
    struct diag_list *diag;
    struct network *network;
    if (diag_create(&diag) != 0)
        return -1;
    omp_set_num_threads(options->threads);
    int failed = network_read(&network, options->network, NULL, 0, diag);
    if (!failed) {
        failed =
            options->only >= 0 ? one_step(options, network, diag) : bench(options, network, diag);
        network_free(network);
    }
    diag_write(diag, stderr);
    diag_free(diag);
    return failed;
}

static int is_sound(const struct options *options)
{
    return options->runs >= 1 && options->runs <= RUNS_MAX && options->threads >= 1 &&
           options->threads <= 1024 && options->batch >= 1 && options->batch <= 65536 &&
           options->only < CASES;
}

int main(int argc, char **argv)
{
    struct options options = {.runs = 5, .threads = 2, .only = -1, .batch = 128};
    int option;
    options.program = argv[0];
    while ((option = getopt(argc, argv, "r:t:b:o:h")) != -1) {
        int value = optarg ? (int)strtol(optarg, NULL, 10) : 0;
        if (option == 'r')
            options.runs = value;
        else if (option == 't')
            options.threads = value;
        else if (option == 'b')
            options.batch = value > 0 ? (size_t)value : 0;
        else if (option == 'o')
            options.only = value;
        else
            return option == 'h' ? usage(stdout), EXIT_SUCCESS : usage(stderr);
    }
    options.network = argv[optind];
    if (optind + 1 != argc || !is_sound(&options))
        return usage(stderr);
    return run(&options) ? EXIT_FAILURE : EXIT_SUCCESS;
}
