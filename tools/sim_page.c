#include "sim_request.h"

static const struct page_entry examples[] = {
    {"enos-sim eyeriss168 squeezenet",
     "Run a random image through the network on the machine and hold it against the model."},
    {"enos-sim eyeriss168 squeezenet --mapping mappings.yaml",
     "Run the mappings that enos-map found."},
    {"enos-sim eyeriss168 squeezenet --choice MF8 --layer fire4/e3x3",
     "Show where the cycles of one layer go, and what each PE does."},
    {0}};

static const struct page_entry exit_status[] = {
    {"0", "outputs are bit-exact and every layer is as the model says"},
    {"1", "they are not, or a layer has no mapping or cannot be simulated"},
    {"2", "bad usage or input"},
    {"3", "the environment failed (files, memory)"},
    {"130", "interrupted; the images that were done are shown"},
    {0}};

static const struct page_entry environment[] = {
    CACHE_ENVIRONMENT, {"NO_COLOR", "Set and not empty: the progress bar has no colour."}, {0}};

static const struct page_entry files[] = {{"DIR/", "With --out: sim.json, sim.csv and heat.svg."},
                                          {0}};

const struct command_page sim_page = {
    .options = &sim_option_set,
    .summary = "run a network on a simulated machine",
    .usage = "MACHINE NETWORK [OPTION...]",
    .description =
        "Runs a network, image in, label out, on a machine that is simulated cycle by cycle, one "
        "image at a time. Compares every partial sum with the integer reference of the network, "
        "and cycles, energy and what moved with the model that enos-map uses.\n"
        "MACHINE and NETWORK are YAML files, or names of shipped ones (enos-map alone lists them).",
    .examples = examples,
    .exit_status = exit_status,
    .environment = environment,
    .files = files,
    .see_also = "enos-map(1). Descriptions and result files are explained in the folder "
                "share/doc/enos.",
};
