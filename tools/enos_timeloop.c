/* enos-timeloop: a mapping in Timeloop's syntax, counted and written again. */
#include <stdlib.h>

#include "exit_status.h"
#include "input_errors.h"
#include "mapper/timeloop_file.h"
#include "result_text.h"
#include "shipped.h"
#include "timeloop_folder.h"
#include "timeloop_request.h"
#include "timeloop_show.h"
#include "workloads/sha256.h"

static int out_of_memory(void)
{
    return exit_out_of_memory(timeloop_option_set.tool);
}

static void print_start(FILE *out)
{
    fputs("usage: enos-timeloop FILE... [OPTION...]       (enos-timeloop --help: the options)\n"
          "\nfor instance:\n"
          "  enos-map eyeriss168 squeezenet --export timeloop out/timeloop\n"
          "  enos-timeloop out/timeloop/conv10/T8/*.yaml\n",
          out);
}

/* What needs no files. Returns an exit status, or -1 to go on. */
static int answer_at_once(const struct timeloop_request *request)
{
    if (request->help.given)
        return command_answer_help(stdout, &timeloop_page, &request->help, stderr) ? EXIT_BAD_INPUT
                                                                                   : EXIT_DONE;
    if (request->version)
        puts("enos-timeloop " ENOS_VERSION);
    else if (!request->files.count)
        print_start(stdout);
    else
        return -1;
    return EXIT_DONE;
}

/* Returns how many files are not there. */
static int check_files(const struct timeloop_request *request)
{
    int missing = 0;
    for (size_t i = 0; i < request->files.count; i++)
        missing += shipped_check_file(request->files.word[i], "FILE", timeloop_option_set.tool,
                                      stderr) != 0;
    return missing;
}

/* Reads and counts. Returns an exit status. */
static int read_design(const struct timeloop_request *request, struct timeloop_design *design,
                       struct timeloop_counts *counts)
{
    struct diag_list *diag;
    if (check_files(request))
        return EXIT_BAD_INPUT;
    if (diag_create(&diag))
        return out_of_memory();
    if (!timeloop_read_files(design, request->files.word, request->files.count, diag)) {
        enum hierarchy_status status = timeloop_count(design, counts);
        if (status != HIERARCHY_OK)
            diag_error(diag, &(struct diag_place){.file = request->files.word[0]}, NULL,
                       "cannot be counted: %s", hierarchy_status_text(status));
    }
    size_t mistakes = input_errors_print(diag, timeloop_option_set.tool, stderr);
    diag_free(diag);
    return mistakes ? EXIT_BAD_INPUT : EXIT_DONE;
}

/* The files that were read, with their hashes; malloc'd, or NULL. */
static struct provenance_input *hash_files(const struct option_words *files)
{
    struct provenance_input *input = calloc(files->count + 1, sizeof *input);
    for (size_t i = 0; input && i < files->count; i++) {
        FILE *file = fopen(files->word[i], "rb");
        input[i] =
            (struct provenance_input){.role = "timeloop", .name = "", .path = files->word[i]};
        if (file && sha256_file(file, input[i].sha256))
            input[i].sha256[0] = '\0';
        if (file)
            fclose(file);
    }
    return input;
}

static void write_csv(FILE *out, const void *view)
{
    timeloop_show_csv(out, view);
}

static int write_files(const struct timeloop_request *request, const struct timeloop_view *view)
{
    const char *tool = timeloop_option_set.tool;
    struct result_set *set;
    int status = 0;
    if (result_set_create(&set, NULL))
        return out_of_memory();
    if (request->export)
        status = timeloop_folder_add(set, request->export, view->design, tool, stderr);
    if (!status && request->csv.text)
        status = result_text_add(set, request->csv.text, write_csv, view, tool, stderr);
    if (!status && result_set_commit(set)) {
        fprintf(stderr, "%s: cannot write %s\n", tool, result_set_error(set));
        status = -1;
    }
    result_set_free(set);
    return status ? EXIT_ENVIRONMENT : EXIT_DONE;
}

static int show(const struct timeloop_request *request, const struct timeloop_view *view)
{
    int status = write_files(request, view);
    if (status)
        return status;
    if (request->csv.given && !request->csv.text)
        timeloop_show_csv(stdout, view);
    else if (!request->quiet)
        timeloop_show_screen(stdout, view);
    if (request->export && !request->quiet)
        fprintf(request->csv.given && !request->csv.text ? stderr : stdout,
                "wrote %s/ arch.yaml problem.yaml mapping.yaml\n", request->export);
    return EXIT_DONE;
}

static int run(const struct timeloop_request *request, int argc, char *const *argv)
{
    struct timeloop_design design;
    struct timeloop_counts counts;
    int status = answer_at_once(request);
    if (status < 0 && !(status = read_design(request, &design, &counts))) {
        struct provenance provenance = {.tool = timeloop_option_set.tool, .version = ENOS_VERSION};
        struct provenance_input *input = hash_files(&request->files);
        char *command_line = provenance_command_line(argc, argv);
        provenance.input = input;
        provenance.input_count = request->files.count;
        provenance.command_line = command_line;
        status = input && command_line
                     ? show(request, &(struct timeloop_view){&design, &counts, &provenance})
                     : out_of_memory();
        free(input);
        free(command_line);
    }
    return status;
}

int main(int argc, char **argv)
{
    struct timeloop_request request;
    int mistakes = timeloop_request_parse(&request, argc, argv, stderr);
    int status = mistakes < 0 ? out_of_memory() : EXIT_BAD_INPUT;
    if (!mistakes)
        status = run(&request, argc, argv);
    timeloop_request_free(&request);
    return exit_close_output(timeloop_option_set.tool, status);
}
