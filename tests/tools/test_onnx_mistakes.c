/* What is refused: models with one mistake, or several, and files that are no models. */
#include <stdlib.h>
#include <string.h>

#include "onnx_trial.h"

static const struct example bad[] = {
    {C3 "LeakyRelu y -> z alpha=0.1\noutput z -",
     "m.onnx: error: LeakyRelu 'n_z': a network has nothing for this operator"},
    {IMAGE W3 "Conv x w -> y strides=2,2 pads=0,0,1,1\noutput y -",
     "Conv 'n_y': padding of top 0, left 0, bottom 1, right 1 moves windows"},
    {IMAGE W3 "Conv x w -> y strides=2,2 auto_pad=SAME_UPPER\noutput y -", "moves windows"},
    {IMAGE W3 "Conv x w -> y auto_pad=BOTH\noutput y -",
     "'auto_pad' is 'BOTH'; expected is NOTSET"},
    {IMAGE W3 "Conv x w -> y pads=1,1\noutput y -", "'pads' has 2 values; expected are 4"},
    {IMAGE W3 "Conv x w -> y strides=0,1\noutput y -",
     "'strides' is 0; expected is an integer from 1 to 65536"},
    {IMAGE W3 "Conv x w -> y strides=1.5\noutput y -",
     "'strides' is of another type; expected is a list of integers"},
    {IMAGE W3 "Conv x w -> y stride=1,1\noutput y -",
     "unknown attribute 'stride'; expected are: auto_pad, dilations, group"},
    {IMAGE W3 "Conv x w -> y kernel_shape=5,5\noutput y -",
     "'kernel_shape' is 5x5; expected is that of the weights, 3x3"},
    {IMAGE W3 "Conv x w -> y group=2\noutput y -",
     "weights for 4 channels in 2 groups; the input has 4 channels"},
    {IMAGE "weights w 6,4,3\nConv x w -> y\noutput y -", "have 3 axes, 6x4x3; expected are 4"},
    {IMAGE "weights w 6,4,0,3\nConv x w -> y\noutput y -", "the weights 'w' are 6x4x?x3"},
    {IMAGE "weights w 6,4,99,3\nConv x w -> y\noutput y -",
     "a window of 99 rows does not fit an input of 12"},
    {IMAGE "weights w 9000000000,4,3,3\nConv x w -> y\noutput y -",
     "the weights 'w' are 9000000000x"},
    {IMAGE "weights w 6,-4,3,3\nConv x w -> y\noutput y -", "the constant 'w' is 6x?x3x3"},
    {C3 "Conv x y -> z\noutput z -",
     "the weights (input 1, 'y') are computed; expected is a constant"},
    {IMAGE "Conv x w -> y\noutput y -", "nothing gives its input 'w'"},
    {IMAGE W3 "Conv x -> y\noutput y -", "1 inputs; expected are 2 to 3"},
    {IMAGE W3 "Conv a w -> b\nConv b w -> a\nConv x w -> c\nAdd a c -> y\noutput y -",
     "the nodes form a cycle"},
    {IMAGE "Add x y -> y\noutput y -", "it takes its own output 'y'"},
    {IMAGE W3 "Conv x w -> y\nConv x w -> y\noutput y -", "the value 'y' is given twice"},
    {"input x 1,4,12,10\ninput z 1,4,12,10\nAdd x z -> y\noutput y -",
     "more than one input: 'x' and 'z'"},
    {"input x -\n" W3 "Conv x w -> y\noutput y -", "the input 'x' has no shape"},
    {"input x 0,4,0,10\n" W3 "Conv x w -> y\noutput y -",
     "the input 'x' is ?x4x?x10; expected are"},
    {"input x 1,4,70000,10\n" W3 "Conv x w -> y\noutput y -", "each but the batch from 1 to 65536"},
    {"input x 4,12,10\n" W3 "Conv x w -> y\noutput y -", "the input 'x' is 4x12x10; expected are"},
    {C3 "output y 1,6,12,11", "'y' is 1x6x12x10 by the inputs, 1x6x12x11 by the model's own word"},
    {C3 "info y 1,6,12\nRelu y -> z\noutput z -", "'y' is 1x6x12x10 by the inputs, 1x6x12 by the"},
    {C3 "output q -", "nothing gives the output 'q'"},
    {C3, "the model has no output"},
    {C3 "Relu y -> z\noutput z -\noutput y -", "2 outputs, not one: z, y"},
    {IMAGE W3 "Relu x -> y\noutput y -", "'x' is the output of none of these"},
    {C3 "Relu y -> z\nAdd y z -> a\noutput a -", "'n_y', is taken without a ReLU, too"},
    {IMAGE "AveragePool x -> y kernel_shape=2,2\nRelu y -> z\noutput z -", "is the output of none"},
    {C3 "Clip y -> z min=-1.0 max=1.0\noutput z -", "'min' is -1; expected is 0"},
    {C3 "Clip y x -> z\noutput z -", "'min' is not known; expected is a constant number"},
    {C3 "weights b 6,12,10\nAdd y b -> z\noutput z -", "expected is one number for each channel"},
    {C3 "Mul y y -> z\noutput z -", "both inputs are computed from the image"},
    {C3 "weights b 5\nBatchNormalization y b b b b -> z\noutput z -", "'b' has 5 numbers"},
    {C3 "Concat x y -> z axis=2\noutput z -", "'axis' is 2; expected is 1, the channels"},
    {C3 "Add x y -> z\noutput z -",
     "'x' is 1x4x12x10, 'y' is 1x6x12x10; expected are equal shapes"},
    {C3 "Softmax y -> z\nRelu z -> a\noutput a -", "was through a softmax"},
    {IMAGE "MaxPool x -> y pads=0,0,0,0\noutput y -", "'kernel_shape' is missing"},
    {IMAGE "MaxPool x -> y kernel_shape=2,2 dilations=2,2\noutput y -",
     "'dilations' is 2; expected is 1"},
    {IMAGE "MaxPool x -> y kernel_shape=2,2 pads=2,0,2,0\noutput y -",
     "lies wholly in padding of 2"},
    {IMAGE "MaxPool x -> y i kernel_shape=2,2\nAdd y i -> z\noutput z -",
     "its input 'i' is given by a later node, or not at all"},
    {IMAGE "ints p 0,0,1,1,0,0,1,1\nPad x p -> v\nMaxPool v -> y kernel_shape=3,3\noutput y -",
     "padded with zeros, which may be larger than its values"},
    {IMAGE "ints p 0,0,1,1,0,0,1,1\nPad x p -> v mode=reflect\nMaxPool v -> y kernel_shape=3,3\n"
           "output y -",
     "'mode' is 'reflect'; expected is constant"},
    {IMAGE "ints p 0,1,1,1,0,0,1,1\nPad x p -> v\nMaxPool v -> y kernel_shape=3,3\noutput y -",
     "'pads' of batch and channels"},
    {IMAGE "ints p 0,0,1,1,0,0,1,1\nPad x p -> v\nGlobalMaxPool v -> y\noutput y -",
     "was padded; expected is padding before"},
    {IMAGE "weights w 7,480\nGemm x w -> y transB=1\noutput y -", "expected is batch x 480"},
    {IMAGE "weights w 7,481\nFlatten x -> f\nGemm f w -> y transB=1\noutput y -",
     "weights for 481 inputs; 'f' has 480"},
    {IMAGE "weights w 480,7\nFlatten x -> f\nGemm f w -> y transA=1\noutput y -",
     "'transA' is 1; expected is 0"},
    {IMAGE W3 "ints s 1,10,12,4\nReshape x s -> r\nConv r w -> y\noutput y -",
     "'r' is 1x10x12x4; expected is batch x channels x rows x columns, 4x12x10"},
    {IMAGE W3 "ints s 1,7,-1\nReshape x s -> r\nConv r w -> y\noutput y -", "does not become 1x7x"},
    {IMAGE W3 "Reshape x x -> r\nConv r w -> y\noutput y -", "is no list of known integers"},
    {IMAGE W3 "Transpose x -> t perm=0,2,3,1\nConv t w -> y\noutput y -",
     "expected is that of a shuffle"},
    {IMAGE W3 "Transpose x -> t perm=0,1,1,3\nConv t w -> y\noutput y -",
     "'axes': 1; expected are"},
    {IMAGE "ReduceMean x -> y axes=1,2\noutput y -", "expected is the mean of rows and columns"},
    {IMAGE "ints i 0,\nints s 1,2,\nSlice s i s -> t\nReshape x t -> y\noutput y -",
     "expected is one range of axis 0"},
    {IMAGE "ints i 7,\nShape x -> s\nGather s i -> t\nReshape x t -> y\noutput y -",
     "index 7 of 4 integers"},
    {IMAGE "ints z 0,\nShape x -> s\nDiv s z -> t\nReshape x t -> y\noutput y -",
     "no result of 1 and 0"},
    {IMAGE "ints i 0,\nGather x i -> y\noutput y -", "takes a part of 'x'"},
    {"opset 5\n" C3 "output y -",
     "opset_import is version 5 of ONNX's operators; expected is from 7"},
    {"opset 99\n" C3 "output y -", "opset_import is version 99"},
    {"ir 2\n" C3 "output y -", "ir_version is 2; expected is from 3"},
    {IMAGE "output x -", "the output 'x' is not computed"},
    {W3 "output w -", "the output 'w' does not depend on an input"},
};

Test(onnx_mistakes, mistakes)
{
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct trial trial = begin(bad[i].text, &plain);
        cr_assert_eq(trial.status, -1, "taken:\n%s", bad[i].text);
        cr_assert_null(trial.import.network);
        expect_some(trial.diag, bad[i].line);
        cr_assert_eq(diag_count(trial.diag), 1, "%s\n%s", bad[i].text,
                     expect_render_all(trial.diag));
        end(&trial);
    }
}

/* One run tells of all, and not of what only follows from them. */
Test(onnx_mistakes, all_mistakes_at_once)
{
    struct trial trial = begin("ir 99\nopset 99\n" C3 "Relu y -> z\noutput z -", &plain);
    cr_assert_eq(diag_count(trial.diag), 2);
    end(&trial);
    trial = begin(C3 "Sigmoid y -> z\nConv z w -> a strid=1,1\nRelu a -> b\nElu x -> c pads=1\n"
                     "Add b c -> d\noutput d -",
                  &plain);
    expect_error(trial.diag, 0, "m.onnx: error: Sigmoid 'n_z'");
    expect_error(trial.diag, 1, "m.onnx: error: Conv 'n_a': unknown attribute 'strid'");
    expect_error(trial.diag, 2, "m.onnx: error: Elu 'n_c'");
    cr_assert_eq(diag_count(trial.diag), 3);
    end(&trial);
}

/* Files that are no models. */

static void expect_refused(const uint8_t *bytes, size_t size, const char *part)
{
    struct onnx_import import;
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(onnx_import_bytes(&import, "m.onnx", bytes, size, &plain, diag), -1);
    expect_some(diag, part);
    onnx_import_free(&import);
    diag_free(diag);
}

static void expect_text_refused(const char *text, const char *part)
{
    expect_refused((const uint8_t *)text, strlen(text), part);
}

Test(onnx_mistakes, no_models)
{
    expect_text_refused("", "byte 1 of 0, in ModelProto: the file is empty");
    expect_text_refused("format: enos/network/1\n",
                        "in ModelProto: no field of a protobuf message");
    expect_text_refused("version https://git-lfs.github.com/spec/v1\noid sha256:00\n",
                        "a pointer of Git LFS");
    expect_text_refused("\x08\x08", "the model has no graph");
    expect_text_refused("\x3a\x05\x0a", "cut off: more bytes are announced than there are");
    expect_text_refused("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "no number");
}

/* Cut anywhere, a model is no model; only the cuts between fields may leave one. */
Test(onnx_mistakes, cut_off)
{
    size_t size;
    uint8_t *bytes = onnx_text_model(C3 "Relu y -> z\noutput z 1,6,12,10", &size);
    for (size_t n = 0; n < size; n++) {
        struct onnx_import import;
        struct diag_list *diag;
        cr_assert_eq(diag_create(&diag), 0);
        int status = onnx_import_bytes(&import, "m.onnx", bytes, n, &plain, diag);
        cr_assert_eq(status, -1, "cut to %zu of %zu bytes", n, size);
        cr_assert_gt(diag_count(diag), 0);
        onnx_import_free(&import);
        diag_free(diag);
    }
    free(bytes);
}

/* Graphs in attributes in nodes in graphs, deeper than any stack. */
Test(onnx_mistakes, too_deep)
{
    enum { LEVELS = 100000, ROOM = 12 * LEVELS };
    static const uint8_t field[3] = {0x0a, 0x2a,
                                     0x32}; /* graph.node, node.attribute, attribute.g */
    uint8_t *bytes = malloc(ROOM), *at = bytes + ROOM;
    cr_assert_not_null(bytes);
    for (int i = 0; i <= LEVELS; i++) {
        size_t length = (size_t)(bytes + ROOM - at), n = 0;
        uint8_t varint[10];
        do
            varint[n++] = (uint8_t)((length & 0x7f) | (length > 0x7f ? 0x80 : 0));
        while (length >>= 7);
        at -= n + 1;
        at[0] = i == LEVELS ? 0x3a : field[(LEVELS - 1 - i) % 3]; /* model.graph outermost */
        memcpy(at + 1, varint, n);
    }
    expect_refused(at, (size_t)(bytes + ROOM - at), "messages within messages, more than 64 deep");
    free(bytes);
}
