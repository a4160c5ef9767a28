#include "explore_request.h"

#include <stdlib.h>

#define AT(field) offsetof(struct explore_request, field)

static const struct option table[] = {
    {0, "vary", OPTION_LIST, AT(vary), "KEY=A,B,C",
     "values to try of a key of the machine file, or with network:KEY of the network file; "
     "LOW:HIGH+STEP and LOW:HIGH*FACTOR are ranges; KEY,KEY=A/B,C/D changes keys together; the key "
     "choices is the precision set: T8,[T8, MF8]",
     0, 0},
    {0, "sample", OPTION_TEXT, AT(sample), "full|random:N|sobol:N",
     "all combinations (default), or N of them: by chance (--seed), or spread evenly", 0, 0},
    {0, "choices", OPTION_TEXT, AT(choices), "CHOICES",
     "operators and precisions that a layer may take: T8,MF8 (default: the machine's first)", 0, 0},
    {0, "objective", OPTION_WORD, AT(objective), "energy|latency|edp",
     "what the best mapping of a layer has least of (default: energy)", 0, 0},
    {0, "front", OPTION_TEXT, AT(front), "AIMS",
     "what the Pareto front is of: two or more of energy,latency,area,edp (default: "
     "energy,latency,area)",
     0, 0},
    {0, "time-limit", OPTION_SECONDS, AT(time_limit_s), "SECONDS",
     "stop a layer's search after so long, with the best so far and its bound", 0, 0},
    {0, "gap", OPTION_PERCENT, AT(gap), "PERCENT",
     "end a layer's search as soon as no mapping can be better by more than this (default: 0, "
     "prove the best)",
     0, 0},
    {0, "set", OPTION_LIST, AT(set), "KEY=VALUE",
     "override a key of the machine file, or with network:KEY=VALUE of the network file, in all "
     "variants",
     0, 0},
    {0, "list", OPTION_WORD, AT(list), "machines|networks|choices|keys",
     "print names, one a line: shipped ones, MACHINE's choices, or its keys with their values", 0,
     0},
    {0, "out", OPTION_TEXT, AT(out), "DIR",
     "folder of the result files (default: out/MACHINE-NETWORK-explore)", 0, 0},
    {0, "plot", OPTION_FLAG, AT(plot), NULL,
     "draw front.svg and stack.svg, energy by component of each variant (needs gnuplot)", 0, 0},
    {0, "json", OPTION_OPTIONAL, AT(json), "FILE",
     "print the result as JSON instead of the screen, or write it to FILE", 0, 0},
    {0, "csv", OPTION_OPTIONAL, AT(csv), "FILE",
     "print the points as CSV instead of the screen, or write them to FILE, too", 0, 0},
    {0, "threads", OPTION_INTEGER, AT(threads), "N",
     "cores to use, of every rank (default: all); the results are the same", 1, 4096},
    {0, "seed", OPTION_INTEGER, AT(seed), "N", "of --sample random (default: 1)", 0, INT64_MAX},
    {0, "resume", OPTION_FLAG, AT(resume), NULL,
     "go on: what every run does, for finished points are never computed again", 0, 0},
    {0, "dry-run", OPTION_FLAG, AT(dry_run), NULL,
     "read everything, say what would be done and how long it may take, write nothing", 0, 0},
    {'q', "quiet", OPTION_FLAG, AT(quiet), NULL, "no progress, no screen: files only", 0, 0},
    {'v', "verbose", OPTION_FLAG, AT(verbose), NULL, "a line for every finished point", 0, 0},
    {'h', "help", OPTION_OPTIONAL, AT(help), COMMAND_HELP_FORMS,
     "print this, or a manual page, or a completion for bash", 0, 0},
    {0, "version", OPTION_FLAG, AT(version), NULL, "print the version", 0, 0},
};

const struct option_set explore_option_set = {"enos-explore", table, sizeof table / sizeof *table};

static int complain(FILE *errors, const char *message)
{
    fprintf(errors, "enos-explore: %s\n", message);
    return 1;
}

/* Answered without an exploration. */
static int is_answered_at_once(const struct explore_request *request)
{
    return request->help.given || request->version || request->list;
}

static int check_words(const struct explore_request *request, int argc, FILE *errors)
{
    static const char hint[] =
        "   hint: enos-explore MACHINE NETWORK --vary KEY=A,B,C, for instance "
        "enos-explore eyeriss168 squeezenet --vary array.columns=7,14,28";
    int needs_machine_alone = request->list >= EXPLORE_LIST_CHOICES;
    if (request->machine ? request->network || needs_machine_alone
                         : argc < 2 || (is_answered_at_once(request) && !needs_machine_alone))
        return 0;
    fprintf(errors, "enos-explore: the %s is missing\n%s\n",
            request->machine ? "network" : "machine", hint);
    return 1;
}

/* Options that contradict each other or miss their partner. */
static int check_together(const struct explore_request *request, int argc, FILE *errors)
{
    int mistakes = 0;
    if (argc > 1 && !is_answered_at_once(request) && !request->vary.count)
        mistakes += complain(errors, "nothing is varied\n"
                                     "   hint: --vary KEY=A,B,C, for instance --vary "
                                     "array.columns=7,14,28; --list keys prints a machine's keys");
    if (request->json.given && !request->json.text && request->csv.given && !request->csv.text)
        mistakes += complain(errors, "--json and --csv cannot both go to the screen\n"
                                     "   hint: give one a file: --csv=points.csv");
    if (request->quiet && request->verbose)
        mistakes += complain(errors, "--quiet and --verbose do not go together");
    if (request->out && !request->out[0])
        mistakes += complain(errors, "--out needs the name of a folder, not ''");
    return mistakes;
}

int explore_request_parse(struct explore_request *out, int argc, char *const *argv, FILE *errors)
{
    *out = (struct explore_request){0};
    struct option_words words;
    int mistakes = options_parse(&explore_option_set, argc, argv, out, &words, errors);
    if (mistakes >= 0) {
        mistakes +=
            options_take_pair(&explore_option_set, &words, &out->machine, &out->network, errors);
        if (!mistakes)
            mistakes += check_together(out, argc, errors) + check_words(out, argc, errors);
    }
    free(words.word);
    return mistakes;
}

void explore_request_free(struct explore_request *request)
{
    options_free_list(&request->vary);
    options_free_list(&request->set);
}
