/* The head of every screen: the machine, the network, the run. */
#include <stdlib.h>
#include <string.h>

#include "map_screen.h"
#include "number_text.h"
#include "screen_subject.h"

static void print_choices(FILE *out, const struct map_run *run)
{
    enum { SHOWN = 9 };
    fprintf(out, "%zu choice%s (", run->choice_count, run->choice_count == 1 ? "" : "s");
    for (size_t j = 0; j < run->choice_count && j < SHOWN; j++) {
        char name[CHOICE_NAME_MAX];
        choice_name(&map_run_choice(run, j)->choice, name);
        fprintf(out, "%s%s", j ? " " : "", name);
    }
    fprintf(out, run->choice_count > SHOWN ? " ...)" : ")");
}

static void print_gap(FILE *out, const struct map_view *view, size_t unproven)
{
    char gap[NUMBER_TEXT_MAX];
    double largest = map_run_largest_gap(view->run);
    fprintf(out, ", %zu not proven", unproven);
    if (largest < 1)
        fprintf(out, ", at most %s from the best", number_percent(gap, largest));
    fputs(view->interrupted ? " (interrupted)" : "", out);
}

static void print_proof(FILE *out, const struct map_view *view)
{
    static const char *const least[] = {"energy", "latency", "energy x delay"};
    const struct map_run *run = view->run;
    size_t unproven = map_run_unproven(run), impossible = map_run_impossible(run);
    size_t pairs = run->layer_count * run->choice_count;
    fprintf(out, ", %zu mapping%s", pairs - impossible, pairs - impossible == 1 ? "" : "s");
    if (run->priced)
        fprintf(out, " from a file, not searched");
    else if (!unproven)
        fprintf(out, ", all proven of least %s", least[run->objective]);
    else
        print_gap(out, view, unproven);
    if (impossible)
        fprintf(out, ", %zu do not fit", impossible);
}

void map_screen_header(FILE *out, const struct map_view *view)
{
    char seconds[NUMBER_TEXT_MAX];
    screen_machine(out, view->run->machine);
    screen_network(out, view->network, view->run->layer[0].shape.size[DIM_N]);
    print_choices(out, view->run);
    fputc('\n', out);
    size_t searches = view->run->priced ? view->run->job_count : view->run->search_count;
    fprintf(out, "%zu search%s", searches, searches == 1 ? "" : "es");
    if (view->run->hit_count)
        fprintf(out, " (%zu from the cache)", view->run->hit_count);
    print_proof(out, view);
    fprintf(out, ", %s s\n\n", number_three(seconds, view->run->seconds));
}

void map_array_text(char out[MAP_ARRAY_TEXT_MAX], const struct map_mapping *mapping)
{
    size_t used = 0;
    out[0] = '\0';
    for (int axis = AXIS_Y; axis >= AXIS_X; axis--) {
        int loops = 0;
        for (int i = 0; i < mapping->count && used < MAP_ARRAY_TEXT_MAX - 16; i++) {
            const struct map_node *node = &mapping->node[i];
            if (node->kind != NODE_PAR || node->axis != axis || node->bound == 1)
                continue;
            used += (size_t)snprintf(out + used, MAP_ARRAY_TEXT_MAX - used, "%s%c%d",
                                     loops ? " " : "", dim_letters[node->dim], node->bound);
            loops++;
        }
        used += (size_t)snprintf(out + used, MAP_ARRAY_TEXT_MAX - used, "%s%s", loops ? "" : "-",
                                 axis == AXIS_Y ? " | " : "");
    }
}
