#include "timeloop_request.h"

static const struct page_entry examples[] = {
    {"enos-timeloop arch.yaml problem.yaml mapping.yaml",
     "Count what the mapping moves, level by level, with its energy and cycles."},
    {"enos-timeloop arch.yaml problem.yaml mapping.yaml --csv",
     "Print every count as it is instead of with three digits."},
    {"enos-timeloop in/*.yaml --export out",
     "Write what was read, in the form in which enos-map exports mappings."},
    {0}};

static const struct page_entry exit_status[] = {{"0", "done"},
                                                {"2", "bad usage or input"},
                                                {"3", "the environment failed (files, memory)"},
                                                {0}};

static const struct page_entry files[] = {
    {"DIR/arch.yaml, DIR/problem.yaml, DIR/mapping.yaml", "Of --export DIR."}, {0}};

static const struct page_entry environment[] = {{0}};

const struct command_page timeloop_page = {
    .options = &timeloop_option_set,
    .summary = "count a mapping that is written in Timeloop's syntax",
    .usage = "FILE... [OPTION...]",
    .description =
        "Reads an architecture with its Accelergy energy table, a problem and a mapping as "
        "timeloop-model v3.0 reads them (syntax version 0.3), counts the mapping by ENOS's rules "
        "and prints reads, fills, updates and energy of every level and tensor, and the cycles.\n"
        "FILE are the files that hold them together, in any order; what of their syntax is not "
        "read is an error.",
    .examples = examples,
    .exit_status = exit_status,
    .environment = environment,
    .files = files,
    .see_also = "enos-map(1); the page timeloop.md in the folder share/doc/enos.",
};
