#include <stdio.h>
#include <string.h>

#include "command_page.h"

enum { HELP_COLUMN = 27, HELP_WIDTH = 79 };

/* Goes on with `text` at `column` (that of `indent`: nothing stands on the line), wrapped at
 * words; a line break in it is one here. */
static void print_words(FILE *out, const char *text, int column, int indent)
{
    while (*text) {
        int length = (int)strcspn(text, " \n");
        if (column > indent && column + 1 + length > HELP_WIDTH) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        }
        column += fprintf(out, column > indent ? " %.*s" : "%.*s", length, text);
        text += length;
        if (*text == '\n') {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        }
        text += *text != '\0';
    }
}

static void print_option(FILE *out, const struct option *option)
{
    int column = option->letter ? fprintf(out, "  -%c, ", option->letter) : fprintf(out, "      ");
    column += fprintf(out, "--%s", option->name);
    if (option->kind == OPTION_OPTIONAL)
        column += fprintf(out, "[=%s]", option->argument);
    else if (option->argument)
        column += fprintf(out, " %s", option->argument);
    if (column + 1 >= HELP_COLUMN) {
        fputc('\n', out);
        column = 0;
    }
    fprintf(out, "%*s", HELP_COLUMN - column, "");
    print_words(out, option->help, HELP_COLUMN, HELP_COLUMN);
    fputc('\n', out);
}

void command_help(FILE *out, const struct command_page *page)
{
    const struct option_set *set = page->options;
    fprintf(out, "usage: %s %s\n\n", set->tool, page->usage);
    print_words(out, page->description, 0, 0);
    fputs("\n\n", out);
    for (size_t i = 0; i < set->count; i++)
        print_option(out, &set->option[i]);
    fputs("\nexamples:\n", out);
    for (const struct page_entry *example = page->examples; example->term; example++)
        fprintf(out, "  %s\n", example->term);
    fputs("\nexit status:\n", out);
    for (const struct page_entry *status = page->exit_status; status->term; status++)
        fprintf(out, "  %-4s%s\n", status->term, status->text);
}
