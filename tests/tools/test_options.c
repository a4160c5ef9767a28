/* The option parser: every kind of option, every mistake with its hint. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "map_options.h"

enum { WORDS_MAX = 16 };

/* Parses a command line of words separated by blanks; what was said to the user
 * goes to *said, which the caller frees. */
static int parse(struct map_options *options, const char *line, char **said)
{
    static char copy[256]; /* the options point into it */
    char *argv[WORDS_MAX + 1] = {NULL};
    int argc = 0;
    snprintf(copy, sizeof copy, "enos-map %s", line);
    char *rest = copy;
    for (char *word = strtok_r(rest, " ", &rest); word && argc < WORDS_MAX;
         word = strtok_r(NULL, " ", &rest))
        argv[argc++] = word;
    size_t size = 0;
    FILE *errors = open_memstream(said, &size);
    int mistakes = map_options_parse(options, argc, argv, errors);
    fclose(errors);
    return mistakes;
}

static void check_good(const char *line)
{
    struct map_options options;
    char *said;
    cr_assert(parse(&options, line, &said) == 0, "%s: %s", line, said);
    cr_assert_str_eq(said, "");
    free(said);
    map_options_free(&options);
}

Test(options, values_arrive_in_both_spellings)
{
    struct map_options options;
    char *said;
    cr_assert(parse(&options, "m n --layer=a/b --op T8 --threads 3 --time-limit 1.5s -v", &said) ==
              0);
    cr_assert_str_eq(options.machine, "m");
    cr_assert_str_eq(options.network, "n");
    cr_assert_str_eq(options.layer, "a/b");
    cr_assert_str_eq(options.op, "T8");
    cr_assert(options.threads.given && options.threads.value == 3);
    cr_assert(options.time_limit_s == 1.5 && options.verbose == 1 && !options.quiet);
    cr_assert(!options.seed.given && !options.json.given && options.objective == 0);
    free(said);
    map_options_free(&options);
}

Test(options, optional_texts_words_and_lists)
{
    struct map_options options;
    char *said;
    cr_assert(parse(&options, "m n --json --csv=t.csv --objective edp --set a=1 --set b.c=2",
                    &said) == 0);
    cr_assert(options.json.given && options.json.text == NULL);
    cr_assert_str_eq(options.csv.text, "t.csv");
    cr_assert(options.objective == 3);
    cr_assert(options.set.count == 2);
    cr_assert_str_eq(options.set.item[1], "b.c=2");
    free(said);
    map_options_free(&options);
}

Test(options, a_word_and_its_text)
{
    struct map_options options;
    char *said;
    cr_assert(parse(&options, "m n --export timeloop dir -q", &said) == 0);
    cr_assert(options.export.word == 1 && options.quiet == 1);
    cr_assert_str_eq(options.export.text, "dir");
    free(said);
    map_options_free(&options);
    cr_assert(parse(&options, "--export=timeloop d/e m n", &said) == 0);
    cr_assert_str_eq(options.export.text, "d/e");
    cr_assert_str_eq(options.network, "n");
    free(said);
    map_options_free(&options);
}

Test(options, two_dashes_end_the_options)
{
    struct map_options options;
    char *said;
    cr_assert(parse(&options, "-q -- -m --out", &said) == 0);
    cr_assert(options.quiet == 1);
    cr_assert_str_eq(options.machine, "-m");
    cr_assert_str_eq(options.network, "--out");
    free(said);
    map_options_free(&options);
}

Test(options, good_lines)
{
    static const char *const lines[] = {
        "",
        "--help",
        "-h",
        "--version",
        "--template machine",
        "m --energy-table",
        "m --explain-mac",
        "m n --seed 9223372036854775807",
        "m n --energy-table=ert.yaml",
        "m n -v -v",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        check_good(lines[i]);
}

/* Each line is wrong; the message must say `expected`. */
static const struct {
    const char *line, *expected;
    int mistakes;
} wrong[] = {
    {"m n --thread 2", "unknown option '--thread'\n   hint: did you mean '--threads'?", 1},
    {"m n --objektive=edp", "did you mean '--objective'?", 1},
    {"m n --xyzzy", "unknown option '--xyzzy'\n   hint: enos-map --help lists", 1},
    {"m n -x", "unknown option '-x'", 1},
    {"m n -out=d", "unknown option '-o'\n   hint: did you mean '--out'?", 1},
    {"m n --threads", "--threads needs a value: --threads N", 1},
    {"m n --layer --op T8", "--layer needs a value: --layer LAYER", 1},
    {"m n --threads=0", "--threads needs an integer from 1 to 4096, not '0'", 1},
    {"m n --threads -1", "--threads needs an integer from 1 to 4096, not '-1'", 1},
    {"m n --threads=99999999999999999999", "from 1 to 4096", 1},
    {"m n --seed 9223372036854775808", "from 0 to 9223372036854775807", 1},
    {"m n --threads 2x", "not '2x'", 1},
    {"m n --time-limit 0", "--time-limit needs seconds above 0, not '0'", 1},
    {"m n --time-limit nan", "not 'nan'", 1},
    {"m n --gap 100%", "--gap: '100%' is not a percentage from 0 to below 100", 1},
    {"m n --gap two", "'two' is not a percentage", 1},
    {"m n --gap -1", "'-1' is not a percentage", 1},
    {"m n --time-limit 5m", "not '5m'", 1},
    {"m n --objective energie",
     "is energy|latency|edp, not 'energie'\n   hint: did you mean 'energy'?", 1},
    {"m n --export", "--export needs a value: --export timeloop DIR", 1},
    {"m n --export timeloop", "--export timeloop needs a value: --export timeloop DIR", 1},
    {"m n --export timeloop -q", "--export timeloop needs a value: --export timeloop DIR", 1},
    {"m n --export timelop d", "is timeloop DIR, not 'timelop'\n   hint: did you mean 'timeloop'?",
     1},
    {"m n --export DIR d", "is timeloop DIR, not 'DIR'", 1},
    {"m --explain-mac --export timeloop d", "--export needs mappings", 1},
    {"m n --quiet=yes", "--quiet takes no value, not 'yes'", 1},
    {"m n --out=", "--out= has an empty value", 1},
    {"m n extra", "one machine and one network, but also 'extra'", 1},
    {"m", "the network is missing", 1},
    {"m n --op T8", "--op needs the layer", 1},
    {"m n --json --csv", "cannot both go to the screen", 1},
    {"m n --mapping a --assign b", "do not go together", 1},
    {"m n -qv", "--quiet and --verbose", 1},
    {"m n --thread 2 --objective x --seed y", "--seed needs an integer", 3},
};

Test(options, every_mistake_says_what_is_expected)
{
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct map_options options;
        char *said;
        int mistakes = parse(&options, wrong[i].line, &said);
        cr_assert(mistakes == wrong[i].mistakes, "%s: %d mistakes: %s", wrong[i].line, mistakes,
                  said);
        cr_assert(strstr(said, wrong[i].expected) != NULL, "%s: %s", wrong[i].line, said);
        cr_assert(!strncmp(said, "enos-map: ", 10));
        free(said);
        map_options_free(&options);
    }
}

Test(options, help_names_every_option_in_80_columns)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    command_help(out, &map_page);
    fclose(out);
    for (size_t i = 0; i < map_option_set.count; i++) {
        char name[64];
        snprintf(name, sizeof name, "--%s", map_option_set.option[i].name);
        cr_assert(strstr(text, name) != NULL, "%s", name);
    }
    for (const char *line = text; *line; line = strchr(line, '\n') + 1)
        cr_assert(strcspn(line, "\n") <= 80, "%.*s", (int)strcspn(line, "\n"), line);
    free(text);
}
