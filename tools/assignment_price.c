/* What an assignment costs with exact boundaries between precisions. */
#include <math.h>
#include <stdlib.h>

#include "assignment.h"
#include "mapper/node_table.h"
#include "number_text.h"
#include "workloads/precision.h"

static unsigned precision_of(const struct assignment *assignment, const struct map_run *run,
                             const struct network_node *node)
{
    size_t j = assignment->choice[node->layer];
    return PRECISION_BIT(map_run_choice(run, j)->choice.bits);
}

unsigned *assignment_precisions(const struct assignment *assignment, const struct map_run *run,
                                const struct network *network)
{
    struct choice *choice = calloc(run->layer_count + 1, sizeof *choice);
    unsigned *wanted = calloc((size_t)network->node_count, sizeof *wanted);
    if (!choice || !wanted) {
        free(choice);
        free(wanted);
        return NULL;
    }
    for (size_t l = 0; l < run->layer_count; l++)
        choice[l] = map_run_choice(run, assignment->choice[l])->choice;
    precision_wanted(network, choice, wanted);
    free(choice);
    return wanted;
}

/* Energy of a layer's mapping when its finished outputs move at `width` bits in all
 * instead of the layer's own. Its tiles are those that were chosen for its own. */
static int exact_layer_pj(double *energy_pj, const struct map_job *job, int width)
{
    struct map_problem problem = job->problem;
    struct map_result result;
    double scale = (double)width / problem.bits[WORD_OUT];
    problem.dram_write_pj[WORD_OUT] *= scale;
    problem.dram_read_pj[WORD_OUT] *= scale;
    problem.glb_write_pj[WORD_OUT] *= scale;
    problem.glb_read_pj[WORD_OUT] *= scale;
    problem.inject_pj[WORD_OUT] *= scale;
    problem.deliver_pj[WORD_OUT] *= scale;
    if (map_evaluate(&problem, &job->solution.mapping, &result, NULL))
        return -1;
    *energy_pj = result.energy_pj / problem.size[DIM_N];
    return 0;
}

static int add_node(struct assignment_price *price, const struct assignment *assignment,
                    const struct map_view *view, int i, unsigned wanted)
{
    const struct network_node *node = &view->network->node[i];
    const struct arch_machine *machine = view->run->machine;
    if (network_op_is_layer(node->op)) {
        size_t l = (size_t)node->layer, j = assignment->choice[l];
        double exact_pj;
        price->table_pj += map_cell_energy_pj(map_tables_cell(view->tables, l, j));
        if (exact_layer_pj(&exact_pj, map_run_job(view->run, l, j), precision_width(wanted)))
            return -1;
        price->exact_pj += exact_pj;
        return 0;
    }
    struct map_node_cost table =
        map_node_cost_of(machine, view->network, node, map_node_bits(machine));
    struct map_node_cost exact =
        map_node_cost_of(machine, view->network, node, precision_width(wanted));
    price->table_nodes_pj += table.dram_pj + table.glb_pj;
    price->exact_nodes_pj += exact.dram_pj + exact.glb_pj;
    return 0;
}

int assignment_price(struct assignment_price *out, const struct assignment *assignment,
                     const struct map_view *view)
{
    const struct network *network = view->network;
    unsigned *wanted = assignment_precisions(assignment, view->run, network);
    int status = wanted ? 0 : -1;
    *out = (struct assignment_price){0};
    for (int i = 0; !status && i < network->node_count; i++)
        status = add_node(out, assignment, view, i, wanted[i]);
    free(wanted);
    return status;
}

/* "20 T8, 6 MF8". */
static void print_counts(FILE *out, const struct assignment *assignment, const struct map_run *run)
{
    const char *separator = "";
    for (size_t j = 0; j < run->choice_count; j++) {
        size_t count = 0;
        char name[CHOICE_NAME_MAX];
        for (size_t l = 0; l < run->layer_count; l++)
            count += assignment->choice[l] == j;
        choice_name(&map_run_choice(run, j)->choice, name);
        if (count)
            fprintf(out, "%s%zu %s", separator, count, name);
        separator = count ? ", " : separator;
    }
    fputc('\n', out);
}

static void print_stored(FILE *out, const struct network_node *node, const char *choice,
                         unsigned wanted)
{
    const char *separator = "";
    fprintf(out, "  %-24s %-8s stored at ", node->name, choice);
    for (int bits = 31; bits > 0; bits--)
        if (wanted & PRECISION_BIT(bits)) {
            fprintf(out, "%s%d", separator, bits);
            separator = " and ";
        }
    fputs(" bit\n", out);
}

/* Layers whose outputs are stored otherwise than the tables assume. */
static int print_boundaries(FILE *out, const struct assignment *assignment,
                            const struct map_view *view)
{
    const struct network *network = view->network;
    unsigned *wanted = assignment_precisions(assignment, view->run, network);
    if (!wanted)
        return -1;
    for (int i = 0; i < network->node_count; i++) {
        const struct network_node *node = &network->node[i];
        char name[CHOICE_NAME_MAX];
        if (!network_op_is_layer(node->op) ||
            wanted[i] == precision_of(assignment, view->run, node))
            continue;
        choice_name(&map_run_choice(view->run, assignment->choice[node->layer])->choice, name);
        print_stored(out, node, name, wanted[i]);
    }
    free(wanted);
    return 0;
}

static void print_line(FILE *out, const char *what, double layers_pj, double nodes_pj)
{
    char layers[NUMBER_TEXT_MAX], nodes[NUMBER_TEXT_MAX], sum[NUMBER_TEXT_MAX];
    fprintf(out, "%-40s%10s%12s%10s\n", what, number_three(layers, layers_pj / 1e6),
            number_three(nodes, nodes_pj / 1e6), number_three(sum, (layers_pj + nodes_pj) / 1e6));
}

int assignment_screen(FILE *out, const struct assignment *assignment, const char *path,
                      const struct map_view *view)
{
    struct assignment_price price;
    if (assignment_price(&price, assignment, view))
        return -1;
    double table = price.table_pj + price.table_nodes_pj;
    double exact = price.exact_pj + price.exact_nodes_pj;
    fprintf(out, "\nassignment %s: ", path);
    print_counts(out, assignment, view->run);
    fprintf(out, "%-40s%10s%12s%10s\n", "energy per image, uJ", "layers", "other nodes", "sum");
    print_line(out, "from the tables", price.table_pj, price.table_nodes_pj);
    print_line(out, "exact", price.exact_pj, price.exact_nodes_pj);
    double percent = 100 * (exact / table - 1);
    if (fabs(percent) < 0.005)
        percent = 0; /* not -0.00 */
    fprintf(out,
            "difference %+.2f%%: outputs stored once for each precision among the consumers,\n"
            "the network's output at 8 bit\n",
            percent);
    return print_boundaries(out, assignment, view);
}
