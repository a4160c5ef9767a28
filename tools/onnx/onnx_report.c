/* What is told of a graph: errors, and notes of what is lost. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "onnx_graph.h"

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* What a node is called in messages: its name, or that of what it gives. */
static const char *title(const Onnx__NodeProto *node)
{
    if (node->name && node->name[0])
        return node->name;
    return node->n_output ? or_empty(node->output[0]) : "";
}

void onnx_report(const struct onnx_graph *graph, const char *hint, const char *format, ...)
{
    char message[500];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    diag_error(graph->diag, &(struct diag_place){.file = graph->file}, hint, "%.60s '%.80s': %s",
               or_empty(graph->node->op_type), title(graph->node), message);
}

void onnx_report_file(const struct onnx_graph *graph, const char *hint, const char *format, ...)
{
    char message[500];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    diag_error(graph->diag, &(struct diag_place){.file = graph->file}, hint, "%s", message);
}

/* A note that memory is short for is not made. */
void onnx_note(struct onnx_graph *graph, const char *text)
{
    for (size_t i = 0; i < graph->note_count; i++)
        if (!strcmp(graph->note[i].text, text)) {
            graph->note[i].count++;
            return;
        }
    struct onnx_note *grown = realloc(graph->note, (graph->note_count + 1) * sizeof *grown);
    if (!grown)
        return;
    graph->note = grown;
    char first[200];
    snprintf(first, sizeof first, "%.60s '%.80s'", or_empty(graph->node->op_type),
             title(graph->node));
    struct onnx_note note = {strdup(text), strdup(first), 1};
    if (note.text && note.first) {
        graph->note[graph->note_count++] = note;
        return;
    }
    free(note.text);
    free(note.first);
}

const char *onnx_dims_text(char out[ONNX_DIMS_TEXT], const int64_t *dims, int rank)
{
    size_t used = 0;
    snprintf(out, ONNX_DIMS_TEXT, "%s", rank ? "" : "a single value");
    for (int i = 0; i < rank && used < ONNX_DIMS_TEXT - 24; i++)
        if (dims[i] > 0)
            used += (size_t)sprintf(out + used, "%s%lld", i ? "x" : "", (long long)dims[i]);
        else
            used += (size_t)sprintf(out + used, "%s?", i ? "x" : "");
    return out;
}
