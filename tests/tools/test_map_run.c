/* Runs of the command's inside: repeated shapes, batches, a second computing mode, and
 * assignments with exact boundaries, on the template machine and network. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assignment.h"
#include "map_run.h"
#include "map_totals.h"
#include "mapper/node_table.h"
#include "workloads/precision.h"

#define MACHINE ENOS_SOURCE_DIR "/arch/template/machine.yaml"
#define NETWORK ENOS_SOURCE_DIR "/workloads/template/network.yaml"

/* Everything of one run. */
struct fixture {
    struct arch_machine *machine;
    struct network *network;
    struct map_layer layer[16];
    struct map_run run;
    struct map_tables tables;
};

/* A mode of its own, priced by its provider: a tenth of a picojoule a bit. */
static int fake_energy(const void *context, const struct choice *choice, int lanes,
                       const struct mac_statistics *statistics, const struct mac_options *options,
                       struct mac_energy_result *out)
{
    (void)context, (void)lanes, (void)statistics, (void)options;
    *out = (struct mac_energy_result){.energy_pj = 0.1 * choice->bits};
    return MAC_OK;
}

static struct arch_machine *read_machine(void)
{
    static const char *const overrides[] = {
        "mac.operators.T@fake={bits: [8], psum: 20 b, lanes: 1, cycles_per_step: 1}"};
    static const struct mac_provider provider = {.mode = "fake", .energy = fake_energy};
    struct arch_options options = {
        .overrides = overrides, .override_count = 1, .providers = &provider, .provider_count = 1};
    struct arch_machine *machine = NULL;
    struct diag_list *diag;
    cr_assert(diag_create(&diag) == 0);
    int status = arch_machine_read(&machine, MACHINE, &options, diag);
    cr_assert(status == 0, "%s", diag_count(diag) ? diag_render(diag, 0) : "");
    diag_free(diag);
    return machine;
}

static struct network *read_network(void)
{
    struct network *network = NULL;
    struct diag_list *diag;
    cr_assert(diag_create(&diag) == 0);
    cr_assert(network_read(&network, NETWORK, NULL, 0, diag) == 0);
    diag_free(diag);
    return network;
}

static struct fixture *begin(int batch, int threads)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    int choice[ARCH_CHOICES_MAX];
    fixture->machine = read_machine();
    fixture->network = read_network();
    for (int l = 0; l < fixture->network->layer_count; l++)
        fixture->layer[l] =
            (struct map_layer){fixture->network->node[fixture->network->layer[l]].name,
                               network_layer_shape(fixture->network, l, batch)};
    for (int j = 0; j < fixture->machine->choice_count; j++)
        choice[j] = j;
    cr_assert(map_run_create(&fixture->run, fixture->machine, fixture->layer,
                             (size_t)fixture->network->layer_count, choice,
                             (size_t)fixture->machine->choice_count) == 0);
    struct map_run_options options = {.threads = threads, .quiet = 1};
    cr_assert(map_run_search(&fixture->run, &options) == 0);
    cr_assert(map_run_tables(&fixture->run, &fixture->tables) == 0);
    return fixture;
}

static void end(struct fixture *fixture)
{
    map_tables_free(&fixture->tables);
    map_run_free(&fixture->run);
    network_free(fixture->network);
    arch_machine_free(fixture->machine);
    free(fixture);
}

static size_t column_of(const struct fixture *fixture, const char *wanted)
{
    for (size_t j = 0; j < fixture->run.choice_count; j++) {
        char name[CHOICE_NAME_MAX];
        choice_name(&fixture->tables.choice[j], name);
        if (!strcmp(name, wanted))
            return j;
    }
    cr_assert(0, "no choice %s", wanted);
    return 0;
}

static int near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fabs(b);
}

/* T8 and the fake mode of the same widths and lanes differ by what no mapping changes. */
Test(map_run, choices_that_differ_by_constants_share_a_search)
{
    struct fixture *fixture = begin(1, 2);
    const struct map_run *run = &fixture->run;
    size_t t8 = column_of(fixture, "T8"), fake = column_of(fixture, "T8@fake");
    cr_expect(run->search_count < run->job_count, "%zu searches of %zu jobs", run->search_count,
              run->job_count);
    for (size_t l = 0; l < run->layer_count; l++) {
        const struct map_job *a = map_run_job(run, l, t8), *b = map_run_job(run, l, fake);
        struct map_solution alone;
        cr_assert(map_solve(&b->problem, NULL, &alone) == 0);
        cr_expect_eq(a->search, b->search);
        cr_expect(b->solution.proven && near(b->solution.objective, alone.objective));
        cr_expect(near(b->solution.lower_bound, alone.objective));
        cr_expect(near(b->solution.result.op_pj, alone.result.op_pj));
        cr_expect(!near(b->solution.objective, a->solution.objective));
    }
    end(fixture);
}

/* Where searches may end early they start from each other, in an order that no thread changes. */
Test(map_run, a_gap_gives_the_same_for_any_number_of_threads)
{
    struct fixture *one = begin(1, 1), *four = begin(1, 4);
    struct map_run_options options = {.quiet = 1, .gap = 0.05};
    options.threads = 1;
    cr_assert(map_run_search(&one->run, &options) == 0);
    options.threads = 4;
    cr_assert(map_run_search(&four->run, &options) == 0);
    for (size_t i = 0; i < one->run.job_count; i++) {
        const struct map_solution *a = &one->run.job[i].solution, *b = &four->run.job[i].solution;
        cr_expect(a->objective == b->objective && a->lower_bound == b->lower_bound, "job %zu", i);
        cr_expect(a->lower_bound >= a->objective * (1 - options.gap) * (1 - 1e-12), "job %zu", i);
    }
    end(one);
    end(four);
}

Test(map_run, cells_add_up_and_are_proven)
{
    struct fixture *fixture = begin(1, 2);
    cr_assert(map_run_unproven(&fixture->run) == 0 && map_run_impossible(&fixture->run) == 0);
    for (size_t l = 0; l < fixture->run.layer_count; l++)
        for (size_t j = 0; j < fixture->run.choice_count; j++) {
            const struct map_table_cell *cell = map_tables_cell(&fixture->tables, l, j);
            double energy_pj = map_cell_energy_pj(cell);
            cr_assert(near(cell->energy_op_pj, (double)fixture->tables.ops[l] * cell->e_op_pj));
            cr_assert(near(cell->lower_bound_pj, energy_pj));
            cr_assert(cell->energy_op_pj + cell->compulsory_dram_pj <= energy_pj);
            cr_assert(cell->utilization > 0 && cell->utilization <= 1);
        }
    end(fixture);
}

/* The table as text: every digit of every number. */
static char *csv_of(const struct fixture *fixture)
{
    char *text = NULL;
    size_t size;
    struct provenance origin = {.tool = "t", .version = "1", .command_line = "t"};
    FILE *out = open_memstream(&text, &size);
    map_tables_write_csv(out, &fixture->tables, &origin);
    fclose(out);
    return text;
}

Test(map_run, threads_do_not_change_a_bit)
{
    struct fixture *one = begin(1, 1), *three = begin(1, 3);
    char *a = csv_of(one), *b = csv_of(three);
    cr_assert_str_eq(a, b);
    free(a);
    free(b);
    end(one);
    end(three);
}

Test(map_run, energies_are_per_image_and_latency_is_of_the_batch)
{
    struct fixture *one = begin(1, 2), *four = begin(4, 2);
    for (size_t l = 0; l < one->run.layer_count; l++) {
        const struct map_table_cell *a = map_tables_cell(&one->tables, l, 0);
        const struct map_table_cell *b = map_tables_cell(&four->tables, l, 0);
        cr_assert(one->tables.ops[l] == four->tables.ops[l]);
        cr_assert(near(a->energy_op_pj, b->energy_op_pj));
        cr_assert(map_cell_energy_pj(b) <= map_cell_energy_pj(a) * (1 + 1e-9),
                  "images together can do what one can");
    }
    struct map_total total_one = map_total_of(&one->run, &one->tables, 0);
    struct map_total total_four = map_total_of(&four->run, &four->tables, 0);
    cr_assert(total_four.latency_cycles > 2 * total_one.latency_cycles);
    end(one);
    end(four);
}

/* A mode that nobody knows but its provider goes through tables and assignment. */
Test(map_run, a_second_mode_is_a_choice_like_any_other)
{
    struct fixture *fixture = begin(1, 2);
    size_t fake = column_of(fixture, "T8@fake"), digital = column_of(fixture, "T8");
    for (size_t l = 0; l < fixture->run.layer_count; l++) {
        const struct map_table_cell *a = map_tables_cell(&fixture->tables, l, fake);
        const struct map_table_cell *b = map_tables_cell(&fixture->tables, l, digital);
        cr_assert(near(a->e_op_pj, 0.8));
        cr_assert(near(map_cell_transmission_pj(a), map_cell_transmission_pj(b)));
    }
    char *text = csv_of(fixture);
    cr_assert(strstr(text, "conv1,T,8,fake,") != NULL);
    free(text);
    end(fixture);
}

/* Prices an assignment with `special` for one layer and `common` for the others. */
static struct assignment_price price_of(const struct fixture *fixture, size_t common, size_t layer,
                                        size_t special)
{
    size_t choice[16];
    struct assignment assignment = {.choice = choice};
    struct map_view view = {&fixture->run, &fixture->tables, fixture->network, NULL, 0};
    struct assignment_price price;
    for (size_t l = 0; l < fixture->run.layer_count; l++)
        choice[l] = l == layer ? special : common;
    cr_assert(assignment_price(&price, &assignment, &view) == 0);
    return price;
}

Test(assignment, all_8_bit_is_what_the_tables_assume)
{
    struct fixture *fixture = begin(1, 2);
    size_t t8 = column_of(fixture, "T8");
    struct assignment_price price = price_of(fixture, t8, 0, t8);
    struct map_total total = map_total_of(&fixture->run, &fixture->tables, t8);
    cr_assert(near(price.table_pj, total.energy_pj));
    cr_assert(near(price.exact_pj, price.table_pj));
    cr_assert(near(price.exact_nodes_pj, price.table_nodes_pj));
    cr_assert(near(price.table_nodes_pj, map_nodes_energy_pj(fixture->machine, fixture->network)));
    end(fixture);
}

/* twins2/a at 4 bit among 8: pool1, and with it conv1, is stored at 8 and at 4 bit; twins2/a
 * itself at 8, for its consumers. */
Test(assignment, an_output_is_stored_once_for_every_precision)
{
    struct fixture *fixture = begin(1, 2);
    size_t t8 = column_of(fixture, "T8"), t4 = column_of(fixture, "T4");
    size_t layer = 1;
    cr_assert_str_eq(fixture->layer[layer].name, "twins2/a");
    struct assignment_price price = price_of(fixture, t8, layer, t4);
    const struct layer_shape *conv1 = &fixture->layer[0].shape, *twin = &fixture->layer[1].shape;
    double elements = 0;
    for (int k = 0; k < 2; k++) {
        const struct map_job *job = map_run_job(&fixture->run, (size_t)k, k ? t4 : t8);
        cr_assert(job->solution.result.tile[LEVEL_GLB][TENSOR_O] == 0,
                  "its outputs pass the GLB by");
        const int *size = (k ? twin : conv1)->size;
        elements += (double)size[DIM_M] * size[DIM_P] * size[DIM_Q];
    }
    /* both store 4 bits more of each output: 8 pJ/b in DRAM, 4 + 1 hops of 0.005 pJ/b */
    double more_pj = elements * 4 * (8 + 5 * 0.005);
    cr_assert(fabs(price.exact_pj - price.table_pj - more_pj) < 1e-9 * price.table_pj, "%.12g",
              price.exact_pj - price.table_pj);
    /* pool1 works on both copies: 12 bits instead of 8; pool4 on one of 8 */
    struct map_node_cost pool1 =
        map_node_cost_of(fixture->machine, fixture->network,
                         &fixture->network->node[network_find(fixture->network, "pool1")], 4);
    cr_assert(near(price.exact_nodes_pj - price.table_nodes_pj, pool1.dram_pj + pool1.glb_pj));
    end(fixture);
}

Test(assignment, the_output_of_the_network_is_8_bit)
{
    struct fixture *fixture = begin(1, 2);
    size_t choice[16], t4 = column_of(fixture, "T4");
    struct assignment assignment = {.choice = choice};
    for (size_t l = 0; l < fixture->run.layer_count; l++)
        choice[l] = t4;
    unsigned *wanted = assignment_precisions(&assignment, &fixture->run, fixture->network);
    cr_assert_not_null(wanted);
    for (int i = 0; i < fixture->network->node_count; i++) {
        const char *name = fixture->network->node[i].name;
        int last = !strcmp(name, "conv4") || !strcmp(name, "pool4");
        cr_assert(wanted[i] == PRECISION_BIT(last ? 8 : 4), "%s", name);
    }
    free(wanted);
    end(fixture);
}
