#include "search_request.h"

static const struct page_entry examples[] = {
    {"enos-search quick --mode stochastic",
     "A whole run in less than a minute, on small images that are shipped."},
    {"enos-search laptop --set data.folder=DIR --lambda 0.1",
     "CIFAR-10's binary files in DIR, one laptop, little weight on the energy."},
    {"enos-search laptop --set data.folder=DIR --assign T8 --out out/T8",
     "Train the network with T8 in every layer, the same way."},
    {"enos-search laptop --set data.folder=DIR --lambdas 0.1,1 --seeds 3 --random 8",
     "Six searches and their controls: one operator everywhere, and chance at the same energy."},
    {"mpirun -n 4 enos-search laptop --set data.folder=DIR --lambdas 0.1,1 --seeds 3",
     "Four processes do the networks of a grid; without --lambdas they train one together."},
    {"enos-search quick --resume", "Go on with a run that was interrupted or killed."},
    {0}};

static const struct page_entry exit_status[] = {
    {"0", "done"},
    {"1", "numbers became infinite or not a number, or no mapping exists"},
    {"2", "bad usage or input"},
    {"3", "the environment failed (files, memory)"},
    {"130", "interrupted; --resume goes on from what was saved"},
    {0}};

static const struct page_entry environment[] = {
    CACHE_ENVIRONMENT,
    {"NO_COLOR", "Set and not empty: the progress bar has no colour."},
    {"OPENBLAS_CORETYPE",
     "Read by OpenBLAS; a core narrower than the processor's makes training slow, which is said."},
    {0}};

static const struct page_entry files[] = {
    {"out/NAME-MODE/",
     "run.yaml, tables.csv, log.csv, log.jsonl, checkpoints/, network.yaml, weights.safetensors, "
     "summary.json and pareto.csv. Of a grid: a folder for every network, points.csv and "
     "pareto.csv."},
    {0}};

const struct command_page search_page = {
    .options = &search_option_set,
    .summary = "learn weights, operator and precision of every layer of a network",
    .usage = "RUN [OPTION...]",
    .description =
        "Trains a network and searches the operator and the precision of each of its layers, for "
        "accuracy and for energy (or latency) on a machine. What was found is trained again, "
        "measured on the test images and written as an integer network.\n"
        "RUN is a YAML file, or the name of a shipped one (enos-search alone lists them). Its keys "
        "are explained in docs/search-run.md.\n"
        "A checkpoint is written after every epoch. A run that was interrupted, or killed, goes on "
        "with --resume to the same bits as one that was not.",
    .examples = examples,
    .exit_status = exit_status,
    .environment = environment,
    .files = files,
    .see_also = "enos-map(1), enos-sim(1). Descriptions and result files are explained in the "
                "folder share/doc/enos.",
};
