#include "map_front.h"

#include "cache_folder.h"
#include "exit_status.h"
#include "result_folder.h"
#include "result_text.h"

/* What pareto.csv is written from. */
struct content {
    const struct map_front_run *fronts;
    const struct provenance *provenance;
};

static void write_csv(FILE *out, const void *context)
{
    const struct content *content = context;
    map_front_write_csv(out, content->fronts, content->provenance);
}

static int add_files(struct result_set *set, const struct map_front_job *job,
                     const struct content *content)
{
    char path[RESULT_FOLDER_MAX + 32];
    snprintf(path, sizeof path, "%s/pareto.csv", job->folder);
    if (job->folder[0] && result_text_add(set, path, write_csv, content, "enos-map", stderr))
        return -1;
    if (job->options->csv.text &&
        result_text_add(set, job->options->csv.text, write_csv, content, "enos-map", stderr))
        return -1;
    if (!result_set_commit(set))
        return 0;
    fprintf(stderr, "enos-map: cannot write %s\n", result_set_error(set));
    return -1;
}

static int write_files(const struct map_front_job *job, const struct map_front_run *fronts)
{
    const struct content content = {fronts, job->provenance};
    struct result_set *set;
    if (result_set_create(&set, NULL))
        return exit_out_of_memory("enos-map");
    int status = add_files(set, job, &content);
    result_set_free(set);
    return status ? EXIT_ENVIRONMENT : EXIT_DONE;
}

/* How to have the mapping of a point again: the least energy x delay of the last choice shown. */
static void print_next(const struct map_front_job *job, const struct map_front_run *fronts)
{
    const struct map_run *run = fronts->run;
    const struct map_front *front = map_front_run_of(fronts, 0, 0);
    char name[CHOICE_NAME_MAX];
    choice_name(&map_run_choice(run, 0)->choice, name);
    if (job->folder[0])
        printf("wrote %s/pareto.csv\n", job->folder);
    if (fronts->sum)
        printf("next: enos-map %s %s --pareto --layer %s --op %s\n", job->options->machine,
               job->options->network, run->layer[0].name, name);
    else if (front->count)
        printf("next: enos-map %s %s --layer %s --op %s --latency-cap %.17g\n",
               job->options->machine, job->options->network, run->layer[0].name, name,
               front->point[map_front_best_edp(front)].cycles);
}

static void show(const struct map_front_job *job, const struct map_front_run *fronts)
{
    const struct map_front_view view = {fronts, job->network};
    if (job->options->csv.given && !job->options->csv.text) {
        map_front_write_csv(stdout, fronts, job->provenance);
        return;
    }
    if (job->options->quiet)
        return;
    map_front_screen_header(stdout, &view);
    for (size_t j = 0; j < fronts->run->choice_count; j++) {
        if (fronts->sum)
            map_front_screen_network(stdout, &view, j);
        else
            map_front_screen_layer(stdout, &view, 0, j);
        fputc('\n', stdout);
    }
    print_next(job, fronts);
}

static int finish(const struct map_front_job *job, const struct map_front_run *fronts)
{
    const struct map_front_view view = {fronts, job->network};
    int status = write_files(job, fronts);
    if (status)
        return status;
    show(job, fronts);
    map_front_screen_impossible(stderr, &view);
    cache_folder_warn(job->search.cache, fronts->unkept, "enos-map", stderr);
    if (fronts->interrupted) {
        fprintf(stderr, "enos-map: interrupted: %zu of %zu layer fronts are not proven\n",
                map_front_run_uncertain(fronts),
                fronts->run->layer_count * fronts->run->choice_count);
        return EXIT_INTERRUPTED;
    }
    return map_front_run_impossible(fronts) ? EXIT_ANSWER_IS_NO : EXIT_DONE;
}

/* Without --front-tolerance. */
#define TOLERANCE 0.001

int map_front_command(const struct map_front_job *job)
{
    double asked = job->options->front_tolerance;
    struct map_front_run fronts;
    int status = map_front_run_find(&fronts, job->run, &job->search, asked < 0 ? TOLERANCE : asked,
                                    !job->options->layer);
    status = status ? exit_out_of_memory("enos-map") : finish(job, &fronts);
    map_front_run_free(&fronts);
    return status;
}
