/* Toggles of the whole MAC against a plain simulation: one stream at a time, all
 * cells at every time step, a second copy of the values, no schedule. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "../../arch/mac_datapath.h"
#include "../../arch/mac_operands.h"
#include "../../arch/netlist_cells.h"

/* Streams repeat, so that few are simulated plainly. */
enum { NETS_MAX = 4096, STEPS = 6, DISTINCT = 32, REPEATS = NETLIST_STREAMS / DISTINCT };

/* One circuit, one stream. */
struct plain {
    const struct netlist *netlist;
    unsigned char now[NETS_MAX], before[NETS_MAX];
    uint64_t toggles[NETLIST_PARTS][CELL_COUNT];
    uint64_t clocked;
};

static void drive_net(struct plain *plain, const struct netlist_gate *gate, int output, int value)
{
    int net = gate->out + output;
    plain->toggles[gate->part][gate->kind] += plain->now[net] != value;
    plain->now[net] = (unsigned char)value;
}

static void evaluate_plain(struct plain *plain, const struct netlist_gate *gate)
{
    int a = plain->before[gate->in[0]], b = plain->before[gate->in[1]];
    int c = plain->before[gate->in[2]];
    switch (gate->kind) {
    case CELL_INV:
        drive_net(plain, gate, 0, !a);
        break;
    case CELL_NAND2:
        drive_net(plain, gate, 0, !(a && b));
        break;
    case CELL_AND2:
        drive_net(plain, gate, 0, a && b);
        break;
    case CELL_XOR2:
        drive_net(plain, gate, 0, a != b);
        break;
    case CELL_MUX2:
        drive_net(plain, gate, 0, a ? c : b);
        break;
    case CELL_FA:
        drive_net(plain, gate, 0, (a + b + c) & 1);
        drive_net(plain, gate, 1, (a + b + c) >> 1);
        break;
    case CELL_DFF:
    case CELL_COUNT:
        break;
    }
}

static void step_time(struct plain *plain)
{
    memcpy(plain->before, plain->now, sizeof plain->before);
    for (int g = 0; g < plain->netlist->gate_count; g++)
        evaluate_plain(plain, &plain->netlist->gate[g]);
}

static void clock_plain(struct plain *plain, uint32_t groups)
{
    memcpy(plain->before, plain->now, sizeof plain->before);
    for (int g = 0; g < plain->netlist->gate_count; g++) {
        const struct netlist_gate *gate = &plain->netlist->gate[g];
        if (gate->kind == CELL_DFF && (groups >> gate->group & 1u)) {
            drive_net(plain, gate, 0, plain->before[gate->in[0]]);
            plain->clocked++;
        }
    }
    for (int time = 0; time < netlist_depth(plain->netlist); time++)
        step_time(plain);
}

/* Takes the settled values of stream s over, counts from 0. */
static void begin_plain(struct plain *plain, const struct netlist *netlist,
                        const struct netlist_run *run, int s)
{
    memset(plain, 0, sizeof *plain);
    plain->netlist = netlist;
    cr_assert(le(int, netlist->net_count, (int)NETS_MAX));
    for (int net = 0; net < netlist->net_count; net++)
        plain->now[net] = netlist_run_words(run, net)[s / 64] >> (s % 64) & 1u;
}

static void run_plain(struct plain *plain, const struct mac_datapath *path,
                      const struct mac_setting *setting, const struct mac_planes planes[STEPS],
                      int s)
{
    for (int step = 0; step < STEPS; step++) {
        for (int i = 0; i < 8; i++) {
            plain->now[path->x_input[i]] = planes[step].x[i][s / 64] >> (s % 64) & 1u;
            plain->now[path->w_input[i]] = planes[step].w[i][s / 64] >> (s % 64) & 1u;
        }
        for (int e = 0; e < setting->edges; e++)
            clock_plain(plain, setting->clocked[e]);
    }
}

static uint8_t random_byte(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return (uint8_t)(*state >> 16);
}

/* Any contents of the operand registers will do. */
static void fill_random(uint64_t plane[8][NETLIST_WORDS], unsigned *state)
{
    uint8_t byte[NETLIST_STREAMS];
    for (int s = 0; s < NETLIST_STREAMS; s++)
        byte[s] = s < DISTINCT ? random_byte(state) : byte[s % DISTINCT];
    mac_planes_pack(plane, byte);
}

static void compare(const struct netlist_run *run, const uint64_t toggles[][CELL_COUNT],
                    const char *name, int bits)
{
    for (int part = 0; part < MAC_PART_CLOCK; part++)
        for (int kind = 0; kind < CELL_COUNT; kind++)
            cr_expect(eq(u64, netlist_run_toggles(run, part, (enum netlist_cell)kind),
                         toggles[part][kind] * REPEATS),
                      "%s%d, %s, %s", name, bits, mac_part_names[part], netlist_cell_names[kind]);
}

static void check(const char *name, int bits, int x_signed, enum mac_pipeline pipeline)
{
    static struct plain plain; /* too large for the stack of a test */
    struct mac_datapath path;
    struct netlist_run *run;
    struct mac_setting setting = {.bits = bits, .x_signed = x_signed};
    struct mac_planes planes[STEPS];
    uint64_t toggles[NETLIST_PARTS][CELL_COUNT] = {{0}}, clocked = 0;
    unsigned state = 11;
    const struct mac_operator *op = mac_operator_find(name);
    op->set(&setting, op->lanes_max(bits));
    cr_assert(eq(int, mac_datapath_create(&path, pipeline), 0));
    cr_assert(eq(int, netlist_run_create(&run, path.netlist), 0));
    cr_assert(eq(int, mac_datapath_begin(&path, run, &setting), 0));
    for (int step = 0; step < STEPS; step++) {
        fill_random(planes[step].x, &state);
        fill_random(planes[step].w, &state);
    }
    for (int s = 0; s < DISTINCT; s++) {
        begin_plain(&plain, path.netlist, run, s);
        run_plain(&plain, &path, &setting, planes, s);
        clocked += plain.clocked;
        for (int i = 0; i < NETLIST_PARTS * CELL_COUNT; i++)
            toggles[i / CELL_COUNT][i % CELL_COUNT] +=
                plain.toggles[i / CELL_COUNT][i % CELL_COUNT];
    }
    for (int step = 0; step < STEPS; step++)
        mac_datapath_step(&path, run, &setting, &planes[step], DELAY_UNIT);
    compare(run, (const uint64_t(*)[CELL_COUNT])toggles, name, bits);
    cr_expect(eq(u64, netlist_run_clocked(run), clocked * REPEATS));
    netlist_run_free(run);
    mac_datapath_free(&path);
}

Test(netlist_glitches, every_mode_toggles_as_in_a_plain_simulation)
{
    for (int bits = 2; bits <= 8; bits *= 2) {
        check("T", bits, bits == 4, MAC_PIPELINE_ADDEND);
        check("MF", bits, bits != 4, MAC_PIPELINE_ADDEND);
        check("BC", bits, bits == 8, MAC_PIPELINE_ADDEND);
    }
    check("T", 8, 1, MAC_PIPELINE_NONE);
    check("MF", 8, 0, MAC_PIPELINE_PRODUCT);
}
