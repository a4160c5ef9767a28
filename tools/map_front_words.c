/* What is said of fronts around their tables. */
#include <math.h>

#include "map_front_screen.h"
#include "number_text.h"
#include "screen_subject.h"

void map_front_screen_header(FILE *out, const struct map_front_view *view)
{
    const struct map_front_run *fronts = view->fronts;
    char seconds[NUMBER_TEXT_MAX], share[NUMBER_TEXT_MAX];
    size_t uncertain = map_front_run_uncertain(fronts);
    screen_machine(out, fronts->run->machine);
    screen_network(out, view->network, fronts->run->layer[0].shape.size[DIM_N]);
    fprintf(out, "fronts of energy and cycles, tolerance %s: %zu searches",
            number_percent(share, fronts->tolerance), fronts->search_count);
    if (fronts->hit_count)
        fprintf(out, " (%zu from the cache)", fronts->hit_count);
    fprintf(out, ", %s s\n", number_three(seconds, fronts->seconds));
    fprintf(out, "%zu of %zu layer fronts are proven%s\n\n",
            fronts->run->layer_count * fronts->run->choice_count - uncertain,
            fronts->run->layer_count * fronts->run->choice_count,
            fronts->interrupted ? " (interrupted)" : "");
}

/* A share that is not to look smaller than it is. */
static void print_more(FILE *out, double factor, const char *what)
{
    if (isinf(factor))
        fprintf(out, "any amount of %s more", what);
    else
        fprintf(out, "%.3g%% more %s", ceil((factor - 1) * 1e7) / 1e5, what);
}

static void print_open(FILE *out, const struct map_front_claim *claim, const char *what)
{
    if (isinf(claim->open_cycles))
        fprintf(out, "The search was ended before its first mapping.\n");
    else if (claim->open_cycles > 0)
        fprintf(out, "A %s of %.10g cycles or fewer was not searched to the end.\n", what,
                claim->open_cycles);
    else if (claim->open)
        fprintf(out, "Not all fast mappings were searched of %zu layer%s: there may be better.\n",
                claim->open, claim->open == 1 ? "" : "s");
}

void map_front_screen_claim(FILE *out, const struct map_front_claim *claim, const char *what)
{
    int whole = claim->open == 0;
    if (isinf(claim->open_cycles) || (!whole && claim->open_cycles == 0)) {
        print_open(out, claim, what);
        return;
    }
    fprintf(out, "%s %s has a point here", whole ? "Every" : "Every other", what);
    fputs(" of at most ", out);
    if (claim->energy_factor > 1 + 3e-9)
        print_more(out, claim->energy_factor, "energy");
    else
        fputs("its energy", out);
    if (claim->cycles_factor > 1) {
        fputs(" and at most ", out);
        print_more(out, claim->cycles_factor, "cycles");
    } else {
        fputs(" and cycles", out);
    }
    fputs(".\n", out);
    print_open(out, claim, what);
}

void map_front_screen_impossible(FILE *out, const struct map_front_view *view)
{
    const struct map_run *run = view->fronts->run;
    for (size_t i = 0; i < run->job_count; i++) {
        const struct map_job *job = &run->job[i];
        const struct map_front *front = &view->fronts->front[i];
        char name[CHOICE_NAME_MAX];
        if (front->count || front->open_cycles > 0)
            continue;
        choice_name(&map_run_choice(run, job->choice)->choice, name);
        fprintf(out, "enos-map: no mapping of %s with %s: %s\n", run->layer[job->layer].name, name,
                front->reason);
    }
}
