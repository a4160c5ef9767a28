/* `constraints:` of a machine file: what its keys come to, and every mistake at its line. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../workloads/expect.h"
#include "arch/machine.h"

static const char path[] = ENOS_SOURCE_DIR "/arch/eyeriss168.yaml";

/* The machine's file with `block` under `constraints:` at its end, and the line of that key. */
static char *with_block(const char *block, int *line)
{
    char *text = calloc(1 << 15, 1);
    FILE *file = fopen(path, "rb");
    cr_assert(text != NULL && file != NULL);
    size_t length = fread(text, 1, 1 << 14, file);
    fclose(file);
    *line = 1;
    for (const char *at = text; *at; at++)
        *line += *at == '\n';
    snprintf(text + length, (1 << 15) - length, "constraints:\n%s", block);
    return text;
}

static struct arch_machine *read_block(const char *block, int *line)
{
    struct arch_machine *machine;
    struct diag_list *diag;
    char *text = with_block(block, line);
    cr_assert_eq(diag_create(&diag), 0);
    if (arch_machine_read_text(&machine, path, text, strlen(text), NULL, diag))
        expect_error(diag, 0, "(no error)");
    diag_free(diag);
    free(text);
    return machine;
}

static void expect_limit(const struct arch_constraints *c, enum arch_site site, enum dim d,
                         int least, int most)
{
    cr_expect(c->limit[site][d].least == least && c->limit[site][d].most == most,
              "%c at %s: %d to %d, not %d to %d", dim_letters[d], arch_site_names[site],
              c->limit[site][d].least, c->limit[site][d].most, least, most);
}

Test(machine_constraints, none)
{
    static const struct arch_constraints nothing;
    struct arch_machine *machine;
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(arch_machine_read(&machine, path, NULL, diag), 0);
    cr_expect(memcmp(&machine->constraints, &nothing, sizeof nothing) == 0);
    arch_machine_free(machine);
    diag_free(diag);
}

Test(machine_constraints, factors)
{
    int line;
    struct arch_machine *machine =
        read_block("  DRAM:\n    factors: {C: 4, M: {most: 8}}\n"
                   "  SPAD: {factors: {R: all, S: {least: all}, Q: {least: 2, most: all}, P: 1}}\n",
                   &line);
    const struct arch_constraints *c = &machine->constraints;
    cr_expect(eq(int, c->line, line));
    expect_limit(c, SITE_DRAM, DIM_C, 4, 4);
    expect_limit(c, SITE_DRAM, DIM_M, 0, 8);
    expect_limit(c, SITE_SPAD, DIM_R, ARCH_WHOLE, 0);
    expect_limit(c, SITE_SPAD, DIM_S, ARCH_WHOLE, 0);
    expect_limit(c, SITE_SPAD, DIM_Q, 2, 0);
    expect_limit(c, SITE_SPAD, DIM_P, 1, 1);
    expect_limit(c, SITE_GLB, DIM_C, 0, 0);
    cr_expect(eq(int, c->limit[SITE_DRAM][DIM_C].most_by.line, line + 2));
    cr_expect(eq(int, c->limit[SITE_SPAD][DIM_R].least_by.line, line + 3));
    arch_machine_free(machine);
}

Test(machine_constraints, dims_of_an_axis)
{
    int line;
    struct arch_machine *machine = read_block("  X: {dims: [M, Q]}\n  Y: {dims: []}\n", &line);
    const struct arch_constraints *c = &machine->constraints;
    for (int d = 0; d < DIM_COUNT; d++) {
        int is_named = d == DIM_M || d == DIM_Q;
        expect_limit(c, SITE_X, (enum dim)d, 0, is_named ? 0 : 1);
        expect_limit(c, SITE_Y, (enum dim)d, 0, 1);
    }
    cr_expect(eq(int, c->limit[SITE_Y][DIM_C].most_by.line, line + 2));
    arch_machine_free(machine);
}

Test(machine_constraints, orders)
{
    int line;
    struct arch_machine *machine =
        read_block("  GLB:\n    order: [M, [P, Q], C]\n  SPAD: {order: [R]}\n", &line);
    const struct arch_order *glb = &machine->constraints.order[SITE_GLB][ORDER_OF_KEY];
    unsigned m = 1u << DIM_M, pq = 1u << DIM_P | 1u << DIM_Q;
    cr_expect(eq(int, glb->outside[DIM_M], 0));
    cr_expect(eq(int, glb->outside[DIM_P], (int)m));
    cr_expect(eq(int, glb->outside[DIM_Q], (int)m));
    cr_expect(eq(int, glb->outside[DIM_C], (int)(m | pq)));
    cr_expect(eq(int, glb->outside[DIM_R], 0));
    cr_expect(eq(int, glb->by.line, line + 2));
    arch_machine_free(machine);
}

Test(machine_constraints, keeps_bypass_and_nodes)
{
    int line;
    struct arch_machine *machine = read_block(
        "  GLB: {keeps: [I, O], bypass: [W]}\n"
        "  nodes: [{keep: [GLB, I]}, {for: M, bound: 4}, {par: P, bound: 14, axis: Y}]\n",
        &line);
    const struct arch_constraints *c = &machine->constraints;
    cr_expect(eq(int, (int)c->glb_keeps, 1 << TENSOR_I | 1 << TENSOR_O));
    cr_expect(eq(int, (int)c->glb_bypasses, 1 << TENSOR_W));
    cr_expect(eq(int, c->glb_bypasses_by.line, line + 1));
    cr_assert(eq(int, c->nodes.count, 3));
    cr_expect(c->nodes.node[0].kind == ARCH_NODE_KEEP && c->nodes.node[0].at == 1 &&
              c->nodes.node[0].what == TENSOR_I);
    cr_expect(c->nodes.node[1].kind == ARCH_NODE_FOR && c->nodes.node[1].what == DIM_M &&
              c->nodes.node[1].bound == 4);
    cr_expect(c->nodes.node[2].kind == ARCH_NODE_PAR && c->nodes.node[2].at == 1 &&
              c->nodes.node[2].what == DIM_P && c->nodes.node[2].bound == 14);
    cr_expect(eq(int, c->nodes_by.line, line + 2));
    arch_machine_free(machine);
}

/* All sets are read without an error, and each fixes something. */
Test(machine_constraints, every_dataflow)
{
    for (int i = 0; arch_dataflow_names[i]; i++) {
        char block[80], by[ARCH_CLAUSE_MAX], expected[ARCH_CLAUSE_MAX];
        int line;
        snprintf(block, sizeof block, "  dataflow: %s\n", arch_dataflow_names[i]);
        struct arch_machine *machine = read_block(block, &line);
        const struct arch_constraints *c = &machine->constraints;
        const struct arch_clause *clause = &c->limit[SITE_X][DIM_N].most_by;
        if (c->limit[SITE_X][DIM_N].most != 1)
            clause = &c->limit[SITE_X][DIM_C].most_by;
        arch_clause_text(by, c, clause);
        snprintf(expected, sizeof expected, "dataflow %s (line %d)", arch_dataflow_names[i],
                 line + 1);
        cr_expect_str_eq(by, expected);
        arch_machine_free(machine);
    }
}

Test(machine_constraints, a_dataflow_is_refined)
{
    int line;
    struct arch_machine *machine =
        read_block("  dataflow: row-stationary\n  X: {dims: [P]}\n"
                   "  Y: {factors: {M: 1, C: {most: 2}}}\n  DRAM: {order: [M, C]}\n",
                   &line);
    const struct arch_constraints *c = &machine->constraints;
    expect_limit(c, SITE_X, DIM_P, 0, 0);
    expect_limit(c, SITE_X, DIM_C, 0, 1);
    expect_limit(c, SITE_Y, DIM_R, ARCH_WHOLE, 0);
    expect_limit(c, SITE_Y, DIM_M, 1, 1);
    expect_limit(c, SITE_Y, DIM_C, 0, 2);
    expect_limit(c, SITE_Y, DIM_P, 0, 1);
    expect_limit(c, SITE_SPAD, DIM_S, ARCH_WHOLE, 0);
    expect_limit(c, SITE_SPAD, DIM_Q, ARCH_WHOLE, 0);
    cr_expect(c->limit[SITE_Y][DIM_P].most_by.is_dataflow);
    cr_expect(eq(int, c->limit[SITE_Y][DIM_M].most_by.is_dataflow, 0));
    arch_machine_free(machine);
}

/* Line: counted from the key `constraints`. */
static const struct {
    const char *block;
    int line;
    const char *error;
} mistakes[] = {
    {"  3\n", 1, "constraints: a map of keys is expected"},
    {"  dataflow: row-stationry\n", 1, "dataflow: 'row-stationry' is not known"},
    {"  dataflow: row-stationry\n", 1, "did you mean 'row-stationary'?"},
    {"  dataflo: row-stationary\n", 1, "did you mean 'dataflow'?"},
    {"  GBL: {}\n", 1, "did you mean 'GLB'?"},
    {"  Z: {}\n", 1, "unknown key 'Z' in constraints"},
    {"  X: [M]\n", 1, "axis: a map of keys is expected, not a list"},
    {"  X: {dim: [M]}\n", 1, "did you mean 'dims'?"},
    {"  X: {order: [M]}\n", 1, "unknown key 'order' in axis 'X'"},
    {"  X: {dims: M}\n", 1, "dims: a list of dimensions is expected"},
    {"  X: {dims: [M, K]}\n", 1, "'K' is not a dimension"},
    {"  X: {dims: [M, [P]]}\n", 1, "a dimension is expected here"},
    {"  X: {dims: [M, C, M]}\n", 1, "M is named twice"},
    {"  X: {factors: 3}\n", 1, "factors: a map of keys is expected"},
    {"  X: {factors: {K: 3}}\n", 1, "unknown key 'K' in factors"},
    {"  X: {factors: {M: 0}}\n", 1, "M: '0' is out of range"},
    {"  X: {factors: {M: half}}\n", 1, "M: 'half' is not a number"},
    {"  X: {factors: {M: [3]}}\n", 1, "M: "},
    {"  X: {factors: {M: {}}}\n", 1, "M: neither a least nor a most"},
    {"  X: {factors: {M: {mst: 3}}}\n", 1, "did you mean 'most'?"},
    {"  X: {factors: {M: {most: 0}}}\n", 1, "most: '0' is out of range"},
    {"  X: {factors: {M: {least: 4, most: 3}}}\n", 1, "M: the least, 4, is above the most, 3"},
    {"  X: {factors: {M: 15}}\n", 1, "M: axis X of 14 PEs has no room for a factor of 15"},
    {"  Y: {factors: {M: {least: 13}}}\n", 1, "M: axis Y of 12 PEs has no room"},
    {"  X:\n    dims: [M]\n    factors: {C: 2}\n", 3,
     "C at X: X.factors.C (line 3) asks for at least 2, X.dims (line 2) for at most 1"},
    {"  DRAM: {dims: [M]}\n", 1, "unknown key 'dims' in level 'DRAM'"},
    {"  SPAD: {keeps: [W]}\n", 1, "unknown key 'keeps' in level 'SPAD'"},
    {"  GLB: {kepes: [W]}\n", 1, "did you mean 'keeps'?"},
    {"  GLB: {keeps: [X]}\n", 1, "a list of tensors such as [W, I, O]"},
    {"  GLB: {keeps: []}\n", 1, "keeps: no tensor is named"},
    {"  GLB: {bypass: []}\n", 1, "bypass: no tensor is named"},
    {"  GLB:\n    keeps: [W, I]\n    bypass: [I]\n", 3, "I is under 'keeps' (line 2), too"},
    {"  GLB: {order: []}\n", 1, "an empty order names no dimension"},
    {"  GLB: {order: [M, []]}\n", 1, "an empty list names no dimension"},
    {"  GLB: {order: M}\n", 1, "order: a list of dimensions is expected"},
    {"  GLB: {order: [M, [P, M]]}\n", 1, "M is named twice"},
    {"  nodes: {}\n", 1, "nodes is a list, outermost first"},
    {"  nodes: []\n", 1, "nodes: an empty list is no mapping"},
    {"  nodes: [{keep: [GLBB, I]}]\n", 1, "level: 'GLBB' is not known"},
    {"  nodes: [{for: M, bond: 2}]\n", 1, "did you mean 'bound'?"},
    {"  dataflow: row-stationary\n  X: {dims: [Q]}\n", 2,
     "Q is not on axis X in dataflow row-stationary (line 1)"},
    {"  dataflow: output-stationary\n  DRAM: {factors: {C: 2}}\n", 2,
     "DRAM.factors.C (line 2) asks for at least 2, dataflow output-stationary (line 1) for at "
     "most 1"},
    {"  dataflow: weight-stationary\n\n  GLB: {order: [P, M]}\n", 3,
     "loops of P stand outside of those of M here, and inside in dataflow weight-stationary "
     "(line 1)"},
};

/* The text with each "(line N)" counted from the first line of the file. */
static void count_lines(char *out, size_t size, const char *text, int first)
{
    size_t used = 0;
    out[0] = '\0';
    for (const char *at; (at = strstr(text, "(line ")) && used < size;) {
        char *end;
        long line = strtol(at + 6, &end, 10);
        used += (size_t)snprintf(out + used, size - used, "%.*s(line %ld", (int)(at - text), text,
                                 line + first);
        text = end;
    }
    snprintf(out + used, size - used, "%s", text);
}

Test(machine_constraints, every_mistake_at_its_line)
{
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct diag_list *diag;
        struct arch_machine *machine;
        char place[1024], expected[400];
        int line;
        char *text = with_block(mistakes[i].block, &line);
        cr_assert_eq(diag_create(&diag), 0);
        cr_assert_eq(arch_machine_read_text(&machine, path, text, strlen(text), NULL, diag), -1,
                     "accepted: %s", mistakes[i].block);
        count_lines(expected, sizeof expected, mistakes[i].error, line);
        expect_some(diag, expected);
        snprintf(place, sizeof place, "%s:%d:", path, line + mistakes[i].line);
        expect_error(diag, 0, place);
        diag_free(diag);
        free(text);
    }
}

/* What the storage never does, no constraint can ask for: both lines are named. */
Test(machine_constraints, against_the_storage)
{
    static const struct {
        const char *override, *error;
    } all[] = {
        {"constraints.GLB.keeps=[W]", "W is never kept there: 'keeps' of storage 'GLB' (line "},
        {"constraints.GLB.bypass=[O]", "O may not go past it: 'bypass' of storage 'GLB' (line "},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *const overrides[] = {"storage.GLB.bypass=[I]", all[i].override};
        struct arch_options options = {.overrides = overrides, .override_count = 2};
        struct arch_machine *machine;
        struct diag_list *diag;
        cr_assert_eq(diag_create(&diag), 0);
        cr_assert_eq(arch_machine_read(&machine, ENOS_SOURCE_DIR "/arch/eyeriss-chip-65nm.yaml",
                                       &options, diag),
                     -1);
        expect_some(diag, all[i].error);
        diag_free(diag);
    }
}

Test(machine_constraints, without_a_buffer)
{
    static const char buffer[] = "class: buffer";
    struct arch_machine *machine;
    struct diag_list *diag;
    int line;
    char *text = with_block("  dataflow: row-stationary\n  GLB: {factors: {M: 2}}\n", &line);
    char *at = strstr(text, "  - name: GLB"), *end = strstr(text, "  - name: filter");
    cr_assert(at && end && strstr(at, buffer) < end);
    memmove(at, end, strlen(end) + 1);
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(arch_machine_read_text(&machine, path, text, strlen(text), NULL, diag), -1);
    expect_some(diag, "this machine has no buffer");
    diag_free(diag);
    free(text);
}

Test(machine_constraints, of_the_command_line)
{
    const char *const overrides[] = {"constraints.dataflow=row-stationary",
                                     "constraints.Y.dims=[R]"};
    struct arch_options options = {.overrides = overrides, .override_count = 2};
    struct arch_machine *machine;
    struct diag_list *diag;
    char by[ARCH_CLAUSE_MAX];
    cr_assert_eq(diag_create(&diag), 0);
    if (arch_machine_read(&machine, path, &options, diag))
        expect_error(diag, 0, "(no error)");
    const struct arch_constraints *c = &machine->constraints;
    cr_expect(eq(int, c->line, ARCH_LINE_SET));
    arch_clause_text(by, c, &c->limit[SITE_Y][DIM_M].most_by);
    cr_expect_str_eq(by, "Y.dims (--set)");
    arch_clause_text(by, c, &c->limit[SITE_X][DIM_Q].most_by);
    cr_expect_str_eq(by, "dataflow row-stationary (--set)");
    arch_machine_free(machine);
    diag_free(diag);
}
