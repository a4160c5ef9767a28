#include "explore_estimate.h"

#include <stdlib.h>
#include <unistd.h>

#include "exit_status.h"
#include "explore_store.h"
#include "number_text.h"
#include "result_folder.h"

/* Points of this exploration that the folder's file has; none if there is no file. */
static size_t count_finished(const struct explore_estimate_options *options)
{
    char path[RESULT_FOLDER_MAX + 32];
    size_t points = explore_space_points(options->space), count = 0;
    unsigned char *is_done = calloc(points, 1);
    struct explore_store *store = NULL;
    snprintf(path, sizeof path, "%s/explore.sqlite", options->folder);
    if (is_done && access(path, R_OK) == 0 && explore_store_open_to_read(&store, path) == 0) {
        int64_t exploration = explore_store_find(store, options->identity);
        if (exploration > 0)
            explore_store_finished(store, exploration, is_done, points);
    }
    for (size_t i = 0; is_done && i < points; i++)
        count += is_done[i];
    explore_store_close(store);
    free(is_done);
    return count;
}

/* Seconds of search of the base, on one core. *is_cut: some search was longer. Returns -1 when
 * memory is short. */
static double time_base(const struct explore_estimate_options *options, size_t *searches,
                        int *is_cut)
{
    enum { LONGEST_S = 2 };
    struct explore_variant base;
    struct diag_list *diag;
    struct map_solve_options solve = {.objective = options->search.objective,
                                      .gap = options->search.gap,
                                      .time_limit_s = LONGEST_S,
                                      .stop = options->interrupted};
    double seconds = 0;
    if (diag_create(&diag))
        return -1;
    int status = explore_variant_read(&base, options->space, EXPLORE_BASE, diag);
    diag_free(diag);
    if (status)
        return -1;
    for (size_t i = 0; i < base.run.job_count && seconds >= 0; i++) {
        struct map_solution *solution = &base.run.job[i].solution;
        status = map_solve(&base.run.job[i].problem, &solve, solution);
        seconds = status ? -1 : seconds + solution->seconds;
        *is_cut |= solution->seconds >= LONGEST_S;
    }
    *searches = base.run.job_count;
    explore_variant_free(&base);
    return seconds;
}

int explore_estimate(FILE *out, const struct explore_estimate_options *options, FILE *errors)
{
    size_t points = explore_space_points(options->space), done = count_finished(options);
    size_t searches = 0;
    int is_cut = 0;
    double seconds = time_base(options, &searches, &is_cut);
    char base[NUMBER_TEXT_MAX], all[NUMBER_TEXT_MAX];
    if (seconds < 0) {
        fprintf(errors, "%s: out of memory\n", explore_option_set.tool);
        return EXIT_ENVIRONMENT;
    }
    if (*options->interrupted)
        return EXIT_INTERRUPTED;
    fprintf(out, "would compute %zu variants and the machine as it is", points - 1);
    if (done)
        fprintf(out, "; %zu of these %zu points are there already", done, points);
    fprintf(out, "\n%zu searches a point; as it is they take%s %s s on one core\n", searches,
            is_cut ? " more than" : "", number_three(base, seconds));
    fprintf(out, "%s %s s on %d core%s, if the others take as long and share no searches\n",
            is_cut ? "more than" : "about",
            number_three(all, seconds * (double)(points - done) / options->workers),
            options->workers, options->workers == 1 ? "" : "s");
    fprintf(out, "would write %s/ explore.sqlite points.csv\n", options->folder);
    return EXIT_DONE;
}
