/* What a command says of itself: --help, its manual page and its bash completion are printed
 * from one page and the table of options that is also parsed, so none of them can drift.
 *
 * A new command has a page and passes it to command_answer_help; the build runs it with
 * --help=man and --help=bash and installs what comes out.
 */
#ifndef TOOLS_COMMAND_PAGE_H
#define TOOLS_COMMAND_PAGE_H

#include <stdio.h>

#include "options.h"

/* "0", "done". A list ends with a NULL term. */
struct page_entry {
    const char *term, *text;
};

/* Texts are plain; a line break begins a paragraph. */
struct command_page {
    const struct option_set *options;
    const char *summary; /* a line without a full stop, as whatis and the manual's NAME show it */
    const char *usage;   /* the words after the command: "MACHINE NETWORK [OPTION...]" */
    const char *description;
    const struct page_entry *examples; /* command line, what it does */
    const struct page_entry *exit_status;
    const struct page_entry *files; /* path, what it holds */
    const struct page_entry *environment;
    const char *see_also; /* "gcc(1)", or what else to read */
};

/* The option of every command that prints its page. */
#define COMMAND_HELP_FORMS "man|bash"

/* Prints what `help`, as parsed from --help[=man|bash], asks for: the page on a screen, as a
 * manual page (roff) or as a bash completion. Returns 0, or -1 with a message on `errors` for
 * another form. */
int command_answer_help(FILE *out, const struct command_page *page,
                        const struct option_optional *help, FILE *errors);

/* At most 79 columns wide. */
void command_help(FILE *out, const struct command_page *page);

/* Section 1, for man(7). */
void command_manual(FILE *out, const struct command_page *page);

/* A completion that bash reads by `source`. What an option takes is told by its `argument`:
 * words "a|b|c", FILE, DIR; LAYER, CHOICE, CHOICES and the command's words MACHINE and NETWORK
 * are asked from the command itself, by its --list, when it has that option. */
void command_completion(FILE *out, const struct command_page *page);

#endif
