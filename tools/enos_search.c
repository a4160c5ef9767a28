/* enos-search: learns the weights of a network, and the operator and precision of its layers. */
#include <omp.h>
#include <stdlib.h>

#include "exit_status.h"
#include "input_errors.h"
#include "interrupt.h"
#include "origin.h"
#include "search_folder.h"
#include "search_grid_command.h"
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

/* Tables, identity, folder: what is known before anything trains. */
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

/* Checks the folder, and makes it. */
static int take_folder(const struct command *command)
{
    struct search_request request = *command->request;
    int is_grid = search_request_is_grid(&request);
    request.resume |= is_grid; /* finished jobs stay */
    if (search_folder_check(&command->folder, &request, command->identity, stderr))
        return EXIT_BAD_INPUT;
    if (request.dry_run)
        return EXIT_DONE;
    if (is_grid)
        return search_grid_begin(&command->folder, &request, &command->inputs, command->identity,
                                 &command->provenance, stderr);
    return search_folder_begin(&command->folder, &request, &command->inputs, command->identity,
                               &command->provenance, stderr)
               ? EXIT_ENVIRONMENT
               : EXIT_DONE;
}

/* A rank whose status is good when another's is not ends, too. */
static int agree(const struct command *command, int status)
{
    int any = search_ranks_any(command->ranks, status != EXIT_DONE);
    return any && status == EXIT_DONE ? EXIT_ENVIRONMENT : status;
}

/* The first rank makes the folder, and the tables in it, which the others read. */
static int prepare_all(struct command *command)
{
    int is_first = search_ranks_rank(command->ranks) == 0, status = EXIT_DONE;
    if (is_first)
        status = prepare(command);
    if (is_first && status == EXIT_DONE)
        status = take_folder(command);
    status = agree(command, status);
    if (status == EXIT_DONE && !is_first)
        status = prepare(command);
    return agree(command, status);
}

static int interrupted(const struct command *command, const struct job *job)
{
    fprintf(stderr,
            "enos-search: interrupted after %llu epochs, saved in %s\n"
            "   hint: go on with the same command line and --resume\n",
            (unsigned long long)job_epochs_done(job), command->folder.checkpoints);
    return EXIT_INTERRUPTED;
}

static int train(struct command *command, struct search_training *training, struct diag_list *diag)
{
    enum job_status status = search_training_run(training, diag);
    if (status == JOB_STOPPED)
        return interrupted(command, search_training_job(training));
    if (status == JOB_FAILED) {
        diag_write(diag, stderr);
        return trainer_fault(search_training_trainer(training))->is_set ? EXIT_ANSWER_IS_NO
                                                                        : EXIT_ENVIRONMENT;
    }
    return EXIT_DONE;
}

static struct search_training_options training_options(const struct command *command)
{
    const struct search_inputs *inputs = &command->inputs;
    const struct search_run *run = inputs->run;
    return (struct search_training_options){
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

static int run_one(struct command *command, struct diag_list *diag)
{
    struct search_training *training;
    struct search_training_options options = training_options(command);
    if (search_training_create(&training, &options, diag)) {
        diag_write(diag, stderr);
        return EXIT_BAD_INPUT;
    }
    int status = train(command, training, diag);
    search_training_free(training);
    return status;
}

static int run_search(struct command *command)
{
    const struct search_run *run = command->inputs.run;
    struct diag_list *diag;
    int is_grid = search_request_is_grid(command->request);
    int status = prepare_all(command);
    omp_set_num_threads(run->threads ? run->threads : omp_get_num_procs());
    if (status || is_grid)
        return status ? status : run_grid(command);
    if (command->request->dry_run)
        return EXIT_DONE;
    if (diag_create(&diag))
        return out_of_memory();
    status = run_one(command, diag);
    diag_free(diag);
    return status;
}

/* Batches are shared by ranks unless they do a grid's jobs. */
static int check_ranks(const struct command *command)
{
    struct diag_list *diag;
    int is_grid = search_request_is_grid(command->request);
    if (diag_create(&diag))
        return out_of_memory();
    int status = search_ranks_check(command->inputs.run,
                                    is_grid ? 1 : search_ranks_count(command->ranks), diag)
                     ? EXIT_BAD_INPUT
                     : EXIT_DONE;
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
    status = agree(command, status);
    command->stop = interrupt_catch();
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
    struct command command = {.request = request, .argc = argc, .argv = argv};
    int status = answer_at_once(request);
    if (status >= 0)
        return status;
    if (search_ranks_open(&command.ranks, stderr))
        return EXIT_ENVIRONMENT;
    hush(command.ranks);
    status = read_and_run(&command);
    search_ranks_close(command.ranks);
    return status;
}

int main(int argc, char **argv)
{
    struct search_request request;
    int mistakes = search_request_parse(&request, argc, argv, stderr);
    int status = mistakes < 0 ? out_of_memory() : EXIT_BAD_INPUT;
    if (!mistakes)
        status = run_command(&request, argc, argv);
    search_request_free(&request);
    return exit_close_output(search_option_set.tool, status);
}
