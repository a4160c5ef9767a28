/* enos-search: learns the weights of a network, and the operator and precision of its layers. */
#include <omp.h>
#include <stdlib.h>

#include "exit_status.h"
#include "input_errors.h"
#include "interrupt.h"
#include "origin.h"
#include "patient_threads.h"
#include "search_estimate.h"
#include "search_folder.h"
#include "search_grid_command.h"
#include "search_header.h"
#include "search_integers.h"
#include "search_ranks.h"
#include "search_training.h"
#include "shipped.h"

/* What the steps of a run share. */
struct command {
    const struct search_request *request;
    struct search_inputs inputs;
    struct search_folder folder;
    struct provenance provenance;
    struct provenance_input input[8];
    char *command_line; /* owned */
    char identity[65];
    struct search_training_options training;
    struct search_ranks *ranks;
    int argc;
    char *const *argv;
    const atomic_int *stop;
};

static int out_of_memory(void)
{
    return exit_out_of_memory(search_option_set.tool);
}

static void print_start(FILE *out)
{
    fputs("usage: enos-search RUN [OPTION...]       (enos-search --help: the options)\n"
          "\nruns, and their networks:\n",
          out);
    shipped_list(out, SHIPPED_RUN);
    fputs("\nfor instance:\n  enos-search quick\n", out);
}

/* What needs no run. Returns an exit status, or -1 to go on. */
static int answer_at_once(const struct search_request *request)
{
    if (request->help.given)
        return command_answer_help(stdout, &search_page, &request->help, stderr) ? EXIT_BAD_INPUT
                                                                                 : EXIT_DONE;
    if (request->version)
        puts("enos-search " ENOS_VERSION);
    else if (!request->run)
        print_start(stdout);
    else
        return -1;
    return EXIT_DONE;
}

static void add_input(struct command *command, const char *role, const char *name, const char *path,
                      const char *sha256)
{
    struct provenance_input *input = &command->input[command->provenance.input_count++];
    *input = (struct provenance_input){.role = role, .name = name, .path = path};
    snprintf(input->sha256, sizeof input->sha256, "%s", sha256);
}

/* Returns 0, or -1 when memory is short. */
static int trace_origin(struct command *command)
{
    const struct search_inputs *inputs = &command->inputs;
    const struct search_tables *tables = &inputs->tables;
    command->command_line = provenance_command_line(command->argc, command->argv);
    command->provenance = (struct provenance){.tool = search_option_set.tool,
                                              .version = ENOS_VERSION,
                                              .input = command->input,
                                              .seed = inputs->run->seed,
                                              .command_line = command->command_line};
    add_input(command, "run", inputs->run->name, inputs->run->file, inputs->run_sha256);
    if (inputs->machine)
        add_input(command, "machine", inputs->machine->name, inputs->machine->file,
                  inputs->machine->sha256);
    add_input(command, "network", inputs->network->name, inputs->network->file,
              inputs->network->sha256);
    add_input(command, "tables", "", inputs->machine ? command->folder.tables : tables->path,
              tables->sha256);
    add_input(command, "data", inputs->data.train->name, inputs->run->data.folder, "");
    return command->command_line ? 0 : -1;
}

/* Tables and identity: what is known before anything trains. */
static int prepare(struct command *command)
{
    struct search_inputs *inputs = &command->inputs;
    const struct search_request *request = command->request;
    if (search_folder_name(&command->folder, inputs, request, stderr))
        return EXIT_BAD_INPUT;
    int status = search_inputs_price(inputs, request, command->folder.tables, command->argc,
                                     command->argv, command->stop, stderr);
    if (status)
        return status;
    if (trace_origin(command))
        return out_of_memory();
    if (search_request_is_grid(request))
        search_grid_identity(inputs, command->identity);
    else
        search_inputs_identity(inputs, command->identity);
    return EXIT_DONE;
}

static int interrupted(const struct command *command, const struct job *job)
{
    fprintf(stderr,
            "enos-search: interrupted after %llu epochs, saved in %s\n"
            "   hint: the same command line with --resume goes on from there\n",
            (unsigned long long)job_epochs_done(job), command->folder.checkpoints);
    return EXIT_INTERRUPTED;
}

/* Returns 0, or -1 when memory is short. */
static int show(const struct command *command, const struct search_result *result)
{
    const struct search_request *request = command->request;
    if (request->json.given && !request->json.text) {
        char *text = search_result_json(result);
        if (!text)
            return -1;
        puts(text);
        free(text);
    } else if (!request->quiet) {
        search_result_screen(stdout, result);
    }
    return 0;
}

static int finish(const struct command *command, struct search_training *training,
                  struct diag_list *diag)
{
    const struct search_request *request = command->request;
    struct search_result result = search_training_result(training);
    struct search_integers integers;
    int status = result.count ? search_integers_make(&integers, training, request->quiet,
                                                     command->stop, diag)
                              : 0;
    if (status > 0)
        return interrupted(command, search_training_job(training));
    if (status < 0) {
        diag_write(diag, stderr);
        return EXIT_ENVIRONMENT;
    }
    result.integers = result.count ? &integers : NULL;
    if (search_result_write(&result, request->json.text, stderr))
        return EXIT_ENVIRONMENT;
    return show(command, &result) ? out_of_memory() : EXIT_DONE;
}

static int train(const struct command *command, struct search_training *training,
                 struct diag_list *diag)
{
    enum job_status status = search_training_run(training, diag);
    if (status == JOB_FINISHED && search_ranks_rank(command->ranks) > 0)
        return EXIT_DONE;
    if (status == JOB_FINISHED)
        return finish(command, training, diag);
    if (status == JOB_STOPPED)
        return interrupted(command, search_training_job(training));
    diag_write(diag, stderr);
    return trainer_fault(search_training_trainer(training))->is_set ? EXIT_ANSWER_IS_NO
                                                                    : EXIT_ENVIRONMENT;
}

static void set_options(struct command *command)
{
    const struct search_inputs *inputs = &command->inputs;
    const struct search_run *run = inputs->run;
    command->training = (struct search_training_options){
        .inputs = inputs,
        .mode = inputs->mode,
        .assignment = inputs->assignment,
        .seed = run->seed,
        .lambda = run->target > 0 ? 0 : run->lambda,
        .target = run->target,
        .folder = command->folder.path,
        .checkpoints = command->folder.checkpoints,
        .identity = command->identity,
        .provenance = &command->provenance,
        .ranks = search_ranks_engine(command->ranks),
        .resume = command->request->resume,
        .quiet = command->request->quiet,
        .stop = command->stop,
    };
}

/* What is about to happen, and what it will take one rank. */
static int announce(const struct command *command, struct diag_list *diag)
{
    const struct search_request *request = command->request;
    FILE *out = request->dry_run ? stdout : stderr;
    struct search_training_options alone = command->training;
    struct search_estimate estimate;
    if (request->quiet && !request->dry_run)
        return EXIT_DONE;
    search_header(out, &command->inputs);
    if (request->resume && search_folder_epochs(&command->folder) > 0) {
        fprintf(out, "going on after %llu epochs in %s\n",
                (unsigned long long)search_folder_epochs(&command->folder), command->folder.path);
        return EXIT_DONE;
    }
    alone.ranks = NULL;
    if (search_estimate(&estimate, &alone, diag)) {
        diag_write(diag, stderr);
        return EXIT_BAD_INPUT;
    }
    if (search_request_is_grid(request))
        return search_grid_estimate(out, &command->inputs, request, &estimate, stderr);
    search_estimate_print(out, &estimate, command->folder.path);
    return EXIT_DONE;
}

/* Makes the folder of the run, or of the grid, which processes may share. */
static int begin(struct command *command)
{
    struct search_request request = *command->request;
    int is_grid = search_request_is_grid(&request);
    request.resume |= is_grid; /* finished jobs stay */
    if (is_grid)
        return search_grid_begin(&command->folder, &request, &command->inputs, command->identity,
                                 &command->provenance, stderr);
    return search_folder_begin(&command->folder, &request, &command->inputs, command->identity,
                               &command->provenance, stderr)
               ? EXIT_ENVIRONMENT
               : EXIT_DONE;
}

static int check_folder(const struct command *command)
{
    struct search_request request = *command->request;
    request.resume |= search_request_is_grid(&request);
    return search_folder_check(&command->folder, &request, command->identity, stderr)
               ? EXIT_BAD_INPUT
               : EXIT_DONE;
}

/* The first rank checks and makes the folder, with the tables, which the others read there. */
static int prepare_first(struct command *command, struct diag_list *diag)
{
    int status = prepare(command);
    if (status == EXIT_DONE)
        status = check_folder(command);
    if (status != EXIT_DONE)
        return status;
    set_options(command);
    status = announce(command, diag);
    return status || command->request->dry_run ? status : begin(command);
}

/* A rank whose status is good while another's is not ends, too. */
static int agree(const struct command *command, int status)
{
    int any = search_ranks_any(command->ranks, status != EXIT_DONE);
    return any && status == EXIT_DONE ? EXIT_ENVIRONMENT : status;
}

static int prepare_all(struct command *command, struct diag_list *diag)
{
    int is_first = search_ranks_rank(command->ranks) == 0;
    int status = agree(command, is_first ? prepare_first(command, diag) : EXIT_DONE);
    if (is_first || status != EXIT_DONE)
        return agree(command, status);
    status = prepare(command);
    set_options(command);
    return agree(command, status);
}

static int run_grid(const struct command *command)
{
    const struct search_grid_options options = {.inputs = &command->inputs,
                                                .request = command->request,
                                                .provenance = &command->provenance,
                                                .folder = command->folder.path,
                                                .stop = command->stop,
                                                .quiet = command->request->quiet};
    return search_grid_command(&options, command->ranks, stderr);
}

static int create_and_train(const struct command *command, struct diag_list *diag)
{
    struct search_training *training;
    int status =
        search_training_create(&training, &command->training, diag) ? EXIT_BAD_INPUT : EXIT_DONE;
    int is_created = status == EXIT_DONE;
    if (!is_created)
        diag_write(diag, stderr);
    status = agree(command, status);
    if (status == EXIT_DONE)
        status = train(command, training, diag);
    if (is_created)
        search_training_free(training);
    return status;
}

static int run_search(struct command *command)
{
    const struct search_run *run = command->inputs.run;
    struct diag_list *diag;
    if (diag_create(&diag))
        return out_of_memory();
    omp_set_num_threads(run->threads ? run->threads : search_ranks_threads(command->ranks));
    int status = prepare_all(command, diag);
    if (status == EXIT_DONE && search_request_is_grid(command->request))
        status = run_grid(command);
    else if (status == EXIT_DONE && !command->request->dry_run)
        status = create_and_train(command, diag);
    diag_free(diag);
    search_folder_unlock(&command->folder);
    return status;
}

/* One network's batches are shared by the ranks; a grid's jobs are whole. */
static int check_ranks(const struct command *command)
{
    struct diag_list *diag;
    int is_grid = search_request_is_grid(command->request);
    int ranks = is_grid ? 1 : search_ranks_count(command->ranks);
    if (diag_create(&diag))
        return out_of_memory();
    int status = search_ranks_check(command->inputs.run, ranks, diag) ? EXIT_BAD_INPUT : EXIT_DONE;
    input_errors_print(diag, search_option_set.tool, stderr);
    diag_free(diag);
    return status;
}

static int read_and_run(struct command *command)
{
    int status =
        search_inputs_read(&command->inputs, command->request, stderr) ? EXIT_BAD_INPUT : EXIT_DONE;
    int is_read = status == EXIT_DONE;
    if (is_read)
        status = check_ranks(command);
    command->stop = interrupt_catch_saying(
        "\nenos-search: stopping after this epoch; a second signal ends it at once\n");
    status = agree(command, status);
    if (status == EXIT_DONE)
        status = run_search(command);
    if (is_read)
        search_inputs_free(&command->inputs);
    free(command->command_line);
    return status;
}

/* What all ranks would say the first one says. */
static void hush(const struct search_ranks *ranks)
{
    if (search_ranks_rank(ranks) > 0 &&
        (!freopen("/dev/null", "w", stderr) || !freopen("/dev/null", "w", stdout)))
        abort();
}

static int run_command(const struct search_request *request, int argc, char *const *argv)
{
    struct command command = {.request = request, .folder.lock = -1, .argc = argc, .argv = argv};
    int status = answer_at_once(request);
    if (status >= 0)
        return status;
    if (search_ranks_open(&command.ranks, search_option_set.tool, stderr))
        return EXIT_ENVIRONMENT;
    hush(command.ranks);
    status = read_and_run(&command);
    search_ranks_close(command.ranks);
    return status;
}

int main(int argc, char **argv)
{
    patient_threads(argv);
    struct search_request request;
    int mistakes = search_request_parse(&request, argc, argv, stderr);
    int status = mistakes < 0 ? out_of_memory() : EXIT_BAD_INPUT;
    if (!mistakes)
        status = run_command(&request, argc, argv);
    search_request_free(&request);
    return exit_close_output(search_option_set.tool, status);
}
