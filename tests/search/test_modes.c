/* The modes on a subject whose best assignment is known. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../workloads/expect.h"
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

/* Training batches prefer choice 0 by as much as validation batches prefer choice 1. */
static void fool(struct planted *planted)
{
    for (size_t i = 0; i < planted_cells(planted); i++) {
        planted->loss[SUBJECT_TRAIN][i] = i % CHOICES == 0 ? 0 : 0.2;
        planted->loss[SUBJECT_VALIDATION][i] = i % CHOICES == 1 ? 0 : 0.2;
    }
}

static void expect_all(const struct fixture *f, const char *name, enum search_level level,
                       size_t expected)
{
    struct fixture here = *f;
    here.settings.level = level;
    struct search *search = run(&here, search_mode_find(name));
    const size_t *found = search_state(search)->argmax;
    for (size_t l = 0; l < LAYERS; l++)
        cr_assert_eq(found[l], expected, "%s, level %d: layer %zu took %zu", name, level, l,
                     found[l]);
    search_free(search);
}

Test(modes, single_level_is_fooled_by_the_training_loss_and_bi_level_is_not)
{
    struct fixture f;
    begin(&f, 1, 0);
    fool(f.planted);
    expect_all(&f, "single-level", SEARCH_LEVEL_BI, 0); /* which it does not look at */
    expect_all(&f, "bi-level", SEARCH_LEVEL_SINGLE, 1);
    expect_all(&f, "sequential", SEARCH_LEVEL_SINGLE, 0);
    expect_all(&f, "sequential", SEARCH_LEVEL_BI, 1);
    expect_all(&f, "stochastic", SEARCH_LEVEL_SINGLE, 0);
    expect_all(&f, "stochastic", SEARCH_LEVEL_BI, 1);
    end(&f);
}

Test(modes, validation_batches_are_gone_through_again_as_new_epochs)
{
    struct fixture f;
    begin(&f, 1, 0);
    f.planted->batches[SUBJECT_VALIDATION] = 8;
    f.settings.epochs = 3;
    struct search *search = create(&f, search_mode_find("bi-level"));
    struct subject subject = planted_subject(f.planted);
    struct search_report report;
    for (uint64_t epoch = 0; epoch < 3; epoch++) {
        cr_assert_eq(search_epoch(search, &subject, &report), 0);
        cr_assert_eq(report.epoch, epoch);
        cr_assert(report.train.batches == 20 && report.validation.batches == 20);
        cr_assert_eq(f.planted->last_epoch[SUBJECT_TRAIN], epoch);
        cr_assert_eq(f.planted->last_epoch[SUBJECT_VALIDATION], 3 * epoch + 2);
        cr_assert_eq(f.planted->last_step[SUBJECT_VALIDATION], 3);
        cr_assert_eq(search_done(search), epoch == 2);
    }
    cr_assert_eq(f.planted->updated, 60, "theta learns from training batches only");
    search_free(search);
    end(&f);
}

Test(modes, single_level_leaves_the_validation_split_alone)
{
    struct fixture f;
    begin(&f, 1, 0);
    f.planted->batches[SUBJECT_VALIDATION] = 0;
    struct search *search = run(&f, search_mode_find("single-level"));
    cr_assert_eq(f.planted->steps[SUBJECT_VALIDATION], 0);
    search_free(search);
    end(&f);
}

Test(modes, frozen_weights_take_no_step)
{
    struct fixture f;
    begin(&f, 1, 0);
    f.settings.freeze_weights = 1;
    struct subject subject = planted_subject(f.planted);
    struct search_report report;
    for (size_t m = 0; search_mode_registry[m]; m++) {
        struct search *search = create(&f, search_mode_registry[m]);
        cr_assert_eq(search_epoch(search, &subject, &report), 0);
        search_free(search);
    }
    cr_assert_eq(f.planted->updated, 0);
    end(&f);
}

Test(modes, variational_trains_theta_on_samples)
{
    struct fixture f;
    begin(&f, 1, 0);
    f.settings.variational = 1;
    f.settings.epochs = 1;
    struct search *search = create(&f, search_mode_find("stochastic"));
    struct subject subject = planted_subject(f.planted);
    struct search_report report;
    cr_assert_eq(search_epoch(search, &subject, &report), 0);
    cr_assert(f.planted->updated == 20 && f.planted->one_hot == 20);
    search_free(search);
    end(&f);
}

Test(modes, patience_ends_a_search_whose_argmax_stays)
{
    struct fixture f;
    begin(&f, 1, 0);
    f.settings.epochs = 1000;
    f.settings.patience = 4;
    f.settings.ramp_epochs = 10;
    struct search *search = create(&f, search_mode_find("bi-level"));
    struct subject subject = planted_subject(f.planted);
    struct search_report report;
    size_t quiet = 0, epochs = 0;
    while (!search_done(search)) {
        cr_assert_eq(search_epoch(search, &subject, &report), 0);
        quiet = report.changes || epochs < 10 ? 0 : quiet + 1;
        epochs++;
        cr_assert_eq(search_done(search), quiet == 4);
    }
    cr_assert(epochs >= 14 && epochs < 100, "%zu epochs", epochs);
    search_free(search);
    end(&f);
}

Test(modes, ramp_and_temperature_go_from_end_to_end)
{
    struct fixture f;
    begin(&f, 1, 0.5);
    f.settings.epochs = 5;
    f.settings.ramp_epochs = 2;
    f.settings.temperature_begin = 4;
    f.settings.temperature_end = 0.25;
    struct search *search = create(&f, search_mode_find("single-level"));
    struct subject subject = planted_subject(f.planted);
    struct search_report report;
    static const double temperature[] = {4, 2, 1, 0.5, 0.25};
    for (size_t epoch = 0; epoch < 5; epoch++) {
        cr_assert_eq(search_epoch(search, &subject, &report), 0);
        cr_assert_float_eq(report.temperature, temperature[epoch], 1e-12);
        /* of the last of 20 steps */
        cr_assert_float_eq(report.ramp, fmin(1, ((double)epoch + 0.95) / 2), 1e-12);
        double p[LAYERS * CHOICES], softmax[LAYERS * CHOICES];
        search_p(search, p);
        space_softmax(&f.planted->space, search_state(search)->alpha.value, temperature[epoch],
                      softmax);
        cr_assert_arr_eq(p, softmax, sizeof p);
        cr_assert_arr_eq(report.p, softmax, sizeof p);
    }
    search_free(search);
    end(&f);
}

Test(modes, the_report_is_of_the_search)
{
    struct fixture f;
    begin(&f, 2, 0.5);
    space_pin(&f.planted->space, 0, 2);
    f.settings.epochs = 2;
    struct search *search = create(&f, search_mode_find("bi-level"));
    struct subject subject = planted_subject(f.planted);
    struct search_report report;
    for (int epoch = 0; epoch < 2; epoch++) {
        size_t before[LAYERS], changes = 0;
        double entropy = 0;
        memcpy(before, search_state(search)->argmax, sizeof before);
        cr_assert_eq(search_epoch(search, &subject, &report), 0);
        for (size_t l = 0; l < LAYERS; l++) {
            changes += before[l] != report.argmax[l];
            entropy += report.entropy[l];
        }
        cr_assert_eq(report.changes, changes);
        cr_assert_float_eq(report.entropy_mean, entropy / (LAYERS - 1), 1e-12);
        cr_assert_float_eq(report.expected_cost, cost_expected(&f.cost, report.p, 0, NULL), 1e-12);
        cr_assert_float_eq(report.argmax_cost, cost_assignment(&f.cost, report.argmax), 1e-12);
        cr_assert(report.validation.loss > 0 && report.validation.correct > 0);
    }
    cr_assert_eq(report.entropy[0], 0);
    cr_assert_eq(report.argmax[0], 2);
    search_free(search);
    end(&f);
}

Test(modes, entropy_weight_keeps_choices_open_or_decides_them)
{
    static const double weight[] = {-0.1, 0, 0.3};
    double entropy[3];
    for (int i = 0; i < 3; i++) {
        struct fixture f;
        begin(&f, 1, 0);
        f.settings.entropy_weight = weight[i];
        struct search *search = create(&f, search_mode_find("single-level"));
        struct subject subject = planted_subject(f.planted);
        struct search_report report;
        while (!search_done(search))
            cr_assert_eq(search_epoch(search, &subject, &report), 0);
        entropy[i] = report.entropy_mean;
        search_free(search);
        end(&f);
    }
    cr_assert(entropy[0] < entropy[1] && entropy[1] < entropy[2], "%g %g %g", entropy[0],
              entropy[1], entropy[2]);
    cr_assert(entropy[2] > 0.5);
}

Test(modes, are_found_by_name)
{
    static const char *const names[] = {"single-level", "bi-level", "sequential", "stochastic"};
    for (size_t m = 0; m < 4; m++)
        cr_assert_eq(search_mode_find(names[m]), search_mode_registry[m]);
    cr_assert_null(search_mode_find("bi"));
    cr_assert_null(search_mode_registry[4]);
}

/* Settings that make no sense, one at a time. */
static void expect_refused(const char *mode, const struct search_settings *settings,
                           const char *message)
{
    struct fixture f;
    struct search *search;
    struct diag_list *diag;
    begin(&f, 1, 0);
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(search_create(&search, search_mode_find(mode), settings, &f.planted->space, NULL,
                               "run.yaml", diag),
                 -1);
    cr_assert_null(search);
    expect_error(diag, 0, message);
    cr_assert_eq(diag_count(diag), 1);
    diag_free(diag);
    end(&f);
}

Test(modes, settings_are_checked)
{
    struct search_settings s = search_defaults;
    s.lambda = 1;
    expect_refused("bi-level", &s, "run.yaml: error: lambda or a target needs the costs");
    s = search_defaults;
    s.epochs = 0;
    expect_refused("single-level", &s, "run.yaml: error: a search needs at least one epoch");
    s = search_defaults;
    s.cycle_epochs = 0;
    expect_refused("sequential", &s, "run.yaml: error: a cycle needs at least one epoch");
    s = search_defaults;
    s.unit = SEARCH_UNIT_MODULE;
    expect_refused("sequential", &s, "run.yaml: error: units of modules need a network");
    s = search_defaults;
    s.variational = 1;
    expect_refused("sequential", &s, "run.yaml: error: only a stochastic search is variational");
    s = search_defaults;
    s.temperature_end = 0;
    expect_refused("bi-level", &s, "run.yaml: error: the temperature must be above 0");
    s = search_defaults;
    s.alpha.beta[1] = NAN;
    expect_refused("bi-level", &s, "run.yaml: error: a beta of alpha must lie in [0, 1)");
}

Test(modes, a_mode_asks_for_the_splits_that_it_uses)
{
    struct fixture f;
    struct diag_list *diag;
    begin(&f, 1, 0);
    f.planted->batches[SUBJECT_VALIDATION] = 0;
    struct subject subject = planted_subject(f.planted);
    cr_assert_eq(diag_create(&diag), 0);
    struct search *single = create(&f, search_mode_find("single-level"));
    struct search *bi = create(&f, search_mode_find("stochastic"));
    cr_assert_eq(search_check(single, &subject, "run.yaml", diag), 0);
    cr_assert_eq(search_check(bi, &subject, "run.yaml", diag), -1);
    expect_error(diag, 0, "run.yaml: error: mode stochastic: the validation split has no batch");
    search_free(single);
    search_free(bi);
    diag_free(diag);
    end(&f);
}

static int end_at_once(void *context, enum subject_split split, uint64_t epoch, size_t step,
                       const double *p, int update, double *dp, struct subject_step *out)
{
    int status = planted_step(context, split, epoch, step, p, update, dp, out);
    if (dp && step == 3)
        dp[1] = NAN;
    return step == 5 ? -1 : status;
}

Test(modes, an_epoch_ends_when_the_subject_ends_it_or_a_gradient_is_not_finite)
{
    for (size_t m = 0; search_mode_registry[m]; m++) {
        struct fixture f;
        begin(&f, 1, 0);
        struct search *search = create(&f, search_mode_registry[m]);
        struct subject subject = planted_subject(f.planted);
        struct search_report report;
        subject.step = end_at_once;
        cr_assert_eq(search_epoch(search, &subject, &report), -1);
        size_t looked = f.planted->last_step[SUBJECT_TRAIN];
        cr_assert(looked == 3 || looked == 2, "%zu", looked);
        for (size_t i = 0; i < LAYERS * CHOICES; i++)
            cr_assert(isfinite(search_state(search)->alpha.value[i]));
        search_free(search);
        end(&f);
    }
}

/* Updates of a path are binomial: four standard deviations. */
Test(modes, warm_up_trains_all_allowed_paths_alike)
{
    for (int sampled = 0; sampled <= 1; sampled++) {
        struct fixture f;
        struct search_tally tally;
        begin(&f, 1, 0);
        struct subject subject = planted_subject(f.planted);
        f.planted->batches[SUBJECT_TRAIN] = 2000;
        f.planted->space.allowed[1] = 0;
        cr_assert_eq(
            warm_up_epoch(&subject, sampled ? WARM_UP_SAMPLED : WARM_UP_UNIFORM, 1, 0, &tally), 0);
        cr_assert_eq(tally.batches, 2000);
        cr_assert_eq(f.planted->one_hot, sampled ? 2000 : 0);
        cr_assert_eq(f.planted->updates[1], 0);
        for (size_t i = 0; i < LAYERS * CHOICES; i++) {
            double share = i == 1 ? 0 : i < CHOICES ? 0.25 : 0.2;
            double sigma = sqrt(2000 * share * (1 - share));
            cr_assert_float_eq(f.planted->updates[i], 2000 * share,
                               sampled ? 4 * sigma + 1e-9 : 1e-9);
        }
        end(&f);
    }
}
