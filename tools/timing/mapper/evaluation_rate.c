#include "evaluation_rate.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "arch/machine.h"
#include "mapper/build_problem.h"
#include "mapper/evaluate.h"
#include "mapper/mapping_file.h"

#define ALL_S 1.0   /* CPU time to spend on all in turns, */
#define EACH_S 0.05 /* and on each mapping alone */

enum { ASK_AFTER = 2000 };

/* A mapping and the problem it is of. */
struct ready {
    struct map_problem problem;
    struct map_mapping mapping;
    const char *layer;
};

/* Waiting for a processor that others use is not in it. */
static double user_s(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)used.ru_utime.tv_sec + 1e-6 * (double)used.ru_utime.tv_usec;
}

/* Asking for the time is slow: it is done once in many evaluations. */
static double rate(const struct ready *ready, size_t count, double seconds)
{
    double began = user_s(), took = 0;
    size_t rounds = ASK_AFTER / count + 1, evaluated = 0;
    while (took < seconds) {
        for (size_t i = 0; i < rounds * count; i++) {
            struct map_result result;
            map_evaluate(&ready[i % count].problem, &ready[i % count].mapping, &result, NULL);
        }
        evaluated += rounds * count;
        took = user_s() - began;
    }
    return (double)evaluated / took;
}

/* Returns how many of the file's mappings are the machine's. */
static size_t prepare(struct ready *ready, const struct arch_machine *machine,
                      const struct map_file *file, struct diag_list *diag)
{
    size_t count = 0;
    for (size_t i = 0; i < map_file_count(file); i++) {
        const struct map_file_entry *entry = map_file_entry(file, i);
        struct ready *next = &ready[count];
        struct map_result result;
        char reason[MAP_REASON_MAX] = "the machine has no such choice", name[CHOICE_NAME_MAX];
        choice_name(&entry->choice, name);
        int choice = arch_choice_index(machine, name);
        *next = (struct ready){.mapping = entry->mapping, .layer = entry->layer};
        if (choice >= 0)
            map_problem_build(&next->problem, machine, choice, &entry->shape);
        if (choice < 0 || map_evaluate(&next->problem, &next->mapping, &result, reason) != MAP_OK)
            map_file_error(entry, diag, reason);
        else
            count++;
    }
    return count;
}

static void measure(struct evaluation_rate *out, const struct ready *ready, size_t count)
{
    out->mappings = count;
    out->per_second = rate(ready, count, ALL_S);
    for (size_t i = 0; i < count; i++) {
        double alone = rate(&ready[i], 1, EACH_S);
        if (i > 0 && alone >= out->slowest_per_second)
            continue;
        out->slowest_per_second = alone;
        snprintf(out->slowest, sizeof out->slowest, "%s", ready[i].layer);
    }
}

static void measure_file(struct evaluation_rate *out, const struct arch_machine *machine,
                         const struct map_file *file, struct diag_list *diag)
{
    struct ready *ready = calloc(map_file_count(file) + 1, sizeof *ready);
    size_t count = ready ? prepare(ready, machine, file, diag) : 0;
    if (count)
        measure(out, ready, count);
    free(ready);
}

int evaluation_rate_measure(struct evaluation_rate *out, const char *machine_file,
                            const char *mappings)
{
    struct arch_machine *machine;
    struct map_file *file;
    struct diag_list *diag;
    *out = (struct evaluation_rate){0};
    if (diag_create(&diag))
        return -1;
    if (arch_machine_read(&machine, machine_file, &(struct arch_options){0}, diag) == 0) {
        if (map_file_read(&file, mappings, diag) == 0) {
            measure_file(out, machine, file, diag);
            map_file_free(file);
        }
        arch_machine_free(machine);
    }
    int failed = diag_write(diag, stderr) != 0 || out->mappings == 0;
    diag_free(diag);
    return failed ? -1 : 0;
}
