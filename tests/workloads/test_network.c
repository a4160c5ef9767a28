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
    char name[40];
    int c, m, p, q, r, s, stride, groups, pad, h, w;
    unsigned long long macs;
};

static int next_row(FILE *table, struct row *row)
{
    char line[300];
    while (fgets(line, sizeof line, table)) {
        if (line[0] == '#' || strncmp(line, "layer,", 6) == 0)
            continue;
        char *name_end = strchr(line, ','), *numbers = strchr(name_end + 1, ',') + 1;
        int *const fields[] = {&row->c,      &row->m,      &row->p,   &row->q, &row->r, &row->s,
                               &row->stride, &row->groups, &row->pad, &row->h, &row->w};
        snprintf(row->name, sizeof row->name, "%.*s", (int)(name_end - line), line);
        for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
            *fields[i] = (int)strtol(numbers, &numbers, 10);
            numbers++;
        }
        row->macs = strtoull(numbers, NULL, 10);
        for (char *c = row->name; *c; c++)
            if (*c == '.')
                *c = '/';
        return 1;
    }
    return 0;
}

static void compare(const struct network *network, int layer, const struct row *row)
{
    struct layer_shape shape = network_layer_shape(network, layer, 1);
    const int expected[DIM_COUNT] = {1,      row->c, row->m, row->p,
                                     row->q, row->r, row->s, row->groups};
    const char *name = network->node[network->layer[layer]].name;
    cr_assert_str_eq(name, row->name);
    for (int d = 0; d < DIM_COUNT; d++)
        cr_assert_eq(shape.size[d], expected[d], "%s %c: %d", name, dim_letters[d], shape.size[d]);
    for (int axis = 0; axis < 2; axis++) {
        cr_assert_eq(shape.stride[axis], row->stride);
        cr_assert_eq(shape.pad[axis], row->pad);
        cr_assert_eq(shape.dilation[axis], 1);
    }
    cr_assert_eq(shape.input[ROWS], row->h);
    cr_assert_eq(shape.input[COLUMNS], row->w);
    cr_assert_eq(layer_terms_per_image(&shape), row->macs, "%s", name);
}

/* Every layer as the table says, in its order. */
Test(network, squeezenet)
{
    struct network *network = read_good(ENOS_SOURCE_DIR "/workloads/squeezenet.yaml");
    FILE *table = fopen(DATA "squeezenet_cifar10.csv", "r");
    struct row row;
    int layers = 0;
    cr_assert_not_null(table);
    while (next_row(table, &row))
        compare(network, layers++, &row);
    fclose(table);
    cr_assert_eq(layers, 26);
    cr_assert_eq(network->layer_count, 26);
    cr_assert_eq(network_terms(network), 202211328);
    cr_assert_eq(network->input_signed, 1);
    cr_assert_eq(network->input_bits, 8);
    cr_assert_str_eq(network->name, "squeezenet");
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

/* Networks of other kinds: groups and full layers, branches, shuffle, add and
 * depthwise. Published multiply-accumulates. */
Test(network, other_networks)
{
    static const struct {
        const char *path;
        int layers;
        uint64_t terms;
    } networks[] = {{DATA "alexnet.yaml", 8, 724406816},
                    {DATA "vgg16.yaml", 16, 15470264320},
                    {DATA "googlenet.yaml", 58, 1582671872},
                    {DATA "shufflenet.yaml", 50, 42590592}};
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++) {
        struct network *network = read_good(networks[i].path);
        cr_assert_eq(network_terms(network), networks[i].terms, "%s: %llu", networks[i].path,
                     (unsigned long long)network_terms(network));
        cr_assert_eq(network->layer_count, networks[i].layers, "%s: %d", networks[i].path,
                     network->layer_count);
        network_free(network);
    }
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
