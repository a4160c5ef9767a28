#include "map_options.h"

#include <stdlib.h>

#define AT(field) offsetof(struct map_options, field)

static const struct option table[] = {
    {0, "layer", OPTION_TEXT, AT(layer), "LAYER",
     "show the loop nest of this layer: what each level holds and costs (with --op)", 0, 0},
    {0, "op", OPTION_TEXT, AT(op), "CHOICE", "the choice that --layer shows: T8, MF4, BC2, ...", 0,
     0},
    {0, "choices", OPTION_TEXT, AT(choices), "CHOICES", "only these choices: T8,MF8", 0, 0},
    {0, "objective", OPTION_WORD, AT(objective), "energy|latency|edp",
     "what the best mapping has least of (default: energy)", 0, 0},
    {0, "factors", OPTION_WORD, AT(factors), "perfect|spatial|imperfect",
     "loop bounds that are tried: those that divide what is left, besides them any on the array, "
     "or any",
     0, 0},
    {0, "mapspace", OPTION_WORD, AT(mapspace), "uneven|even",
     "where tensors are kept: each in its own place, or those of a level together, as in "
     "Timeloop (default: uneven)",
     0, 0},
    {0, "latency-cap", OPTION_NUMBER, AT(latency_cap), "CYCLES",
     "only mappings of a layer that take so many cycles or fewer", 0, 0},
    {0, "pareto", OPTION_FLAG, AT(pareto), NULL,
     "the mappings that no other beats in energy and in cycles, of each layer and of the network, "
     "instead of the one of least energy",
     0, 0},
    {0, "front-tolerance", OPTION_PERCENT, AT(front_tolerance), "PERCENT",
     "cycles that --pareto may give away to be done sooner (default: 0.1; 0: every point)", 0, 0},
    {0, "batch", OPTION_INTEGER, AT(batch), "N",
     "images that a mapping treats together (default: 1)", 1, 65536},
    {0, "mapping", OPTION_TEXT, AT(mapping), "FILE",
     "price the mappings of FILE (mappings.yaml) instead of searching; written only with --out", 0,
     0},
    {0, "constraints", OPTION_FLAG, AT(constraints), NULL,
     "print the mapping of --layer as constraints: of a machine file, which allow it alone", 0, 0},
    {0, "assign", OPTION_TEXT, AT(assign), "FILE",
     "price an assignment of choices to layers (assignment.yaml)", 0, 0},
    {0, "time-limit", OPTION_SECONDS, AT(time_limit_s), "SECONDS",
     "stop a layer's search after so long, with the best so far and its bound", 0, 0},
    {0, "gap", OPTION_PERCENT, AT(gap), "PERCENT",
     "end a layer's search as soon as no mapping can be better by more than this (default: 0, "
     "prove the best)",
     0, 0},
    {0, "set", OPTION_LIST, AT(set), "KEY=VALUE",
     "override a key of the machine file, or with network:KEY=VALUE of the network file", 0, 0},
    {0, "register-file", OPTION_WORD, AT(register_file), "cacti|aladdin",
     "model of the small memories (default: the machine's own)", 0, 0},
    {0, "ert", OPTION_TEXT, AT(ert), "FILE", "take energies from an Accelergy ERT", 0, 0},
    {0, "energy-table", OPTION_OPTIONAL, AT(energy_table), "FILE",
     "print every energy with its source, or write it as an Accelergy ERT", 0, 0},
    {0, "explain-mac", OPTION_FLAG, AT(explain_mac), NULL,
     "print where the energy of a MAC operation comes from", 0, 0},
    {0, "template", OPTION_WORD, AT(template), "machine|network",
     "print a commented file to start from", 0, 0},
    {0, "list", OPTION_WORD, AT(list), "machines|networks|layers|choices",
     "print names, one a line: shipped ones, or of NETWORK's layers or MACHINE's choices", 0, 0},
    CACHE_OPTIONS(AT(cache)),
    {0, "out", OPTION_TEXT, AT(out), "DIR",
     "folder of the result files (default: out/MACHINE-NETWORK)", 0, 0},
    {0, "export", OPTION_WORD_TEXT, AT(export), "timeloop DIR",
     "write the even mappings as inputs of timeloop-model, a folder for each layer and choice", 0,
     0},
    {0, "json", OPTION_OPTIONAL, AT(json), "FILE",
     "print the summary as JSON instead of the screen, or write it to FILE", 0, 0},
    {0, "csv", OPTION_OPTIONAL, AT(csv), "FILE",
     "print the table as CSV instead of the screen, or write it to FILE", 0, 0},
    {0, "threads", OPTION_INTEGER, AT(threads), "N",
     "cores to use (default: all); the results are the same", 1, 4096},
    {0, "seed", OPTION_INTEGER, AT(seed), "N",
     "recorded in the files; nothing here is drawn by chance", 0, INT64_MAX},
    {0, "dry-run", OPTION_FLAG, AT(dry_run), NULL,
     "read everything, say what would be done, write nothing", 0, 0},
    {'q', "quiet", OPTION_FLAG, AT(quiet), NULL, "no progress, no screen: files only", 0, 0},
    {'v', "verbose", OPTION_FLAG, AT(verbose), NULL, "seconds and work of every search", 0, 0},
    {'h', "help", OPTION_OPTIONAL, AT(help), COMMAND_HELP_FORMS,
     "print this, or a manual page, or a completion for bash", 0, 0},
    {0, "version", OPTION_FLAG, AT(version), NULL, "print the version", 0, 0},
};

const struct option_set map_option_set = {"enos-map", table, sizeof table / sizeof *table};

static int complain(FILE *errors, const char *message)
{
    fprintf(errors, "enos-map: %s\n", message);
    return 1;
}

/* Answered from the command line alone. */
static int needs_no_words(const struct map_options *options)
{
    return options->help.given || options->version || options->template ||
           options->list == LIST_MACHINES || options->list == LIST_NETWORKS;
}

static int needs_machine_alone(const struct map_options *options)
{
    return options->energy_table.given || options->explain_mac || options->list == LIST_CHOICES;
}

/* A job without its machine or network; the tool alone is no job. */
static int check_words(const struct map_options *options, int argc, FILE *errors)
{
    static const char usage[] = "   hint: enos-map MACHINE NETWORK, for instance "
                                "enos-map eyeriss168 squeezenet";
    if (needs_no_words(options))
        return 0;
    if (options->machine ? options->network || needs_machine_alone(options) : argc < 2)
        return 0;
    fprintf(errors, "enos-map: the %s is missing\n%s\n", options->machine ? "network" : "machine",
            usage);
    return 1;
}

/* What asks for one mapping, where --pareto gives many, or for none. */
static int check_pareto(const struct map_options *options, FILE *errors)
{
    const struct {
        const char *name;
        int given;
    } other[] = {
        {"objective", options->objective > 0}, {"latency-cap", options->latency_cap > 0},
        {"mapping", options->mapping != NULL}, {"assign", options->assign != NULL},
        {"constraints", options->constraints}, {"export", options->export.word > 0},
        {"json", options->json.given},         {"energy-table", options->energy_table.given},
        {"explain-mac", options->explain_mac}, {"list", options->list != LIST_NONE},
    };
    int mistakes = 0;
    if (!options->pareto && options->front_tolerance >= 0)
        mistakes += complain(errors, "--front-tolerance needs the front: --pareto");
    for (size_t i = 0; options->pareto && i < sizeof other / sizeof *other; i++)
        if (other[i].given) {
            fprintf(errors, "enos-map: --pareto and --%s do not go together\n", other[i].name);
            mistakes++;
        }
    return mistakes;
}

/* Options that contradict each other or miss their partner. */
static int check_together(const struct map_options *options, FILE *errors)
{
    int mistakes = 0;
    if (needs_no_words(options))
        return 0;
    if (options->op && !options->layer)
        mistakes += complain(errors, "--op needs the layer: --layer LAYER --op CHOICE");
    if (options->json.given && !options->json.text && options->csv.given && !options->csv.text)
        mistakes += complain(errors, "--json and --csv cannot both go to the screen\n"
                                     "   hint: give one a file: --csv=tables.csv");
    if (options->constraints && !options->layer)
        mistakes += complain(errors, "--constraints needs the layer: --layer LAYER --op CHOICE");
    if (options->constraints && ((options->json.given && !options->json.text) ||
                                 (options->csv.given && !options->csv.text)))
        mistakes += complain(errors, "--constraints goes to the screen, as --json and --csv do\n"
                                     "   hint: give those a file: --csv=tables.csv");
    if (options->mapping && options->assign)
        mistakes += complain(errors, "--mapping and --assign do not go together");
    if (options->assign && options->layer)
        mistakes += complain(errors, "--assign is of the whole network, --layer of one layer");
    if (options->energy_table.given && options->explain_mac)
        mistakes += complain(errors, "--energy-table and --explain-mac do not go together");
    if (options->quiet && options->verbose)
        mistakes += complain(errors, "--quiet and --verbose do not go together");
    if (options->layer && options->out)
        mistakes += complain(errors, "--layer shows one layer and writes no folder, so --out has "
                                     "no use\n   hint: --csv=FILE writes its row of the table");
    if (options->out && !options->out[0])
        mistakes += complain(errors, "--out needs the name of a folder, not ''");
    if (options->export.text && !options->export.text[0])
        mistakes += complain(errors, "--export timeloop needs the name of a folder, not ''");
    if (options->export.text && needs_machine_alone(options))
        mistakes += complain(errors, "--export needs mappings, which --energy-table, --explain-mac "
                                     "and --list do not make");
    mistakes += check_pareto(options, errors);
    return mistakes + cache_folder_check(&options->cache, "enos-map", errors);
}

int map_options_parse(struct map_options *out, int argc, char *const *argv, FILE *errors)
{
    *out = (struct map_options){.front_tolerance = -1};
    struct option_words words;
    int mistakes = options_parse(&map_option_set, argc, argv, out, &words, errors);
    if (mistakes >= 0) {
        mistakes +=
            options_take_pair(&map_option_set, &words, &out->machine, &out->network, errors);
        if (!mistakes)
            mistakes += check_together(out, errors) + check_words(out, argc, errors);
    }
    free(words.word);
    return mistakes;
}

void map_options_free(struct map_options *options)
{
    options_free_list(&options->set);
}
