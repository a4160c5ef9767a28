#include "search/pareto.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *point_kind_name(enum point_kind kind)
{
    static const char *const name[] = {"search", "uni", "random"};
    return name[kind];
}

double pareto_binomial_error(double accuracy, size_t images)
{
    return images > 0 ? sqrt(accuracy * (1 - accuracy) / (double)images) : NAN;
}

/* Room for one number per point, and what is worked out in it. */
struct work {
    const struct pareto *pareto;
    size_t *group;        /* (point_count) of each point */
    unsigned char *used;  /* (point_count) 1: counts in its group */
    double *value, *mean; /* (point_count) */
};

/* Equal, or neither there. */
static int same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static int same_search(const struct point *a, const struct point *b)
{
    return !strcmp(a->mode, b->mode) && !strcmp(a->choices, b->choices) &&
           same(a->lambda, b->lambda) && same(a->target, b->target);
}

static const struct point *first_of(const struct pareto *pareto, size_t group)
{
    return &pareto->point[pareto->group[group].first];
}

/* Number of the point's group, a new one if there is none yet. */
static size_t group_of(struct pareto *pareto, size_t i)
{
    const struct point *point = &pareto->point[i];
    size_t g = 0;
    while (g < pareto->group_count &&
           !(first_of(pareto, g)->kind == point->kind && same_search(first_of(pareto, g), point)))
        g++;
    if (g == pareto->group_count)
        pareto->group[pareto->group_count++].first = i;
    return g;
}

/* True if candidate b of a search goes before a. */
static int is_better(const struct point *b, const struct point *a)
{
    if (b->validation_accuracy > a->validation_accuracy)
        return 1;
    return !(b->validation_accuracy < a->validation_accuracy) && b->candidate < a->candidate;
}

static int is_used(const struct work *w, size_t i)
{
    const struct point *point = &w->pareto->point[i];
    for (size_t k = 0; k < w->pareto->point_count; k++)
        if (point->kind == POINT_SEARCH && w->group[k] == w->group[i] &&
            w->pareto->point[k].seed == point->seed && is_better(&w->pareto->point[k], point))
            return 0;
    return 1;
}

static double accuracy_of(const struct point *point)
{
    return point->test_accuracy;
}

static double energy_of(const struct point *point)
{
    return point->energy_share;
}

/* The group's values, in w->value. Returns how many. */
static size_t collect(const struct work *w, size_t group, double (*of)(const struct point *))
{
    size_t count = 0;
    for (size_t i = 0; i < w->pareto->point_count; i++)
        if (w->used[i] && w->group[i] == group)
            w->value[count++] = of(&w->pareto->point[i]);
    return count;
}

/* The same of one seed only. */
static size_t collect_seed(const struct work *w, size_t group, uint64_t seed,
                           double (*of)(const struct point *))
{
    size_t count = 0;
    for (size_t i = 0; i < w->pareto->point_count; i++)
        if (w->used[i] && w->group[i] == group && w->pareto->point[i].seed == seed)
            w->value[count++] = of(&w->pareto->point[i]);
    return count;
}

/* True if the group has this seed at an earlier point. */
static int is_met(const struct work *w, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (w->used[k] && w->group[k] == w->group[i] &&
            w->pareto->point[k].seed == w->pareto->point[i].seed)
            return 1;
    return 0;
}

/* True if a point of the group is the first of its seed. */
static int begins_seed(const struct work *w, size_t group, size_t i)
{
    return w->used[i] && w->group[i] == group && !is_met(w, i);
}

/* Means of the group's seeds, in w->mean. Returns how many. */
static size_t seed_means(const struct work *w, size_t group, double (*of)(const struct point *))
{
    size_t count = 0;
    for (size_t i = 0; i < w->pareto->point_count; i++)
        if (begins_seed(w, group, i)) {
            size_t n = collect_seed(w, group, w->pareto->point[i].seed, of);
            w->mean[count++] = gsl_stats_mean(w->value, 1, n);
        }
    return count;
}

static double sd_of(const double *value, size_t count)
{
    return count > 1 ? gsl_stats_sd(value, 1, count) : NAN;
}

static size_t count_assignments(const struct work *w, size_t group)
{
    const struct point *point = w->pareto->point;
    size_t count = 0;
    for (size_t i = 0; i < w->pareto->point_count; i++) {
        int is_new = w->used[i] && w->group[i] == group;
        for (size_t k = 0; k < i && is_new; k++)
            is_new = !(w->used[k] && w->group[k] == group &&
                       !strcmp(point[k].assignment, point[i].assignment));
        count += (size_t)is_new;
    }
    return count;
}

static void summarise(const struct work *w, size_t group, struct pareto_group *out)
{
    out->networks = collect(w, group, energy_of);
    out->energy_sd = sd_of(w->value, out->networks);
    collect(w, group, accuracy_of);
    out->accuracy_sd = sd_of(w->value, out->networks);
    out->seeds = seed_means(w, group, energy_of);
    out->energy_mean = gsl_stats_mean(w->mean, 1, out->seeds);
    seed_means(w, group, accuracy_of);
    out->accuracy_mean = gsl_stats_mean(w->mean, 1, out->seeds);
    out->accuracy_error = sd_of(w->mean, out->seeds) / sqrt((double)out->seeds);
    out->binomial_error =
        pareto_binomial_error(out->accuracy_mean, first_of(w->pareto, group)->test_images);
    out->assignments = count_assignments(w, group);
}

static int is_beaten(const struct pareto_group *a, const struct pareto_group *by)
{
    return by->energy_mean <= a->energy_mean && by->accuracy_mean >= a->accuracy_mean &&
           (by->energy_mean < a->energy_mean || by->accuracy_mean > a->accuracy_mean);
}

static void mark_front(struct pareto *pareto)
{
    for (size_t g = 0; g < pareto->group_count; g++) {
        pareto->group[g].on_front = 1;
        for (size_t k = 0; k < pareto->group_count; k++)
            if (is_beaten(&pareto->group[g], &pareto->group[k]))
                pareto->group[g].on_front = 0;
    }
}

/* Differences of the seeds that both groups have, in w->mean. Returns how many. */
static size_t differences(const struct work *w, size_t searched, size_t random)
{
    size_t pairs = 0;
    for (size_t i = 0; i < w->pareto->point_count; i++)
        if (begins_seed(w, searched, i)) {
            const struct point *point = &w->pareto->point[i];
            size_t n = collect_seed(w, random, point->seed, accuracy_of);
            if (n > 0)
                w->mean[pairs++] = point->test_accuracy - gsl_stats_mean(w->value, 1, n);
        }
    return pairs;
}

/* Of a single seed nothing is known of how a searched network varies: as the random ones do. */
static double single_error(const struct work *w, size_t random)
{
    size_t n = collect(w, random, accuracy_of);
    return sd_of(w->value, n) * sqrt(1 + 1 / (double)n);
}

static void compare(const struct work *w, size_t searched, size_t random, struct pareto *out)
{
    struct pareto_comparison *c = &out->comparison[out->comparison_count];
    *c = (struct pareto_comparison){.searched = searched, .random = random};
    c->pairs = differences(w, searched, random);
    if (c->pairs == 0)
        return;
    c->difference = gsl_stats_mean(w->mean, 1, c->pairs);
    c->error =
        c->pairs > 1 ? sd_of(w->mean, c->pairs) / sqrt((double)c->pairs) : single_error(w, random);
    out->comparison_count++;
}

static void compare_all(const struct work *w, struct pareto *out)
{
    for (size_t g = 0; g < out->group_count; g++)
        for (size_t r = 0; r < out->group_count; r++)
            if (first_of(out, g)->kind == POINT_SEARCH && first_of(out, r)->kind == POINT_RANDOM &&
                same_search(first_of(out, g), first_of(out, r)))
                compare(w, g, r, out);
}

static void work_out(struct work *w, struct pareto *out)
{
    for (size_t i = 0; i < out->point_count; i++)
        w->group[i] = group_of(out, i);
    for (size_t i = 0; i < out->point_count; i++)
        w->used[i] = (unsigned char)is_used(w, i);
    for (size_t g = 0; g < out->group_count; g++)
        summarise(w, g, &out->group[g]);
    mark_front(out);
    compare_all(w, out);
}

int pareto_create(struct pareto *out, const struct point *point, size_t count)
{
    *out = (struct pareto){.point = point, .point_count = count};
    out->group = calloc(count + 1, sizeof *out->group);
    out->comparison = calloc(count + 1, sizeof *out->comparison);
    struct work w = {out, calloc(count + 1, sizeof *w.group), calloc(count + 1, 1),
                     calloc(count + 1, sizeof *w.value), calloc(count + 1, sizeof *w.mean)};
    int status = out->group && out->comparison && w.group && w.used && w.value && w.mean ? 0 : -1;
    if (status == 0)
        work_out(&w, out);
    else
        pareto_free(out);
    free(w.group);
    free(w.used);
    free(w.value);
    free(w.mean);
    return status;
}

void pareto_free(struct pareto *pareto)
{
    free(pareto->group);
    free(pareto->comparison);
    *pareto = (struct pareto){0};
}
