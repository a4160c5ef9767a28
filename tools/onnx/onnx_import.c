#include "onnx_import.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "onnx_op.h"
#include "onnx_wire.h"
#include "workloads/file_bytes.h"
#include "workloads/sha256.h"

#define IR_MIN 3 /* the first that says which version its operators are of */
#define IR_MAX 12
#define TEXT_MAX 600
#define COMMENTS_MAX 40

/* All that one import works on. */
struct job {
    const char *file;
    const struct onnx_import_options *options;
    struct diag_list *diag;
    char sha256[65];
    Onnx__ModelProto *model;
    struct onnx_graph graph;
};

static int fail(const struct job *job, const char *hint, const char *what)
{
    diag_error(job->diag, &(struct diag_place){.file = job->file}, hint, "%s", what);
    return -1;
}

static int64_t opset(const Onnx__ModelProto *model)
{
    for (size_t i = 0; i < model->n_opset_import; i++) {
        const Onnx__OperatorSetIdProto *set = model->opset_import[i];
        if (!set->domain || !set->domain[0] || !strcmp(set->domain, "ai.onnx"))
            return set->version;
    }
    return 0;
}

static int check_version(const struct job *job)
{
    char text[200];
    long long ir = job->model->ir_version, set = opset(job->model);
    int status = 0;
    if (ir < IR_MIN || ir > IR_MAX) {
        snprintf(text, sizeof text, "ir_version is %lld; expected is from %d to %d", ir, IR_MIN,
                 IR_MAX);
        status = fail(job, "export the model with another version of ONNX", text);
    }
    if (set < ONNX_OPSET_MIN || set > ONNX_OPSET_MAX) {
        snprintf(text, sizeof text,
                 "opset_import is version %lld of ONNX's operators; expected is "
                 "from %d to %d",
                 set, ONNX_OPSET_MIN, ONNX_OPSET_MAX);
        status = fail(job, "export the model with another opset_version", text);
    }
    return status;
}

static int unpack(struct job *job, const uint8_t *bytes, size_t size)
{
    if (onnx_wire_check(bytes, size, job->file, job->diag))
        return -1;
    job->model = onnx__model_proto__unpack(NULL, size, bytes);
    if (!job->model)
        return fail(job, "a file that is broken, or memory that is short",
                    "cannot be unpacked as an ONNX model");
    if (!job->model->graph)
        return fail(job, "an ONNX model: a ModelProto of onnx.proto, as exporters write it",
                    "the model has no graph");
    return check_version(job);
}

/* "models/my net.onnx" becomes "my_net". */
static void name_after(char out[NETWORK_NAME_MAX], const char *file)
{
    const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
    size_t length = strlen(base), n = 0;
    if (length > 5 && !strcmp(base + length - 5, ".onnx"))
        length -= 5;
    for (; n < length && n + 1 < NETWORK_NAME_MAX; n++)
        out[n] = isalnum((unsigned char)base[n]) || strchr("_-+.", base[n]) ? base[n] : '_';
    out[n] = '\0';
    if (n == 0)
        snprintf(out, NETWORK_NAME_MAX, "network");
}

static const char *or_unknown(const char *text)
{
    return text && text[0] ? text : "?";
}

/* Text of other programs, in a string of ours: printable ASCII. */
static void clean(char *text)
{
    for (; *text; text++)
        if (!isprint((unsigned char)*text))
            *text = '?';
}

static void finish_header(struct job *job)
{
    struct network *network = job->graph.network;
    const char *slash = strrchr(job->file, '/');
    if (job->options->name)
        snprintf(network->name, sizeof network->name, "%s", job->options->name);
    else
        name_after(network->name, job->file);
    snprintf(network->source, sizeof network->source,
             "imported from the ONNX model %.150s, made by %.80s %.80s",
             slash ? slash + 1 : job->file, or_unknown(job->model->producer_name),
             or_unknown(job->model->producer_version));
    clean(network->source);
    network->input_bits = 8;
    network->input_signed = 1;
    const struct network_shape *out = &network->node[network->output].output;
    if (out->rows == 1 && out->columns == 1)
        network->classes = out->channels;
}

static int finish_output(struct job *job)
{
    struct onnx_graph *graph = &job->graph;
    const struct onnx_value *output = graph->output;
    if (output->kind != ONNX_ACTIVATION || output->node == NETWORK_INPUT)
        return onnx_file_error(graph, NULL,
                               "the output '%.80s' is not computed by a node that a "
                               "network has",
                               output->name);
    graph->network->output = output->node;
    return 0;
}

/* The sentences of the notes, for the import's caller. */
static int take_notes(struct onnx_import *out, const struct onnx_graph *graph)
{
    out->note = calloc(graph->note_count + 1, sizeof *out->note);
    if (!out->note)
        return -1;
    for (size_t i = 0; i < graph->note_count; i++) {
        const struct onnx_note *note = &graph->note[i];
        char line[TEXT_MAX];
        int used = snprintf(line, sizeof line, "%.200s: %.300s", note->first, note->text);
        if (note->count > 1)
            snprintf(line + used, sizeof line - (size_t)used, " (and %d more)", note->count - 1);
        clean(line);
        out->note[i] = strdup(line);
        if (!out->note[i])
            return -1;
        out->note_count++;
    }
    return 0;
}

static int encode(const struct job *job, struct onnx_import *out)
{
    char origin[3][TEXT_MAX];
    const char *comments[COMMENTS_MAX + 4] = {origin[0], origin[1], origin[2]};
    const Onnx__ModelProto *model = job->model;
    const char *slash = strrchr(job->file, '/');
    snprintf(origin[0], TEXT_MAX, "from: %.400s, sha256 %s", slash ? slash + 1 : job->file,
             job->sha256);
    snprintf(origin[1], TEXT_MAX, "made by: %.200s %.200s; ONNX IR version %lld, operator set %lld",
             or_unknown(model->producer_name), or_unknown(model->producer_version),
             (long long)model->ir_version, (long long)opset(model));
    snprintf(origin[2], TEXT_MAX, "tool: %.200s", job->options->tool);
    for (size_t i = 0; i < out->note_count && i < COMMENTS_MAX; i++)
        comments[3 + i] = out->note[i];
    return network_encode(&out->text, &out->size, job->graph.network, NULL, comments);
}

/* The nodes that the reader gives are those that were written, with the same shapes. */
static int compare(const struct job *job, const struct network *back)
{
    const struct network *ours = job->graph.network;
    int status = 0;
    for (int i = 0; i < ours->node_count; i++) {
        const struct network_shape *a = &ours->node[i].output;
        int at = network_find(back, ours->node[i].name);
        const struct network_shape *b = at < 0 ? a : &back->node[at].output;
        if (at < 0 || memcmp(a, b, sizeof *a) != 0)
            status =
                onnx_file_error(&job->graph, "a mistake of the import: please report it",
                                "%s is %dx%dx%d by the model, %dx%dx%d by the network read back",
                                ours->node[i].name, a->channels, a->rows, a->columns, b->channels,
                                b->rows, b->columns);
    }
    return status;
}

static int read_back(const struct job *job, struct onnx_import *out)
{
    char name[TEXT_MAX];
    snprintf(name, sizeof name, "%.500s (as a network)", job->file);
    if (network_read_text(&out->network, name, out->text, out->size, NULL, 0, job->diag))
        return -1;
    return compare(job, out->network);
}

static int import(struct job *job, struct onnx_import *out)
{
    struct onnx_graph *graph = &job->graph;
    if (onnx_graph_create(graph, job->model, job->file, job->options->output, job->diag) ||
        onnx_take_nodes(graph) || finish_output(job))
        return -1;
    finish_header(job);
    if (take_notes(out, graph) || encode(job, out))
        return fail(job, NULL, "not enough memory for the network");
    return read_back(job, out);
}

int onnx_import_bytes(struct onnx_import *out, const char *file, const uint8_t *bytes, size_t size,
                      const struct onnx_import_options *options, struct diag_list *diag)
{
    struct job job = {.file = file, .options = options, .diag = diag};
    *out = (struct onnx_import){0};
    sha256_hex(bytes, size, job.sha256);
    int status = unpack(&job, bytes, size);
    if (status == 0)
        status = import(&job, out);
    onnx_graph_free(&job.graph);
    if (job.model)
        onnx__model_proto__free_unpacked(job.model, NULL);
    return status;
}

int onnx_import_read(struct onnx_import *out, const char *path,
                     const struct onnx_import_options *options, struct diag_list *diag)
{
    char *bytes;
    size_t size;
    *out = (struct onnx_import){0};
    if (file_bytes_read(&bytes, &size, path, ONNX_BYTES_MAX)) {
        diag_error(diag, &(struct diag_place){.file = path}, NULL, "cannot be read: %s",
                   strerror(errno));
        return -1;
    }
    int status = onnx_import_bytes(out, path, (const uint8_t *)bytes, size, options, diag);
    free(bytes);
    return status;
}

void onnx_import_free(struct onnx_import *import)
{
    network_free(import->network);
    free(import->text);
    for (size_t i = 0; i < import->note_count; i++)
        free(import->note[i]);
    free(import->note);
    *import = (struct onnx_import){0};
}
