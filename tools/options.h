/* Command-line options from one table: what is parsed, what --help prints and
 * what a completion or a manual page lists cannot drift apart.
 */
#ifndef TOOLS_OPTIONS_H
#define TOOLS_OPTIONS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum option_kind {
    OPTION_FLAG,      /* int: how often it was given */
    OPTION_TEXT,      /* const char *: NULL when not given */
    OPTION_OPTIONAL,  /* struct option_optional: --json or --json=FILE */
    OPTION_LIST,      /* struct option_list: may be given many times */
    OPTION_INTEGER,   /* struct option_integer, low to high */
    OPTION_SECONDS,   /* double, above 0; 0 when not given */
    OPTION_NUMBER,    /* the same without a unit */
    OPTION_PERCENT,   /* double, "2%" or "2" is 0.02, from 0 to below 1; as before when not given */
    OPTION_WORD,      /* int: number of the word in `argument` ("a|b|c") from 1; 0 when not given */
    OPTION_WORD_TEXT, /* struct option_word_text: --export timeloop DIR; `argument`: "a|b DIR" */
};

struct option_optional {
    int given;
    const char *text; /* NULL: without =TEXT */
};

struct option_list {
    const char **item; /* owned; options_free_list */
    size_t count;
};

struct option_word_text {
    int word;         /* its number from 1; 0 when not given */
    const char *text; /* what follows it */
};

struct option_integer {
    int given;
    uint64_t value;
};

/* One line of the table. The value goes to `offset` in the caller's struct. */
struct option {
    char letter;      /* 0: none */
    const char *name; /* without the dashes */
    enum option_kind kind;
    size_t offset;
    const char *argument; /* as help shows it: "DIR"; OPTION_WORD: the words */
    const char *help;
    uint64_t low, high; /* OPTION_INTEGER */
};

struct option_set {
    const char *tool; /* "enos-map", begins every message */
    const struct option *option;
    size_t count;
};

/* The words that are no options, in order; they point into argv. */
struct option_words {
    const char **word; /* owned by the caller: free */
    size_t count;
};

/* Parses all of argv (argv[0] is skipped) into `values`, which holds before what is not given
 * (flags and lists: zeros). `--` ends the options. Every mistake is written to `errors`, with a
 * hint. Returns the number of mistakes, or -1 when memory is short. */
int options_parse(const struct option_set *set, int argc, char *const *argv, void *values,
                  struct option_words *words, FILE *errors);

/* Takes the words MACHINE and NETWORK, those that are there. Returns the number of mistakes, which
 * are written to `errors`: a third word. */
int options_take_pair(const struct option_set *set, const struct option_words *words,
                      const char **machine, const char **network, FILE *errors);

void options_free_list(struct option_list *list);

#endif
