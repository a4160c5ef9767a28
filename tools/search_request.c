#include "search_request.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define AT(field) offsetof(struct search_request, field)
#define MODES "single-level|bi-level|sequential|stochastic"

static const struct option table[] = {
    {0, "mode", OPTION_WORD, AT(mode), MODES, "how it is searched (default: what the run says)", 0,
     0},
    {0, "lambda", OPTION_TEXT, AT(lambda), "NUMBER",
     "weight of the cost in the loss; 1 is the cost of the network of T8", 0, 0},
    {0, "target", OPTION_TEXT, AT(target), "SHARE",
     "cost to be met, of which the network of T8 has 1, instead of a lambda", 0, 0},
    {0, "assign", OPTION_TEXT, AT(assign), "FILE|CHOICE",
     "search nothing: train the choices of an assignment.yaml, or one choice in all layers that "
     "nothing pins",
     0, 0},
    {0, "seed", OPTION_INTEGER, AT(seed), "N", "of all that is random", 0, INT64_MAX},
    {0, "lambdas", OPTION_TEXT, AT(lambdas), "A,B,...",
     "a grid: a search for each lambda and seed, with controls", 0, 0},
    {0, "targets", OPTION_TEXT, AT(targets), "A,B,...", "the same for targets", 0, 0},
    {0, "seeds", OPTION_INTEGER, AT(seeds), "N", "of a grid: N seeds, from --seed on (default: 1)",
     1, 1000},
    {0, "random", OPTION_INTEGER, AT(random), "K",
     "of a grid: for every search K random networks of the same energy, trained alike (default: 0)",
     0, 1000},
    {0, "uni", OPTION_OPTIONAL, AT(uni), "no",
     "of a grid: networks with one choice everywhere beside the searched ones (they are, unless "
     "--uni=no)",
     0, 0},
    {0, "set", OPTION_LIST, AT(set), "KEY=VALUE", "override a key of the run's file", 0, 0},
    CACHE_OPTIONS(AT(cache)),
    {0, "out", OPTION_TEXT, AT(out), "DIR", "folder of the results (default: out/NAME-MODE)", 0, 0},
    {0, "resume", OPTION_FLAG, AT(resume), NULL, "go on from the last checkpoint of the folder", 0,
     0},
    {0, "fresh", OPTION_FLAG, AT(fresh), NULL,
     "begin anew in a folder that holds a run; its results are lost", 0, 0},
    {0, "dry-run", OPTION_FLAG, AT(dry_run), NULL,
     "check everything, estimate time, memory and disk from two steps, and end", 0, 0},
    {0, "json", OPTION_OPTIONAL, AT(json), "FILE",
     "print the results as JSON instead of the screen, or write them to FILE", 0, 0},
    {0, "threads", OPTION_INTEGER, AT(threads), "N",
     "cores to use (default: all); the results are the same", 1, 4096},
    {'q', "quiet", OPTION_FLAG, AT(quiet), NULL, "no progress, no screen: files and status only", 0,
     0},
    {'h', "help", OPTION_OPTIONAL, AT(help), COMMAND_HELP_FORMS,
     "print this, or a manual page, or a completion for bash", 0, 0},
    {0, "version", OPTION_FLAG, AT(version), NULL, "print the version", 0, 0},
};

const struct option_set search_option_set = {"enos-search", table, sizeof table / sizeof *table};

static int complain(FILE *errors, const char *message)
{
    fprintf(errors, "enos-search: %s\n", message);
    return 1;
}

static int check_words(const struct search_request *request, const struct option_words *words,
                       int argc, FILE *errors)
{
    if (words->count > 1) {
        fprintf(errors, "enos-search: one run, but also '%s'\n", words->word[1]);
        return 1;
    }
    if (request->run || argc < 2)
        return 0;
    return complain(errors, "the run is missing\n"
                            "   hint: enos-search RUN, for instance enos-search quick");
}

/* Options that contradict each other. */
static int check_together(const struct search_request *request, FILE *errors)
{
    int mistakes = 0;
    if (request->lambda && request->target)
        mistakes += complain(errors, "--lambda and --target do not go together\n"
                                     "   hint: a target finds the lambda that meets it");
    if (request->resume && request->fresh)
        mistakes += complain(errors, "--resume and --fresh do not go together");
    if (request->resume && request->dry_run)
        mistakes += complain(errors, "--dry-run resumes nothing: --resume has no use");
    if (request->out && !request->out[0])
        mistakes += complain(errors, "--out needs the name of a folder, not ''");
    if (request->assign && (request->mode || request->lambda || request->target))
        mistakes += complain(errors, "--assign searches nothing: --mode, --lambda and --target "
                                     "have no use");
    return mistakes + cache_folder_check(&request->cache, "enos-search", errors);
}

int search_request_is_grid(const struct search_request *request)
{
    return request->lambdas || request->targets || request->seeds.given;
}

/* Options of a grid. */
static int check_grid(const struct search_request *request, FILE *errors)
{
    int mistakes = 0;
    if (!search_request_is_grid(request)) {
        if (request->random.given || request->uni.given)
            mistakes += complain(errors, "--random and --uni are of a grid\n"
                                         "   hint: --lambdas, --targets or --seeds make one");
        return mistakes;
    }
    if (request->lambdas && request->targets)
        mistakes += complain(errors, "--lambdas and --targets do not go together");
    if ((request->lambdas || request->targets) && (request->lambda || request->target))
        mistakes += complain(errors, "--lambda and --target are of one search, --lambdas and "
                                     "--targets of a grid: give either");
    if (request->json.given)
        mistakes += complain(errors, "--json is of one search: a grid has points.csv, pareto.csv, "
                                     "and a summary.json for each of its networks");
    if (request->assign)
        mistakes += complain(errors, "--assign trains one network: it makes no grid");
    if (request->uni.text && strcmp(request->uni.text, "no") != 0)
        mistakes += complain(errors, "--uni, or --uni=no");
    return mistakes;
}

int search_request_parse(struct search_request *out, int argc, char *const *argv, FILE *errors)
{
    *out = (struct search_request){0};
    struct option_words words;
    int mistakes = options_parse(&search_option_set, argc, argv, out, &words, errors);
    if (mistakes >= 0) {
        out->run = words.count ? words.word[0] : NULL;
        if (!mistakes && !out->help.given && !out->version)
            mistakes += check_together(out, errors) + check_grid(out, errors) +
                        check_words(out, &words, argc, errors);
    }
    free(words.word);
    return mistakes;
}

void search_request_free(struct search_request *request)
{
    options_free_list(&request->set);
}

/* Room for --set, and for what each other option can be short for. */
enum { SHORTCUTS_MAX = 6 };

__attribute__((format(printf, 3, 4))) static int add(char **override, size_t *count,
                                                     const char *format, ...)
{
    va_list arguments;
    char text[600];
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    override[*count] = strdup(text);
    return override[*count] ? (++*count, 0) : -1;
}

/* The mode's word, from the table. */
static void mode_word(int number, char out[32])
{
    const char *word = MODES;
    while (--number > 0)
        word = strchr(word, '|') + 1;
    snprintf(out, 32, "%.*s", (int)strcspn(word, "|"), word);
}

static int add_shortcuts(const struct search_request *request, char **override, size_t *count)
{
    char mode[32];
    int failed = 0;
    mode_word(request->mode, mode);
    if (request->mode)
        failed |= add(override, count, "mode=%s", mode);
    if (request->lambda)
        failed |= add(override, count, "lambda=%s", request->lambda);
    if (request->target)
        failed |= add(override, count, "target=%s", request->target);
    if (request->seed.given)
        failed |= add(override, count, "seed=%llu", (unsigned long long)request->seed.value);
    if (request->threads.given)
        failed |= add(override, count, "threads=%llu", (unsigned long long)request->threads.value);
    return failed;
}

int search_request_overrides(const struct search_request *request, char ***out, size_t *count)
{
    char **override = calloc(request->set.count + SHORTCUTS_MAX, sizeof *override);
    int failed = override ? 0 : -1;
    *count = 0;
    for (size_t i = 0; !failed && i < request->set.count; i++) {
        override[i] = strdup(request->set.item[i]);
        failed = override[i] ? (++*count, 0) : -1;
    }
    if (!failed)
        failed = add_shortcuts(request, override, count);
    *out = override;
    if (failed)
        search_request_free_overrides(override, *count);
    return failed ? -1 : 0;
}

void search_request_free_overrides(char **override, size_t count)
{
    for (size_t i = 0; override && i < count; i++)
        free(override[i]);
    free(override);
}
