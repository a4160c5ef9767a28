/* enos-sim: a network on the simulated machine, beside the reference and the model. */
#include <stdlib.h>

#include "exit_status.h"
#include "interrupt.h"
#include "origin.h"
#include "result_folder.h"
#include "shipped.h"
#include "sim_verdict.h"
#include "sim_view.h"

/* What the steps of a run share. */
struct command {
    const struct sim_request *request;
    struct sim_inputs inputs;
    struct origin origin;
    struct sim_trial trial;
    struct sim_trace *trace;        /* or NULL */
    char folder[RESULT_FOLDER_MAX]; /* "": no folder is written */
    char *cache;                    /* folder of earlier results, or NULL; owned */
    int argc;
    char *const *argv;
    const atomic_int *stop;
};

static int out_of_memory(void)
{
    return exit_out_of_memory(sim_option_set.tool);
}

static void print_start(FILE *out)
{
    fputs("usage: enos-sim MACHINE NETWORK [OPTION...]       (enos-sim --help: the options)\n"
          "\nmachines:\n",
          out);
    shipped_list(out, SHIPPED_MACHINE);
    fputs("\nnetworks:\n", out);
    shipped_list(out, SHIPPED_NETWORK);
    fputs("\nfor instance:\n  enos-sim eyeriss168 squeezenet\n", out);
}

/* What needs neither machine nor network. Returns an exit status, or -1 to go on. */
static int answer_at_once(const struct sim_request *request)
{
    if (request->help.given)
        return command_answer_help(stdout, &sim_page, &request->help, stderr) ? EXIT_BAD_INPUT
                                                                              : EXIT_DONE;
    if (request->version)
        puts("enos-sim " ENOS_VERSION);
    else if (!request->machine)
        print_start(stdout);
    else
        return -1;
    return EXIT_DONE;
}

/* Returns 0, or -1 when memory is short. */
static int trace_origin(struct command *command)
{
    const struct sim_request *request = command->request;
    const struct sim_inputs *inputs = &command->inputs;
    struct origin *origin = &command->origin;
    if (origin_create(origin, sim_option_set.tool, inputs->machine, inputs->network, &request->set,
                      command->argc, command->argv))
        return -1;
    origin->provenance.seed = request->seed.value;
    if (request->mapping)
        origin_add(origin, "mapping", request->mapping, map_file_sha256(inputs->mappings));
    if (request->assign)
        origin_add(origin, "assignment", request->assign, NULL);
    if (request->weights)
        origin_add(origin, "weights", request->weights, NULL);
    if (request->images)
        origin_add(origin, "images", request->images, NULL);
    return 0;
}

static int prepare(struct command *command)
{
    const struct sim_inputs *inputs = &command->inputs;
    if (trace_origin(command))
        return out_of_memory();
    if (!command->request->out)
        return EXIT_DONE;
    result_folder_name(command->folder, command->request->out, inputs->machine, inputs->network);
    return result_folder_check(command->folder, "sim.json", &command->origin.provenance,
                               command->request->quiet, stderr)
               ? EXIT_BAD_INPUT
               : EXIT_DONE;
}

/* A line for each mapping that there is none of. Returns their number. */
static size_t report_missing(const struct command *command)
{
    const struct map_run *run = &command->inputs.run;
    size_t missing = 0;
    for (size_t i = 0; i < run->job_count; i++) {
        const struct map_job *job = &run->job[i];
        char name[CHOICE_NAME_MAX];
        if (job->solution.found)
            continue;
        choice_name(&map_run_choice(run, job->choice)->choice, name);
        fprintf(stderr, "enos-sim: no mapping of %s with %s: %s\n", run->layer[job->layer].name,
                name, job->solution.proven ? job->solution.reason : "none was found in time");
        missing++;
    }
    return missing;
}

static int find_mappings(struct command *command)
{
    const struct sim_request *request = command->request;
    if (command->inputs.mappings)
        return EXIT_DONE;
    if (cache_folder_find(&command->cache, &request->cache))
        return out_of_memory();
    struct map_run_options options = {
        .objective = OBJECTIVE_ENERGY,
        .time_limit_s = request->time_limit_s,
        .gap = request->gap,
        .stop = command->stop,
        .threads = (int)request->threads.value,
        .quiet = request->quiet,
        .cache = command->cache,
    };
    if (map_run_search(&command->inputs.run, &options))
        return out_of_memory();
    cache_folder_warn(command->cache, command->inputs.run.unkept, "enos-sim", stderr);
    if (*command->stop) {
        fputs("enos-sim: interrupted before the mappings were found\n", stderr);
        return EXIT_INTERRUPTED;
    }
    return report_missing(command) ? EXIT_ANSWER_IS_NO : EXIT_DONE;
}

static int simulate(struct command *command)
{
    const struct sim_request *request = command->request;
    struct sim_trial_options options = {
        .accumulate =
            request->accumulate == REFERENCE_PAPER + 1 ? REFERENCE_PAPER : REFERENCE_EXACT,
        .stop = command->stop,
        .threads = (int)request->threads.value,
        .quiet = request->quiet,
    };
    if (request->trace && sim_trace_create(&command->trace, command->inputs.machine))
        return out_of_memory();
    options.trace = command->trace;
    if (sim_trial_run(&command->trial, &command->inputs, &options))
        return out_of_memory();
    if (command->trial.failure) {
        fprintf(stderr, "%senos-sim: not simulated, nothing written\n", command->trial.failure);
        return EXIT_ANSWER_IS_NO;
    }
    if (command->trial.image_count)
        return EXIT_DONE;
    fputs("enos-sim: interrupted before an image was done\n", stderr);
    return EXIT_INTERRUPTED;
}

/* Returns 0, or -1 when memory is short. */
static int show(const struct sim_view *view)
{
    const struct sim_request *request = view->request;
    if (request->json.given && !request->json.text) {
        char *text = sim_json(view);
        if (!text)
            return -1;
        puts(text);
        free(text);
    } else if (request->csv.given && !request->csv.text) {
        sim_write_csv(stdout, view);
    } else if (request->layer && !request->quiet) {
        return sim_screen_layer(stdout, view);
    } else if (!request->quiet) {
        sim_screen_network(stdout, view);
    }
    return 0;
}

static int finish(const struct command *command)
{
    struct sim_view view = {
        command->request, &command->inputs,
        &command->trial,  &command->origin.provenance,
        command->trace,   command->trial.image_count < command->inputs.images->count};
    if (sim_files_write(&view, command->folder[0] ? command->folder : NULL, stderr))
        return EXIT_ENVIRONMENT;
    if (show(&view))
        return out_of_memory();
    if (view.interrupted) {
        fprintf(stderr, "enos-sim: interrupted: %zu of %zu images are done\n",
                view.trial->image_count, view.inputs->images->count);
        return EXIT_INTERRUPTED;
    }
    return sim_trial_passes(view.trial, view.request->tolerance) ? EXIT_DONE : EXIT_ANSWER_IS_NO;
}

static int run_network(struct command *command)
{
    int status = prepare(command);
    command->stop = interrupt_catch();
    if (!status)
        status = find_mappings(command);
    if (!status)
        status = simulate(command);
    return status ? status : finish(command);
}

static int run_command(const struct sim_request *request, int argc, char *const *argv)
{
    int status = answer_at_once(request);
    if (status >= 0)
        return status;
    struct command command = {.request = request, .argc = argc, .argv = argv};
    if (sim_inputs_read(&command.inputs, request, stderr))
        return EXIT_BAD_INPUT;
    status = run_network(&command);
    sim_trial_free(&command.trial);
    sim_trace_free(command.trace);
    origin_free(&command.origin);
    sim_inputs_free(&command.inputs);
    free(command.cache);
    return status;
}

int main(int argc, char **argv)
{
    struct sim_request request;
    int mistakes = sim_request_parse(&request, argc, argv, stderr);
    int status = mistakes < 0 ? out_of_memory() : EXIT_BAD_INPUT;
    if (!mistakes)
        status = run_command(&request, argc, argv);
    sim_request_free(&request);
    return exit_close_output(sim_option_set.tool, status);
}
