#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "command_page.h"

/* Writes text so that roff prints it as it is: dashes that can be typed, no escape, no request. */
static void print_text(FILE *out, const char *text)
{
    int line_starts = 1;
    for (; *text; text++) {
        if (line_starts && strchr(".'", *text))
            fputs("\\&", out);
        line_starts = *text == '\n';
        if (line_starts)
            fputs("\n.PP\n", out);
        else if (*text == '\\')
            fputs("\\e", out);
        else if (*text == '-')
            fputs("\\-", out);
        else
            fputc(*text, out);
    }
}

/* Inside of a bold or italic word. */
static void print_font(FILE *out, char font, const char *text)
{
    fprintf(out, "\\f%c", font);
    print_text(out, text);
    fputs("\\fR", out);
}

static void print_upper(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '-')
            fputc('\\', out);
        fputc(toupper((unsigned char)*text), out);
    }
}

static void print_section(FILE *out, const char *name, const char *text)
{
    fprintf(out, ".SH %s\n", name);
    print_text(out, text);
    fputc('\n', out);
}

static void print_option(FILE *out, const struct option *option)
{
    char name[64];
    fputs(".TP\n", out);
    if (option->letter) {
        snprintf(name, sizeof name, "-%c", option->letter);
        print_font(out, 'B', name);
        fputs(", ", out);
    }
    snprintf(name, sizeof name, "--%s", option->name);
    print_font(out, 'B', name);
    if (option->argument) {
        fputs(option->kind == OPTION_OPTIONAL ? "[=" : " ", out);
        print_font(out, option->kind == OPTION_WORD ? 'B' : 'I', option->argument);
        fputs(option->kind == OPTION_OPTIONAL ? "]" : "", out);
    }
    fputc('\n', out);
    print_text(out, option->help);
    fputc('\n', out);
}

static void print_options(FILE *out, const struct option_set *set)
{
    fputs(".SH OPTIONS\n", out);
    for (size_t i = 0; i < set->count; i++)
        print_option(out, &set->option[i]);
}

static void print_entries(FILE *out, const char *section, const struct page_entry *entry)
{
    if (!entry)
        return;
    fprintf(out, ".SH %s\n", section);
    for (; entry->term; entry++) {
        fputs(".TP\n", out);
        print_font(out, 'B', entry->term);
        fputc('\n', out);
        print_text(out, entry->text);
        fputc('\n', out);
    }
}

static void print_head(FILE *out, const struct command_page *page)
{
    const char *tool = page->options->tool;
    fputs(".TH ", out);
    print_upper(out, tool);
    fputs(" 1 \"\" \"enos " ENOS_VERSION "\" \"ENOS\"\n.SH NAME\n", out);
    print_text(out, tool);
    fputs(" \\- ", out);
    print_text(out, page->summary);
    fputs("\n.SH SYNOPSIS\n", out);
    print_font(out, 'B', tool);
    fputc(' ', out);
    print_font(out, 'I', page->usage);
    fputc('\n', out);
}

void command_manual(FILE *out, const struct command_page *page)
{
    print_head(out, page);
    print_section(out, "DESCRIPTION", page->description);
    print_options(out, page->options);
    print_entries(out, "EXIT STATUS", page->exit_status);
    print_entries(out, "ENVIRONMENT", page->environment);
    print_entries(out, "FILES", page->files);
    print_entries(out, "EXAMPLES", page->examples);
    print_section(out, "SEE ALSO", page->see_also);
}
