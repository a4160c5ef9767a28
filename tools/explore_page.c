#include "explore_request.h"

static const struct page_entry examples[] = {
    {"enos-explore eyeriss168 squeezenet --vary array.columns=7,14,28 "
     "--vary 'storage.GLB.capacity=27 KiB:432 KiB*2'",
     "Try fifteen machines, show which are best, and keep all tables in a file."},
    {"enos-explore eyeriss168 squeezenet --vary array.rows,array.columns=12/14,8/21,24/7 "
     "--choices T8,MF8,BC8 --plot",
     "Three shapes of the array, each layer with the cheapest of three operators, and figures."},
    {"mpirun -n 4 enos-explore eyeriss168 squeezenet --vary 'storage.filter.capacity=448 b:7168 "
     "b*2' --vary 'storage.psum.capacity=240 b:1920 b*2' --sample sobol:16",
     "Sixteen of the combinations, on four ranks."},
    {0}};

static const struct page_entry exit_status[] = {
    {"0", "done"},
    {"1", "no variant has a mapping of every layer"},
    {"2", "bad usage or input"},
    {"3", "the environment failed (files, memory, disk full)"},
    {"130", "interrupted; finished points are saved, the same command goes on"},
    {0}};

static const struct page_entry environment[] = {
    {"NO_COLOR", "Set and not empty: the progress bar has no colour."}, {0}};

static const struct page_entry files[] = {
    {"out/MACHINE-NETWORK-explore/explore.sqlite",
     "All points of all explorations of the folder, their tables and mappings. It grows; a point "
     "that is in it is not computed again."},
    {"out/MACHINE-NETWORK-explore/points.csv", "The points of the last exploration, a row each."},
    {"out/MACHINE-NETWORK-explore/front.svg, stack.svg",
     "With --plot: the Pareto front; energy by component of each variant."},
    {0}};

const struct command_page explore_page = {
    .options = &explore_option_set,
    .summary = "compare many variants of a machine on a network",
    .usage = "MACHINE NETWORK --vary KEY=A,B,C [OPTION...]",
    .description =
        "Which machine? Maps a network on many variants of a machine and shows energy, latency and "
        "area of each, with the Pareto front marked. A variant is the machine file with keys "
        "overridden, as --set does.\n"
        "MACHINE and NETWORK are YAML files, or names of shipped ones (enos-explore alone lists "
        "them). Several machines or processors work together under mpirun.",
    .examples = examples,
    .exit_status = exit_status,
    .environment = environment,
    .files = files,
    .see_also = "The database, with queries, is explained in share/doc/enos/explore.md.",
};
