#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "schema_sweep.h"
#include "workloads/network.h"

static int read_text(const char *text, size_t length, struct diag_list *diag)
{
    struct network *network;
    int status = network_read_text(&network, "f", text, length, NULL, 0, diag);
    cr_assert_eq(status == 0, network != NULL);
    network_free(network);
    return status;
}

/* Every operation with every key. */
static const char *const example =
    "format: enos/network/1\n"
    "name: all\n"
    "source: made up\n"
    "input:\n"
    "  shape: [4, 16, 16]\n"
    "  bits: 8\n"
    "  signed: false\n"
    "classes: 5\n"
    "width: 1\n"
    "parameters: {wide: 8}\n"
    "modules:\n"
    "  block:\n"
    "    parameters: [n]\n"
    "    nodes:\n"
    "      - {name: a, op: conv, filters: $n, kernel: 1}\n"
    "nodes:\n"
    "  - name: conv\n"
    "    op: conv\n"
    "    inputs: input\n"
    "    if: true\n"
    "    filters: $wide\n"
    "    kernel: [3, 3]\n"
    "    stride: 1\n"
    "    pad: 1\n"
    "    dilation: 1\n"
    "    groups: 2\n"
    "    relu: true\n"
    "    choice: T8\n"
    "  - {name: dw, op: depthwise, if: true, inputs: conv, kernel: 3, stride: 1, pad: 1, dilation: "
    "1, "
    "relu: true, choice: BC2}\n"
    "  - {name: used, use: block, inputs: dw, with: {n: 8}}\n"
    "  - {name: max, op: max_pool, if: true, inputs: used, kernel: 2, stride: 2, pad: 0, round: "
    "up}\n"
    "  - {name: mean, op: average_pool, if: true, inputs: used, kernel: 2, stride: 2, pad: 0, "
    "round: down}\n"
    "  - {name: sum, op: add, if: true, inputs: [max, mean], relu: true}\n"
    "  - {name: mix, op: shuffle, if: true, inputs: sum, groups: 2}\n"
    "  - {name: both, op: concat, if: true, inputs: [mix, sum], relu: false}\n"
    "  - {name: all, op: global_average, if: true, inputs: both}\n"
    "  - {name: full, op: full, if: true, inputs: all, filters: 5, relu: false, choice: MF4}\n";

static const struct desc_schema *schema_of(const char *title)
{
    for (size_t i = 0; network_schemas[i]; i++) {
        if (strcmp(network_schemas[i]->title, title) == 0)
            return network_schemas[i];
    }
    cr_assert_fail("no schema '%s'", title);
    return NULL;
}

Test(network_errors, every_key_of_every_schema)
{
    const struct sweep_map maps[] = {
        {"", schema_of("network")},
        {"input", schema_of("input")},
        {"modules.block", schema_of("module")},
        {"nodes.conv", schema_of("conv")},
        {"nodes.dw", schema_of("depthwise")},
        {"nodes.used", schema_of("block")},
        {"nodes.max", schema_of("max_pool")},
        {"nodes.mean", schema_of("average_pool")},
        {"nodes.sum", schema_of("add")},
        {"nodes.mix", schema_of("shuffle")},
        {"nodes.both", schema_of("concat")},
        {"nodes.all", schema_of("global_average")},
        {"nodes.full", schema_of("full")},
    };
    const struct sweep sweep = {example, network_schemas, maps, sizeof maps / sizeof *maps,
                                read_text};
    size_t keys = 0;
    for (size_t i = 0; network_schemas[i]; i++)
        keys += network_schemas[i]->count;
    cr_assert_eq(sweep_run(&sweep), (int)keys);
}

/* An error names the key with its file's own words, so no two schemas share a title. */
Test(network_errors, titles_are_unique)
{
    for (size_t i = 0; network_schemas[i]; i++)
        cr_assert_eq(schema_of(network_schemas[i]->title), network_schemas[i]);
}

#define HEAD "format: enos/network/1\nname: n\ninput: {shape: [4, 9, 7]}\n"
#define LINE1 "{name: a, op: conv, filters: 4, kernel: 1}"

/* Exactly these errors, in this order. */
static void check_all(const char *text, const char *const *starts, size_t n)
{
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(read_text(text, strlen(text), diag), -1, "%s", text);
    for (size_t i = 0; i < n; i++)
        expect_error(diag, i, starts[i]);
    cr_assert_eq(diag_kept(diag), n, "%s", text);
    diag_free(diag);
}

Test(network_errors, graph)
{
    static const struct {
        const char *nodes, *start;
    } cases[] = {
        {"[]", "f:4:8: error: nodes: a list of nodes is expected, not an empty one"},
        {"7", "f:4:8: error: nodes: a list of nodes is expected, not 7"},
        {"[7]", "f:4:9: error: a node is a map of keys"},
        {"\n- {name: a}", "f:5:4: error: the node lacks 'op' or 'use'"},
        {"\n- {}", "f:5:3: error: the node lacks 'op' or 'use'"},
        {"\n- {name: a, op: convv}",
         "f:5:17: error: op: 'convv' is not an operation\n    5 | - {name: a, op: convv}\n"
         "      |                 ^~~~~\n   hint: did you mean 'conv'?\n"},
        {"\n- {name: a, op: pooling}", "f:5:17: error: op: 'pooling' is not an operation"},
        {"\n- {name: a, op: max_pool, kernel: 2, stride: 2, filters: 3}",
         "f:5:49: error: unknown key 'filters' in max_pool 'a'"},
        {"\n- " LINE1 "\n- " LINE1, "f:6:10: error: the name 'a' is taken\n    6 | - " LINE1
                                    "\n      |          ^\n   hint: first given at line 5\n"},
        {"\n- {name: input, op: full, filters: 1}",
         "f:5:10: error: 'input' is the name of the network's input"},
        {"\n- " LINE1 "\n- {name: b, op: full, filters: 1, inputs: aa}",
         "f:6:43: error: there is no node 'aa'"},
        {"\n- {name: conv1, op: full, filters: 1}\n- {name: b, op: full, filters: 1, inputs: conv}",
         "f:6:43: error: there is no node 'conv'\n"
         "    6 | - {name: b, op: full, filters: 1, inputs: conv}\n"
         "      |                                           ^~~~\n"
         "   hint: did you mean 'conv1'?\n"},
        {"\n- {name: b, op: full, filters: 1, inputs: {x: 1}}",
         "f:5:43: error: inputs: the name of a node is expected, not a map"},
        {"\n- {name: b, op: full, filters: 1, inputs: [input, input]}",
         "f:5:43: error: full takes one input, not 2"},
        {"\n- {name: b, op: full, filters: 1, inputs: []}",
         "f:5:43: error: full takes one input, not 0"},
        {"\n- {name: b, op: add}", "f:5:17: error: add takes 2 to 16 inputs, not 1"},
        {"\n- {name: b, op: add, inputs: [input, input, input, input, input, input, input, input, "
         "input, input, input, input, input, input, input, input, input]}",
         "f:5:30: error: add takes 2 to 16 inputs, not 17"},
        {"\n- {name: a, op: full, filters: 1, inputs: a}",
         "f:5:35: error: the nodes form a cycle: a <- a"},
        {"\n- {name: a, op: full, filters: 1, inputs: c}\n- {name: b, op: full, filters: 1}\n"
         "- {name: c, op: full, filters: 1}",
         "f:5:35: error: the nodes form a cycle: a <- c <- b <- a"},
        {"\n- {name: z, op: full, filters: 1, inputs: b}\n"
         "- {name: a, op: add, inputs: [input, b]}\n- {name: b, op: full, filters: 1}",
         "f:6:22: error: the nodes form a cycle: a <- b <- a"},
        {"\n- {name: a, op: conv, filters: 4, kernel: 8}",
         "f:5:43: error: a: a window of 8 columns does not fit an input of 7 with padding 0"},
        {"\n- {name: a, op: conv, filters: 4, kernel: 2, dilation: 9}",
         "f:5:43: error: a: a window of 10 rows does not fit an input of 9 with padding 0"},
        {"\n- {name: a, op: max_pool, kernel: 2, stride: 2, pad: 2}",
         "f:5:54: error: a: a window of 2 rows lies wholly in padding of 2"},
        {"\n- {name: a, op: conv, filters: 6, kernel: 1, groups: 4}",
         "f:5:54: error: a: 6 filters do not divide into 4 groups"},
        {"\n- {name: a, op: conv, filters: 6, kernel: 1, groups: 3}",
         "f:5:54: error: a: 4 input channels do not divide into 3 groups"},
        {"\n- {name: a, op: shuffle, groups: 3}",
         "f:5:34: error: a: 4 channels do not divide into 3 groups"},
        {"\n- {name: a, op: conv, filters: 5, kernel: 1}\n- {name: b, op: add, inputs: [a, input]}",
         "f:6:34: error: b: shapes do not match: 'a' is 5x9x7, 'input' is 4x9x7"},
        {"\n- {name: a, op: conv, filters: 4, kernel: 3}\n"
         "- {name: b, op: concat, inputs: [input, a]}",
         "f:6:41: error: b: rows and columns do not match: 'input' is 4x9x7, 'a' is 4x7x5"},
        {"\n- " LINE1 "\n- {name: b, op: full, filters: 1, inputs: input}",
         "f:5:10: error: nothing takes the output of 'a'"},
        {"\n- {name: a, op: conv, filters: 1000000, kernel: 1}\n"
         "- {name: b, op: concat, inputs: [a, a]}",
         "f:6:10: error: b: an output of 2000000x9x7 is too large"},
        {"\n- {name: a, op: conv, filters: 1, kernel: 1, pad: 1}",
         "f:5:51: error: a: a window of 1 rows lies wholly in padding of 1"},
        {"\n- {name: a, op: conv, filters: 1, kernel: 1, choice: T9}",
         "f:5:54: error: choice: 'T9' is not an operator and precision"},
        {"\n- {name: a/, op: full, filters: 1}", "f:5:10: error: name: 'a/' is not a name"},
        {"\n- {name: 'a\\u001b[31m', op: full, filters: 1}", "f:5:10: error: name: "},
        {"\n- {name: a, op: full, filters: 99999999999999999999}",
         "f:5:32: error: filters: '99999999999999999999' is out of range"},
        {"\n- {name: a, op: full, filters: -1}", "f:5:32: error: filters: '-1' is out of range"},
        {"\n- {name: a, use: b}", "f:5:18: error: there is no module 'b'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[1000];
        snprintf(text, sizeof text, HEAD "nodes: %s\n", cases[i].nodes);
        struct diag_list *diag;
        cr_assert_eq(diag_create(&diag), 0);
        cr_assert_eq(read_text(text, strlen(text), diag), -1, "%s", text);
        char *all = expect_render_all(diag);
        cr_assert_not_null(strstr(all, cases[i].start), "expected: %s\n   found: %s",
                           cases[i].start, all);
        free(all);
        diag_free(diag);
    }
}

#define MODULE(nodes) HEAD "modules:\n  m:\n    parameters: [p, q]\n    nodes:\n" nodes

Test(network_errors, modules)
{
    static const struct {
        const char *text, *start;
    } cases[] = {
        {MODULE("      - {name: a, op: conv, filters: $p, kernel: $r}\n") "nodes:\n  - {name: "
                                                                          "u, use: m, with: "
                                                                          "{p: 1, q: 2}}\n",
         "f:8:50: error: '$r' is not a parameter"},
        {HEAD "parameters: {wide: 8}\nnodes:\n  - {name: a, op: conv, filters: $wid, kernel: 1}\n",
         "f:6:34: error: '$wid' is not a parameter\n"
         "    6 |   - {name: a, op: conv, filters: $wid, kernel: 1}\n"
         "      |                                  ^~~~\n"
         "   hint: did you mean '$wide'?\n"},
        {HEAD "parameters: {wide: 8, wid: 9}\nnodes:\n"
              "  - {name: a, op: conv, filters: $wide, kernel: 1}\n",
         "f:4:23: error: no node names the parameter 'wid'"},
        {HEAD "parameters: [wide]\nnodes:\n  - {name: a, op: conv, filters: 1, kernel: 1}\n",
         "f:4:13: error: parameters: a map is expected, not a list"},
        {HEAD "nodes:\n  - {name: a, op: conv, filters: 1, kernel: 1, if: perhaps}\n",
         "f:5:52: error: if: 'perhaps' is neither true nor false"},
        {MODULE("      - {name: a, op: conv, filters: $p, kernel: $q}\n") "nodes:\n  - {name: "
                                                                          "u, use: m, with: "
                                                                          "{p: 0, q: 1}}\n",
         "f:10:33: error: filters: '0' is out of range"},
        {MODULE("      - {name: a, op: conv, filters: $p, kernel: $q}\n") "nodes:\n  - {name: u, "
                                                                          "use: m, with: {p: 1, "
                                                                          "q: 1, r: 1}}\n",
         "f:10:42: error: the module has no parameter 'r'"},
        {MODULE("      - {name: a, op: conv, filters: $p, kernel: $q}\n") "nodes:\n  - {name: "
                                                                          "u, use: m, with: "
                                                                          "{p: 1}}\n",
         "f:10:23: error: the module's parameter 'q' has no value"},
        {MODULE("      - {name: a, op: conv, filters: $p, kernel: $q}\n") "nodes:\n  - {name: "
                                                                          "u, use: m}\n",
         "f:10:15: error: the module's parameter 'p' has no value"},
        {MODULE("      - {name: a, op: conv, filters: $p, kernel: $q}\n") "nodes:\n  - {name: "
                                                                          "u, use: n, with: "
                                                                          "{p: 1, q: 1}}\n",
         "f:10:20: error: there is no module 'n'\n"
         "   10 |   - {name: u, use: n, with: {p: 1, q: 1}}\n"
         "      |                    ^\n"},
        {MODULE("      - {name: a, op: conv, filters: $p, kernel: $q, inputs: out}\n") "nodes:\n  "
                                                                                       "- {name: "
                                                                                       "out, op: "
                                                                                       "full, "
                                                                                       "filters: "
                                                                                       "1}\n"
                                                                                       "  - "
                                                                                       "{name: u, "
                                                                                       "use: m, "
                                                                                       "with: {p: "
                                                                                       "1, q: "
                                                                                       "1}}\n",
         "f:8:62: error: there is no node 'out' in the module"},
        {MODULE("      - {name: a, use: m, with: {p: 1, q: 1}}\n") "nodes:\n  - {name: u, use: "
                                                                   "m, with: {p: 1, q: 1}}\n",
         "f:8:19: error: a module cannot use another module"},
        {MODULE("      - {name: a, op: conv, filters: $p, kernel: $q}\n") "nodes:\n  - {name: "
                                                                          "u, use: m, with: "
                                                                          "{p: 1, q: 1}, "
                                                                          "inputs: [u, u]}\n",
         "f:10:51: error: a module takes one input, not 2"},
        {MODULE("      - {name: a, op: conv, filters: $p, kernel: $q}\n") "nodes:\n  - {name: u, "
                                                                          "use: m, with: {p: 1, "
                                                                          "q: 1}, inputs: u}\n",
         "f:8:9: error: the nodes form a cycle: u/a <- u/a"},
        {MODULE("      - {name: a, op: conv, filters: $p, kernel: $q}\n") "nodes:\n  - {name: "
                                                                          "u, use: m, with: "
                                                                          "{p: 1, q: 8}}\n",
         "f:10:39: error: u/a: a window of 8 columns does not fit an input of 7"},
        {MODULE("      - {name: a234567890123456789012345678901234567890, op: full, filters: "
                "$p}\n") "nodes:\n  - {name: u2345678901234567890, use: m, with: {p: 1, q: 8}}\n",
         NULL},
        {MODULE("      - {name: a234567890123456789012345678901234567890123, op: full, filters: "
                "$p}\n") "nodes:\n  - {name: u2345678901234567890, use: m, with: {p: 1, q: 8}}\n",
         "f:10:12: error: 'u2345678901234567890/a2345"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct diag_list *diag;
        cr_assert_eq(diag_create(&diag), 0);
        int status = read_text(cases[i].text, strlen(cases[i].text), diag);
        cr_assert_eq(status, cases[i].start ? -1 : 0, "%s", cases[i].text);
        if (cases[i].start)
            expect_some(diag, cases[i].start);
        diag_free(diag);
    }
}

/* A mistake in a module that is used twice is one error; nothing follows from it. */
Test(network_errors, once_for_all_uses)
{
    static const char *const starts[] = {"f:8:29: error: unknown key 'filter' in conv 'a'"};
    static const char *const text =
        MODULE("      - {name: a, op: conv, filter: $p, kernel: $q}\n") /* line 8 */
        "nodes:\n"
        "  - {name: u, use: m, with: {p: 1, q: 1}}\n"
        "  - {name: v, use: m, with: {p: 1, q: 1}}\n"
        "  - {name: w, op: full, filters: 3}\n";
    check_all(text, starts, 1);
}

/* Errors of all stages in one run, and none that only follows from another. */
Test(network_errors, all_stages_at_once)
{
    static const char *const starts[] = {
        "f:2:1: error: unknown key 'nam' in network",
        "f:6:17: error: op: 'cnv' is not an operation",
        "f:7:43: error: there is no node 'zz'",
        "f:8:35: error: the nodes form a cycle: c <- c",
        "f:5:43: error: a: a window of 8 columns",
    };
    check_all("format: enos/network/1\nnam: n\ninput: {shape: [4, 9, 7]}\nnodes:\n"
              "- {name: a, op: conv, filters: 4, kernel: 8}\n"
              "- {name: b, op: cnv, inputs: a}\n"
              "- {name: x, op: full, filters: 4, inputs: zz}\n"
              "- {name: c, op: full, filters: 4, inputs: c}\n"
              "- {name: d, op: add, inputs: [b, x]}\n",
              starts, sizeof starts / sizeof *starts);
}

Test(network_errors, header)
{
    static const struct {
        const char *text, *start;
    } cases[] = {
        {"format: enos/machine/1\nname: n\ninput: {shape: [1, 1, 1]}\nnodes: [" LINE1 "]\n",
         "f:1:9: error: 'enos/machine/1' is not the format of a network"},
        {"format: enos/network/2\nname: n\ninput: {shape: [1, 1, 1]}\nnodes: [" LINE1 "]\n",
         "f:1:9: error: 'enos/network/2' is newer than this tool reads"},
        {"format: enos/network/1\nname: n\ninput: {shape: [0, 1, 1]}\nnodes: [" LINE1 "]\n",
         "f:3:17: error: shape: '0' is out of range"},
        {"format: enos/network/1\nname: n\ninput: {shape: [3, 32]}\nnodes: [" LINE1 "]\n",
         "f:3:16: error: 'shape' has 2 values"},
        {HEAD "classes: 5\nnodes: [" LINE1 "]\n",
         "f:4:10: error: classes: 5, but the network's output 'a' has 4 channels"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_all(cases[i].text, &cases[i].start, 1);
}

/* A file cut anywhere reads or fails, and says so. */
Test(network_errors, truncated_anywhere)
{
    for (size_t n = 0; n < strlen(example); n++) {
        struct diag_list *diag;
        cr_assert_eq(diag_create(&diag), 0);
        int status = read_text(example, n, diag);
        cr_assert_eq(status == 0, diag_count(diag) == 0, "%zu", n);
        diag_free(diag);
    }
}

/* Any byte changed to any of these: no crash, and a verdict. */
Test(network_errors, any_byte_changed)
{
    static const char bytes[] = {0, '\n', ' ', ':', '$', '[', '}', '-', '9', '\x1b', '\xff'};
    char *text = malloc(strlen(example) + 1);
    cr_assert_not_null(text);
    for (size_t i = 0; i < strlen(example); i++) {
        for (size_t k = 0; k < sizeof bytes; k++) {
            struct diag_list *diag;
            memcpy(text, example, strlen(example) + 1);
            text[i] = bytes[k];
            cr_assert_eq(diag_create(&diag), 0);
            int status = read_text(text, strlen(example), diag);
            cr_assert_eq(status == 0, diag_count(diag) == 0);
            diag_free(diag);
        }
    }
    free(text);
}

static char *many_nodes(const char *node, int n)
{
    size_t size = 200 + (size_t)n * (strlen(node) + 20);
    char *text = malloc(size);
    cr_assert_not_null(text);
    size_t used = (size_t)snprintf(text, size, HEAD "nodes:\n");
    for (int i = 0; i < n; i++) {
        used += (size_t)snprintf(text + used, size - used, "- {name: n%d", i);
        used += (size_t)snprintf(text + used, size - used, ", %s}\n", node);
    }
    return text;
}

Test(network_errors, very_many_nodes)
{
    static const struct {
        const char *node;
        int n;
        const char *part;
    } cases[] = {
        {"op: conv, filters: 4, kernel: 1", 2048, NULL},
        {"op: conv, filters: 4, kernel: 1", 2049, "f:2053:3: error: more than 2048 nodes"},
        {"op: full, filters: 4, inputs: n2047", 2048, "the nodes form a cycle: n2047 <- n2047"},
        {"op: full, filters: 4, inputs: nowhere", 2048, "f:5:44: error: there is no node"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = many_nodes(cases[i].node, cases[i].n);
        struct diag_list *diag;
        cr_assert_eq(diag_create(&diag), 0);
        int status = read_text(text, strlen(text), diag);
        cr_assert_eq(status, cases[i].part ? -1 : 0);
        if (cases[i].part)
            expect_some(diag, cases[i].part);
        diag_free(diag);
        free(text);
    }
}
