/* enos-map: the best mapping of every layer for every choice, and the tables. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "assignment.h"
#include "exit_status.h"
#include "explain_mac.h"
#include "input_errors.h"
#include "interrupt.h"
#include "map_files.h"
#include "map_front.h"
#include "map_inputs.h"
#include "map_options.h"
#include "map_run_check.h"
#include "map_screen.h"
#include "map_timeloop.h"
#include "origin.h"
#include "result_folder.h"
#include "result_set.h"
#include "shipped.h"

/* What the steps of a run share. */
struct command {
    const struct map_options *options;
    struct map_inputs inputs;
    struct origin origin;
    struct map_run run;
    struct map_tables tables;
    struct assignment assignment;
    char folder[RESULT_FOLDER_MAX]; /* "": nothing is written */
    char *cache;                    /* folder of earlier results, or NULL; owned */
    int argc;
    char *const *argv;
    const atomic_int *stop;
};

static int out_of_memory(void)
{
    return exit_out_of_memory("enos-map");
}

static void print_start(FILE *out)
{
    fputs("usage: enos-map MACHINE NETWORK [OPTION...]       (enos-map --help: the options)\n"
          "\nmachines:\n",
          out);
    shipped_list(out, SHIPPED_MACHINE);
    fputs("\nnetworks:\n", out);
    shipped_list(out, SHIPPED_NETWORK);
    fputs("\nfor instance:\n"
          "  enos-map eyeriss168 squeezenet\n"
          "  enos-map --template machine > my-machine.yaml\n",
          out);
}

/* What needs neither machine nor network. Returns an exit status, or -1 to go on. */
static int answer_at_once(const struct map_options *options)
{
    if (options->help.given)
        return command_answer_help(stdout, &map_page, &options->help, stderr) ? EXIT_BAD_INPUT
                                                                              : EXIT_DONE;
    if (options->list == LIST_MACHINES || options->list == LIST_NETWORKS) {
        shipped_names(stdout, options->list == LIST_MACHINES ? SHIPPED_MACHINE : SHIPPED_NETWORK);
    } else if (options->version) {
        puts("enos-map " ENOS_VERSION);
    } else if (options->template) {
        enum shipped_kind kind =
            options->template == TEMPLATE_MACHINE ? SHIPPED_MACHINE : SHIPPED_NETWORK;
        return shipped_template(stdout, kind, "enos-map", stderr) ? EXIT_ENVIRONMENT : EXIT_DONE;
    } else if (!options->machine) {
        print_start(stdout);
    } else {
        return -1;
    }
    return EXIT_DONE;
}

static int explain_mac(const struct arch_machine *machine)
{
    struct mac_explanation explanation;
    int status = explain_mac_find(&explanation, &machine->cells);
    if (status) {
        fprintf(stderr, "enos-map: %s: %s\n", machine->name, mac_status_text(status));
        return EXIT_BAD_INPUT;
    }
    explain_mac_print(stdout, &explanation);
    return EXIT_DONE;
}

/* Writes the energies as an Accelergy ERT. */
static int write_ert(const struct arch_machine *machine, const char *path)
{
    struct result_set *set;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out || result_set_create(&set, NULL)) {
        if (out)
            fclose(out);
        free(text);
        return out_of_memory();
    }
    int failed = arch_energy_table_write_ert(machine->energies, machine->name, out) | fclose(out);
    int status = EXIT_DONE;
    if (failed || result_set_add(set, path, text, size) || result_set_commit(set)) {
        fprintf(stderr, "enos-map: cannot write %s\n", failed ? path : result_set_error(set));
        status = EXIT_ENVIRONMENT;
    }
    result_set_free(set);
    free(text);
    return status;
}

static void list_layers(const struct map_inputs *inputs)
{
    for (size_t i = 0; i < inputs->layer_count; i++)
        puts(inputs->layer[i].name);
}

static void list_choices(const struct map_inputs *inputs)
{
    for (size_t i = 0; i < inputs->choice_count; i++) {
        char name[CHOICE_NAME_MAX];
        choice_name(&inputs->machine->choice[inputs->choice[i]].choice, name);
        puts(name);
    }
}

/* What the inputs tell without a search. Returns an exit status, or -1 to go on. */
static int answer_of_inputs(const struct command *command)
{
    const struct map_options *options = command->options;
    const struct arch_machine *machine = command->inputs.machine;
    if (options->energy_table.text)
        return write_ert(machine, options->energy_table.text);
    if (options->explain_mac)
        return explain_mac(machine);
    if (options->energy_table.given)
        map_screen_energies(stdout, machine);
    else if (options->list == LIST_LAYERS)
        list_layers(&command->inputs);
    else if (options->list == LIST_CHOICES)
        list_choices(&command->inputs);
    else
        return -1;
    return EXIT_DONE;
}

/* Returns 0, or -1 when memory is short. */
static int trace_origin(struct command *command)
{
    const struct map_options *options = command->options;
    const struct map_inputs *inputs = &command->inputs;
    struct origin *origin = &command->origin;
    if (origin_create(origin, map_option_set.tool, inputs->machine, inputs->network, &options->set,
                      command->argc, command->argv))
        return -1;
    origin->provenance.seed = options->seed.value;
    if (inputs->mappings)
        origin_add(origin, "mapping", options->mapping, map_file_sha256(inputs->mappings));
    if (options->ert)
        origin_add(origin, "ert", options->ert, NULL);
    return 0;
}

static int prepare(struct command *command)
{
    const struct map_inputs *inputs = &command->inputs;
    const struct map_options *options = command->options;
    if (trace_origin(command) || cache_folder_find(&command->cache, &options->cache) ||
        map_run_create(&command->run, inputs->machine, inputs->layer, inputs->layer_count,
                       inputs->choice, inputs->choice_count))
        return out_of_memory();
    if (!options->layer && (!options->mapping || options->out))
        result_folder_name(command->folder, options->out, inputs->machine, inputs->network);
    if (command->folder[0] &&
        result_folder_check(command->folder, "summary.json", &command->origin.provenance,
                            options->quiet, stderr))
        return EXIT_BAD_INPUT;
    return EXIT_DONE;
}

/* Reads what depends on the run: the assignment. */
static int read_assignment(struct command *command)
{
    struct diag_list *diag;
    if (!command->options->assign)
        return EXIT_DONE;
    if (diag_create(&diag))
        return out_of_memory();
    assignment_read(&command->assignment, command->options->assign, &command->run,
                    command->inputs.network, diag);
    size_t mistakes = input_errors_print(diag, "enos-map", stderr);
    diag_free(diag);
    return mistakes ? EXIT_BAD_INPUT : EXIT_DONE;
}

/* What --factors says; spatial, if nothing. */
static enum map_factors factors_of(const struct map_options *options)
{
    static const enum map_factors words[] = {FACTORS_SPATIAL, FACTORS_PERFECT, FACTORS_SPATIAL,
                                             FACTORS_IMPERFECT};
    return words[options->factors];
}

/* Constraints that no mapping can obey are known before a search. */
static int check_constraints(const struct command *command)
{
    struct diag_list *diag;
    if (command->inputs.mappings)
        return EXIT_DONE; /* each is held against them */
    if (diag_create(&diag))
        return out_of_memory();
    map_run_check(&command->run, factors_of(command->options), diag);
    size_t mistakes = input_errors_print(diag, "enos-map", stderr);
    diag_free(diag);
    return mistakes ? EXIT_BAD_INPUT : EXIT_DONE;
}

static int price_mappings(struct command *command)
{
    struct diag_list *diag;
    if (diag_create(&diag))
        return out_of_memory();
    map_run_price(&command->run, command->inputs.mappings, diag);
    size_t mistakes = input_errors_print(diag, "enos-map", stderr);
    diag_free(diag);
    return mistakes ? EXIT_BAD_INPUT : EXIT_DONE;
}

static struct map_run_options search_options(const struct command *command)
{
    const struct map_options *options = command->options;
    return (struct map_run_options){
        .objective =
            options->objective ? (enum map_objective)(options->objective - 1) : OBJECTIVE_ENERGY,
        .factors = factors_of(options),
        .even = options->mapspace == 2,
        .most_cycles = options->latency_cap,
        .time_limit_s = options->time_limit_s,
        .gap = options->gap,
        .stop = command->stop,
        .threads = options->threads.given ? (int)options->threads.value : 0,
        .quiet = options->quiet,
        .cache = command->cache,
    };
}

static int search(struct command *command)
{
    struct map_run_options run = search_options(command);
    if (map_run_search(&command->run, &run))
        return out_of_memory();
    cache_folder_warn(command->cache, command->run.unkept, "enos-map", stderr);
    return EXIT_DONE;
}

static int find_fronts(const struct command *command)
{
    const struct map_front_job job = {&command->run,    command->inputs.network,
                                      command->options, &command->origin.provenance,
                                      command->folder,  search_options(command)};
    return map_front_command(&job);
}

/* Where a job's result is from, and why there was a search if there is a cache. */
static const char *job_origin(const struct map_run *run, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (!run->priced && run->job[k].search == run->job[i].search)
            return "as a job above";
    return run->job[i].note.hit ? "from the cache" : run->job[i].note.why;
}

static void print_work(const struct map_run *run)
{
    for (size_t i = 0; i < run->job_count; i++) {
        const struct map_job *job = &run->job[i];
        const char *origin = job_origin(run, i);
        char name[CHOICE_NAME_MAX];
        choice_name(&map_run_choice(run, job->choice)->choice, name);
        fprintf(stderr, "%-24s %-8s %8.3f s %12llu nests %12llu tiles%s%s\n",
                run->layer[job->layer].name, name, job->solution.seconds,
                (unsigned long long)job->solution.nests, (unsigned long long)job->solution.leaves,
                origin[0] ? "  " : "", origin);
    }
}

static int dry_run(const struct command *command)
{
    if (command->options->pareto) {
        printf("would find %zu fronts (layers: %zu, choices: %zu, repeated shapes once)\n",
               command->run.job_count, command->run.layer_count, command->run.choice_count);
        if (command->folder[0])
            printf("would write %s/pareto.csv\n", command->folder);
        return EXIT_DONE;
    }
    printf("would search %zu mappings (layers: %zu, choices: %zu, repeated shapes once)\n",
           command->run.job_count, command->run.layer_count, command->run.choice_count);
    if (command->folder[0])
        printf("would write %s/ tables.csv tables.npz nodes.csv mappings.yaml summary.json\n",
               command->folder);
    if (command->options->export.word)
        printf("would write %s/ exports.csv and a folder for each even mapping\n",
               command->options->export.text);
    return EXIT_DONE;
}

/* The layer that costs most, with the second choice on the screen: what a user may want
 * to look into next. */
static void print_next(const struct command *command, const struct map_view *view)
{
    size_t shown[2] = {0, 0}, most = 0;
    size_t count = map_headline_choices(view->run, 2, shown);
    size_t choice = shown[count > 1 ? 1 : 0];
    for (size_t l = 1; l < view->run->layer_count; l++)
        if (map_cell_energy_pj(map_tables_cell(view->tables, l, choice)) >
            map_cell_energy_pj(map_tables_cell(view->tables, most, choice)))
            most = l;
    char name[CHOICE_NAME_MAX];
    choice_name(&view->tables->choice[choice], name);
    if (command->folder[0])
        printf("wrote %s/ tables.csv tables.npz nodes.csv mappings.yaml summary.json\n",
               command->folder);
    printf("next: enos-map %s %s --layer %s --op %s\n", command->options->machine,
           command->options->network, view->run->layer[most].name, name);
}

/* About a second of search; not in seconds, so that every machine finds the same. */
#define FASTEST_WORK 2000000

/* The fastest mapping: of the run itself if it searched for that, else what a short search finds;
 * none when interrupted. Returns 0, or -1 when memory is short. */
static int find_fastest(const struct command *command, struct map_solution *out)
{
    const struct map_job *job = map_run_job(&command->run, 0, 0);
    struct map_solve_options options = {
        .objective = OBJECTIVE_LATENCY, .work_limit = FASTEST_WORK, .stop = command->stop};
    int is_own = command->run.objective == OBJECTIVE_LATENCY && !command->run.priced;
    if (is_own && job->solution.proven)
        *out = job->solution;
    if (is_own || *command->stop)
        return 0;
    return map_solve(&job->problem, &options, out);
}

static int show_layer(const struct command *command, const struct map_view *view)
{
    struct map_solution fastest = {0};
    if (find_fastest(command, &fastest))
        return -1;
    map_screen_layer(stdout, view, 0, 0, &fastest);
    return 0;
}

static void show_constraints(const struct command *command)
{
    const struct map_job *job = map_run_job(&command->run, 0, 0);
    if (job->solution.found)
        map_constraints_write(stdout, &job->problem, &job->solution.mapping);
}

/* Returns 0, or -1 when memory is short. */
static int show(const struct command *command, const struct map_view *view)
{
    const struct map_options *options = command->options;
    int status = 0;
    if (options->json.given && !options->json.text) {
        char *text = map_summary_json(view, &command->origin.provenance);
        status = text ? 0 : -1;
        if (text)
            puts(text);
        free(text);
    } else if (options->csv.given && !options->csv.text) {
        map_tables_write_csv(stdout, view->tables, &command->origin.provenance);
    } else if (options->constraints) {
        show_constraints(command);
    } else if (options->quiet) {
        return 0;
    } else if (options->layer) {
        status = show_layer(command, view);
    } else {
        map_screen_network(stdout, view);
        if (options->assign)
            status = assignment_screen(stdout, &command->assignment, options->assign, view);
        print_next(command, view);
    }
    return status;
}

static int finish(struct command *command)
{
    const struct map_options *options = command->options;
    struct map_view view = {&command->run, &command->tables, command->inputs.network,
                            command->inputs.reference, *command->stop};
    if (options->verbose)
        print_work(&command->run);
    if (map_files_write(&view, options, &command->origin.provenance,
                        command->folder[0] ? command->folder : NULL, stderr))
        return EXIT_ENVIRONMENT;
    if (show(command, &view))
        return out_of_memory();
    map_screen_impossible(stderr, &view);
    int exported = map_timeloop_export(&view, options, &command->origin.provenance);
    if (exported == EXIT_ENVIRONMENT)
        return exported;
    if (view.interrupted) {
        fprintf(stderr, "enos-map: interrupted: %zu of %zu mappings are not proven best\n",
                map_run_unproven(&command->run),
                command->tables.layer_count * command->tables.choice_count);
        return EXIT_INTERRUPTED;
    }
    return map_run_impossible(&command->run) ? EXIT_ANSWER_IS_NO : exported;
}

static int run_network(struct command *command)
{
    int status = prepare(command);
    if (!status)
        status = check_constraints(command);
    if (!status)
        status = read_assignment(command);
    if (status)
        return status;
    if (command->options->dry_run)
        return dry_run(command);
    command->stop = interrupt_catch();
    if (command->options->verbose)
        fprintf(stderr, "enos-map: %zu searches begin\n", command->run.job_count);
    if (command->options->pareto)
        return find_fronts(command);
    status = command->inputs.mappings ? price_mappings(command) : search(command);
    if (status)
        return status;
    if (map_run_tables(&command->run, &command->tables))
        return out_of_memory();
    return finish(command);
}

static int run_command(const struct map_options *options, int argc, char *const *argv)
{
    int status = answer_at_once(options);
    if (status >= 0)
        return status;
    struct command command = {.options = options, .argc = argc, .argv = argv};
    if (map_inputs_read(&command.inputs, options, stderr))
        return EXIT_BAD_INPUT;
    status = answer_of_inputs(&command);
    if (status < 0)
        status = run_network(&command);
    map_inputs_free(&command.inputs);
    origin_free(&command.origin);
    free(command.cache);
    map_run_free(&command.run);
    map_tables_free(&command.tables);
    assignment_free(&command.assignment);
    return status;
}

int main(int argc, char **argv)
{
    struct map_options options;
    int mistakes = map_options_parse(&options, argc, argv, stderr);
    int status = mistakes < 0 ? out_of_memory() : EXIT_BAD_INPUT;
    if (!mistakes)
        status = run_command(&options, argc, argv);
    map_options_free(&options);
    return exit_close_output("enos-map", status);
}
