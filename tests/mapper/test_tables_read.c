/* tables.csv read back: the same bytes when written again, and every mistake at its place. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../workloads/expect.h"
#include "mapper/tables.h"

#define HASH_A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define HASH_B "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"
#define COLUMNS                                                                                    \
    "layer,operator,bits,mode,ops,e_op_pj,energy_op_pj,e_tx_pj,e_tx_spad_pj,e_tx_noc_pj,"          \
    "e_tx_glb_pj,e_tx_dram_pj,energy_pj,latency_cycles,utilization,lower_bound_pj,proven\n"
#define TOP "# format: enos/tables/1\n" COLUMNS
#define COSTS "10,0.5,5,10,1,2,3,4,15,100,0.5,14,1\n"

static const struct provenance_input inputs[] = {
    {"machine", "m", "a (b) sha256 c/m.yaml", HASH_A},
    {"technology", "", "t.yaml", HASH_A},
    {"network", "n", "n.yaml", HASH_B},
    {"set", "", "network:width=0.5", ""},
};
static const struct provenance origin = {"enos-map", "9.9", inputs, 4, 7, "enos-map m n"};

/* Values that need all digits, a name in quotes, an impossible and an unknown cell. */
static struct map_tables sample(void)
{
    static const char *const names[] = {"conv1", "fire2/\xc3\xa9", "a,\"b\""};
    struct map_tables tables;
    cr_assert(map_tables_create(&tables, 3, 2) == 0);
    choice_parse(&tables.choice[0], "T8");
    choice_parse(&tables.choice[1], "BC4@cim");
    for (size_t l = 0; l < 3; l++) {
        cr_assert(map_tables_name(&tables, l, names[l]) == 0);
        tables.ops[l] = (UINT64_C(1) << 60) + l;
        for (size_t j = 0; j < 2; j++) {
            double unit = (double)(l * 10 + j) + 1.0 / 3;
            *map_tables_cell(&tables, l, j) = (struct map_table_cell){
                CELL_MAPPED, 0.1 * unit, unit,        2 * unit, 3 * unit,  4 * unit,
                5 * unit,    0,          1000 * unit, 0.75,     14 * unit, 1};
        }
    }
    map_tables_cell(&tables, 2, 0)->state = CELL_IMPOSSIBLE;
    map_tables_cell(&tables, 2, 1)->state = CELL_UNKNOWN;
    map_tables_cell(&tables, 2, 1)->proven = 0;
    return tables;
}

static char *csv_of(const struct map_tables *tables)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    map_tables_write_csv(out, tables, &origin);
    fclose(out);
    return text;
}

static struct diag_list *new_list(void)
{
    struct diag_list *diag;
    cr_assert(diag_create(&diag) == 0);
    return diag;
}

Test(tables_read, what_was_written_reads_back_to_the_same_bytes)
{
    struct map_tables tables = sample(), back;
    struct map_tables_origin from;
    struct diag_list *diag = new_list();
    char *text = csv_of(&tables);
    cr_assert(map_tables_read_text(&back, &from, "t", text, strlen(text), diag) == 0);
    char *again = csv_of(&back);
    cr_assert_str_eq(again, text);
    cr_assert(back.layer_count == 3 && back.choice_count == 2 && back.ops[2] == tables.ops[2]);
    cr_assert_str_eq(back.layer[2], "a,\"b\"");
    cr_assert(back.cell[4].state == CELL_IMPOSSIBLE && back.cell[5].state == CELL_UNKNOWN);
    cr_assert(isinf(back.cell[4].energy_op_pj) && isinf(back.cell[4].lower_bound_pj));
    cr_assert_str_eq(from.machine.name, "m");
    cr_assert_str_eq(from.machine.sha256, HASH_A);
    cr_assert_str_eq(from.network.name, "n");
    cr_assert_str_eq(from.network.sha256, HASH_B);
    cr_assert(from.overridden);
    free(text);
    free(again);
    map_tables_free(&tables);
    map_tables_free(&back);
    diag_free(diag);
}

/* A file with Windows' ends of lines, through the file system. */
Test(tables_read, carriage_returns_are_no_part_of_a_line)
{
    static const char text[] =
        "# format: enos/tables/1\r\n# seed: 0\r\n\r\n" COLUMNS "conv1,T,8,digital," COSTS "\r\n";
    char path[] = "/tmp/enos_tables_XXXXXX";
    int file = mkstemp(path);
    cr_assert(file >= 0 && write(file, text, sizeof text - 1) == (ssize_t)sizeof text - 1);
    close(file);
    struct map_tables tables;
    struct map_tables_origin from;
    struct diag_list *diag = new_list();
    cr_assert(map_tables_read_csv(&tables, &from, path, diag) == 0);
    cr_assert(tables.layer_count == 1 && tables.cell[0].e_tx_dram_pj == 4);
    cr_assert(!from.overridden && !from.machine.name[0] && !from.network.sha256[0]);
    map_tables_free(&tables);
    unlink(path);
    cr_assert(map_tables_read_csv(&tables, NULL, path, diag) == -1);
    expect_some(diag, "cannot be read");
    diag_free(diag);
}

/* A text and an error that it gives. */
static const char *const mistakes[][2] = {
    {"", "t: error: this is not the format of tables"},
    {"# format: enos/tables/2\n" COLUMNS, "t:1:1: error: 'enos/tables/2' is newer"},
    {"# format: enos/nodes/1\n" COLUMNS, "t:1:1: error: this is not the format"},
    {"# format: enos/tables/1x\n" COLUMNS, "t:1:1: error: this is not the format"},
    {"# format: enos/tables/1\n", "t:1:1: error: the line of the columns is expected"},
    {"# format: enos/tables/1\nlayer,operator\n", "t:2:1: error: the line of the columns"},
    {TOP, "t: error: the table has no rows"},
    {TOP "conv1,T,8,digital,10\n", "t:3:1: error: expected 17 fields"},
    {TOP "conv1,T,8,digital,10,0.5,5,10,1,2,3,4,15,100,0.5,14,1,7\n", "expected 17 fields"},
    {TOP "\"conv1,T,8,digital," COSTS, "t:3:1: error: field 1 is too long"},
    {TOP "\"conv\"1,T,8,digital," COSTS, "t:3:1: error: field 1 is too long"},
    {TOP ",T,8,digital," COSTS, "t:3:1: error: the layer has no name"},
    {TOP "\xc3\xa9,X,8,digital," COSTS, "t:3:3: error: operator: X of 8 bits, mode digital"},
    {TOP "conv1,T,7,digital," COSTS, "t:3:7: error: operator: T of 7 bits"},
    {TOP "conv1,T,8,Digital," COSTS, "t:3:7: error: operator: T of 8 bits, mode Digital"},
    {TOP "conv1,T,8,digital,-1,0.5,5,10,1,2,3,4,15,100,0.5,14,1\n", "t:3:19: error: ops: '-1'"},
    {TOP "conv1,T,8,digital,0,0.5,5,10,1,2,3,4,15,100,0.5,14,1\n", "t:3:19: error: ops: '0'"},
    {TOP "conv1,T,8,digital,99999999999999999999,0.5,5,10,1,2,3,4,15,100,0.5,14,1\n", "ops: '999"},
    {TOP "conv1,T,8,digital,10,nan,5,10,1,2,3,4,15,100,0.5,14,1\n",
     "t:3:22: error: e_op_pj: 'nan'"},
    {TOP "conv1,T,8,digital,10,inf,5,10,1,2,3,4,15,100,0.5,14,1\n",
     "t:3:22: error: e_op_pj: 'inf'"},
    {TOP "conv1,T,8,digital,10,0x1,5,10,1,2,3,4,15,100,0.5,14,1\n", "e_op_pj: '0x1'"},
    {TOP "conv1,T,8,digital,10,0.5,-5,10,1,2,3,4,15,100,0.5,14,1\n", "energy_op_pj: '-5'"},
    {TOP "conv1,T,8,digital,10,0.5,5,10,1,,3,4,15,100,0.5,14,1\n", "e_tx_noc_pj: ''"},
    {TOP "conv1,T,8,digital,10,0.5,5,10,1,1e999,3,4,15,100,0.5,14,1\n", "e_tx_noc_pj: '1e999'"},
    {TOP "conv1,T,8,digital,10,0.5,5,11,1,2,3,4,16,100,0.5,14,1\n",
     "t:3:28: error: e_tx_pj is not the sum of its parts, 10"},
    {TOP "conv1,T,8,digital,10,0.5,5,10,1,2,3,4,16,100,0.5,14,1\n",
     "t:3:39: error: energy_pj is not the sum of E_OP and E_TX, 15"},
    {TOP "conv1,T,8,digital,10,0.5,5,inf,1,2,3,4,15,100,0.5,14,1\n", "e_tx_pj: 'inf' beside"},
    {TOP "conv1,T,8,digital,10,0.5,5,inf,inf,inf,inf,inf,inf,inf,0.5,14,0\n",
     "energy_op_pj: '5' beside an energy of inf"},
    {TOP "conv1,T,8,digital,10,0.5,inf,inf,inf,inf,inf,inf,inf,inf,0,inf,0\n",
     "a lower bound of inf that is not proven"},
    {TOP "conv1,T,8,digital,10,0.5,5,10,1,2,3,4,15,100,1.5,14,1\n", "utilization: '1.5' is out"},
    {TOP "conv1,T,8,digital,10,0.5,5,10,1,2,3,4,15,100,0.5,14,2\n", "proven: '2'"},
    {TOP "a,T,8,digital," COSTS "a,T,8,digital," COSTS, "t:4:3: error: the choice comes twice"},
    {TOP "a,T,8,digital," COSTS "b,T,4,digital," COSTS, "t:4:3: error: T8 is expected here"},
    {TOP "a,T,8,digital," COSTS "b,T,8,digital," COSTS "a,T,8,digital," COSTS,
     "t:5:1: error: the layer comes twice"},
    {TOP "a,T,8,digital," COSTS "a,T,4,digital,11,0.5,5,10,1,2,3,4,15,100,0.5,14,1\n",
     "t:4:15: error: ops: another number of terms"},
    {TOP "a,T,8,digital," COSTS "a,T,4,digital," COSTS "b,T,8,digital," COSTS
         "c,T,8,digital," COSTS,
     "t:6:1: error: layer 'b' lacks T4"},
    {TOP "a,T,8,digital," COSTS "a,T,4,digital," COSTS "b,T,8,digital," COSTS,
     "t:5:1: error: the last layer lacks choices"},
};

Test(tables_read, mistakes_are_told_with_their_place)
{
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct map_tables tables;
        struct diag_list *diag = new_list();
        const char *text = mistakes[i][0];
        cr_assert(map_tables_read_text(&tables, NULL, "t", text, strlen(text), diag) == -1, "%s",
                  text);
        expect_some(diag, mistakes[i][1]);
        cr_assert(!tables.cell && !tables.layer);
        diag_free(diag);
    }
}

Test(tables_read, all_mistakes_are_told_at_once)
{
    static const char text[] = TOP "a,T,9,digital," COSTS "a,T,4,digital,x,0.5,5,10,1,2,3,4,15,y,"
                                   "0.5,14,1\n";
    struct map_tables tables;
    struct diag_list *diag = new_list();
    cr_assert(map_tables_read_text(&tables, NULL, "t", text, sizeof text - 1, diag) == -1);
    cr_assert(diag_count(diag) == 3);
    diag_free(diag);
}
