/* A target cost: held while searching, met by the assignments. */
#include <criterion/criterion.h>

#include "planted.h"
#include "search/mode.h"
#include "search/warm_up.h"

enum { LAYERS = 8, CHOICES = 4, ALL = 65536, SAMPLES = 8 };

struct fixture {
    struct planted *planted;
    double energy[LAYERS * CHOICES], latency[LAYERS * CHOICES];
    struct cost cost;
    struct search_settings settings;
};

/* Dearer choices have less loss, each layer at a rate of its own. */
static void begin(struct fixture *f, enum cost_kind kind, uint64_t seed)
{
    struct random_stream stream = random_stream_at(seed, 9, 9, 9);
    double sum = 0;
    f->planted = planted_create(LAYERS, CHOICES, seed);
    f->planted->noise = 0.02;
    f->planted->unlearned = 0.5;
    for (size_t l = 0; l < LAYERS; l++) {
        double size = exp(0.5 * random_gaussian(&stream)), worth = random_uniform(&stream);
        for (size_t j = 0; j < CHOICES; j++) {
            size_t i = l * CHOICES + j;
            double share = j ? 1 - (0.2 + 0.1 * random_uniform(&stream)) * (double)j : 1;
            f->energy[i] = size * share;
            f->planted->loss[0][i] = f->planted->loss[1][i] = 0.3 * worth * (1 - share);
        }
        sum += size;
    }
    for (size_t i = 0; i < LAYERS * CHOICES; i++)
        f->latency[i] = f->energy[i] /= sum;
    f->cost = (struct cost){kind, LAYERS, CHOICES, f->energy, f->latency, 1, 1};
    f->settings = search_defaults;
    f->settings.seed = seed;
    f->settings.cost = &f->cost;
    f->settings.epochs = 20;
    f->settings.cycle_epochs = 3;
    f->settings.samples = SAMPLES;
}

static void end(struct fixture *f)
{
    planted_free(f->planted);
}

static struct search *run(const struct fixture *f, const struct search_mode *mode,
                          struct search_report *report)
{
    struct search *search;
    struct diag_list *diag;
    struct subject subject = planted_subject(f->planted);
    struct search_tally tally;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(
        search_create(&search, mode, &f->settings, &f->planted->space, NULL, "run.yaml", diag), 0);
    diag_free(diag);
    for (uint64_t epoch = 0; epoch < 4; epoch++)
        cr_assert_eq(warm_up_epoch(&subject, WARM_UP_SAMPLED, 1, epoch, &tally), 0);
    while (!search_done(search))
        cr_assert_eq(search_epoch(search, &subject, report), 0);
    return search;
}

/* The least loss that the target's window allows; inf if nothing lies in it. */
static double best_loss(const struct fixture *f)
{
    double best = INFINITY;
    for (size_t number = 0; number < ALL; number++) {
        size_t choice[LAYERS], rest = number;
        for (size_t l = 0; l < LAYERS; l++, rest /= CHOICES)
            choice[l] = rest % CHOICES;
        double cost = cost_assignment(&f->cost, choice);
        if (cost <= f->settings.target * 1.01)
            best = fmin(best, planted_loss(f->planted, choice));
    }
    return best;
}

static void expect_met(const struct fixture *f, const struct search_mode *mode)
{
    size_t choice[SAMPLES * LAYERS];
    char note[REPAIR_NOTE_MAX];
    double least = INFINITY, best = best_loss(f), none = 0;
    struct search_report report;
    struct search *search = run(f, mode, &report);
    size_t count = search_assignments(search, choice, SAMPLES, note);
    cr_assert_str_empty(note, "%s: %s", mode->name, note);
    cr_assert(count >= (mode->is_sampled ? 2 : 1), "%s: %zu", mode->name, count);
    for (size_t i = 0; i < count; i++) {
        double cost = cost_assignment(&f->cost, choice + i * LAYERS);
        cr_assert(fabs(cost / f->settings.target - 1) <= 0.01 + 1e-12, "%s: %g for %g", mode->name,
                  cost, f->settings.target);
        least = fmin(least, planted_loss(f->planted, choice + i * LAYERS));
    }
    for (size_t l = 0; l < LAYERS; l++)
        none += f->planted->loss[0][l * CHOICES + CHOICES - 1];
    /* Far nearer to the best of the budget than all that the cheapest choices lose. */
    cr_assert(least < best + 0.15 * none, "%s: %g, best %g of %g", mode->name, least, best, none);
    search_free(search);
}

Test(target, is_met_by_all_modes_and_kinds_of_cost)
{
    for (uint64_t seed = 1; seed <= 4; seed++)
        for (int kind = COST_ENERGY; kind <= COST_EDP; kind++)
            for (size_t m = 0; search_mode_registry[m]; m++) {
                struct fixture f;
                begin(&f, (enum cost_kind)kind, seed);
                f.settings.target = 0.5 + 0.07 * (double)seed;
                expect_met(&f, search_mode_registry[m]);
                end(&f);
            }
}

/* What the multiplier holds is the expected cost. */
Test(target, holds_the_expected_cost)
{
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct fixture f;
        struct search_report report;
        begin(&f, COST_ENERGY, seed);
        f.settings.target = 0.65;
        f.settings.epochs = 40;
        struct search *search = run(&f, search_mode_find("bi-level"), &report);
        cr_assert(fabs(report.expected_cost / 0.65 - 1) < 0.05, "seed %d: %g", (int)seed,
                  report.expected_cost);
        cr_assert(report.multiplier > 0);
        search_free(search);
        end(&f);
    }
}

/* Nothing is gained by spending, so nothing is held; but the assignment spends what it may. */
Test(target, that_does_not_bind_has_no_multiplier)
{
    struct fixture f;
    struct search_report report;
    size_t choice[LAYERS];
    char note[REPAIR_NOTE_MAX];
    begin(&f, COST_ENERGY, 1);
    for (size_t i = 0; i < LAYERS * CHOICES; i++)
        f.planted->loss[0][i] = f.planted->loss[1][i] = i % CHOICES == CHOICES - 1 ? 0 : 0.5;
    f.settings.target = 0.7;
    struct search *search = run(&f, search_mode_find("bi-level"), &report);
    cr_assert_eq(report.multiplier, 0);
    for (size_t l = 0; l < LAYERS; l++)
        cr_assert_eq(report.argmax[l], CHOICES - 1);
    cr_assert_eq(search_assignments(search, choice, 1, note), 1);
    cr_assert(fabs(cost_assignment(&f.cost, choice) / 0.7 - 1) <= 0.01);
    cr_assert_str_empty(note);
    search_free(search);
    end(&f);
}

Test(target, that_cannot_be_met_is_said)
{
    for (size_t m = 0; search_mode_registry[m]; m++) {
        struct fixture f;
        struct search_report report;
        size_t choice[SAMPLES * LAYERS];
        char note[REPAIR_NOTE_MAX];
        begin(&f, COST_ENERGY, 1);
        f.settings.target = 0.05;
        struct search *search = run(&f, search_mode_registry[m], &report);
        cr_assert_eq(search_assignments(search, choice, SAMPLES, note), 1);
        cr_assert_not_null(strstr(note, "the target 0.05 is not met: the cheapest"), "%s", note);
        for (size_t l = 0; l < LAYERS; l++)
            cr_assert_eq(choice[l], CHOICES - 1);
        search_free(search);
        end(&f);
    }
}
