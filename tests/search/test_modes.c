/* The modes on a subject whose best assignment is known. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planted.h"
#include "search/mode.h"
#include "search/warm_up.h"

enum { LAYERS = 8, CHOICES = 5, SEEDS = 20, SAMPLES = 16 };

static double spread(struct random_stream *stream)
{
    return exp(0.7 * random_gaussian(stream));
}

struct fixture {
    struct planted *planted;
    double energy[LAYERS * CHOICES];
    struct cost cost;
    struct search_settings settings;
};

/* Choice 0 is the reference; layers differ in size. */
static void make_cost(struct fixture *f, uint64_t seed)
{
    struct random_stream stream = random_stream_at(seed, 4, 5, 6);
    double sum = 0;
    for (size_t l = 0; l < LAYERS; l++) {
        double size = spread(&stream);
        for (size_t j = 0; j < CHOICES; j++)
            f->energy[l * CHOICES + j] = size * (j ? 0.1 + 0.7 * random_uniform(&stream) : 1);
        sum += size;
    }
    for (size_t i = 0; i < LAYERS * CHOICES; i++)
        f->energy[i] /= sum;
    f->cost = (struct cost){COST_ENERGY, LAYERS, CHOICES, f->energy, f->energy, 1, 1};
}

/* Loss of a layer and choice with its share of the cost. */
static double weighed(const struct fixture *f, double lambda, size_t i)
{
    return f->planted->loss[SUBJECT_VALIDATION][i] + lambda * f->energy[i];
}

/* The best of every layer; returns by how much the second is worse, at least. */
static double find_best(const struct fixture *f, double lambda, size_t best[LAYERS])
{
    double gap = INFINITY;
    for (size_t l = 0; l < LAYERS; l++) {
        double first = INFINITY, second = INFINITY;
        for (size_t j = 0; j < CHOICES; j++) {
            double here = weighed(f, lambda, l * CHOICES + j);
            second = fmin(second, fmax(here, first));
            if (here < first)
                best[l] = j;
            first = fmin(first, here);
        }
        gap = fmin(gap, second - first);
    }
    return gap;
}

/* Losses of which the best stands out; every path begins much worse than it ends. */
static void begin(struct fixture *f, uint64_t seed, double lambda)
{
    size_t best[LAYERS];
    f->planted = planted_create(LAYERS, CHOICES, seed);
    make_cost(f, seed);
    f->planted->unlearned = 1;
    f->planted->noise = 0.1;
    for (f->planted->seed = 1000 * seed;; f->planted->seed++) {
        planted_random_loss(f->planted, 0, 0.5);
        if (find_best(f, lambda, best) > 0.05)
            break;
    }
    f->settings = search_defaults;
    f->settings.seed = seed;
    f->settings.cost = &f->cost;
    f->settings.lambda = lambda;
    f->settings.epochs = 20;
    f->settings.samples = SAMPLES;
    f->settings.cycle_epochs = 4;
}

static void end(struct fixture *f)
{
    planted_free(f->planted);
}

static struct search *create(const struct fixture *f, const struct search_mode *mode)
{
    struct search *search;
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    if (search_create(&search, mode, &f->settings, &f->planted->space, NULL, "run.yaml", diag) !=
        0) {
        diag_write(diag, stderr);
        cr_assert_fail("no search");
    }
    diag_free(diag);
    return search;
}

/* As many epochs as leave a third of what is to learn, equal for all paths. */
static void warm_up(const struct fixture *f)
{
    struct subject subject = planted_subject(f->planted);
    struct search_tally tally;
    for (uint64_t epoch = 0; epoch < CHOICES; epoch++)
        cr_assert_eq(warm_up_epoch(&subject, WARM_UP_UNIFORM, 0, epoch, &tally), 0);
}

static struct search *run(const struct fixture *f, const struct search_mode *mode)
{
    struct search *search = create(f, mode);
    struct subject subject = planted_subject(f->planted);
    struct search_report report;
    warm_up(f);
    while (!search_done(search))
        cr_assert_eq(search_epoch(search, &subject, &report), 0);
    return search;
}

/* Step two with the table in place of training: the best of the assignments. */
static void choose(const struct fixture *f, struct search *search, double lambda,
                   size_t choice[LAYERS])
{
    size_t all[SAMPLES * LAYERS];
    char note[REPAIR_NOTE_MAX];
    double least = INFINITY;
    size_t count = search_assignments(search, all, SAMPLES, note);
    cr_assert(count >= 1);
    cr_assert_str_empty(note);
    for (size_t i = 0; i < count; i++) {
        const size_t *one = all + i * LAYERS;
        double loss = planted_loss(f->planted, one) + lambda * cost_assignment(&f->cost, one);
        if (loss < least)
            memcpy(choice, one, LAYERS * sizeof *one);
        least = fmin(least, loss);
    }
}

/* Returns 1 if the mode finds the planted assignment. */
static int finds(const struct fixture *f, const struct search_mode *mode)
{
    size_t best[LAYERS], found[LAYERS];
    find_best(f, f->settings.lambda, best);
    memset(f->planted->updates, 0, planted_cells(f->planted) * sizeof(double));
    struct search *search = run(f, mode);
    choose(f, search, f->settings.lambda, found);
    search_free(search);
    return memcmp(best, found, sizeof best) == 0;
}

static void find_for_all_seeds(double lambda, int variational)
{
    for (size_t m = 0; search_mode_registry[m]; m++) {
        const struct search_mode *mode = search_mode_registry[m];
        int found = 0;
        if (variational && !mode->is_sampled)
            continue;
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            struct fixture f;
            begin(&f, seed, lambda);
            f.settings.variational = variational;
            found += finds(&f, mode);
            end(&f);
        }
        cr_assert_eq(found, SEEDS, "%s: %d of %d", mode->name, found, SEEDS);
    }
}

Test(modes, all_find_the_planted_optimum)
{
    find_for_all_seeds(0.8, 0);
}

Test(modes, without_lambda_all_find_the_least_loss)
{
    find_for_all_seeds(0, 0);
}

Test(modes, variational_finds_the_planted_optimum)
{
    find_for_all_seeds(0.8, 1);
}

Test(modes, a_huge_lambda_gives_the_cheapest_choice_everywhere)
{
    for (size_t m = 0; search_mode_registry[m]; m++) {
        struct fixture f;
        size_t found[LAYERS];
        begin(&f, 3, 0);
        f.settings.lambda = 1e6;
        struct search *search = run(&f, search_mode_registry[m]);
        choose(&f, search, 1e6, found);
        for (size_t l = 0; l < LAYERS; l++)
            for (size_t j = 0; j < CHOICES; j++)
                cr_assert(f.energy[l * CHOICES + found[l]] <= f.energy[l * CHOICES + j]);
        search_free(search);
        end(&f);
    }
}
