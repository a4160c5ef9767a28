/* Networks from ONNX models: those of an exporter beside what the exporter itself computes of them,
 * and each operator and mistake in a model of a few lines. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../workloads/expect.h"
#include "import_onnx_request.h"
#include "onnx_import.h"
#include "onnx_op.h"
#include "onnx_text.h"

static const struct onnx_import_options plain = {NULL, NULL, "test"};

struct trial {
    struct onnx_import import;
    struct diag_list *diag;
    int status;
};

static struct trial begin(const char *text, const struct onnx_import_options *options)
{
    struct trial trial;
    size_t size;
    uint8_t *bytes = onnx_text_model(text, &size);
    cr_assert_eq(diag_create(&trial.diag), 0);
    trial.status = onnx_import_bytes(&trial.import, "m.onnx", bytes, size, options, trial.diag);
    cr_assert_eq(trial.status == 0, diag_count(trial.diag) == 0);
    free(bytes);
    return trial;
}

static void end(struct trial *trial)
{
    onnx_import_free(&trial->import);
    diag_free(trial->diag);
}

static void expect_fine(const struct trial *trial)
{
    char *all = expect_render_all(trial->diag);
    cr_assert_eq(trial->status, 0, "%s", all);
    free(all);
}

/* A model of an exporter, and what the exporter computes of each layer. */

struct wanted {
    char name[100], op[20];
    int c, m, p, q, r, s, g, stride[2], dilation[2], pad[2];
    unsigned long long terms;
};

static int read_wanted(FILE *file, struct wanted *w)
{
    char line[300];
    do
        if (!fgets(line, sizeof line, file))
            return 0;
    while (line[0] == '#');
    int n = sscanf(line, "%99s %19s %d %d %d %d %d %d %d %d %d %d %d %d %d %llu", w->name, w->op,
                   &w->c, &w->m, &w->p, &w->q, &w->r, &w->s, &w->g, &w->stride[0], &w->stride[1],
                   &w->dilation[0], &w->dilation[1], &w->pad[0], &w->pad[1], &w->terms);
    cr_assert_eq(n, 16, "%s", line);
    return 1;
}

static void expect_layer(const struct network *network, int layer, const struct wanted *w)
{
    struct layer_shape shape = network_layer_shape(network, layer, 1);
    const struct network_node *node = &network->node[network->layer[layer]];
    const struct layer_shape wanted = {.size = {[DIM_N] = 1,
                                                [DIM_C] = w->c,
                                                [DIM_M] = w->m,
                                                [DIM_P] = w->p,
                                                [DIM_Q] = w->q,
                                                [DIM_R] = w->r,
                                                [DIM_S] = w->s,
                                                [DIM_G] = w->g},
                                       .input = {shape.input[0], shape.input[1]},
                                       .stride = {w->stride[0], w->stride[1]},
                                       .dilation = {w->dilation[0], w->dilation[1]},
                                       .pad = {w->pad[0], w->pad[1]}};
    char name[100];
    snprintf(name, sizeof name, "%s", w->name);
    for (char *dot = name; (dot = strchr(dot, '.'));)
        *dot = '/';
    cr_assert_str_eq(node->name, name);
    cr_assert_str_eq(network_op_name(node->op), w->op, "%s", name);
    cr_assert(layer_shape_equal(&shape, &wanted), "%s", name);
    cr_assert_eq(layer_terms_per_image(&shape), w->terms, "%s", name);
}

static const char *const exported[] = {"fire", "residual", "lenet", "shuffle"};

static struct trial import_exported(const char *name)
{
    struct trial trial;
    char path[400];
    snprintf(path, sizeof path, "%s/tests/tools/onnx/%s.onnx", ENOS_SOURCE_DIR, name);
    cr_assert_eq(diag_create(&trial.diag), 0);
    trial.status = onnx_import_read(&trial.import, path, &plain, trial.diag);
    expect_fine(&trial);
    return trial;
}

Test(onnx_import, layers_are_those_that_pytorch_runs)
{
    for (size_t i = 0; i < sizeof exported / sizeof *exported; i++) {
        struct trial trial = import_exported(exported[i]);
        char path[400];
        struct wanted wanted;
        int count = 0;
        snprintf(path, sizeof path, "%s/tests/tools/onnx/%s.layers", ENOS_SOURCE_DIR, exported[i]);
        FILE *file = fopen(path, "r");
        cr_assert_not_null(file, "%s", path);
        for (; read_wanted(file, &wanted); count++) {
            cr_assert_lt(count, trial.import.network->layer_count, "%s", exported[i]);
            expect_layer(trial.import.network, count, &wanted);
        }
        fclose(file);
        cr_assert_eq(count, trial.import.network->layer_count, "%s", exported[i]);
        end(&trial);
    }
}

static const struct network_node *find(const struct trial *trial, const char *name)
{
    int at = network_find(trial->import.network, name);
    cr_assert_geq(at, 0, "%s in %s", name, trial->import.text);
    return &trial->import.network->node[at];
}

/* What the list of layers does not say: how they are joined, and where a ReLU is. */
Test(onnx_import, the_graph_of_exported_models)
{
    struct trial trial = import_exported("fire");
    cr_assert_eq(find(&trial, "pool1")->output.rows, 8); /* 7.5 rounded up */
    cr_assert_eq(find(&trial, "fire2")->input_count, 2);
    cr_assert(find(&trial, "fire2/squeeze")->relu, "behind the batch normalisation");
    cr_assert_eq(trial.import.network->classes, 10);
    cr_assert_eq(trial.import.note_count, 1);
    cr_assert_str_eq(trial.import.note[0],
                     "Softmax '/Softmax': left out: the largest score is the same without it");
    end(&trial);
    trial = import_exported("residual");
    cr_assert(!find(&trial, "block1/project")->relu && !find(&trial, "block1")->relu);
    cr_assert(find(&trial, "Add")->relu && !find(&trial, "left")->relu);
    cr_assert(find(&trial, "stem")->relu, "Relu and Clip");
    end(&trial);
    trial = import_exported("lenet");
    cr_assert(find(&trial, "conv1")->relu, "its ReLU comes behind the pool");
    cr_assert(!find(&trial, "full5")->relu);
    end(&trial);
    trial = import_exported("shuffle");
    cr_assert_eq(find(&trial, "Reshape_1")->groups, 3);
    cr_assert_eq(find(&trial, "AveragePool")->pad[ROWS], 1, "padded by a node of its own");
    cr_assert(find(&trial, "Concat")->relu);
    end(&trial);
}

Test(onnx_import, says_where_it_is_from)
{
    struct trial trial = import_exported("fire");
    static const char *const lines[] = {
        "# from: fire.onnx, sha256 ",
        "# made by: pytorch 1.13.0; ONNX IR version 7, operator set 13", "# tool: test",
        "source: \"imported from the ONNX model fire.onnx, made by pytorch 1.13.0\""};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        cr_assert_not_null(strstr(trial.import.text, lines[i]), "%s", lines[i]);
    end(&trial);
}

/* A model of a few lines, and a line of its network. */

#define IMAGE "input x 1,4,12,10\n"
#define W3 "weights w 6,4,3,3\n"
#define C3 IMAGE W3 "Conv x w -> y pads=1,1,1,1\n"

struct good {
    const char *text, *line;
};

static const struct good good[] = {
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

Test(onnx_import, operators)
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

static const struct good noted[] = {
    {C3 "Clip y -> z min=0.0 max=6.0\noutput z -",
     "Clip 'n_z': the upper bound is left out, a ReLU remains"},
    {IMAGE "weights b 4\nBatchNormalization x b b b b -> n\n" W3 "Conv n w -> y\noutput y -",
     "BatchNormalization 'n_n': scales or shifts what no layer alone has computed"},
    {IMAGE "AveragePool x -> y kernel_shape=3,3 pads=1,1,1,1\noutput y -",
     "AveragePool 'n_y': the model's mean leaves padding out"},
    {C3 "Softmax y -> z\noutput z -", "Softmax 'n_z': left out"},
};

Test(onnx_import, notes)
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
Test(onnx_import, no_notes)
{
    struct trial trial = begin(IMAGE "AveragePool x -> y kernel_shape=3,3 pads=1,1,1,1 "
                                     "count_include_pad=1\noutput y -",
                               &plain);
    expect_fine(&trial);
    cr_assert_eq(trial.import.note_count, 0);
    end(&trial);
}

static const struct good bad[] = {
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

Test(onnx_import, mistakes)
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
Test(onnx_import, all_mistakes_at_once)
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

Test(onnx_import, an_output_of_several)
{
    struct onnx_import_options options = plain;
    static const char text[] = C3 "Relu y -> z\nSigmoid z -> a\noutput z -\noutput a -";
    options.output = "z";
    options.name = "other";
    struct trial trial = begin(text, &options);
    expect_fine(&trial);
    cr_assert_str_eq(trial.import.network->name, "other");
    end(&trial);
    options.output = "n";
    trial = begin(text, &options);
    expect_some(trial.diag, "nothing gives the output 'n'");
    expect_some(trial.diag, "the model's outputs: z, a");
    end(&trial);
}

/* The help lists what is taken. */
Test(onnx_import, help_lists_all_operators)
{
    for (const struct onnx_op *op = onnx_ops; op->name; op++) {
        char word[60];
        snprintf(word, sizeof word, " %s%s", op->name, op[1].name ? "," : ".");
        cr_assert_not_null(strstr(import_onnx_page.description, word), "%s", op->name);
    }
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

Test(onnx_import, no_models)
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
Test(onnx_import, cut_off)
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
Test(onnx_import, too_deep)
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
