#include "map_options.h"

static const struct page_entry examples[] = {
    {"enos-map eyeriss168 squeezenet",
     "Map every layer with every choice, show the totals and write the tables."},
    {"enos-map eyeriss168 squeezenet --layer fire4/e3x3 --op MF8",
     "Show the best loop nest of one layer with one choice."},
    {"enos-map eyeriss168 squeezenet --set array.rows=24 --out out/24-rows",
     "Try another machine without a file of its own."},
    {0}};

static const struct page_entry exit_status[] = {{"0", "done"},
                                                {"1", "some layer has no valid mapping, or none "
                                                      "that --export can write"},
                                                {"2", "bad usage or input"},
                                                {"3", "the environment failed (files, memory)"},
                                                {"130", "interrupted, best so far saved"},
                                                {0}};

static const struct page_entry environment[] = {
    CACHE_ENVIRONMENT, {"NO_COLOR", "Set and not empty: the progress bar has no colour."}, {0}};

static const struct page_entry files[] = {
    {"arch/MACHINE.yaml, workloads/NETWORK.yaml",
     "Descriptions that a name stands for: in the working folder if it is the top of ENOS's source "
     "tree, then in the source tree that the program was built in, or in share/enos beside the "
     "folder of the installed program."},
    {"out/MACHINE-NETWORK/",
     "Results: tables.csv, tables.npz, nodes.csv, mappings.yaml, summary.json."},
    {"out/MACHINE-NETWORK/pareto.csv", "Of --pareto instead: the points of all fronts."},
    {"DIR/LAYER/CHOICE/, DIR/exports.csv",
     "Of --export timeloop DIR: arch.yaml, problem.yaml and mapping.yaml of a mapping; which there "
     "are, and why others are not."},
    {0}};

const struct command_page map_page = {
    .options = &map_option_set,
    .summary = "find the best mapping of every layer of a network on a machine",
    .usage = "MACHINE NETWORK [OPTION...]",
    .description =
        "Finds the best mapping of every layer of a network on a machine, for every choice of "
        "operator and precision, and writes the tables of their energies and latencies.\n"
        "MACHINE and NETWORK are YAML files, or names of shipped ones (enos-map alone lists them).",
    .examples = examples,
    .exit_status = exit_status,
    .environment = environment,
    .files = files,
    .see_also = "Descriptions and result files are explained in the folder share/doc/enos.",
};
