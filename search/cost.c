#include "search/cost.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What is looked for where, while a cost is created. */
struct lookup {
    const struct map_tables *tables;
    const struct network *network;
    const struct search_space *space;
    const char *file;
    struct diag_list *diag;
    int column[SPACE_CHOICES_MAX]; /* of the space's choices in the tables, or -1 */
    int reference;
};

static const char *layer_name(const struct network *network, size_t layer)
{
    return network->node[network->layer[layer]].name;
}

static int find_row(const struct map_tables *tables, const char *name)
{
    for (size_t l = 0; l < tables->layer_count; l++)
        if (strcmp(tables->layer[l], name) == 0)
            return (int)l;
    return -1;
}

static int find_column(const struct map_tables *tables, const struct choice *choice)
{
    for (size_t j = 0; j < tables->choice_count; j++)
        if (choice_equal(&tables->choice[j], choice))
            return (int)j;
    return -1;
}

static int is_mapped(const struct map_tables *tables, int row, int column)
{
    return map_tables_cell(tables, (size_t)row, (size_t)column)->state == CELL_MAPPED;
}

size_t cost_forbid_unmapped(struct search_space *space, const struct map_tables *tables,
                            const struct network *network)
{
    size_t count = 0;
    for (size_t l = 0; l < space->layer_count; l++) {
        int row = find_row(tables, layer_name(network, l));
        for (size_t j = 0; j < space->choice_count; j++) {
            unsigned char *allowed = &space->allowed[l * space->choice_count + j];
            int column = find_column(tables, &space->choice[j]);
            if (row < 0 || column < 0 || !*allowed || is_mapped(tables, row, column))
                continue;
            *allowed = 0;
            count++;
        }
    }
    return count;
}

static void fail(const struct lookup *at, const char *hint, const char *message, const char *name)
{
    diag_error(at->diag, &(struct diag_place){.file = at->file}, hint, "%s %s", message, name);
}

/* "they have T8, MF8". */
static void fail_choice(const struct lookup *at, const char *name)
{
    char hint[300] = "they have", choice[CHOICE_NAME_MAX];
    for (size_t j = 0; j < at->tables->choice_count; j++) {
        size_t length = strlen(hint);
        choice_name(&at->tables->choice[j], choice);
        snprintf(hint + length, sizeof hint - length, "%s %s", j ? "," : "", choice);
    }
    fail(at, hint, "the tables have no choice", name);
}

static void find_columns(struct lookup *at, const char *reference)
{
    struct choice choice;
    char name[CHOICE_NAME_MAX];
    for (size_t j = 0; j < at->space->choice_count; j++) {
        at->column[j] = find_column(at->tables, &at->space->choice[j]);
        choice_name(&at->space->choice[j], name);
        if (at->column[j] < 0)
            fail_choice(at, name);
    }
    at->reference = choice_parse(&choice, reference) == 0 ? find_column(at->tables, &choice) : -1;
    if (at->reference < 0)
        fail_choice(at, reference);
}

static void check_terms(const struct lookup *at, size_t layer, int row)
{
    struct layer_shape shape = network_layer_shape(at->network, (int)layer, 1);
    uint64_t terms = layer_terms_per_image(&shape);
    if (at->tables->ops[row] == terms)
        return;
    diag_error(at->diag, &(struct diag_place){.file = at->file},
               "map this network again with enos-map",
               "%s has %" PRIu64 " terms in the tables, %" PRIu64 " in the network",
               layer_name(at->network, layer), at->tables->ops[row], terms);
}

static void check_cell(const struct lookup *at, int row, int column)
{
    char name[CHOICE_NAME_MAX];
    if (column < 0 || is_mapped(at->tables, row, column))
        return;
    choice_name(&at->tables->choice[column], name);
    diag_error(at->diag, &(struct diag_place){.file = at->file},
               "leave the choice out, or map it on a machine that can", "no mapping of %s with %s",
               at->tables->layer[row], name);
}

/* Reports what the space needs of a layer and the tables lack. */
static void check_layer(const struct lookup *at, size_t layer)
{
    int row = find_row(at->tables, layer_name(at->network, layer));
    if (row < 0) {
        fail(at, "map this network again with enos-map", "the tables have no layer",
             layer_name(at->network, layer));
        return;
    }
    if (space_open(at->space, layer) == 0)
        fail(at, NULL, "no choice is left for", layer_name(at->network, layer));
    check_terms(at, layer, row);
    check_cell(at, row, at->reference);
    for (size_t j = 0; j < at->space->choice_count; j++)
        if (at->space->allowed[layer * at->space->choice_count + j] &&
            at->column[j] != at->reference)
            check_cell(at, row, at->column[j]);
}

static void fill_layer(struct cost *out, const struct lookup *at, size_t layer, int row)
{
    const struct map_table_cell *cell =
        map_tables_cell(at->tables, (size_t)row, (size_t)at->reference);
    out->reference_pj += map_cell_energy_pj(cell);
    out->reference_cycles += cell->latency_cycles;
    for (size_t j = 0; j < out->choice_count; j++) {
        size_t i = layer * out->choice_count + j;
        if (!at->space->allowed[i])
            continue;
        cell = map_tables_cell(at->tables, (size_t)row, (size_t)at->column[j]);
        out->energy[i] = map_cell_energy_pj(cell);
        out->latency[i] = cell->latency_cycles;
    }
}

static void make_relative(struct cost *cost)
{
    for (size_t i = 0; i < cost->layer_count * cost->choice_count; i++) {
        cost->energy[i] /= cost->reference_pj;
        cost->latency[i] /= cost->reference_cycles;
    }
}

static int allocate(struct cost *out, const struct lookup *at)
{
    size_t count = out->layer_count * out->choice_count;
    out->energy = calloc(count + 1, sizeof *out->energy);
    out->latency = calloc(count + 1, sizeof *out->latency);
    if (out->energy && out->latency)
        return 0;
    fail(at, NULL, "out of memory for the costs of", at->network->name);
    return -1;
}

int cost_create(struct cost *out, enum cost_kind kind, const struct map_tables *tables,
                const struct network *network, const struct search_space *space,
                const char *reference, const char *file, struct diag_list *diag)
{
    struct lookup at = {
        .tables = tables, .network = network, .space = space, .file = file, .diag = diag};
    size_t before = diag_count(diag);
    *out = (struct cost){
        .kind = kind, .layer_count = space->layer_count, .choice_count = space->choice_count};
    find_columns(&at, reference);
    for (size_t l = 0; l < space->layer_count; l++)
        check_layer(&at, l);
    if (diag_count(diag) != before)
        return -1;
    if (allocate(out, &at) != 0) {
        cost_free(out);
        return -1;
    }
    for (size_t l = 0; l < space->layer_count; l++)
        fill_layer(out, &at, l, find_row(tables, layer_name(network, l)));
    make_relative(out);
    return 0;
}

void cost_free(struct cost *cost)
{
    free(cost->energy);
    free(cost->latency);
    *cost = (struct cost){0};
}

static double mean(const struct cost *cost, const double *share, const double *p)
{
    double sum = 0;
    for (size_t i = 0; i < cost->layer_count * cost->choice_count; i++)
        sum += share[i] * p[i];
    return sum;
}

/* sum += weight * share. */
static void add_scaled(const struct cost *cost, const double *share, double weight, double *sum)
{
    for (size_t i = 0; i < cost->layer_count * cost->choice_count; i++)
        sum[i] += weight * share[i];
}

double cost_expected(const struct cost *cost, const double *p, double weight, double *dp)
{
    double energy = cost->kind == COST_LATENCY ? 1 : mean(cost, cost->energy, p);
    double latency = cost->kind == COST_ENERGY ? 1 : mean(cost, cost->latency, p);
    if (dp && cost->kind != COST_LATENCY)
        add_scaled(cost, cost->energy, weight * latency, dp);
    if (dp && cost->kind != COST_ENERGY)
        add_scaled(cost, cost->latency, weight * energy, dp);
    return energy * latency;
}

static double total(const struct cost *cost, const double *share, const size_t *choice)
{
    double sum = 0;
    for (size_t l = 0; l < cost->layer_count; l++)
        sum += share[l * cost->choice_count + choice[l]];
    return sum;
}

double cost_assignment(const struct cost *cost, const size_t *choice)
{
    double energy = cost->kind == COST_LATENCY ? 1 : total(cost, cost->energy, choice);
    double latency = cost->kind == COST_ENERGY ? 1 : total(cost, cost->latency, choice);
    return energy * latency;
}

double cost_energy_pj(const struct cost *cost, const size_t *choice)
{
    return cost->reference_pj * total(cost, cost->energy, choice);
}

double cost_latency_cycles(const struct cost *cost, const size_t *choice)
{
    return cost->reference_cycles * total(cost, cost->latency, choice);
}
