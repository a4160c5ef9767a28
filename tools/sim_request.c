#include "sim_request.h"

#include <stdlib.h>

#define AT(field) offsetof(struct sim_request, field)

static const struct option table[] = {
    {0, "mapping", OPTION_TEXT, AT(mapping), "FILE",
     "run the mappings of FILE (mappings.yaml) instead of searching for the best", 0, 0},
    {0, "assign", OPTION_TEXT, AT(assign), "FILE",
     "choice of every layer (assignment.yaml); a choice in the network file goes first", 0, 0},
    {0, "choice", OPTION_TEXT, AT(choice), "CHOICE",
     "choice of all layers that the network file leaves open (default: the machine's first of at "
     "most 8 bits)",
     0, 0},
    {0, "weights", OPTION_TEXT, AT(weights), "FILE",
     "weights of the network with these choices (weights.safetensors; default: random ones)", 0, 0},
    {0, "images", OPTION_TEXT, AT(images), "FILE",
     "images to run: CIFAR .bin, IDX or npy (default: random ones)", 0, 0},
    {0, "random", OPTION_INTEGER, AT(random), "N", "number of random images (default: 1)", 1,
     65536},
    {0, "seed", OPTION_INTEGER, AT(seed), "N", "of random weights and images (default: 0)", 0,
     INT64_MAX},
    {0, "layer", OPTION_TEXT, AT(layer), "LAYER",
     "simulate this layer alone and show it in detail; the others are computed", 0, 0},
    {0, "tolerance", OPTION_PERCENT, AT(tolerance), "PERCENT",
     "how far energy and cycles may be from the model's (default: 5)", 0, 0},
    {0, "accumulate", OPTION_WORD, AT(accumulate), "exact|paper",
     "partial sums of any width between layers, or wrapped at the accumulator's (default: exact)",
     0, 0},
    {0, "time-limit", OPTION_SECONDS, AT(time_limit_s), "SECONDS",
     "stop a layer's search for a mapping after so long, with the best so far", 0, 0},
    {0, "gap", OPTION_PERCENT, AT(gap), "PERCENT",
     "end a layer's search as soon as no mapping can be better by more than this (default: 0, "
     "prove the best)",
     0, 0},
    {0, "set", OPTION_LIST, AT(set), "KEY=VALUE",
     "override a key of the machine file, or with network:KEY=VALUE of the network file", 0, 0},
    CACHE_OPTIONS(AT(cache)),
    {0, "out", OPTION_TEXT, AT(out), "DIR",
     "write sim.json, sim.csv and heat.svg to this folder (default: nothing is written)", 0, 0},
    {0, "json", OPTION_OPTIONAL, AT(json), "FILE",
     "print the results as JSON instead of the screen, or write them to FILE", 0, 0},
    {0, "csv", OPTION_OPTIONAL, AT(csv), "FILE",
     "print a row per layer as CSV instead of the screen, or write them to FILE", 0, 0},
    {0, "heat-map", OPTION_TEXT, AT(heat_map), "FILE",
     "draw the share of its time that each PE is busy, as SVG", 0, 0},
    {0, "trace", OPTION_TEXT, AT(trace), "FILE",
     "write what ports and array do over time, for Perfetto (ui.perfetto.dev)", 0, 0},
    {0, "threads", OPTION_INTEGER, AT(threads), "N",
     "cores to use (default: all); the results are the same", 1, 4096},
    {'q', "quiet", OPTION_FLAG, AT(quiet), NULL, "no progress, no screen: files and status only", 0,
     0},
    {'h', "help", OPTION_OPTIONAL, AT(help), COMMAND_HELP_FORMS,
     "print this, or a manual page, or a completion for bash", 0, 0},
    {0, "version", OPTION_FLAG, AT(version), NULL, "print the version", 0, 0},
};

const struct option_set sim_option_set = {"enos-sim", table, sizeof table / sizeof *table};

static int complain(FILE *errors, const char *message)
{
    fprintf(errors, "enos-sim: %s\n", message);
    return 1;
}

/* A job without its machine or network; the tool alone is no job. */
static int check_words(const struct sim_request *request, int argc, FILE *errors)
{
    if (request->machine ? request->network != NULL : argc < 2)
        return 0;
    fprintf(errors,
            "enos-sim: the %s is missing\n"
            "   hint: enos-sim MACHINE NETWORK, for instance enos-sim eyeriss168 squeezenet\n",
            request->machine ? "network" : "machine");
    return 1;
}

/* Options that contradict each other. */
static int check_together(const struct sim_request *request, FILE *errors)
{
    int mistakes = 0;
    if (request->assign && request->choice)
        mistakes += complain(errors, "--assign and --choice do not go together\n"
                                     "   hint: 'default:' in the file serves all other layers");
    if (request->images && request->random.given)
        mistakes += complain(errors, "--images and --random do not go together");
    if (request->mapping && (request->time_limit_s > 0 || request->gap > 0))
        mistakes += complain(errors, "--mapping searches nothing: --time-limit and --gap have no "
                                     "use");
    if (request->json.given && !request->json.text && request->csv.given && !request->csv.text)
        mistakes += complain(errors, "--json and --csv cannot both go to the screen\n"
                                     "   hint: give one a file: --csv=sim.csv");
    if (request->layer && request->out)
        mistakes += complain(errors, "--layer shows one layer and writes no folder, so --out has "
                                     "no use\n   hint: --json=FILE writes it");
    if (request->out && !request->out[0])
        mistakes += complain(errors, "--out needs the name of a folder, not ''");
    return mistakes + cache_folder_check(&request->cache, "enos-sim", errors);
}

int sim_request_parse(struct sim_request *out, int argc, char *const *argv, FILE *errors)
{
    *out = (struct sim_request){.tolerance = 0.05};
    struct option_words words;
    int mistakes = options_parse(&sim_option_set, argc, argv, out, &words, errors);
    if (mistakes >= 0) {
        mistakes +=
            options_take_pair(&sim_option_set, &words, &out->machine, &out->network, errors);
        if (!mistakes && !out->help.given && !out->version)
            mistakes += check_together(out, errors) + check_words(out, argc, errors);
    }
    free(words.word);
    return mistakes;
}

void sim_request_free(struct sim_request *request)
{
    options_free_list(&request->set);
}
