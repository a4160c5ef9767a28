/* enos-import-onnx: an ONNX model as a network. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "exit_status.h"
#include "import_onnx_request.h"
#include "input_errors.h"
#include "onnx_import.h"
#include "workloads/file_bytes.h"

static const char *const tool = "enos-import-onnx";

/* What needs no model. Returns an exit status, or -1 to go on. */
static int answer_at_once(const struct import_onnx_request *request)
{
    if (request->help.given)
        return command_answer_help(stdout, &import_onnx_page, &request->help, stderr)
                   ? EXIT_BAD_INPUT
                   : EXIT_DONE;
    if (request->version)
        puts("enos-import-onnx " ENOS_VERSION);
    else if (!request->model)
        puts("usage: enos-import-onnx MODEL.onnx [OPTION...]   (enos-import-onnx --help: the "
             "options)");
    else
        return -1;
    return EXIT_DONE;
}

static void print_notes(const struct onnx_import *import)
{
    for (size_t i = 0; i < import->note_count; i++)
        fprintf(stderr, "enos-import-onnx: note: %s\n", import->note[i]);
}

static int write_file(const struct import_onnx_request *request, const struct onnx_import *import)
{
    const struct network *network = import->network;
    if (file_bytes_replace(request->out, import->text, import->size)) {
        fprintf(stderr, "enos-import-onnx: cannot write %s: %s\n", request->out, strerror(errno));
        return EXIT_ENVIRONMENT;
    }
    if (!request->quiet)
        printf("%s: %d nodes, %d layers, %" PRIu64 " multiply-accumulates\n"
               "wrote %s\nnext: enos-map eyeriss168 %s\n",
               network->name, network->node_count, network->layer_count, network_terms(network),
               request->out, request->out);
    return EXIT_DONE;
}

static int deliver(const struct import_onnx_request *request, const struct onnx_import *import)
{
    if (!request->quiet)
        print_notes(import);
    if (request->out)
        return write_file(request, import);
    fwrite(import->text, 1, import->size, stdout);
    return EXIT_DONE;
}

static int run(const struct import_onnx_request *request)
{
    struct diag_list *diag;
    struct onnx_import import;
    const struct onnx_import_options options = {request->name, request->output,
                                                "enos-import-onnx " ENOS_VERSION};
    if (diag_create(&diag))
        return exit_out_of_memory(tool);
    int status = onnx_import_read(&import, request->model, &options, diag);
    input_errors_print(diag, tool, stderr);
    status = status ? EXIT_BAD_INPUT : deliver(request, &import);
    onnx_import_free(&import);
    diag_free(diag);
    return status;
}

int main(int argc, char **argv)
{
    struct import_onnx_request request;
    int mistakes = import_onnx_request_parse(&request, argc, argv, stderr);
    int status = mistakes < 0 ? exit_out_of_memory(tool) : EXIT_BAD_INPUT;
    if (mistakes == 0)
        status = answer_at_once(&request);
    if (status < 0)
        status = run(&request);
    import_onnx_request_free(&request);
    return exit_close_output(tool, status);
}
