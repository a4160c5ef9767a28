#include "search_grid_job.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "search_integers.h"
#include "search_training.h"
#include "workloads/file_bytes.h"
#include "workloads/sha256.h"

static const char warm_up_file[] = "warm-up.archive";

/* The run as this job alone would be asked for. */
static void set_run(struct search_grid_job *out, const struct grid_job *job)
{
    *out->run = *out->options->inputs->run;
    out->run->seed = job->seed;
    out->run->lambda = job->lambda;
    out->run->target = job->target;
}

static void set_inputs(struct search_grid_job *out)
{
    struct search_inputs *inputs = &out->inputs;
    *inputs = *out->options->inputs;
    inputs->run = out->run;
    inputs->mode = out->job.kind == GRID_SEARCH ? out->options->inputs->mode : NULL;
    inputs->assignment = out->job.choice;
}

static void set_paths(struct search_grid_job *out, const struct grid *grid)
{
    const char *folder = out->options->folder;
    struct search_folder *own = &out->folder;
    own->lock = -1;
    snprintf(own->path, sizeof own->path, "%s/%s", folder, out->job.name);
    snprintf(own->checkpoints, sizeof own->checkpoints, "%s/checkpoints", own->path);
    snprintf(own->tables, sizeof own->tables, "%s/tables.csv", own->path);
    snprintf(out->result, sizeof out->result, "%s/result.json", own->path);
    snprintf(out->claim, sizeof out->claim, "%s/.claim", own->path);
    if (out->job.kind == GRID_WARM_UP)
        snprintf(out->warm_up, sizeof out->warm_up, "%s/%s", own->path, warm_up_file);
    else if (out->job.warm_up != GRID_NONE)
        snprintf(out->warm_up, sizeof out->warm_up, "%s/%s/%s", folder,
                 grid->job[out->job.warm_up].name, warm_up_file);
}

/* What the inputs do not tell: the kind of the job, and what it trains. */
static int set_identity(struct search_grid_job *out)
{
    char run[65], *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (!file)
        return -1;
    search_inputs_identity(&out->inputs, run);
    fprintf(file, "%s\njob %d\n", run, (int)out->job.kind);
    for (size_t l = 0; out->job.choice && l < out->inputs.space.layer_count; l++)
        fprintf(file, "%zu ", out->job.choice[l]);
    int status = fclose(file) ? -1 : 0;
    if (status == 0)
        sha256_hex(text, size, out->identity);
    free(text);
    return status;
}

int search_grid_job_create(struct search_grid_job *out, const struct search_grid_options *options,
                           const struct grid *grid, size_t number)
{
    *out = (struct search_grid_job){.options = options, .job = grid->job[number]};
    out->run = malloc(sizeof *out->run);
    if (!out->run)
        return -1;
    set_run(out, &out->job);
    set_inputs(out);
    set_paths(out, grid);
    if (set_identity(out) == 0)
        return 0;
    search_grid_job_free(out);
    return -1;
}

void search_grid_job_free(struct search_grid_job *job)
{
    free(job->run);
    *job = (struct search_grid_job){0};
}

int search_grid_job_done(const struct search_grid_job *job, struct search_grid_result *out)
{
    if (!search_grid_result_read(out, job->result))
        return 0;
    if (strcmp(out->identity, job->identity) == 0)
        return 1;
    search_grid_result_free(out);
    return 0;
}

static int begin(struct search_grid_job *job, FILE *errors)
{
    struct search_request request = *job->options->request;
    struct provenance provenance = *job->options->provenance;
    request.resume = 1;
    provenance.seed = job->job.seed;
    if (search_folder_check(&job->folder, &request, job->identity, errors))
        return EXIT_BAD_INPUT;
    return search_folder_begin(&job->folder, &request, &job->inputs, job->identity, &provenance,
                               errors)
               ? EXIT_ENVIRONMENT
               : EXIT_DONE;
}

static void write_names(FILE *out, const struct choice *choice, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char name[CHOICE_NAME_MAX];
        choice_name(&choice[i], name);
        fprintf(out, "%s%s", i ? " " : "", name);
    }
}

/* "T8 MF8 T8", malloc'd; NULL when memory is short. */
static char *assignment_text(const struct search_space *space, const size_t *column)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (size_t l = 0; out && l < space->layer_count; l++) {
        if (l)
            fputc(' ', out);
        write_names(out, &space->choice[column[l]], 1);
    }
    return out && fclose(out) == 0 ? text : NULL;
}

/* The choices that the run names, or the one of a uni-operator network. */
static char *choices_text(const struct search_grid_job *job)
{
    const struct search_run *run = job->run;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out && job->job.kind == GRID_UNI)
        write_names(out, &job->inputs.space.choice[job->job.column], 1);
    else if (out)
        write_names(out, run->choice, (size_t)run->choice_count);
    return out && fclose(out) == 0 ? text : NULL;
}

static double accuracy_of(const struct trainer_score *score)
{
    return score->images > 0 ? score->accuracy : NAN;
}

static enum point_kind kind_of(const struct grid_job *job)
{
    return job->kind == GRID_UNI      ? POINT_UNI
           : job->kind == GRID_RANDOM ? POINT_RANDOM
                                      : POINT_SEARCH;
}

static struct point point_of(const struct search_grid_job *job,
                             const struct job_candidate *candidate)
{
    const struct cost *cost = &job->inputs.cost;
    double energy_pj = cost_energy_pj(cost, candidate->choice);
    int is_uni = job->job.kind == GRID_UNI;
    return (struct point){.kind = kind_of(&job->job),
                          .mode = is_uni ? "" : run_modes[job->run->mode],
                          .lambda = is_uni || job->run->target > 0 ? NAN : job->run->lambda,
                          .target = is_uni || job->run->target == 0 ? NAN : job->run->target,
                          .seed = job->job.seed,
                          .energy_share = energy_pj / cost->reference_pj,
                          .energy_pj = energy_pj,
                          .latency_cycles = cost_latency_cycles(cost, candidate->choice),
                          .validation_accuracy = accuracy_of(&candidate->validation),
                          .test_accuracy = accuracy_of(&candidate->test),
                          .test_images = candidate->test.images,
                          .integer_accuracy = NAN,
                          .folder = job->job.name};
}

static int write_result(const struct search_grid_job *job, struct search_grid_result *result,
                        FILE *errors)
{
    result->identity = job->identity;
    char *text = search_grid_result_text(result);
    int status = text ? file_bytes_replace(job->result, text, strlen(text)) : -1;
    if (status != 0)
        fprintf(errors, "enos-search: cannot write %s: %s\n", job->result,
                text ? strerror(errno) : "out of memory");
    free(text);
    return status == 0 ? EXIT_DONE : EXIT_ENVIRONMENT;
}

/* Every candidate as a point. Returns an exit status. */
static int keep_points(const struct search_grid_job *job, const struct search_result *trained,
                       FILE *errors)
{
    struct search_grid_result result = {
        .count = trained->count, .best = trained->best, .seconds = trained->seconds};
    char *choices = choices_text(job);
    result.point = calloc(result.count + 1, sizeof *result.point);
    int is_short = !choices || !result.point;
    for (size_t i = 0; i < result.count && !is_short; i++) {
        const struct job_candidate *candidate = &trained->candidate[i];
        result.point[i] = point_of(job, candidate);
        result.point[i].candidate = i + 1;
        result.point[i].choices = choices;
        result.point[i].assignment = assignment_text(&job->inputs.space, candidate->choice);
        is_short = !result.point[i].assignment;
    }
    if (trained->integers && !is_short)
        result.point[trained->best].integer_accuracy = search_integers_accuracy(trained->integers);
    int status =
        is_short ? exit_out_of_memory(search_option_set.tool) : write_result(job, &result, errors);
    for (size_t i = 0; result.point && i < result.count; i++)
        free((char *)result.point[i].assignment);
    free(result.point);
    free(choices);
    return status;
}

static int keep_weights(const struct search_grid_job *job, struct trainer *trainer,
                        struct diag_list *diag)
{
    struct archive_item item[TRAINER_ITEMS_MAX];
    return archive_write(job->warm_up, item, trainer_model_items(trainer, item), diag);
}

/* The integer network of the best candidate; of a warm-up the weights. Returns 0, 1 when stopped,
 * or -1 with the reasons in `diag`. */
static int write_network(const struct search_grid_job *job, struct search_training *training,
                         struct search_result *result, struct search_integers *integers,
                         struct diag_list *diag)
{
    if (job->job.kind == GRID_WARM_UP)
        return keep_weights(job, search_training_trainer(training), diag);
    int status =
        search_integers_make(integers, training, job->options->quiet, job->options->stop, diag);
    result->integers = integers;
    return status;
}

/* What a job that ran to its end leaves. */
static int finish(const struct search_grid_job *job, struct search_training *training,
                  struct diag_list *diag, FILE *errors)
{
    struct search_integers integers;
    struct search_result result = search_training_result(training);
    int status = write_network(job, training, &result, &integers, diag);
    if (status != 0) {
        diag_write(diag, errors);
        return status > 0 ? EXIT_INTERRUPTED : EXIT_ENVIRONMENT;
    }
    if (search_result_write(&result, NULL, errors) != 0)
        return EXIT_ENVIRONMENT;
    return keep_points(job, &result, errors);
}

/* Numbers that are no longer finite are this job's result: the same again if it were repeated. */
static int fail(const struct search_grid_job *job, struct search_training *training,
                struct diag_list *diag, FILE *errors)
{
    struct search_grid_result result = {.seconds = NAN};
    char *text = diag_render(diag, 0);
    diag_write(diag, errors);
    if (!text || !trainer_fault(search_training_trainer(training))->is_set) {
        free(text);
        return EXIT_ENVIRONMENT;
    }
    text[strcspn(text, "\n")] = '\0';
    result.failed = text;
    int status = write_result(job, &result, errors);
    free(text);
    return status;
}

static struct search_training_options training_options(const struct search_grid_job *job,
                                                       const struct provenance *provenance)
{
    int is_begun_from = job->job.kind != GRID_WARM_UP && job->warm_up[0];
    return (struct search_training_options){.inputs = &job->inputs,
                                            .mode = job->inputs.mode,
                                            .assignment = job->inputs.assignment,
                                            .seed = job->job.seed,
                                            .lambda = job->run->target > 0 ? 0 : job->run->lambda,
                                            .target = job->run->target,
                                            .folder = job->folder.path,
                                            .checkpoints = job->folder.checkpoints,
                                            .warm_up = is_begun_from ? job->warm_up : NULL,
                                            .identity = job->identity,
                                            .provenance = provenance,
                                            .resume = 1,
                                            .quiet = job->options->quiet,
                                            .stop = job->options->stop};
}

static int train(const struct search_grid_job *job, struct diag_list *diag, FILE *errors)
{
    struct provenance provenance = *job->options->provenance;
    struct search_training *training;
    provenance.seed = job->job.seed;
    struct search_training_options options = training_options(job, &provenance);
    if (search_training_create(&training, &options, diag) != 0) {
        diag_write(diag, errors);
        return EXIT_BAD_INPUT;
    }
    int status = EXIT_INTERRUPTED;
    enum job_status how = search_training_run(training, diag);
    if (how == JOB_FINISHED)
        status = finish(job, training, diag, errors);
    else if (how == JOB_FAILED)
        status = fail(job, training, diag, errors);
    search_training_free(training);
    return status;
}

/* The images that the run with the job's seed trains on. */
static int split_and_train(struct search_grid_job *job, struct diag_list *diag, FILE *errors)
{
    const struct run_data *data = &job->run->data;
    if (split_balanced(&job->inputs.data.split, job->inputs.data.train,
                       data->train ? (size_t)data->train : SPLIT_REST, (size_t)data->validation,
                       job->run->seed, diag) != 0) {
        diag_write(diag, errors);
        return EXIT_BAD_INPUT;
    }
    int status = train(job, diag, errors);
    split_free(&job->inputs.data.split);
    return status;
}

int search_grid_job_run(const struct search_grid_job *job, FILE *errors)
{
    struct search_grid_job own = *job; /* its split is */
    struct diag_list *diag;
    int status = begin(&own, errors);
    if (status == EXIT_DONE && diag_create(&diag) != 0)
        status = exit_out_of_memory(search_option_set.tool);
    if (status == EXIT_DONE) {
        status = split_and_train(&own, diag, errors);
        diag_free(diag);
    }
    search_folder_unlock(&own.folder);
    return status;
}
