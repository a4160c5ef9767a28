#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/diag.h"

struct parser {
    const struct option_set *set;
    int argc, at; /* at: the word that is being read */
    char *const *argv;
    char *values;
    struct option_words *words;
    FILE *errors;
    int mistakes;
    int out_of_memory;
};

__attribute__((format(printf, 2, 3))) static void mistake(struct parser *parser, const char *format,
                                                          ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(parser->errors, "%s: ", parser->set->tool);
    vfprintf(parser->errors, format, arguments);
    fputc('\n', parser->errors);
    va_end(arguments);
    parser->mistakes++;
}

__attribute__((format(printf, 2, 3))) static void hint(struct parser *parser, const char *format,
                                                       ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("   hint: ", parser->errors);
    vfprintf(parser->errors, format, arguments);
    fputc('\n', parser->errors);
    va_end(arguments);
}

static const struct option *find_name(const struct option_set *set, const char *name, size_t length)
{
    for (size_t i = 0; i < set->count; i++)
        if (strlen(set->option[i].name) == length && !strncmp(set->option[i].name, name, length))
            return &set->option[i];
    return NULL;
}

static const struct option *find_letter(const struct option_set *set, char letter)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->option[i].letter == letter)
            return &set->option[i];
    return NULL;
}

/* An option that begins with what was typed, or else the nearest in spelling. */
static const char *near_name(const struct option_set *set, const char *name)
{
    const char *names[64];
    size_t count = 0, length = strlen(name);
    for (size_t i = 0; i < set->count && count < 64; i++) {
        if (length >= 2 && !strncmp(set->option[i].name, name, length))
            return set->option[i].name;
        names[count++] = set->option[i].name;
    }
    return diag_nearest(name, names, count);
}

static int takes_no_word(const struct option *option)
{
    return option->kind == OPTION_FLAG || option->kind == OPTION_OPTIONAL;
}

/* True if the word is an option of this command, and so hardly meant as a value. */
static int is_known_option(const struct option_set *set, const char *word)
{
    if (word[0] != '-' || !word[1])
        return 0;
    if (word[1] == '-')
        return !word[2] || find_name(set, word + 2, strcspn(word + 2, "="));
    return !word[2] && find_letter(set, word[1]);
}

/* The word after this one, if it can be a value, or NULL. */
static const char *next_value(const struct parser *parser)
{
    const char *next = parser->at + 1 < parser->argc ? parser->argv[parser->at + 1] : NULL;
    return next && !is_known_option(parser->set, next) ? next : NULL;
}

/* `name` is followed by "=value" or by the end of its word. */
static void unknown_option(struct parser *parser, const char *name, size_t length)
{
    char typed[64];
    snprintf(typed, sizeof typed, "%.*s", (int)(length < 60 ? length : 60), name);
    mistake(parser, "unknown option '--%s'", typed);
    const char *near = near_name(parser->set, typed);
    if (!near) {
        hint(parser, "%s --help lists the options", parser->set->tool);
        return;
    }
    hint(parser, "did you mean '--%s'?", near);
    /* its value is not one more word */
    if (!takes_no_word(find_name(parser->set, near, strlen(near))) && name[length] != '=' &&
        next_value(parser))
        parser->at++;
}

/* Number of `word` among "a|b|c" (a blank ends them) from 1, or 0. */
static int word_number(const char *words, const char *word)
{
    size_t length = strlen(word);
    int number = 1;
    for (const char *w = words; w; w = strpbrk(w, "| "), number++) {
        w += *w == '|';
        if (*w == ' ')
            break;
        if (length && strcspn(w, "| ") == length && !strncmp(w, word, length))
            return number;
    }
    return 0;
}

/* The nearest of "a|b|c", as a copy in `near`; "" when none is near. */
static void nearest_word(const char *words, const char *word, char near[64])
{
    char copy[160];
    const char *part[16];
    size_t count = 0;
    snprintf(copy, sizeof copy, "%.*s", (int)strcspn(words, " "), words);
    char *rest = copy;
    for (char *w = strtok_r(rest, "|", &rest); w && count < 16; w = strtok_r(NULL, "|", &rest))
        part[count++] = w;
    const char *found = diag_nearest(word, part, count);
    snprintf(near, 64, "%s", found ? found : "");
}

/* Returns the number of a word of the option's, or 0 after reporting another. */
static int find_word(struct parser *parser, const struct option *option, const char *text)
{
    int number = word_number(option->argument, text);
    if (number)
        return number;
    char near[64];
    mistake(parser, "--%s is %s, not '%s'", option->name, option->argument, text);
    nearest_word(option->argument, text, near);
    if (near[0])
        hint(parser, "did you mean '%s'?", near);
    return 0;
}

static void set_word(struct parser *parser, const struct option *option, const char *text)
{
    int number = find_word(parser, option, text);
    if (number)
        *(int *)(void *)(parser->values + option->offset) = number;
}

/* The text is the next word, which is taken even if the first one is wrong: it is its text. */
static void set_word_text(struct parser *parser, const struct option *option, const char *text)
{
    int number = find_word(parser, option, text);
    const char *next = next_value(parser);
    if (next) {
        parser->at++;
        *(struct option_word_text *)(void *)(parser->values + option->offset) =
            (struct option_word_text){number, next};
    } else if (number) {
        mistake(parser, "--%s %s needs a value: --%s %s", option->name, text, option->name,
                option->argument);
    }
}

static void set_integer(struct parser *parser, const struct option *option, const char *text)
{
    struct option_integer *integer = (void *)(parser->values + option->offset);
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (!isdigit((unsigned char)text[0]) || *end || errno || value < option->low ||
        value > option->high) {
        mistake(parser, "--%s needs an integer from %llu to %llu, not '%s'", option->name,
                (unsigned long long)option->low, (unsigned long long)option->high, text);
        return;
    }
    *integer = (struct option_integer){1, value};
}

static void set_percent(struct parser *parser, const struct option *option, const char *text)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || (*end && strcmp(end, "%") != 0) || !(value >= 0 && value < 100)) {
        mistake(parser, "--%s: '%s' is not a percentage from 0 to below 100", option->name, text);
        return;
    }
    *(double *)(void *)(parser->values + option->offset) = value / 100;
}

/* Seconds, or a number without a unit. */
static void set_amount(struct parser *parser, const struct option *option, const char *text)
{
    char *end;
    double value = strtod(text, &end);
    int is_time = option->kind == OPTION_SECONDS;
    if (is_time && end > text && !strcmp(end, "s"))
        end++;
    if (end == text || *end || !isfinite(value) || value <= 0)
        mistake(parser, "--%s needs %s above 0, not '%s'", option->name,
                is_time ? "seconds" : "a number", text);
    else
        *(double *)(void *)(parser->values + option->offset) = value;
}

static void add_item(struct parser *parser, struct option_list *list, const char *text)
{
    const char **grown = realloc(list->item, (list->count + 1) * sizeof *grown);
    if (!grown) {
        parser->out_of_memory = 1;
        return;
    }
    list->item = grown;
    grown[list->count++] = text;
}

/* `text` is NULL for a flag and for an optional text that was not given. */
static void set_value(struct parser *parser, const struct option *option, const char *text)
{
    void *value = parser->values + option->offset;
    switch (option->kind) {
    case OPTION_FLAG:
        (*(int *)value)++;
        break;
    case OPTION_TEXT:
        *(const char **)value = text;
        break;
    case OPTION_OPTIONAL:
        *(struct option_optional *)value = (struct option_optional){1, text};
        break;
    case OPTION_LIST:
        add_item(parser, value, text);
        break;
    case OPTION_INTEGER:
        set_integer(parser, option, text);
        break;
    case OPTION_SECONDS:
    case OPTION_NUMBER:
        set_amount(parser, option, text);
        break;
    case OPTION_PERCENT:
        set_percent(parser, option, text);
        break;
    case OPTION_WORD:
        set_word(parser, option, text);
        break;
    case OPTION_WORD_TEXT:
        set_word_text(parser, option, text);
        break;
    }
}

/* Takes the next word as the option's value; reports it missing. */
static void take_next_word(struct parser *parser, const struct option *option)
{
    const char *next = next_value(parser);
    if (next) {
        parser->at++;
        set_value(parser, option, next);
        return;
    }
    mistake(parser, "--%s needs a value: --%s %s", option->name, option->name, option->argument);
}

static void parse_long(struct parser *parser, const char *word)
{
    size_t length = strcspn(word, "=");
    const char *text = word[length] ? word + length + 1 : NULL;
    const struct option *option = find_name(parser->set, word, length);
    if (!option)
        unknown_option(parser, word, length);
    else if (text && option->kind == OPTION_FLAG)
        mistake(parser, "--%s takes no value, not '%s'", option->name, text);
    else if (text && !*text)
        mistake(parser, "--%s= has an empty value", option->name);
    else if (text || takes_no_word(option))
        set_value(parser, option, text);
    else
        take_next_word(parser, option);
}

/* `letters` may be a long option with one dash too few: -out=DIR. */
static void unknown_letter(struct parser *parser, const char *letters)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(letters, "="), letters);
    mistake(parser, "unknown option '-%c'", isprint((unsigned char)*letters) ? *letters : '?');
    const char *near = near_name(parser->set, name);
    if (near)
        hint(parser, "did you mean '--%s'?", near);
}

/* A word of one-letter options: -qv. */
static void parse_letters(struct parser *parser, const char *letters)
{
    for (; *letters; letters++) {
        const struct option *option = find_letter(parser->set, *letters);
        if (!option) {
            unknown_letter(parser, letters);
            return;
        }
        if (takes_no_word(option))
            set_value(parser, option, NULL);
        else
            take_next_word(parser, option);
    }
}

int options_parse(const struct option_set *set, int argc, char *const *argv, void *values,
                  struct option_words *words, FILE *errors)
{
    struct parser parser = {
        .set = set, .argc = argc, .argv = argv, .values = values, .words = words, .errors = errors};
    words->count = 0;
    words->word = calloc((size_t)argc + 1, sizeof *words->word);
    if (!words->word)
        return -1;
    int ended = 0;
    for (parser.at = 1; parser.at < argc; parser.at++) {
        const char *word = argv[parser.at];
        if (ended || word[0] != '-' || !word[1])
            words->word[words->count++] = word;
        else if (!strcmp(word, "--"))
            ended = 1;
        else if (word[1] == '-')
            parse_long(&parser, word + 2);
        else
            parse_letters(&parser, word + 1);
    }
    return parser.out_of_memory ? -1 : parser.mistakes;
}

int options_take_pair(const struct option_set *set, const struct option_words *words,
                      const char **machine, const char **network, FILE *errors)
{
    if (words->count > 0)
        *machine = words->word[0];
    if (words->count > 1)
        *network = words->word[1];
    if (words->count <= 2)
        return 0;
    fprintf(errors, "%s: one machine and one network, but also '%s'\n", set->tool, words->word[2]);
    return 1;
}

void options_free_list(struct option_list *list)
{
    free(list->item);
    *list = (struct option_list){0};
}
