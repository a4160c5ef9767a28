/* Provenance as the first keys of a YAML file. */
#include <ctype.h>
#include <string.h>

#include "mapper/provenance.h"

/* True if YAML reads the bare word as this string: letters, digits and a few
 * marks, beginning with a letter, and not one of its words for true, false, null. */
static int is_plain(const char *text)
{
    static const char *const reserved[] = {"y",   "n",    "yes",   "no",  "on",
                                           "off", "true", "false", "null"};
    char lower[8] = "";
    for (size_t i = 0; i + 1 < sizeof lower && text[i]; i++)
        lower[i] = (char)tolower((unsigned char)text[i]);
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (!strcmp(lower, reserved[i]) && strlen(text) == strlen(lower))
            return 0;
    if (!isalpha((unsigned char)text[0]))
        return 0;
    for (const char *c = text; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("_./-@", *c))
            return 0;
    return 1;
}

void provenance_write_yaml_string(FILE *out, const char *text)
{
    if (is_plain(text)) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++)
        if (*c == '"' || *c == '\\')
            fprintf(out, "\\%c", *c);
        else if (*c < ' ' || *c == 127)
            fprintf(out, "\\x%02x", *c);
        else
            fputc(*c, out);
    fputc('"', out);
}

static void write_input(FILE *out, const struct provenance_input *input)
{
    fprintf(out, "  - {role: %s, path: ", input->role);
    provenance_write_yaml_string(out, input->path);
    if (input->name[0]) {
        fputs(", name: ", out);
        provenance_write_yaml_string(out, input->name);
    }
    if (input->sha256[0])
        fprintf(out, ", sha256: \"%s\"", input->sha256);
    fputs("}\n", out);
}

void provenance_write_yaml(FILE *out, const struct provenance *provenance, const char *kind)
{
    fprintf(out, "format: enos/%s/1\ntool: ", kind);
    fprintf(out, "\"%s %s\"\n", provenance->tool, provenance->version);
    if (provenance->input_count)
        fputs("inputs:\n", out);
    for (size_t i = 0; i < provenance->input_count; i++)
        write_input(out, &provenance->input[i]);
    fprintf(out, "seed: %llu\ncommand: ", (unsigned long long)provenance->seed);
    provenance_write_yaml_string(out, provenance->command_line);
    fputc('\n', out);
}
