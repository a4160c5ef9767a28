#include "mapper/provenance.h"

#include <stdlib.h>
#include <string.h>

void provenance_write(FILE *out, const struct provenance *provenance, const char *kind)
{
    fprintf(out, "# format: enos/%s/1\n", kind);
    fprintf(out, "# tool: %s %s\n", provenance->tool, provenance->version);
    for (size_t i = 0; i < provenance->input_count; i++) {
        const struct provenance_input *input = &provenance->input[i];
        fprintf(out, "# input: %s %s", input->role, input->path);
        if (input->name[0])
            fprintf(out, " (%s)", input->name);
        if (input->sha256[0])
            fprintf(out, " sha256 %s", input->sha256);
        fputc('\n', out);
    }
    fprintf(out, "# seed: %llu\n", (unsigned long long)provenance->seed);
    fprintf(out, "# command: %s\n", provenance->command_line);
}

static const char plain_characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789_-+=./:,@%";

static int has_control(const char *word)
{
    for (const unsigned char *c = (const unsigned char *)word; *c; c++)
        if (*c < ' ' || *c == 127)
            return 1;
    return 0;
}

static void write_ansi_quoted(FILE *out, const char *word)
{
    fputs("$'", out);
    for (const unsigned char *c = (const unsigned char *)word; *c; c++)
        if (*c < ' ' || *c == 127 || *c == '\'' || *c == '\\')
            fprintf(out, "\\%03o", *c);
        else
            fputc(*c, out);
    fputc('\'', out);
}

static void write_quoted(FILE *out, const char *word)
{
    fputc('\'', out);
    for (const char *c = word; *c; c++)
        if (*c == '\'')
            fputs("'\\''", out);
        else
            fputc(*c, out);
    fputc('\'', out);
}

static void write_word(FILE *out, const char *word)
{
    if (has_control(word))
        write_ansi_quoted(out, word);
    else if (!*word || word[strspn(word, plain_characters)])
        write_quoted(out, word);
    else
        fputs(word, out);
}

char *provenance_command_line(int argc, char *const *argv)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    for (int i = 0; i < argc; i++) {
        if (i)
            fputc(' ', out);
        write_word(out, argv[i]);
    }
    if (fclose(out)) {
        free(text);
        return NULL;
    }
    return text;
}
