/* Command lines: an input is the words, one a line. Any words are options or mistakes
 * that are told. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "map_options.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WORDS_MAX = 64 };

/* Cuts `text` at its line ends. Returns the number of words. */
static int split(char *text, char **word)
{
    static char tool[] = "enos-map";
    int count = 0;
    word[count++] = tool;
    for (char *next = text; next && count < WORDS_MAX; count++) {
        word[count] = next;
        next = strchr(next, '\n');
        if (next)
            *next++ = '\0';
    }
    word[count] = NULL;
    return count;
}

/* What was accepted is within its range. */
static void check(const struct map_options *options)
{
    if (options->objective < 0 || options->template <0 || !(options->time_limit_s >= 0))
        abort();
    for (size_t i = 0; i < options->set.count; i++)
        if (!options->set.item[i])
            abort();
}

static void parse(int count, char *const *word)
{
    char *messages = NULL;
    size_t length = 0;
    FILE *errors = open_memstream(&messages, &length);
    struct map_options options;
    if (!errors)
        return;
    int mistakes = map_options_parse(&options, count, word, errors);
    fclose(errors);
    if (mistakes < 0 || (mistakes > 0) != (length > 0))
        abort(); /* a mistake without a word, or a word without a mistake */
    if (!mistakes)
        check(&options);
    map_options_free(&options);
    free(messages);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *word[WORDS_MAX + 1];
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    parse(split(text, word), word);
    free(text);
    return 0;
}
