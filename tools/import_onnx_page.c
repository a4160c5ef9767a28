#include "import_onnx_request.h"

static const struct page_entry examples[] = {
    {"enos-import-onnx squeezenet.onnx --out squeezenet.yaml",
     "Write the network that enos-map, enos-search and enos-sim read."},
    {"enos-import-onnx detector.onnx --output features --out backbone.yaml",
     "End with the value 'features': what comes behind it need not be known."},
    {0}};

static const struct page_entry exit_status[] = {
    {"0", "the network is written"},
    {"2", "bad usage, or a model that is no such network; nothing is written"},
    {"3", "the environment failed (files, memory)"},
    {0}};

static const struct page_entry files[] = {
    {"FILE", "With --out: the network. Its comments say which model it is from (sha256, what made "
             "it) and what was left out."},
    {0}};

const struct command_page import_onnx_page = {
    .options = &import_onnx_option_set,
    .summary = "make a network of an ONNX model",
    .usage = "MODEL.onnx [OPTION...]",
    .description =
        "Reads a convolutional network from an ONNX model and writes it as a network in YAML: its "
        "layers and how they are connected, not its weights.\n"
        "A ReLU, a bias or a batch normalisation becomes part of the layer before it. What has no "
        "counterpart and no cost, such as softmax at the end, is left out and named on standard "
        "error. All else that a network cannot say is an error at its node.\n"
        "Operators that are taken, of ONNX's operator sets 7 to 22: Conv, Gemm, MatMul, "
        "MaxPool, AveragePool, GlobalAveragePool, GlobalMaxPool, ReduceMean, Concat, Sum, Add, "
        "Sub, Mul, Div, Relu, Clip, BatchNormalization, Dropout, Identity, Cast, Softmax, "
        "LogSoftmax, Flatten, Reshape, Squeeze, Unsqueeze, Transpose, Pad, Constant, "
        "ConstantOfShape, Shape, Gather, Slice.",
    .examples = examples,
    .exit_status = exit_status,
    .files = files,
    .see_also = "enos-map(1). Networks, and which operators are taken, are explained in the folder "
                "share/doc/enos.",
};
