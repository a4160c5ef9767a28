/* A network from an ONNX model: its structure, not its weights.
 *
 * What a network file has no node for is made part of one (ReLU, a bias, batch normalisation), told
 * in a note where it has no counterpart (an upper bound, softmax at the end), or refused. Shapes
 * are computed from the model's, then inferred anew by reading the network that is written; both,
 * and every shape that the model states, must agree.
 */
#ifndef TOOLS_ONNX_IMPORT_H
#define TOOLS_ONNX_IMPORT_H

#include <stddef.h>
#include <stdint.h>

#include "workloads/network.h"

struct onnx_import_options {
    const char *name;   /* of the network; NULL: of the file */
    const char *output; /* the value the network ends with; NULL: the model's only output */
    const char *tool;   /* "enos-import-onnx 0.1.0", for the comments */
};

struct onnx_import {
    struct network *network; /* as read back from `text` */
    char *text;              /* the network file, zero-terminated */
    size_t size;
    char **note; /* (note_count) what was left out, a sentence each */
    size_t note_count;
};

/* Reads a model. Returns 0, or -1 with all errors in `diag`. Free in both cases with
 * onnx_import_free. */
int onnx_import_read(struct onnx_import *out, const char *path,
                     const struct onnx_import_options *options, struct diag_list *diag);

/* The same from bytes, called `file` in messages. */
int onnx_import_bytes(struct onnx_import *out, const char *file, const uint8_t *bytes, size_t size,
                      const struct onnx_import_options *options, struct diag_list *diag);

void onnx_import_free(struct onnx_import *import);

#endif
