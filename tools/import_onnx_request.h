/* What a command line of enos-import-onnx asks for. */
#ifndef TOOLS_IMPORT_ONNX_REQUEST_H
#define TOOLS_IMPORT_ONNX_REQUEST_H

#include "command_page.h"

struct import_onnx_request {
    const char *model; /* NULL: the command alone, or with --help or --version */
    const char *out, *name, *output;
    int quiet, version;
    struct option_optional help;
    struct option_words words;
};

extern const struct option_set import_onnx_option_set;
extern const struct command_page import_onnx_page;

/* Returns the number of mistakes, all written to `errors`, or -1 when memory is short. Free in
 * any case with import_onnx_request_free. */
int import_onnx_request_parse(struct import_onnx_request *request, int argc, char *const *argv,
                              FILE *errors);
void import_onnx_request_free(struct import_onnx_request *request);

#endif
