#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "workloads/network.h"

#define DATA ENOS_SOURCE_DIR "/tests/workloads/data/"

static struct network *read_good(const char *path)
{
    struct diag_list *diag;
    struct network *network;
    cr_assert_eq(diag_create(&diag), 0);
    if (network_read(&network, path, NULL, 0, diag) != 0)
        expect_error(diag, 0, "(no error)");
    diag_free(diag);
    return network;
}

static struct network *read_text(const char *text)
{
    struct diag_list *diag;
    struct network *network;
    cr_assert_eq(diag_create(&diag), 0);
    if (network_read_text(&network, "n", text, strlen(text), NULL, 0, diag) != 0)
        expect_error(diag, 0, "(no error)");
    diag_free(diag);
    return network;
}

/* One line of the table: layer,type,C,M,P,Q,R,S,stride,groups,pad,H,W,macs,weights,params. */
struct row {
    char name[40], type[8];
    int c, m, p, q, r, s, stride, groups, pad, h, w;
    unsigned long long macs, weights, params;
};

static int next_row(FILE *table, struct row *row)
{
    char line[300];
    if (!fgets(line, sizeof line, table))
        return 0;
    char *name_end = strchr(line, ','), *numbers = strchr(name_end + 1, ',') + 1;
    int *const fields[] = {&row->c,      &row->m,      &row->p,   &row->q, &row->r, &row->s,
                           &row->stride, &row->groups, &row->pad, &row->h, &row->w};
    unsigned long long *const counts[] = {&row->macs, &row->weights, &row->params};
    snprintf(row->name, sizeof row->name, "%.*s", (int)(name_end - line), line);
    snprintf(row->type, sizeof row->type, "%.*s", (int)(numbers - name_end) - 2, name_end + 1);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++, numbers++)
        *fields[i] = (int)strtol(numbers, &numbers, 10);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++, numbers++)
        *counts[i] = strtoull(numbers, &numbers, 10);
    return 1;
}

/* The table's `.` between a block and its node is our `/`, but for stages like s2.b0. */
static int is_same_name(const char *ours, const char *theirs)
{
    for (; *ours && *theirs; ours++, theirs++)
        if (*ours != *theirs && !(*ours == '/' && *theirs == '.'))
            return 0;
    return *ours == *theirs;
}

/* `extra`: parameters of an output channel besides its weights: a bias (1), or what batch
 * normalisation scales and shifts by (2). */
static void compare(const struct network *network, int layer, const struct row *row, int extra)
{
    struct layer_shape shape = network_layer_shape(network, layer, 1);
    const int expected[DIM_COUNT] = {1,      row->c, row->m, row->p,
                                     row->q, row->r, row->s, row->groups};
    const char *name = network->node[network->layer[layer]].name;
    cr_assert(is_same_name(name, row->name), "%s, not %s", name, row->name);
    for (int d = 0; d < DIM_COUNT; d++)
        cr_assert_eq(shape.size[d], expected[d], "%s %s %c: %d", network->name, name,
                     dim_letters[d], shape.size[d]);
    for (int axis = 0; axis < 2; axis++) {
        cr_assert_eq(shape.stride[axis], row->stride);
        cr_assert_eq(shape.pad[axis], row->pad);
        cr_assert_eq(shape.dilation[axis], 1);
    }
    cr_assert_eq(shape.input[ROWS], row->h);
    cr_assert_eq(shape.input[COLUMNS], row->w);
    cr_assert_eq(layer_terms_per_image(&shape), row->macs, "%s", name);
    cr_assert_eq(layer_weights(&shape), row->weights, "%s", name);
    cr_assert_eq(layer_weights(&shape) + (uint64_t)(extra * shape.size[DIM_M]), row->params, "%s",
                 name);
}

/* A shipped network, and the totals of its published or computed layer table. The
 * tables are computed from the papers' own, apart from this project's code. */
static const struct {
    const char *name;
    int layers;
    uint64_t terms, params;
    int extra; /* parameters of a convolution's channel, see compare() */
} shipped[] = {
    {"squeezenet", 26, 202211328, 729034, 1},      {"squeezenet-pool", 26, 52543488, 729034, 1},
    {"squeezenet1_0", 26, 818924576, 1248424, 1},  {"squeezenet1_1", 26, 349151936, 1235496, 1},
    {"shufflenet", 50, 42590592, 914338, 2},       {"shufflenet-224", 50, 137460672, 1865728, 2},
    {"googlenet-tiny", 58, 129318912, 6178552, 1}, {"googlenet-emnist", 58, 16536064, 6015455, 1},
    {"googlenet-224", 58, 1582671872, 6998552, 1}, {"alexnet", 8, 724406816, 60965224, 1},
    {"vgg16", 16, 15470264320, 138357544, 1},
};

static struct network *read_shipped(const char *name)
{
    char path[300];
    snprintf(path, sizeof path, "%s/workloads/%s.yaml", ENOS_SOURCE_DIR, name);
    return read_good(path);
}

/* In the table of googlenet-emnist nothing is left of the image in blocks 5a and 5b (0 x 0):
 * no network can compute that. Ours pads pool4 and goes on with 1 x 1. */
static void mend_empty(struct row *row)
{
    if (row->p > 0)
        return;
    row->p = row->q = row->h = row->w = 1;
    row->macs = row->weights;
}

/* Every layer as the table says, in its order, and the sums. */
Test(network, shipped_networks)
{
    for (size_t i = 0; i < sizeof shipped / sizeof *shipped; i++) {
        struct network *network = read_shipped(shipped[i].name);
        char path[300];
        snprintf(path, sizeof path, DATA "%s.csv", shipped[i].name);
        FILE *table = fopen(path, "r");
        char heading[300];
        struct row row;
        int layers = 0;
        uint64_t params = 0;
        cr_assert_not_null(table);
        cr_assert_not_null(fgets(heading, sizeof heading, table));
        while (next_row(table, &row)) {
            mend_empty(&row);
            int is_full = strcmp(row.type, "fc") == 0;
            compare(network, layers++, &row, is_full ? 1 : shipped[i].extra);
            params += row.params;
        }
        fclose(table);
        cr_assert_eq(layers, shipped[i].layers, "%s", shipped[i].name);
        cr_assert_eq(network->layer_count, layers);
        cr_assert_eq(network_terms(network), shipped[i].terms, "%s", shipped[i].name);
        cr_assert_eq(params, shipped[i].params, "%s", shipped[i].name);
        cr_assert_str_eq(network->name, shipped[i].name);
        network_free(network);
    }
}

static struct network *read_with(const char *name, const char *override)
{
    char path[300];
    struct diag_list *diag;
    struct network *network;
    snprintf(path, sizeof path, "%s/workloads/%s.yaml", ENOS_SOURCE_DIR, name);
    cr_assert_eq(diag_create(&diag), 0);
    if (network_read(&network, path, &override, 1, diag) != 0)
        expect_error(diag, 0, "(no error)");
    diag_free(diag);
    return network;
}

/* One override gives the last layer as many channels. */
Test(network, other_classes)
{
    for (size_t i = 0; i < sizeof shipped / sizeof *shipped; i++) {
        struct network *network = read_with(shipped[i].name, "classes=77");
        struct layer_shape last = network_layer_shape(network, network->layer_count - 1, 1);
        cr_assert_eq(network->classes, 77);
        cr_assert_eq(last.size[DIM_M], 77, "%s", shipped[i].name);
        network_free(network);
    }
}

/* CIFAR-100: 100 classes cost what the published tables for it say. */
Test(network, cifar100)
{
    struct network *network = read_with("squeezenet", "classes=100");
    cr_assert_eq(network_terms(network), 205160448);
    network_free(network);
    network = read_with("squeezenet-pool", "classes=100");
    cr_assert_eq(network_terms(network), 53280768);
    network_free(network);
    network = read_with("shufflenet", "classes=100");
    cr_assert_eq(network_terms(network), 42676992);
    network_free(network);
}

/* The bypass adds four nodes, around blocks of as many channels in as out. */
Test(network, bypass)
{
    struct network *plain = read_shipped("squeezenet-pool");
    struct network *network = read_with("squeezenet-pool", "parameters.bypass=true");
    int add = network_find(network, "fire5/add"), next = network_find(network, "fire6/s1x1");
    cr_assert_eq(network->node_count, plain->node_count + 4);
    cr_assert_eq(network_terms(network), network_terms(plain));
    cr_assert_geq(add, 0);
    cr_assert_eq(network->node[next].input[0], add);
    cr_assert_eq(network_find(network, "fire4/add"), -1);
    cr_assert_eq(network_find(plain, "fire5/add"), -1);
    network_free(plain);
    network_free(network);
}

/* Half the filters everywhere but in the classifier, in every shipped network of ours. */
Test(network, width)
{
    static const char *const names[] = {"squeezenet-pool", "shufflenet", "googlenet-emnist"};
    for (int i = 0; i < 3; i++) {
        struct network *whole = read_shipped(names[i]), *half = read_with(names[i], "width=0.5");
        cr_assert_eq(half->classes, whole->classes);
        for (int l = 0; l + 1 < whole->layer_count; l++) {
            const struct network_node *a = &whole->node[whole->layer[l]];
            const struct network_node *b = &half->node[half->layer[l]];
            cr_assert_eq(2 * b->output.channels, a->output.channels, "%s", a->name);
        }
        cr_assert_eq(half->node[half->output].output.channels, whole->classes);
        network_free(whole);
        network_free(half);
    }
}

/* Rounded to the nearest multiple of the groups; both layers that meet in the output stay. */
Test(network, width_is_rounded)
{
    static const char text[] = "format: enos/network/1\n"
                               "name: n\n"
                               "width: 0.3\n"
                               "input: {shape: [4, 8, 8]}\n"
                               "nodes:\n"
                               "  - {name: a, op: conv, filters: 1, kernel: 1}\n"
                               "  - {name: b, op: conv, filters: 15, kernel: 1}\n"
                               "  - {name: c, op: conv, filters: 40, kernel: 1, groups: 4, "
                               "inputs: input}\n"
                               "  - {name: d, op: concat, inputs: [a, b, c]}\n"
                               "  - {name: e, op: conv, filters: 7, kernel: 1, inputs: d}\n"
                               "  - {name: f, op: depthwise, kernel: 1, inputs: d}\n"
                               "  - {name: g, op: global_average, inputs: e}\n"
                               "  - {name: h, op: global_average, inputs: f}\n"
                               "  - {name: out, op: concat, inputs: [g, h]}\n";
    struct network *network = read_text(text);
    static const struct {
        const char *name;
        int channels;
    } wanted[] = {{"a", 1}, {"b", 5}, {"c", 12}, {"d", 18}, {"e", 7}, {"f", 18}, {"out", 25}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        int node = network_find(network, wanted[i].name);
        cr_assert_eq(network->node[node].output.channels, wanted[i].channels, "%s", wanted[i].name);
    }
    network_free(network);
}

Test(network, squeezenet_header)
{
    struct network *network = read_shipped("squeezenet");
    cr_assert_eq(network->input_signed, 1);
    cr_assert_eq(network->input_bits, 8);
    cr_assert_str_eq(network->node[network->output].name, "pool10");
    network_free(network);
}

/* What pool, concat and the global average move, counted by hand. */
Test(network, squeezenet_traffic)
{
    static const struct {
        const char *name;
        uint64_t in, out;
    } nodes[] = {{"fire2/concat", 128 * 32 * 32, 128 * 32 * 32},
                 {"pool4", 256 * 32 * 32, 256 * 16 * 16},
                 {"pool8", 512 * 16 * 16, 512 * 8 * 8},
                 {"pool10", 640, 10}};
    struct network *network = read_good(ENOS_SOURCE_DIR "/workloads/squeezenet.yaml");
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) {
        int found = network_find(network, nodes[i].name);
        cr_assert_geq(found, 0, "%s", nodes[i].name);
        cr_assert_eq(network_elements_in(network, &network->node[found]), nodes[i].in);
        cr_assert_eq(network_elements_out(&network->node[found]), nodes[i].out);
    }
    cr_assert_eq(network_find(network, "fire1"), -1);
    network_free(network);
}

#define HEAD "format: enos/network/1\nname: n\ninput: {shape: [4, 9, 7]}\n"

/* The order of the file does not matter where inputs are named. */
Test(network, any_order)
{
    struct network *network =
        read_text(HEAD "nodes:\n"
                       "  - {name: c, op: add, inputs: [a, b]}\n"
                       "  - {name: b, op: conv, inputs: a, filters: 4, kernel: 1}\n"
                       "  - {name: a, op: conv, inputs: input, filters: 4, kernel: 1}\n");
    cr_assert_str_eq(network->node[0].name, "a");
    cr_assert_str_eq(network->node[1].name, "b");
    cr_assert_str_eq(network->node[2].name, "c");
    cr_assert_eq(network->node[0].input[0], NETWORK_INPUT);
    cr_assert_eq(network->node[2].input[0], 0);
    cr_assert_eq(network->node[2].input[1], 1);
    cr_assert_eq(network->output, 2);
    network_free(network);
}

static void check_window(const char *node, int rows, int columns)
{
    char text[600];
    snprintf(text, sizeof text, HEAD "nodes:\n  - {name: a, %s}\n", node);
    struct network *network = read_text(text);
    cr_assert_eq(network->node[0].output.rows, rows, "%s: %d", node, network->node[0].output.rows);
    cr_assert_eq(network->node[0].output.columns, columns, "%s: %d", node,
                 network->node[0].output.columns);
    network_free(network);
}

/* 9 rows, 7 columns. */
Test(network, windows)
{
    check_window("op: conv, filters: 1, kernel: 3", 7, 5);
    check_window("op: conv, filters: 1, kernel: [3, 1]", 7, 7);
    check_window("op: conv, filters: 1, kernel: 3, stride: 2", 4, 3);
    check_window("op: conv, filters: 1, kernel: 3, stride: [1, 2], pad: [0, 1]", 7, 4);
    check_window("op: conv, filters: 1, kernel: 3, dilation: 3, pad: 3", 9, 7);
    check_window("op: max_pool, kernel: 2, stride: 2", 4, 3);
    check_window("op: max_pool, kernel: 2, stride: 2, round: up", 5, 4);
    check_window("op: max_pool, kernel: 2, stride: 3, round: up", 3, 3);
    /* a partial window that would begin in the padding behind does not count */
    check_window("op: max_pool, kernel: 2, stride: 10, pad: 1, round: up", 1, 1);
    check_window("op: full, filters: 5", 1, 1);
    check_window("op: global_average", 1, 1);
    check_window("op: depthwise, kernel: 3", 7, 5);
}

Test(network, layer_shape_and_batch)
{
    struct network *network = read_text(HEAD "nodes:\n"
                                             "  - {name: a, op: conv, filters: 6, kernel: [3, 2], "
                                             "stride: [2, 1], pad: [1, 0], dilation: [1, 2], "
                                             "groups: 2, relu: false, choice: MF4}\n"
                                             "  - {name: b, op: depthwise, kernel: 3}\n"
                                             "  - {name: c, op: full, filters: 3}\n");
    struct layer_shape a = network_layer_shape(network, 0, 5),
                       b = network_layer_shape(network, 1, 1),
                       c = network_layer_shape(network, 2, 1);
    const struct layer_shape expected_a = {.size = {5, 4, 6, 5, 5, 3, 2, 2},
                                           .input = {9, 7},
                                           .stride = {2, 1},
                                           .dilation = {1, 2},
                                           .pad = {1, 0}};
    const struct layer_shape expected_b = {
        .size = {1, 6, 6, 3, 3, 3, 3, 6}, .input = {5, 5}, .stride = {1, 1}, .dilation = {1, 1}};
    const struct layer_shape expected_c = {
        .size = {1, 54, 3, 1, 1, 1, 1, 1}, .input = {1, 1}, .stride = {1, 1}, .dilation = {1, 1}};
    cr_assert(layer_shape_equal(&a, &expected_a));
    cr_assert(layer_shape_equal(&b, &expected_b));
    cr_assert(layer_shape_equal(&c, &expected_c));
    cr_assert_eq(network->node[0].relu, 0);
    cr_assert_eq(network->node[1].relu, 1);
    cr_assert_str_eq(network->node[0].choice.op->name, "MF");
    cr_assert_eq(network->node[0].choice.bits, 4);
    cr_assert_null(network->node[1].choice.op);
    network_free(network);
}

Test(network, overrides)
{
    static const char *const good[] = {"nodes.conv1.filters=32", "nodes.fire2.with.squeeze=8",
                                       "input.shape=[3, 64, 64]"};
    static const char *const bad[] = {"nodes.conv1.filter=32", "nodes.fire3.with.squeeze=0"};
    struct diag_list *diag;
    struct network *network;
    const char *path = ENOS_SOURCE_DIR "/workloads/squeezenet.yaml";
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(network_read(&network, path, good, 3, diag), 0);
    struct layer_shape squeeze = network_layer_shape(network, 1, 1);
    cr_assert_eq(squeeze.size[DIM_C], 32);
    cr_assert_eq(squeeze.size[DIM_M], 8);
    cr_assert_eq(squeeze.size[DIM_P], 64);
    network_free(network);
    cr_assert_eq(network_read(&network, path, bad, 2, diag), -1);
    cr_assert_null(network);
    expect_error(diag, 0,
                 "--set:1:13: error: unknown key 'filter' in conv 'conv1'\n"
                 "    1 | nodes.conv1.filter=32\n");
    expect_error(diag, 1, "--set:1:26: error: filters: '0' is out of range");
    diag_free(diag);
}
