#include "explore_point.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/sha256.h"

const char *const explore_point_states[POINT_STATE_COUNT] = {
#define EXPLORE_STATE_WORD(id, word) word,
    EXPLORE_POINT_STATES(EXPLORE_STATE_WORD)
#undef EXPLORE_STATE_WORD
};

static void write_search(FILE *out, const struct explore_search *search)
{
    fprintf(out, "answers %d\nobjective %d\ngap %a\ntime limit %a\n", EXPLORE_ANSWERS_VERSION,
            (int)search->objective, search->gap, search->time_limit_s);
}

static void write_machine(FILE *out, const struct arch_machine *machine)
{
    fprintf(out, "clock %a\n", machine->clock_hz);
    for (int i = 0; i < machine->area.count; i++) {
        const struct arch_area_part *part = &machine->area.part[i];
        fprintf(out, "area %s %d %d %a\n", part->component, part->instances, part->is_estimated,
                part->is_estimated ? part->each_mm2 : 0);
    }
}

static void write_problems(FILE *out, const struct explore_variant *variant)
{
    const struct map_run *run = &variant->run;
    char name[CHOICE_NAME_MAX], key[EXPLORE_KEY_MAX];
    for (size_t l = 0; l < run->layer_count; l++)
        for (size_t j = 0; j < run->choice_count; j++) {
            choice_name(&map_run_choice(run, j)->choice, name);
            explore_problem_key(&map_run_job(run, l, j)->problem, key);
            fprintf(out, "%s %s %s\n", run->layer[l].name, name, key);
        }
}

/* Hashes what was written into a memory stream and frees it. */
static int close_and_hash(FILE *stream, char **text, const size_t *size, char out[EXPLORE_KEY_MAX])
{
    int failed = fclose(stream);
    if (!failed)
        sha256_hex(*text, *size, out);
    free(*text);
    return failed ? -1 : 0;
}

int explore_point_hash(char out[EXPLORE_KEY_MAX], const struct explore_variant *variant,
                       const struct explore_search *search)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    if (!stream)
        return -1;
    write_search(stream, search);
    write_machine(stream, variant->machine);
    write_problems(stream, variant);
    return close_and_hash(stream, &text, &size, out);
}

static double cost_of(const struct map_table_cell *cell, enum map_objective objective)
{
    double energy = map_cell_energy_pj(cell), cycles = map_cell_cost(cell, cell->latency_cycles);
    if (objective == OBJECTIVE_ENERGY)
        return energy;
    return objective == OBJECTIVE_LATENCY ? cycles : energy * cycles;
}

size_t explore_taken_choice(const struct map_tables *tables, size_t layer,
                            enum map_objective objective)
{
    size_t taken = 0;
    for (size_t j = 1; j < tables->choice_count; j++)
        if (cost_of(map_tables_cell(tables, layer, j), objective) <
            cost_of(map_tables_cell(tables, layer, taken), objective))
            taken = j;
    return taken;
}

static void add_cell(struct explore_point *point, const struct map_table_cell *cell)
{
    point->op_pj += cell->energy_op_pj;
    point->spad_pj += cell->e_tx_spad_pj;
    point->noc_pj += cell->e_tx_noc_pj;
    point->glb_pj += cell->e_tx_glb_pj;
    point->dram_pj += cell->e_tx_dram_pj;
    point->lower_bound_pj += cell->lower_bound_pj;
    point->latency_cycles += cell->latency_cycles;
}

/* The first layer that no choice has a mapping of, and why its first choice has none. */
static void note_impossible(struct explore_point *point, const struct map_run *run, size_t layer)
{
    point->state = POINT_IMPOSSIBLE;
    if (point->reason[0])
        return;
    char name[CHOICE_NAME_MAX];
    choice_name(&map_run_choice(run, 0)->choice, name);
    snprintf(point->reason, sizeof point->reason, "%s with %s: %s", run->layer[layer].name, name,
             map_run_job(run, layer, 0)->solution.found
                 ? "no mapping was found"
                 : map_run_job(run, layer, 0)->solution.reason);
}

static void forget_costs(struct explore_point *point)
{
    double *const costs[] = {&point->energy_pj,     &point->op_pj,          &point->spad_pj,
                             &point->noc_pj,        &point->glb_pj,         &point->dram_pj,
                             &point->edp_js,        &point->latency_cycles, &point->latency_s,
                             &point->lower_bound_pj};
    for (size_t i = 0; i < sizeof costs / sizeof *costs; i++)
        *costs[i] = INFINITY;
    point->utilization = 0;
}

static void add_layers(struct explore_point *point, const struct map_run *run,
                       const struct map_tables *tables, enum map_objective objective)
{
    double cycles = 0;
    for (size_t l = 0; l < tables->layer_count; l++) {
        size_t taken = explore_taken_choice(tables, l, objective);
        const struct map_table_cell *cell = map_tables_cell(tables, l, taken);
        double compute = map_run_job(run, l, taken)->solution.result.compute_cycles;
        if (cell->state != CELL_MAPPED) {
            note_impossible(point, run, l);
            continue;
        }
        add_cell(point, cell);
        point->utilization += cell->utilization * compute;
        cycles += compute;
    }
    point->utilization = cycles > 0 ? point->utilization / cycles : 0;
}

void explore_point_make(struct explore_point *out, const struct explore_variant *variant,
                        const struct map_tables *tables, enum map_objective objective)
{
    const struct map_run *run = &variant->run;
    char hash[EXPLORE_KEY_MAX];
    memcpy(hash, out->hash, sizeof hash);
    *out = (struct explore_point){.state = POINT_MAPPED};
    memcpy(out->hash, hash, sizeof hash);
    add_layers(out, run, tables, objective);
    out->energy_pj = out->op_pj + out->spad_pj + out->noc_pj + out->glb_pj + out->dram_pj;
    out->latency_s = out->latency_cycles / variant->machine->clock_hz;
    out->edp_js = out->energy_pj * 1e-12 * out->latency_s;
    if (out->state != POINT_MAPPED)
        forget_costs(out);
    out->area_mm2 = arch_machine_area(variant->machine, &out->area_missing);
    out->largest_gap = map_run_largest_gap(run);
    out->proven = map_run_unproven(run) == 0;
    for (size_t i = 0; i < run->job_count; i++)
        out->seconds += run->job[i].solution.seconds;
}

/* The first message, in one line: what stands behind "error: ". */
static void take_reason(char out[EXPLORE_REASON_MAX], const struct diag_list *diag)
{
    static const char mark[] = "error: ";
    char *text = diag_kept(diag) ? diag_render(diag, 0) : NULL;
    const char *message = text ? strstr(text, mark) : NULL;
    message = message ? message + strlen(mark) : "the machine cannot be read";
    snprintf(out, EXPLORE_REASON_MAX, "%.*s", (int)strcspn(message, "\n"), message);
    free(text);
}

int explore_point_invalid(struct explore_point *out, const struct explore_space *space,
                          const char *overrides, const struct diag_list *diag)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    if (!stream)
        return -1;
    *out = (struct explore_point){.state = POINT_INVALID};
    take_reason(out->reason, diag);
    forget_costs(out);
    out->area_mm2 = INFINITY;
    fprintf(stream, "invalid %d\n%s\n%s\n%s\n%s\n", EXPLORE_ANSWERS_VERSION, space->machine->sha256,
            space->network ? space->network->sha256 : "", overrides, out->reason);
    for (size_t i = 0; i < space->set->count; i++)
        fprintf(stream, "%s\n", space->set->item[i]);
    return close_and_hash(stream, &text, &size, out->hash);
}
