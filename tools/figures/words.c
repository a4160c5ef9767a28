/* words MACHINE MAPPINGS [KEY=VALUE...]: what the mappings of a file move, as CSV, a line per
 * layer, level and kind of word: elements for the whole batch (struct map_flow), the bits of one
 * element, the largest tile (of outputs in the line of psums), the PEs in use, the cycles of the
 * layer and its energy without DRAM. KEY=VALUE override keys of the machine, as enos-map --set
 * does. Status 0, or 1 after errors.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/machine.h"
#include "mapper/build_problem.h"
#include "mapper/evaluate.h"
#include "mapper/mapping_file.h"

static void print_flow(const char *place, const struct map_flow *flow)
{
    printf("%s,%llu,%llu,%llu,%llu", place, (unsigned long long)flow->fill,
           (unsigned long long)flow->read, (unsigned long long)flow->update,
           (unsigned long long)flow->drain);
}

static void print_flows(const struct map_file_entry *entry, const struct map_problem *problem,
                        const struct map_result *result)
{
    static const char *const levels[] = {"DRAM", "GLB", "SPAD"};
    static const char *const words[] = {"W", "I", "psum", "out"};
    static const enum tensor tensors[TENSOR_COUNT] = {TENSOR_W, TENSOR_I, TENSOR_O};
    int pes = result->pes_used[AXIS_X] * result->pes_used[AXIS_Y];
    for (int level = 0; level < LEVEL_COUNT; level++)
        for (int word = 0; word < WORD_COUNT; word++) {
            char place[256];
            uint64_t tile = word < TENSOR_COUNT ? result->tile[level][tensors[word]] : 0;
            snprintf(place, sizeof place, "%s,%s,%s", entry->layer, levels[level], words[word]);
            print_flow(place, &result->flow[level][word]);
            printf(",%d,%llu,%d,%.0f,%.0f\n", problem->bits[word], (unsigned long long)tile, pes,
                   result->latency_cycles, result->energy_pj - result->dram_pj);
        }
}

static void count_entry(const struct arch_machine *machine, const struct map_file_entry *entry,
                        struct diag_list *diag)
{
    struct map_problem problem;
    struct map_result result;
    char reason[MAP_REASON_MAX];
    char name[CHOICE_NAME_MAX];
    choice_name(&entry->choice, name);
    int choice = arch_choice_index(machine, name);
    if (choice < 0) {
        map_file_error(entry, diag, "the machine has no such choice");
        return;
    }
    map_problem_build(&problem, machine, choice, &entry->shape);
    if (map_evaluate(&problem, &entry->mapping, &result, reason) == MAP_OK)
        print_flows(entry, &problem, &result);
    else
        map_file_error(entry, diag, reason);
}

static void count_file(const char *machine_file, const char *mappings_file,
                       const struct arch_options *options, struct diag_list *diag)
{
    struct arch_machine *machine;
    struct map_file *file;
    if (arch_machine_read(&machine, machine_file, options, diag))
        return;
    if (map_file_read(&file, mappings_file, diag) == 0) {
        puts("layer,level,word,fill,read,update,drain,bits,tile,pes,cycles,chip_pj");
        for (size_t i = 0; i < map_file_count(file); i++)
            count_entry(machine, map_file_entry(file, i), diag);
        map_file_free(file);
    }
    arch_machine_free(machine);
}

int main(int argc, char **argv)
{
    struct diag_list *diag;
    if (argc < 3 || diag_create(&diag)) {
        fputs(argc < 3 ? "usage: words MACHINE MAPPINGS [KEY=VALUE...]\n" : "out of memory\n",
              stderr);
        return 1;
    }
    struct arch_options options = {.overrides = (const char *const *)argv + 3,
                                   .override_count = (size_t)argc - 3};
    count_file(argv[1], argv[2], &options, diag);
    int status = diag_write(diag, stderr) ? 1 : 0;
    diag_free(diag);
    return status;
}
