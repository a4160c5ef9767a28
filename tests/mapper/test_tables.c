/* tables.csv and tables.npz, read back by readers that know nothing of the writers. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "mapper/tables.h"

enum { LAYERS = 3, CHOICES = 2 };

static const struct operator_def op_t = {.name = "T"};
static const struct operator_def op_bc = {.name = "BC"};
static const struct provenance_input inputs[] = {
    {"machine", "m", "arch/m.yaml", "00ff"},
    {"network", "n", "n.yaml", "11ee"},
};
static const struct provenance origin = {
    "enos-map", "9.9", inputs, 2, 7, "enos-map arch/m.yaml n.yaml",
};

/* Values that need all 17 digits, a UTF-8 name, a name with a comma, an
 * impossible and an unknown cell. */
static struct map_tables sample(void)
{
    static const char *const names[LAYERS] = {"conv1", "fire2/\xc3\xa9\xe2\x82\xac", "a,\"b\""};
    struct map_tables tables;
    cr_assert(map_tables_create(&tables, LAYERS, CHOICES) == 0);
    tables.choice[0] = (struct choice){&op_t, 8, "digital"};
    tables.choice[1] = (struct choice){&op_bc, 4, "cim"};
    for (size_t l = 0; l < LAYERS; l++) {
        cr_assert(map_tables_name(&tables, l, names[l]) == 0);
        tables.ops[l] = (UINT64_C(1) << 60) + l;
        for (size_t j = 0; j < CHOICES; j++) {
            double unit = (double)(l * 10 + j) + 1.0 / 3;
            *map_tables_cell(&tables, l, j) = (struct map_table_cell){
                .state = CELL_MAPPED,
                .e_op_pj = 0.1 * unit,
                .energy_op_pj = unit,
                .e_tx_spad_pj = 2 * unit,
                .e_tx_noc_pj = 3 * unit,
                .e_tx_glb_pj = 4 * unit,
                .e_tx_dram_pj = 5 * unit,
                .latency_cycles = 1000 * unit,
                .utilization = 0.75,
                .lower_bound_pj = 14 * unit,
                .proven = 1,
            };
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

static const char *line_number(const char *text, int number)
{
    while (--number && text)
        text = strchr(text, '\n') + 1;
    return text;
}

static void check_line(const char *text, int number, const char *expected)
{
    const char *line = line_number(text, number);
    cr_assert(!strncmp(line, expected, strlen(expected)), "line %d is %.120s", number, line);
}

Test(tables, csv_begins_with_its_provenance_and_columns)
{
    struct map_tables tables = sample();
    char *text = csv_of(&tables);
    check_line(text, 1, "# format: enos/tables/1\n");
    check_line(text, 2, "# tool: enos-map 9.9\n");
    check_line(text, 3, "# input: machine arch/m.yaml (m) sha256 00ff\n");
    check_line(text, 4, "# input: network n.yaml (n) sha256 11ee\n");
    check_line(text, 5, "# seed: 7\n");
    check_line(text, 6, "# command: enos-map arch/m.yaml n.yaml\n");
    check_line(text, 7,
               "layer,operator,bits,mode,ops,e_op_pj,energy_op_pj,e_tx_pj,e_tx_spad_pj,"
               "e_tx_noc_pj,e_tx_glb_pj,e_tx_dram_pj,energy_pj,latency_cycles,utilization,"
               "lower_bound_pj,proven\n");
    free(text);
    map_tables_free(&tables);
}

/* The numeric columns of a row, from ops on. */
static void numbers_of(const char *row, int skip, double out[13])
{
    while (skip--)
        row = strchr(row, ',') + 1;
    for (int i = 0; i < 13; i++) {
        char *end;
        out[i] = strtod(row, &end);
        cr_assert(end != row && (*end == ',' || *end == '\n'));
        row = end + 1;
    }
}

Test(tables, csv_numbers_read_back_exactly)
{
    struct map_tables tables = sample();
    char *text = csv_of(&tables);
    double got[13];
    numbers_of(line_number(text, 8), 4, got);
    const struct map_table_cell *cell = &tables.cell[0];
    cr_assert(got[1] == cell->e_op_pj && got[2] == cell->energy_op_pj);
    cr_assert(got[3] == map_cell_transmission_pj(cell) && got[4] == cell->e_tx_spad_pj);
    cr_assert(got[5] == cell->e_tx_noc_pj && got[6] == cell->e_tx_glb_pj);
    cr_assert(got[7] == cell->e_tx_dram_pj && got[8] == map_cell_energy_pj(cell));
    cr_assert(got[9] == cell->latency_cycles && got[10] == cell->utilization);
    cr_assert(got[11] == cell->lower_bound_pj && got[12] == 1);
    check_line(text, 8, "conv1,T,8,digital,1152921504606846976,");
    check_line(text, 9, "conv1,BC,4,cim,");
    free(text);
    map_tables_free(&tables);
}

Test(tables, csv_marks_cells_without_a_mapping)
{
    struct map_tables tables = sample();
    char *text = csv_of(&tables);
    check_line(text, 12, "\"a,\"\"b\"\"\",T,8,digital,1152921504606846978,");
    double impossible[13], unknown[13];
    numbers_of(line_number(text, 12), 5, impossible);
    numbers_of(line_number(text, 13), 5, unknown);
    for (int column = 2; column < 10; column++)
        cr_assert(isinf(impossible[column]) && isinf(unknown[column]));
    cr_assert(impossible[12] == 1 && unknown[12] == 0);
    cr_assert(isinf(impossible[11]) && !isinf(unknown[11]));
    free(text);
    map_tables_free(&tables);
}

/* A member of the archive, read with libzip; the .npy header is taken apart by hand. */
struct member {
    unsigned char *bytes;
    size_t size, data;
    char header[256];
};

static struct member read_member(zip_t *archive, const char *name)
{
    struct member member = {0};
    zip_stat_t status;
    cr_assert(zip_stat(archive, name, 0, &status) == 0, "no member %s", name);
    cr_assert(status.comp_method == ZIP_CM_STORE);
    member.size = status.size;
    member.bytes = malloc(member.size);
    zip_file_t *file = zip_fopen(archive, name, 0);
    cr_assert(zip_fread(file, member.bytes, member.size) == (zip_int64_t)member.size);
    zip_fclose(file);
    cr_assert(!memcmp(member.bytes, "\x93NUMPY\x01\x00", 8));
    size_t length = member.bytes[8] + 256u * member.bytes[9];
    member.data = 10 + length;
    cr_assert(member.data % 64 == 0 && member.bytes[member.data - 1] == '\n');
    cr_assert(length < sizeof member.header);
    memcpy(member.header, member.bytes + 10, length);
    return member;
}

static zip_t *open_archive(void *bytes, size_t size)
{
    zip_source_t *source = zip_source_buffer_create(bytes, size, 0, NULL);
    zip_t *archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
    cr_assert(archive != NULL);
    return archive;
}

static double double_at(const struct member *member, size_t index)
{
    double value;
    memcpy(&value, member->bytes + member->data + 8 * index, sizeof value);
    return value;
}

static void check_header(const struct member *member, const char *expected)
{
    cr_assert(!strncmp(member->header, expected, strlen(expected)), "%s", member->header);
}

Test(tables, npz_holds_every_column)
{
    struct map_tables tables = sample();
    void *bytes;
    size_t size;
    cr_assert(map_tables_npz(&tables, &origin, &bytes, &size) == 0);
    zip_t *archive = open_archive(bytes, size);
    cr_assert(zip_get_num_entries(archive, 0) == 9);
    static const char *const names[] = {"e_op_pj.npy", "e_tx_pj.npy", "e_tx_dram_pj.npy",
                                        "energy_pj.npy", "latency_cycles.npy"};
    for (int column = 0; column < 5; column++) {
        struct member member = read_member(archive, names[column]);
        check_header(&member, "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }");
        cr_assert(member.size - member.data == 8 * LAYERS * CHOICES);
        for (size_t i = 0; i < 4; i++) {
            const struct map_table_cell *cell = &tables.cell[i];
            double expected[] = {cell->e_op_pj, map_cell_transmission_pj(cell), cell->e_tx_dram_pj,
                                 map_cell_energy_pj(cell), cell->latency_cycles};
            cr_assert(double_at(&member, i) == expected[column]);
        }
        cr_assert(column == 0 || isinf(double_at(&member, 4)));
        free(member.bytes);
    }
    zip_close(archive);
    free(bytes);
    map_tables_free(&tables);
}

Test(tables, npz_strings_are_fixed_width_unicode)
{
    struct map_tables tables = sample();
    void *bytes;
    size_t size;
    cr_assert(map_tables_npz(&tables, &origin, &bytes, &size) == 0);
    zip_t *archive = open_archive(bytes, size);
    struct member layers = read_member(archive, "layers.npy");
    check_header(&layers, "{'descr': '<U8', 'fortran_order': False, 'shape': (3,), }");
    static const uint32_t expected[3][8] = {{'c', 'o', 'n', 'v', '1'},
                                            {'f', 'i', 'r', 'e', '2', '/', 0xe9, 0x20ac},
                                            {'a', ',', '"', 'b', '"'}};
    cr_assert(!memcmp(layers.bytes + layers.data, expected, sizeof expected));
    struct member choices = read_member(archive, "choices.npy");
    check_header(&choices, "{'descr': '<U7', 'fortran_order': False, 'shape': (2,), }");
    struct member text = read_member(archive, "provenance.npy");
    cr_assert(strstr(text.header, "'shape': ()") != NULL);
    struct member ops = read_member(archive, "ops.npy");
    check_header(&ops, "{'descr': '<u8', 'fortran_order': False, 'shape': (3,), }");
    cr_assert(!memcmp(ops.bytes + ops.data, tables.ops, 8 * LAYERS));
    free(layers.bytes);
    free(choices.bytes);
    free(text.bytes);
    free(ops.bytes);
    zip_close(archive);
    free(bytes);
    map_tables_free(&tables);
}

Test(tables, npz_is_the_same_bytes_every_time)
{
    struct map_tables tables = sample();
    void *a, *b;
    size_t size_a, size_b;
    cr_assert(map_tables_npz(&tables, &origin, &a, &size_a) == 0);
    cr_assert(map_tables_npz(&tables, &origin, &b, &size_b) == 0);
    cr_assert(size_a == size_b && !memcmp(a, b, size_a));
    free(a);
    free(b);
    map_tables_free(&tables);
}

static void check_command_line(const char *word, const char *expected)
{
    char *argv[] = {(char *)"enos-map", (char *)word};
    char *line = provenance_command_line(2, argv);
    cr_assert_str_eq(line, expected);
    free(line);
}

Test(provenance, command_line_is_one_quoted_line)
{
    check_command_line("a-b/c.yaml", "enos-map a-b/c.yaml");
    check_command_line("", "enos-map ''");
    check_command_line("two words", "enos-map 'two words'");
    check_command_line("it's", "enos-map 'it'\\''s'");
    check_command_line("a\nb", "enos-map $'a\\012b'");
}
