/* The head of the screens: the machine, the network, and where the rest comes from. */
#include "number_text.h"
#include "screen_subject.h"
#include "sim_view.h"

/* "19 T8, 7 MF8". */
static void print_choices(FILE *out, const struct sim_trial *trial)
{
    for (size_t i = 0; i < trial->row_count; i++) {
        size_t count = 0, before = 0;
        char name[CHOICE_NAME_MAX];
        for (size_t k = 0; k < trial->row_count; k++) {
            int is_same = trial->row[k].choice == trial->row[i].choice;
            count += (size_t)is_same;
            before += (size_t)(is_same && k < i);
        }
        choice_name(&trial->row[i].choice->choice, name);
        if (!before)
            fprintf(out, "%s%zu %s", i ? ", " : "choices: ", count, name);
    }
    fputc('\n', out);
}

static size_t proven_jobs(const struct map_run *run)
{
    size_t proven = 0;
    for (size_t i = 0; i < run->job_count; i++)
        proven += (size_t)run->job[i].solution.proven;
    return proven;
}

static void print_mappings(FILE *out, const struct sim_view *view)
{
    const struct map_run *run = &view->inputs->run;
    char seconds[NUMBER_TEXT_MAX];
    if (run->priced)
        fprintf(out, "mappings: of %s\n", view->request->mapping);
    else
        fprintf(out, "mappings: of least energy, %zu of %zu proven, %s s\n", proven_jobs(run),
                run->job_count, number_three(seconds, run->seconds));
}

static void print_data(FILE *out, const struct sim_view *view)
{
    const struct sim_request *request = view->request;
    size_t images = view->trial->image_count;
    char seconds[NUMBER_TEXT_MAX];
    if (request->weights)
        fprintf(out, "weights: of %s\n", request->weights);
    fprintf(out, "%s%zu %simage%s", request->weights ? "" : "random weights, ", images,
            request->images ? "" : "random ", images == 1 ? "" : "s");
    if (request->images)
        fprintf(out, " of %s", request->images);
    if (!request->images || !request->weights)
        fprintf(out, ", seed %llu", (unsigned long long)request->seed.value);
    fprintf(out, ", simulated in %s s%s\n\n", number_three(seconds, view->trial->seconds),
            view->interrupted ? " (interrupted)" : "");
}

void sim_screen_header(FILE *out, const struct sim_view *view)
{
    screen_machine(out, view->inputs->machine);
    screen_network(out, view->inputs->network, 1);
    print_choices(out, view->trial);
    print_mappings(out, view);
    print_data(out, view);
}
