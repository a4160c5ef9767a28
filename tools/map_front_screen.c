#include "map_front_screen.h"

#include <math.h>
#include <string.h>

#include "map_screen.h"
#include "number_text.h"
#include "screen_subject.h"

enum { ROWS_SHOWN = 20 };

/* What a row shows of a point, and what it is compared with. */
struct row {
    double energy_pj, cycles; /* of the whole batch */
    double least_pj, least_cycles;
    uint64_t glb_bits;
    int images;
};

size_t map_front_best_edp(const struct map_front *front)
{
    size_t best = 0;
    const struct map_front_point *point = front->point;
    for (size_t i = 1; i < front->count; i++)
        if (point[i].energy_pj * point[i].cycles < point[best].energy_pj * point[best].cycles)
            best = i;
    return best;
}

size_t map_front_sum_best_edp(const struct map_front_sum *sum)
{
    size_t best = 0;
    const struct map_front_sum_point *point = sum->point;
    for (size_t i = 1; i < sum->count; i++)
        if (point[i].energy_pj * point[i].cycles < point[best].energy_pj * point[best].cycles)
            best = i;
    return best;
}

/* Which rows to show: as far apart in cycles as factors go, both ends, the best of energy x
 * delay. `cycles_at` tells those of a point. */
static int is_shown(double *target, double step, double cycles, int must)
{
    int shown = must || cycles <= *target * (1 + 1e-12);
    while (shown && *target >= cycles && step < 1)
        *target *= step;
    return shown;
}

static double step_of(double most_cycles, double least_cycles, size_t count)
{
    return count <= ROWS_SHOWN ? 1 : pow(least_cycles / most_cycles, 1.0 / (ROWS_SHOWN - 2));
}

static void print_heads(FILE *out, const char *mapping, const char *last)
{
    fprintf(out, "%13s%9s%10s%11s%9s  %-18s%s\n", "cycles", "/ least", "uJ/image", "+ energy",
            "GLB KiB", mapping, last);
}

static void print_row(FILE *out, const struct row *row, const char *mapping, const char *last)
{
    char text[NUMBER_TEXT_MAX], more[32];
    double share = row->energy_pj / row->least_pj - 1;
    snprintf(more, sizeof more, "+%.3g%%", share < 1e-9 ? 0 : 100 * share);
    fprintf(out, "%13.10g%8.3gx", row->cycles, row->cycles / row->least_cycles);
    fprintf(out, "%10s", number_three(text, row->energy_pj / row->images / 1e6));
    fprintf(out, "%11s", more);
    fprintf(out, "%9s", number_three(text, (double)row->glb_bits / 8192));
    fprintf(out, "  %-18.18s%s\n", mapping, last);
}

/* "proven", or by how much less another mapping might take. */
static void proof_text(char text[40], const struct map_front_point *point, int is_best_edp)
{
    char gap[NUMBER_TEXT_MAX] = "proven";
    if (!point->proven)
        number_percent(gap, 1 - point->lower_bound_pj / point->energy_pj);
    snprintf(text, 40, "%s%s%s", point->proven ? "" : "<= ", gap, is_best_edp ? " *" : "");
}

static void print_point(FILE *out, const struct map_front *front, size_t i, int images)
{
    const struct map_front_point *point = &front->point[i];
    const struct row row = {point->energy_pj,          point->cycles,
                            front->point[0].energy_pj, front->point[front->count - 1].cycles,
                            point->glb_bits,           images};
    char array[MAP_ARRAY_TEXT_MAX], last[40];
    map_array_text(array, &point->mapping);
    proof_text(last, point, i == map_front_best_edp(front));
    print_row(out, &row, array, last);
}

static void print_points(FILE *out, const struct map_front *front, int images)
{
    const struct map_front_point *point = front->point;
    double target = point[0].cycles;
    double step = step_of(target, point[front->count - 1].cycles, front->count);
    size_t best = map_front_best_edp(front);
    print_heads(out, "mapping (Y | X)", "best");
    for (size_t i = 0; i < front->count; i++)
        if (is_shown(&target, step, point[i].cycles,
                     step == 1 || i == best || i + 1 == front->count))
            print_point(out, front, i, images);
}

void map_front_screen_layer(FILE *out, const struct map_front_view *view, size_t layer,
                            size_t choice)
{
    const struct map_run *run = view->fronts->run;
    const struct map_front *front = map_front_run_of(view->fronts, layer, choice);
    struct map_front_claim claim = map_front_claim_of_layer(front);
    char name[CHOICE_NAME_MAX];
    choice_name(&map_run_choice(run, choice)->choice, name);
    fprintf(out, "%s with %s: %zu point%s\n", run->layer[layer].name, name, front->count,
            front->count == 1 ? "" : "s");
    if (front->count) {
        print_points(out, front, run->layer[layer].shape.size[DIM_N]);
        fputs("* least energy x delay\n", out);
    }
    map_front_screen_claim(out, &claim, "mapping");
}

static void print_sum_point(FILE *out, const struct map_front_run *fronts, size_t choice, size_t i)
{
    const struct map_front_sum *sum = &fronts->sum[choice];
    const struct map_front_sum_point *point = sum->point;
    const struct row row = {point[i].energy_pj,
                            point[i].cycles,
                            point[0].energy_pj,
                            point[sum->count - 1].cycles,
                            map_front_run_glb_bits(fronts, choice, i),
                            fronts->run->layer[0].shape.size[DIM_N]};
    const char *mark = i == 0 ? "least energy" : i + 1 == sum->count ? "fastest" : "";
    print_row(out, &row, mark, i == map_front_sum_best_edp(sum) ? "least EDP" : "");
}

static void print_sum_points(FILE *out, const struct map_front_run *fronts, size_t choice)
{
    const struct map_front_sum *sum = &fronts->sum[choice];
    double target = sum->point[0].cycles;
    double step = step_of(target, sum->point[sum->count - 1].cycles, sum->count);
    size_t best = map_front_sum_best_edp(sum);
    print_heads(out, "", "");
    for (size_t i = 0; i < sum->count; i++)
        if (is_shown(&target, step, sum->point[i].cycles,
                     step == 1 || i == best || i + 1 == sum->count))
            print_sum_point(out, fronts, choice, i);
}

/* What enos-map finds without --pareto. */
static void print_plain(FILE *out, const struct map_front_run *fronts, size_t choice)
{
    double pj = 0, cycles = 0;
    char text[NUMBER_TEXT_MAX];
    for (size_t l = 0; l < fronts->run->layer_count; l++) {
        pj += map_front_run_of(fronts, l, choice)->plain_pj;
        cycles += map_front_run_of(fronts, l, choice)->plain_cycles;
    }
    fprintf(out, "%13.10g%9s%10s%11s%9s  %s\n", cycles, "",
            number_three(text, pj / fronts->run->layer[0].shape.size[DIM_N] / 1e6), "", "",
            "without --pareto");
}

void map_front_screen_network(FILE *out, const struct map_front_view *view, size_t choice)
{
    const struct map_front_run *fronts = view->fronts;
    const struct map_front_sum *sum = &fronts->sum[choice];
    struct map_front_claim claim = map_front_claim_of_network(fronts, choice);
    char name[CHOICE_NAME_MAX];
    size_t points = 0;
    for (size_t l = 0; l < fronts->run->layer_count; l++)
        points += map_front_run_of(fronts, l, choice)->count;
    choice_name(&map_run_choice(fronts->run, choice)->choice, name);
    fprintf(out, "the network with %s: %zu point%s, of %zu of its layers\n", name, sum->count,
            sum->count == 1 ? "" : "s", points);
    if (sum->count) {
        print_sum_points(out, fronts, choice);
        if (!claim.open)
            print_plain(out, fronts, choice);
        fputs("GLB: of the layer that takes up most\n", out);
    }
    map_front_screen_claim(out, &claim, "mapping of the network");
}
