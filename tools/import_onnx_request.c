#include "import_onnx_request.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/network.h"

#define AT(field) offsetof(struct import_onnx_request, field)

static const struct option table[] = {
    {0, "out", OPTION_TEXT, AT(out), "FILE", "write the network to FILE instead of standard output",
     0, 0},
    {0, "name", OPTION_TEXT, AT(name), "NAME",
     "name of the network (default: that of the model's file)", 0, 0},
    {0, "output", OPTION_TEXT, AT(output), "VALUE",
     "end the network with this value of the model, such as one of several outputs", 0, 0},
    {'q', "quiet", OPTION_FLAG, AT(quiet), NULL, "say nothing of what was left out", 0, 0},
    {'h', "help", OPTION_OPTIONAL, AT(help), COMMAND_HELP_FORMS,
     "print this, or a manual page, or a completion for bash", 0, 0},
    {0, "version", OPTION_FLAG, AT(version), NULL, "print the version", 0, 0},
};

const struct option_set import_onnx_option_set = {"enos-import-onnx", table,
                                                  sizeof table / sizeof *table};

/* As the reader of networks takes it. */
static int is_name(const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)name[i]) && !strchr("_-+.@", name[i]))
            return 0;
    return length > 0 && length < NETWORK_NAME_MAX;
}

static int check_texts(const struct import_onnx_request *request, FILE *errors)
{
    int mistakes = 0;
    if (request->name && !is_name(request->name)) {
        fprintf(errors,
                "enos-import-onnx: --name needs a network's name, not '%s'\n"
                "   hint: 1 to %d letters, digits and _ - + . @\n",
                request->name, NETWORK_NAME_MAX - 1);
        mistakes++;
    }
    if (request->out && !request->out[0]) {
        fputs("enos-import-onnx: --out needs the name of a file\n", errors);
        mistakes++;
    }
    if (request->output && !request->output[0]) {
        fputs("enos-import-onnx: --output needs the name of a value of the model\n", errors);
        mistakes++;
    }
    return mistakes;
}

static int check_words(const struct import_onnx_request *request, int argc, FILE *errors)
{
    if (request->words.count > 1) {
        fprintf(errors, "enos-import-onnx: one MODEL.onnx is expected, but also '%s'\n",
                request->words.word[1]);
        return 1;
    }
    if (request->words.count == 1 || argc < 2)
        return 0;
    fputs("enos-import-onnx: the model is missing\n"
          "   hint: enos-import-onnx MODEL.onnx --out NETWORK.yaml\n",
          errors);
    return 1;
}

int import_onnx_request_parse(struct import_onnx_request *request, int argc, char *const *argv,
                              FILE *errors)
{
    *request = (struct import_onnx_request){0};
    int mistakes =
        options_parse(&import_onnx_option_set, argc, argv, request, &request->words, errors);
    if (mistakes < 0 || request->help.given || request->version)
        return mistakes;
    mistakes += check_texts(request, errors);
    if (mistakes == 0)
        mistakes += check_words(request, argc, errors);
    request->model = request->words.count ? request->words.word[0] : NULL;
    return mistakes;
}

void import_onnx_request_free(struct import_onnx_request *request)
{
    free(request->words.word);
}
