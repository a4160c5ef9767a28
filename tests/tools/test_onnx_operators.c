/* Each operator, in a model of a few lines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import_onnx_request.h"
#include "onnx_op.h"
#include "onnx_trial.h"

static const struct example good[] = {
    {C3 "output y 1,6,12,10", "{name: n_y, op: conv, filters: 6, kernel: 3, pad: 1, relu: false}"},
    {C3 "Relu y -> z\noutput z -", "op: conv, filters: 6, kernel: 3, pad: 1}"},
    {C3 "Relu y -> z\nRelu z -> a\noutput a -", "op: conv, filters: 6, kernel: 3, pad: 1}"},
    {C3 "Clip y -> z min=0.0 max=6.0\noutput z -", "op: conv, filters: 6, kernel: 3, pad: 1}"},
    {C3 "float l 0\nfloat h 6\nClip y l h -> z\noutput z -", "kernel: 3, pad: 1}"},
    {C3 "float l 0\nClip y l _ -> z\noutput z -", "kernel: 3, pad: 1}"},
    {C3 "Dropout y -> z m\nIdentity z -> a\noutput a -", "pad: 1, relu: false}"},
    /* strides, dilations, groups, kernels that are not square */
    {IMAGE "weights w 6,2,3,1\nConv x w -> y strides=2,1 dilations=2,1 group=2\noutput y 1,6,4,10",
     "filters: 6, kernel: [3, 1], stride: [2, 1], dilation: [2, 1], groups: 2, relu: false}"},
    {IMAGE "weights w 4,1,3,3\nConv x w -> y group=4\noutput y 1,4,10,8",
     "op: depthwise, kernel: 3"},
    {IMAGE "weights w 8,1,3,3\nConv x w -> y group=4\noutput y 1,8,10,8", "op: conv, filters: 8"},
    /* padding: as good as equal, automatic, of a node before */
    {IMAGE W3 "Conv x w -> y strides=2,2 pads=1,1,0,0\noutput y 1,6,6,5", "stride: 2, pad: 1"},
    {IMAGE W3 "Conv x w -> y auto_pad=SAME_UPPER\noutput y 1,6,12,10", "kernel: 3, pad: 1"},
    {IMAGE W3 "Conv x w -> y auto_pad=SAME_LOWER strides=2,2\noutput y 1,6,6,5",
     "kernel: 3, stride: 2, pad: 1"},
    {IMAGE W3 "Conv x w -> y auto_pad=VALID\noutput y 1,6,10,8", "kernel: 3, relu"},
    {IMAGE W3 "ints p 0,0,1,1,0,0,1,1\nPad x p -> v\ninfo v 1,4,14,12\nConv v w -> y\noutput y -",
     "kernel: 3, pad: 1"},
    {IMAGE "opset 9\nPad x -> v pads=0,0,1,0,0,0,1,0 mode=constant value=0.0\n"
           "AveragePool v -> y kernel_shape=3,3 pads=0,1,0,1 strides=1,2\noutput y -",
     "op: average_pool, kernel: 3, stride: [1, 2], pad: 1}"},
    {IMAGE W3 /* as PyTorch exports F.pad: columns, then rows, each before and behind */
     "ints four 4,\nConstantOfShape four -> o\nints q 1,1,1,0\nConcat q o -> c axis=0\n"
     "ints two -1,2\nReshape c two -> r\nints a 0,\nints e -9223372036854775807,\nints m -1,\n"
     "Slice r m e a m -> s\nTranspose s -> t perm=1,0\nReshape t m -> f\nCast f -> p to=7\n"
     "float zero 0\nPad x p zero -> v mode=constant\ninfo v 1,4,13,12\n"
     "Conv v w -> y strides=3,1\noutput y 1,6,4,10",
     "kernel: 3, stride: [3, 1], pad: 1,"},
    /* pools */
    {IMAGE "MaxPool x -> y kernel_shape=3,2 strides=2,2 ceil_mode=1\noutput y 1,4,6,5",
     "op: max_pool, kernel: [3, 2], stride: 2, round: up}"},
    {IMAGE "MaxPool x -> y kernel_shape=3,3\noutput y 1,4,10,8", "kernel: 3, stride: 1}"},
    {IMAGE "MaxPool x -> y kernel_shape=3,3 strides=2,2 pads=0,0,1,1\noutput y 1,4,6,5",
     "kernel: 3, stride: 2, round: up}"},
    {IMAGE "GlobalMaxPool x -> y\noutput y 1,4,1,1", "op: max_pool, kernel: [12, 10]"},
    {IMAGE "GlobalAveragePool x -> y\noutput y 1,4,1,1", "op: global_average"},
    {IMAGE "ReduceMean x -> y axes=-1,-2 keepdims=0\noutput y 1,4", "op: global_average"},
    {IMAGE "opset 18\nints a 2,3\nReduceMean x a -> y\noutput y 1,4,1,1", "op: global_average"},
    /* fully connected, behind every way to flatten */
    {"input x 0,30\nweights w 30,7\nMatMul x w -> y\noutput y 0,7", "op: full, filters: 7"},
    {IMAGE "weights w 7,480\nFlatten x -> f\nGemm f w -> y transB=1\noutput y 1,7",
     "op: full, filters: 7, relu: false}"},
    {IMAGE "weights w 480,7\nweights b 7\nints s 0,-1\nReshape x s -> f\nMatMul f w -> m\n"
           "Add m b -> y\nRelu y -> z\noutput z 1,7",
     "op: full, filters: 7}"},
    {"input x 0,4,6,5\nweights w 4,7\nGlobalAveragePool x -> g\nSqueeze g -> f axes=2,3\n"
     "Gemm f w -> y\noutput y 0,7",
     "op: full, filters: 7"},
    {"input x 0,4,6,5\nweights w 120,7\nints zero 0,\nints one 1,\nints rest -1,\nShape x -> s\n"
     "Slice s zero one -> n\nConcat n rest -> d axis=0\nReshape x d -> f\nGemm f w -> y\noutput y "
     "0,7",
     "op: full, filters: 7"},
    {IMAGE "weights w 7,480\nTranspose w -> t\nFlatten x -> f\nMatMul f t -> y\noutput y 1,7",
     "op: full, filters: 7"},
    /* joins, and a bias or a norm that is nothing of its own */
    {C3 "weights v 6,4,1,1\nConv x v -> z\nConcat y z -> j axis=-3\noutput j 1,12,12,10",
     "op: concat, inputs: [n_y, n_z]}"},
    {C3 "weights v 6,4,1,1\nConv x v -> z\nAdd y z -> j\nRelu j -> r\noutput r 1,6,12,10",
     "op: add, inputs: [n_y, n_z], relu: true}"},
    {C3 "weights v 6,4,1,1\nConv x v -> z\nSum y z y -> j\noutput j -",
     "op: add, inputs: [n_y, n_z, n_y]}"},
    {C3 "weights b 6,1,1\nAdd b y -> z\nRelu z -> a\noutput a -", "kernel: 3, pad: 1}"},
    {C3 "weights b 6\nBatchNormalization y b b b b -> z\nRelu z -> a\noutput a -",
     "kernel: 3, pad: 1}"},
    /* a shuffle, of five axes and of four */
    {C3 "ints s 1,3,2,12,10\nReshape y s -> a\nTranspose a -> b perm=0,2,1,3,4\nints t 1,6,12,10\n"
        "Reshape b t -> z\noutput z -",
     "op: shuffle, groups: 3}"},
    {C3 "ints s 1,2,3,120\nReshape y s -> a\nTranspose a -> b perm=0,2,1,3\nints t 0,6,12,10\n"
        "Reshape b t -> z\noutput z -",
     "op: shuffle, groups: 2}"},
    /* what the output does not need is not looked at */
    {C3 "Loop y -> z\nSqueezed x -> v\noutput y -", "op: conv"},
    /* old models list constants as inputs */
    {C3 "input w 6,4,3,3\noutput y -", "op: conv, filters: 6"},
};

Test(onnx_operators, operators)
{
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct trial trial = begin(good[i].text, &plain);
        char *all = expect_render_all(trial.diag);
        cr_assert_eq(trial.status, 0, "%s\n%s", good[i].text, all);
        cr_assert_not_null(strstr(trial.import.text, good[i].line), "%s\nlacks: %s\n%s",
                           good[i].text, good[i].line, trial.import.text);
        free(all);
        end(&trial);
    }
}

static const struct example noted[] = {
    {C3 "Clip y -> z min=0.0 max=6.0\noutput z -",
     "Clip 'n_z': the upper bound is left out, a ReLU remains"},
    {IMAGE "weights b 4\nBatchNormalization x b b b b -> n\n" W3 "Conv n w -> y\noutput y -",
     "BatchNormalization 'n_n': scales or shifts what no layer alone has computed"},
    {IMAGE "AveragePool x -> y kernel_shape=3,3 pads=1,1,1,1\noutput y -",
     "AveragePool 'n_y': the model's mean leaves padding out"},
    {C3 "Softmax y -> z\noutput z -", "Softmax 'n_z': left out"},
};

Test(onnx_operators, notes)
{
    for (size_t i = 0; i < sizeof noted / sizeof *noted; i++) {
        struct trial trial = begin(noted[i].text, &plain);
        expect_fine(&trial);
        cr_assert_eq(trial.import.note_count, 1, "%s", noted[i].text);
        cr_assert_not_null(strstr(trial.import.note[0], noted[i].line), "%s", trial.import.note[0]);
        cr_assert_not_null(strstr(trial.import.text, noted[i].line), "%s", trial.import.text);
        end(&trial);
    }
}

/* A mean that counts its padding is the network's own: nothing to note. */
Test(onnx_operators, no_notes)
{
    struct trial trial = begin(IMAGE "AveragePool x -> y kernel_shape=3,3 pads=1,1,1,1 "
                                     "count_include_pad=1\noutput y -",
                               &plain);
    expect_fine(&trial);
    cr_assert_eq(trial.import.note_count, 0);
    end(&trial);
}

/* The help lists what is taken. */
Test(onnx_operators, help_lists_all_operators)
{
    for (const struct onnx_op *op = onnx_ops; op->name; op++) {
        char word[60];
        snprintf(word, sizeof word, " %s%s", op->name, op[1].name ? "," : ".");
        cr_assert_not_null(strstr(import_onnx_page.description, word), "%s", op->name);
    }
}
