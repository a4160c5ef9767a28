/* Models of an exporter as networks, beside what the exporter itself computes of them. */
#include <stdio.h>
#include <string.h>

#include "onnx_trial.h"

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
