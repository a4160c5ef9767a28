#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "command_page.h"

/* In these texts '@' stands for the name of the function. Names are compared here instead of by
 * compgen -W, which would run what a name holds in $(...). */
static const char head[] =
    "# Offers the lines read, after $prefix, that go on with what was typed.\n"
    "@_take()\n"
    "{\n"
    "    local name\n"
    "    while IFS= read -r name; do\n"
    "        [[ $name == \"$current\"* ]] && COMPREPLY+=(\"$prefix$name\")\n"
    "    done\n"
    "}\n"
    "\n"
    "# Offers files, by compgen with these options.\n"
    "@_paths()\n"
    "{\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    @_take < <(compgen \"$@\" -- \"$current\")\n"
    "}\n"
    "\n"
    "# What the command itself knows: machines, networks, layers, choices.\n"
    "@_list()\n"
    "{\n"
    "    @_take < <(\"$command\" \"${words[@]}\" --list \"$1\" 2>/dev/null)\n"
    "}\n"
    "\n"
    "@()\n"
    "{\n"
    "    local command=$1 current=${COMP_WORDS[COMP_CWORD]} prefix='' option='' last='' word\n"
    "    local -a words=()\n"
    "    COMPREPLY=()\n"
    "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
    "        if [[ $word == = ]]; then\n"
    "            option=$last\n"
    "        elif [[ $option ]]; then\n"
    "            option=\n"
    "        else\n"
    "            last=$word\n"
    "            case $word in\n";

static const char middle[] =
    "            -*) ;;\n"
    "            *) words+=(\"$word\") ;;\n"
    "            esac\n"
    "        fi\n"
    "    done\n"
    "    if [[ $current == = ]]; then\n"
    "        option=$last current=\n"
    "    elif [[ $option == '' && $current == --*=* ]]; then\n"
    "        option=${current%%=*} prefix=${current%%=*}= current=${current#*=}\n"
    "    fi\n"
    "    if [[ $option == '' && $current == -* ]]; then\n"
    "        option=options\n"
    "    elif [[ $option == '' ]]; then\n"
    "        option=word${#words[@]}\n"
    "    fi\n"
    "    case $option in\n";

/* "enos-map" as a shell function: _enos_map. */
static void print_function(FILE *out, const char *tool)
{
    fputc('_', out);
    for (; *tool; tool++)
        fputc(isalnum((unsigned char)*tool) ? *tool : '_', out);
}

static void print_script(FILE *out, const char *text, const char *tool)
{
    /* "${words[@]}" is bash's own */
    for (; *text; text++)
        if (*text == '@' && text[1] != ']' && text[1] != '"')
            print_function(out, tool);
        else
            fputc(*text, out);
}

static int has_option(const struct option_set *set, const char *name)
{
    for (size_t i = 0; i < set->count; i++)
        if (!strcmp(set->option[i].name, name))
            return 1;
    return 0;
}

static int takes_next_word(const struct option *option)
{
    return option->kind != OPTION_FLAG && option->kind != OPTION_OPTIONAL;
}

/* A pattern of case: "--out | -o". */
static void print_pattern(FILE *out, const struct option *option)
{
    fprintf(out, "--%s", option->name);
    if (option->letter)
        fprintf(out, " | -%c", option->letter);
}

/* The options whose value is the next word. */
static void print_value_takers(FILE *out, const struct option_set *set)
{
    const char *between = "            ";
    for (size_t i = 0; i < set->count; i++) {
        if (!takes_next_word(&set->option[i]))
            continue;
        fputs(between, out);
        print_pattern(out, &set->option[i]);
        between = " | ";
    }
    fputs(") option=$word ;;\n", out);
}

/* A line that offers the words "a|b|c"; a blank ends them. */
static void print_take_words(FILE *out, const char *words, const char *tool)
{
    fputs("        ", out);
    print_script(out, "@_take < <(printf '%s\\n'", tool);
    for (; *words && *words != ' '; words += *words == '|') {
        int length = (int)strcspn(words, "| ");
        fprintf(out, " '%.*s'", length, words);
        words += length;
    }
    fputs(")\n", out);
}

/* Lines that offer what stands for `argument`, or NULL if nothing is known of it. */
static const char *find_offer(const struct command_page *page, const char *argument)
{
    static const struct {
        const char *argument;
        const char *offer[2]; /* of a command without --list, with it */
    } known[] = {
        {"FILE", {"        @_paths -f\n", "        @_paths -f\n"}},
        {"DIR", {"        @_paths -d\n", "        @_paths -d\n"}},
        {"MACHINE", {"        @_paths -f\n", "        @_list machines\n        @_paths -f\n"}},
        {"NETWORK", {"        @_paths -f\n", "        @_list networks\n        @_paths -f\n"}},
        {"LAYER", {NULL, "        @_list layers\n"}},
        {"CHOICE", {NULL, "        @_list choices\n"}},
        {"CHOICES",
         {NULL, "        prefix+=${current%\"${current##*,}\"} current=${current##*,}\n"
                "        @_list choices\n"}},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(known[i].argument, argument))
            return known[i].offer[has_option(page->options, "list")];
    return NULL;
}

static void print_option_values(FILE *out, const struct command_page *page)
{
    for (size_t i = 0; i < page->options->count; i++) {
        const struct option *option = &page->options->option[i];
        int has_words =
            option->kind == OPTION_WORD_TEXT || (option->argument && strchr(option->argument, '|'));
        const char *offer = option->argument ? find_offer(page, option->argument) : NULL;
        if (!has_words && !offer)
            continue;
        fputs("    ", out);
        print_pattern(out, option);
        fputs(")\n", out);
        if (has_words)
            print_take_words(out, option->argument, page->options->tool);
        else
            print_script(out, offer, page->options->tool);
        fputs("        ;;\n", out);
    }
}

/* The words of the command that are no options: "MACHINE NETWORK [OPTION...]". */
static void print_words(FILE *out, const struct command_page *page)
{
    char argument[32];
    int number = 0;
    for (const char *word = page->usage; *word && *word != '['; word += *word == ' ') {
        size_t length = strcspn(word, " ");
        snprintf(argument, sizeof argument, "%.*s", (int)length, word);
        fprintf(out, "    word%d)\n", number++);
        const char *offer = find_offer(page, argument);
        print_script(out, offer ? offer : find_offer(page, "FILE"), page->options->tool);
        fputs("        ;;\n", out);
        word += length;
    }
}

static void print_all_options(FILE *out, const struct option_set *set)
{
    fputs("    options)\n        ", out);
    print_script(out, "@_take < <(printf '%s\\n'", set->tool);
    for (size_t i = 0; i < set->count; i++)
        fprintf(out, " --%s", set->option[i].name);
    fputs(")\n        ;;\n    esac\n}\n", out);
}

void command_completion(FILE *out, const struct command_page *page)
{
    const char *tool = page->options->tool;
    fprintf(out, "# shellcheck shell=bash\n# Completion of %s, printed by %s --help=bash.\n\n",
            tool, tool);
    print_script(out, head, tool);
    print_value_takers(out, page->options);
    print_script(out, middle, tool);
    print_option_values(out, page);
    print_words(out, page);
    print_all_options(out, page->options);
    fputs("\ncomplete -F ", out);
    print_function(out, tool);
    fprintf(out, " %s\n", tool);
}
