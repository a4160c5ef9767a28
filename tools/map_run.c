#include "map_run.h"

#include <stdlib.h>
#include <string.h>

#include "mapper/build_problem.h"
#include "mapper/constrain.h"
#include "progress.h"

/* The job of another layer of the same shape, or a new one. */
static size_t job_for(struct map_run *run, size_t layer, size_t choice)
{
    const struct layer_shape *shape = &run->layer[layer].shape;
    for (size_t l = 0; l < run->layer_count; l++) {
        size_t job = run->job_of[l * run->choice_count + choice];
        if (job != MAP_NO_JOB && layer_shape_equal(&run->layer[l].shape, shape))
            return job;
    }
    struct map_job *job = &run->job[run->job_count];
    *job = (struct map_job){.layer = layer, .choice = choice};
    map_problem_build(&job->problem, run->machine, run->choice[choice], shape);
    return run->job_count++;
}

int map_run_begin(struct map_run *out, const struct arch_machine *machine,
                  const struct map_layer *layer, size_t layer_count, const int *choice,
                  size_t choice_count)
{
    size_t pairs = layer_count * choice_count;
    *out = (struct map_run){.machine = machine,
                            .layer = layer,
                            .layer_count = layer_count,
                            .choice_count = choice_count};
    out->choice = calloc(choice_count + 1, sizeof *out->choice);
    out->job_of = calloc(pairs + 1, sizeof *out->job_of);
    out->job = calloc(pairs + 1, sizeof *out->job);
    if (!out->choice || !out->job_of || !out->job) {
        map_run_free(out);
        return -1;
    }
    memcpy(out->choice, choice, choice_count * sizeof *choice);
    for (size_t i = 0; i < pairs; i++)
        out->job_of[i] = MAP_NO_JOB;
    return 0;
}

void map_run_ask(struct map_run *run, size_t layer, size_t choice)
{
    run->job_of[layer * run->choice_count + choice] = job_for(run, layer, choice);
}

int map_run_create(struct map_run *out, const struct arch_machine *machine,
                   const struct map_layer *layer, size_t layer_count, const int *choice,
                   size_t choice_count)
{
    if (map_run_begin(out, machine, layer, layer_count, choice, choice_count))
        return -1;
    for (size_t l = 0; l < layer_count; l++)
        for (size_t j = 0; j < choice_count; j++)
            map_run_ask(out, l, j);
    return 0;
}

void map_run_free(struct map_run *run)
{
    free(run->choice);
    free(run->job_of);
    free(run->job);
    *run = (struct map_run){0};
}

const struct map_job *map_run_job(const struct map_run *run, size_t layer, size_t choice)
{
    return &run->job[run->job_of[layer * run->choice_count + choice]];
}

const struct arch_choice *map_run_choice(const struct map_run *run, size_t choice)
{
    return &run->machine->choice[run->choice[choice]];
}

static void price_job(struct map_job *job, const struct map_file_entry *entry,
                      struct diag_list *diag)
{
    struct map_solution *solution = &job->solution;
    char reason[MAP_REASON_MAX] = "";
    solution->mapping = entry->mapping;
    if (!map_constraints_obey(&job->problem, &entry->mapping, reason) ||
        map_evaluate(&job->problem, &entry->mapping, &solution->result, reason)) {
        map_file_error(entry, diag, reason);
        return;
    }
    solution->found = 1;
    job->done = 1;
}

/* Every pair that is asked for is a job of its own: two layers of one shape may have two mappings.
 */
static void split_jobs(struct map_run *run)
{
    run->job_count = 0;
    for (size_t l = 0; l < run->layer_count; l++)
        for (size_t j = 0; j < run->choice_count; j++) {
            size_t *job_of = &run->job_of[l * run->choice_count + j];
            if (*job_of == MAP_NO_JOB)
                continue;
            struct map_job *job = &run->job[run->job_count];
            *job = (struct map_job){.layer = l, .choice = j};
            map_problem_build(&job->problem, run->machine, run->choice[j], &run->layer[l].shape);
            *job_of = run->job_count++;
        }
}

static void missing_mapping(const struct map_file *file, const char *layer,
                            const struct choice *choice, struct diag_list *diag)
{
    char name[CHOICE_NAME_MAX];
    choice_name(choice, name);
    diag_error(diag, &(struct diag_place){.file = map_file_path(file)},
               "with --layer LAYER one mapping is enough",
               "there is no mapping of layer '%s' with choice %s", layer, name);
}

int map_run_price(struct map_run *run, const struct map_file *file, struct diag_list *diag)
{
    size_t errors = diag_count(diag);
    double began_s = progress_clock_s();
    run->priced = 1;
    split_jobs(run);
    for (size_t i = 0; i < run->job_count; i++) {
        struct map_job *job = &run->job[i];
        const struct map_layer *layer = &run->layer[job->layer];
        const struct choice *choice = &map_run_choice(run, job->choice)->choice;
        const struct map_file_entry *entry = map_file_find(file, layer->name, choice);
        size_t before = diag_count(diag);
        if (!entry) {
            missing_mapping(file, layer->name, choice, diag);
            continue;
        }
        map_file_check_shape(entry, &layer->shape, diag);
        if (diag_count(diag) == before)
            price_job(job, entry, diag);
    }
    run->seconds = progress_clock_s() - began_s;
    return diag_count(diag) > errors ? -1 : 0;
}

static double bound_pj(const struct map_run *run, const struct map_job *job)
{
    const struct map_solution *solution = &job->solution;
    if (!solution->found)
        return (double)layer_terms_per_image(&run->layer[job->layer].shape) * job->problem.term_pj;
    if (!run->priced && run->objective == OBJECTIVE_ENERGY)
        return solution->lower_bound / job->problem.size[DIM_N];
    return (solution->result.op_pj + solution->result.compulsory_dram_pj) /
           job->problem.size[DIM_N];
}

static enum map_cell_state state_of(const struct map_solution *solution)
{
    if (solution->found)
        return CELL_MAPPED;
    return solution->proven ? CELL_IMPOSSIBLE : CELL_UNKNOWN;
}

static void fill_cell(struct map_table_cell *cell, const struct map_run *run,
                      const struct map_job *job)
{
    const struct map_result *result = &job->solution.result;
    double images = job->problem.size[DIM_N];
    *cell = (struct map_table_cell){
        .state = state_of(&job->solution),
        .e_op_pj = job->problem.term_pj,
        .lower_bound_pj = bound_pj(run, job),
        .proven = job->solution.proven,
    };
    if (cell->state != CELL_MAPPED)
        return;
    cell->energy_op_pj = result->op_pj / images;
    cell->e_tx_spad_pj = result->spad_pj / images;
    cell->e_tx_noc_pj = result->noc_pj / images;
    cell->e_tx_glb_pj = result->glb_pj / images;
    cell->e_tx_dram_pj = result->dram_pj / images;
    cell->compulsory_dram_pj = result->compulsory_dram_pj / images;
    cell->latency_cycles = result->latency_cycles;
    cell->utilization = result->utilization;
}

int map_run_tables(const struct map_run *run, struct map_tables *out)
{
    if (map_tables_create(out, run->layer_count, run->choice_count))
        return -1;
    for (size_t j = 0; j < run->choice_count; j++)
        out->choice[j] = map_run_choice(run, j)->choice;
    for (size_t l = 0; l < run->layer_count; l++) {
        out->ops[l] = layer_terms_per_image(&run->layer[l].shape);
        if (map_tables_name(out, l, run->layer[l].name)) {
            map_tables_free(out);
            return -1;
        }
        for (size_t j = 0; j < run->choice_count; j++)
            fill_cell(map_tables_cell(out, l, j), run, map_run_job(run, l, j));
    }
    return 0;
}

size_t map_run_impossible(const struct map_run *run)
{
    size_t count = 0;
    for (size_t i = 0; i < run->layer_count * run->choice_count; i++)
        count += state_of(&run->job[run->job_of[i]].solution) == CELL_IMPOSSIBLE;
    return count;
}

double map_run_largest_gap(const struct map_run *run)
{
    double largest = 0;
    for (size_t i = 0; i < run->layer_count * run->choice_count; i++) {
        const struct map_solution *solution = &run->job[run->job_of[i]].solution;
        double gap = solution->found ? 1 - solution->lower_bound / solution->objective : 1;
        if (!solution->proven && gap > largest)
            largest = gap;
    }
    return largest;
}

size_t map_run_unproven(const struct map_run *run)
{
    size_t count = 0;
    for (size_t i = 0; i < run->layer_count * run->choice_count; i++)
        count += !run->job[run->job_of[i]].solution.proven;
    return count;
}
