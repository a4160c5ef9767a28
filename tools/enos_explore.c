/* enos-explore: many variants of a machine, and which of them are best for a network. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "explore_estimate.h"
#include "explore_identity.h"
#include "explore_keys.h"
#include "explore_ranks.h"
#include "explore_report.h"
#include "input_errors.h"
#include "interrupt.h"
#include "job_claim.h"
#include "origin.h"
#include "result_folder.h"
#include "result_text.h"

/* What the steps of a run share. */
struct command {
    const struct explore_request *request;
    struct explore_space space;
    struct explore_aims aims;
    struct explore_search search;
    struct origin origin;
    struct explore_identity identity;
    struct explore_store *store;
    struct explore_table table;
    struct explore_work_result work;
    struct search_ranks *ranks;
    char folder[RESULT_FOLDER_MAX];
    int claim; /* on the folder; -1: none */
    int threads;
    int64_t exploration;
    const atomic_int *interrupted;
    int argc;
    char *const *argv;
};

static const char tool[] = "enos-explore";

static int out_of_memory(void)
{
    return exit_out_of_memory(tool);
}

static void print_start(FILE *out)
{
    fputs("usage: enos-explore MACHINE NETWORK --vary KEY=A,B,C [OPTION...]   (enos-explore "
          "--help)\n\nmachines:\n",
          out);
    shipped_list(out, SHIPPED_MACHINE);
    fputs("\nnetworks:\n", out);
    shipped_list(out, SHIPPED_NETWORK);
    fputs("\nfor instance:\n"
          "  enos-explore eyeriss168 squeezenet --vary array.columns=7,14,28\n"
          "  enos-explore eyeriss168 --list keys\n",
          out);
}

/* What needs no exploration. Returns an exit status, or -1 to go on. */
static int answer_at_once(const struct explore_request *request)
{
    if (request->help.given)
        return command_answer_help(stdout, &explore_page, &request->help, stderr) ? EXIT_BAD_INPUT
                                                                                  : EXIT_DONE;
    if (request->list == EXPLORE_LIST_MACHINES || request->list == EXPLORE_LIST_NETWORKS) {
        shipped_names(stdout,
                      request->list == EXPLORE_LIST_MACHINES ? SHIPPED_MACHINE : SHIPPED_NETWORK);
        return EXIT_DONE;
    }
    if (request->version)
        puts("enos-explore " ENOS_VERSION);
    else if (!request->machine)
        print_start(stdout);
    else if (request->list)
        return explore_list(stdout, request, stderr) ? EXIT_BAD_INPUT : EXIT_DONE;
    else
        return -1;
    return EXIT_DONE;
}

static void name_folder(struct command *command)
{
    char name[RESULT_FOLDER_MAX];
    const struct explore_space *space = &command->space;
    snprintf(name, sizeof name, "out/%s-%s-explore", space->machine->name, space->network->name);
    result_folder_name(command->folder, command->request->out ? command->request->out : name,
                       space->machine, space->network);
}

static int read_aims(struct command *command)
{
    struct diag_list *diag;
    if (diag_create(&diag))
        return out_of_memory();
    int failed = explore_aims_parse(&command->aims, command->request->front, diag);
    input_errors_print(diag, tool, stderr);
    diag_free(diag);
    return failed ? EXIT_BAD_INPUT : EXIT_DONE;
}

/* All that is known before anything is written. */
static int prepare(struct command *command)
{
    const struct explore_request *request = command->request;
    struct explore_space *space = &command->space;
    int status = read_aims(command);
    if (explore_space_read(space, request, stderr))
        return EXIT_BAD_INPUT;
    if (status)
        return status;
    if (request->plot && explore_plot_check(stderr))
        return EXIT_ENVIRONMENT;
    name_folder(command);
    if (origin_create(&command->origin, tool, space->machine, space->network, &request->set,
                      command->argc, command->argv))
        return out_of_memory();
    command->origin.provenance.seed = space->sampling.seed;
    return explore_identity_create(&command->identity, space, &command->search,
                                   &command->origin.provenance)
               ? out_of_memory()
               : EXIT_DONE;
}

static int environment_failed(const char *what, const char *path)
{
    fprintf(stderr, "%s: cannot %s %s: %s\n", tool, what, path, strerror(errno));
    return EXIT_ENVIRONMENT;
}

/* One process at a time works in a folder. */
static int claim_folder(struct command *command)
{
    char path[RESULT_FOLDER_MAX + 16];
    if (result_folder_make(command->folder))
        return environment_failed("make the folder", command->folder);
    snprintf(path, sizeof path, "%s/.lock", command->folder);
    int taken = job_claim_take(&command->claim, path, 0);
    if (taken > 0)
        return EXIT_DONE;
    command->claim = -1;
    if (taken < 0)
        return environment_failed("write", path);
    fprintf(stderr,
            "%s: another enos-explore is at work in %s\n"
            "   hint: wait for it, or give another --out DIR\n",
            tool, command->folder);
    return EXIT_ENVIRONMENT;
}

static int open_store(struct command *command)
{
    char path[RESULT_FOLDER_MAX + 32];
    snprintf(path, sizeof path, "%s/explore.sqlite", command->folder);
    if (explore_store_open(&command->store, path) == 0 &&
        explore_store_begin(command->store, &command->identity.record, &command->exploration) == 0)
        return EXIT_DONE;
    fprintf(stderr, "%s: cannot write %s\n", tool, explore_store_error(command->store));
    return EXIT_ENVIRONMENT;
}

static int interrupted(const struct command *command)
{
    size_t all = explore_space_points(&command->space);
    size_t done = command->work.before + command->work.reused + command->work.computed;
    fprintf(stderr,
            "%s: interrupted: %zu of %zu points are saved in %s/explore.sqlite\n"
            "   hint: the same command goes on with the others\n",
            tool, done, all, command->folder);
    return EXIT_INTERRUPTED;
}

struct content {
    const struct command *command;
    const char *json;
};

static void write_points(FILE *out, const void *context)
{
    const struct content *content = context;
    explore_table_write_csv(out, &content->command->table, &content->command->origin.provenance);
}

static void write_json(FILE *out, const void *context)
{
    const struct content *content = context;
    fprintf(out, "%s\n", content->json);
}

static int write_files(const struct command *command, const char *json)
{
    const struct explore_request *request = command->request;
    struct content content = {command, json};
    char path[RESULT_FOLDER_MAX + 32];
    struct result_set *set;
    if (result_set_create(&set, NULL))
        return out_of_memory();
    snprintf(path, sizeof path, "%s/points.csv", command->folder);
    int status = result_text_add(set, path, write_points, &content, tool, stderr);
    if (request->csv.text)
        status |= result_text_add(set, request->csv.text, write_points, &content, tool, stderr);
    if (request->json.text)
        status |= result_text_add(set, request->json.text, write_json, &content, tool, stderr);
    if (status == 0 && (status = result_set_commit(set)))
        fprintf(stderr, "%s: cannot write %s\n", tool, result_set_error(set));
    result_set_free(set);
    return status ? EXIT_ENVIRONMENT : EXIT_DONE;
}

static void show(const struct command *command, const struct explore_report *report,
                 const char *json)
{
    const struct explore_request *request = command->request;
    if (request->json.given && !request->json.text)
        puts(json);
    else if (request->csv.given && !request->csv.text)
        explore_table_write_csv(stdout, &command->table, &command->origin.provenance);
    else if (!request->quiet)
        explore_screen(stdout, report);
}

/* Files, figures and the screen of a finished exploration. */
static int finish(struct command *command)
{
    const struct explore_report report = {&command->table, &command->work, command->request,
                                          &command->origin.provenance, command->folder};
    if (explore_table_read(&command->table, &command->space, &command->aims, command->store,
                           command->exploration)) {
        fprintf(stderr, "%s: cannot read %s\n", tool, explore_store_error(command->store));
        return EXIT_ENVIRONMENT;
    }
    char *json = explore_json(&report);
    if (!json)
        return out_of_memory();
    int status = write_files(command, json);
    if (status == EXIT_DONE && command->request->plot && explore_plot(&report, stderr))
        status = EXIT_ENVIRONMENT;
    if (status == EXIT_DONE)
        show(command, &report, json);
    free(json);
    if (status == EXIT_DONE && !explore_table_in_state(&command->table, POINT_MAPPED))
        status = EXIT_ANSWER_IS_NO;
    return status;
}

static int lead(struct command *command)
{
    const struct explore_work_options options = {
        .space = &command->space,
        .store = command->store,
        .exploration = command->exploration,
        .search = command->search,
        .interrupted = command->interrupted,
        .ranks = command->ranks,
        .threads = command->threads,
        .quiet = command->request->quiet,
        .verbose = command->request->verbose,
        .messages = stderr,
    };
    explore_work_lead(&command->work, &options);
    if (command->work.status == EXIT_INTERRUPTED)
        return interrupted(command);
    return command->work.status ? command->work.status : finish(command);
}

static int dry_run(struct command *command)
{
    struct explore_estimate_options options = {
        .space = &command->space,
        .search = command->search,
        .identity = command->identity.record.identity,
        .folder = command->folder,
        .workers = command->threads * search_ranks_count(command->ranks),
        .interrupted = command->interrupted,
    };
    return explore_estimate(stdout, &options, stderr);
}

/* The first rank's part before the work. */
static int begin(struct command *command)
{
    int status = prepare(command);
    if (status || command->request->dry_run)
        return status;
    status = claim_folder(command);
    return status ? status : open_store(command);
}

static void set_search(struct command *command)
{
    const struct explore_request *request = command->request;
    command->search = (struct explore_search){
        .objective =
            request->objective ? (enum map_objective)(request->objective - 1) : OBJECTIVE_ENERGY,
        .time_limit_s = request->time_limit_s,
        .gap = request->gap,
    };
    command->threads =
        request->threads.given ? (int)request->threads.value : search_ranks_threads(command->ranks);
}

/* Others than the first rank wait for its word whether there is work. */
static int run(struct command *command)
{
    int is_first = search_ranks_rank(command->ranks) == 0;
    command->interrupted = interrupt_catch();
    set_search(command);
    int status = is_first ? begin(command) : EXIT_DONE;
    int is_over =
        search_ranks_any(command->ranks, status != EXIT_DONE || command->request->dry_run);
    if (is_over)
        return is_first && status == EXIT_DONE ? dry_run(command) : status;
    if (is_first)
        return lead(command);
    explore_work_follow(&command->search, command->threads, command->ranks, command->interrupted);
    return EXIT_DONE;
}

static void free_command(struct command *command)
{
    explore_table_free(&command->table);
    explore_store_close(command->store);
    if (command->claim >= 0)
        job_claim_release(command->claim);
    explore_identity_free(&command->identity);
    origin_free(&command->origin);
    explore_space_free(&command->space);
    search_ranks_close(command->ranks);
}

/* What all ranks would say the first one says. */
static void hush(const struct search_ranks *ranks)
{
    if (search_ranks_rank(ranks) > 0 &&
        (!freopen("/dev/null", "w", stderr) || !freopen("/dev/null", "w", stdout)))
        abort();
}

static int run_command(const struct explore_request *request, int argc, char *const *argv)
{
    struct command command = {.request = request, .claim = -1, .argc = argc, .argv = argv};
    int status = answer_at_once(request);
    if (status >= 0)
        return status;
    explore_ranks_prepare();
    if (search_ranks_open(&command.ranks, tool, stderr))
        return EXIT_ENVIRONMENT;
    hush(command.ranks);
    status = run(&command);
    free_command(&command);
    return status;
}

int main(int argc, char **argv)
{
    struct explore_request request;
    int mistakes = explore_request_parse(&request, argc, argv, stderr);
    int status = mistakes < 0 ? out_of_memory() : EXIT_BAD_INPUT;
    if (!mistakes)
        status = run_command(&request, argc, argv);
    explore_request_free(&request);
    return exit_close_output(tool, status);
}
