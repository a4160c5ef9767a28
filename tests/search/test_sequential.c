/* What sequential decides, and when. */
#include <criterion/criterion.h>

#include "planted.h"
#include "search/mode.h"

enum { LAYERS = 6, CHOICES = 3 };

static const char text[] = "format: enos/network/1\n"
                           "name: six\n"
                           "source: made for a test\n"
                           "input: {shape: [3, 8, 8]}\n"
                           "modules:\n"
                           "  pair:\n"
                           "    nodes:\n"
                           "      - {name: x, op: conv, filters: 4, kernel: 1}\n"
                           "      - {name: y, op: conv, filters: 4, kernel: 1}\n"
                           "nodes:\n"
                           "  - {name: a, op: conv, filters: 4, kernel: 1}\n"
                           "  - {name: m, use: pair}\n"
                           "  - {name: mm, use: pair}\n"
                           "  - {name: z, op: conv, filters: 4, kernel: 1}\n";

struct fixture {
    struct planted *planted;
    struct network *network;
    struct search_settings settings;
};

/* With a rate of 0 alpha stays as the test sets it. */
static void begin(struct fixture *f)
{
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(network_read_text(&f->network, "six", text, strlen(text), NULL, 0, diag), 0);
    diag_free(diag);
    f->planted = planted_create(LAYERS, CHOICES, 3);
    f->planted->batches[0] = f->planted->batches[1] = 4;
    f->settings = search_defaults;
    f->settings.alpha.rate = 0;
}

static void end(struct fixture *f)
{
    network_free(f->network);
    planted_free(f->planted);
}

static struct search *create(const struct fixture *f)
{
    struct search *search;
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(search_create(&search, search_mode_find("sequential"), &f->settings,
                               &f->planted->space, f->network, "run.yaml", diag),
                 0);
    diag_free(diag);
    return search;
}

/* Runs to the end; layer expected[i] is decided in cycle cycles[i], with the choice of `choice`. */
static void expect_order(const struct fixture *f, struct search *search, size_t count,
                         const size_t *expected, const size_t *cycles, const size_t *choice)
{
    struct subject subject = planted_subject(f->planted);
    struct search_report report;
    const struct search_state *state = search_state(search);
    uint64_t decided = 0;
    while (!search_done(search)) {
        cr_assert_eq(search_epoch(search, &subject, &report), 0);
        decided += report.decided;
        cr_assert_eq(state->progress.decisions, decided);
    }
    cr_assert_eq(decided, count);
    for (size_t i = 0; i < count; i++) {
        const struct search_decision *d = &state->decision[i];
        cr_assert_eq(d->layer, expected[i], "%zu: layer %zu, not %zu", i, (size_t)d->layer,
                     expected[i]);
        cr_assert_eq(d->cycle, cycles[i]);
        cr_assert_eq(d->epoch, cycles[i] * f->settings.cycle_epochs + f->settings.cycle_epochs - 1);
        cr_assert_eq(d->choice, choice[d->layer]);
    }
    size_t found[LAYERS];
    char note[REPAIR_NOTE_MAX];
    cr_assert_eq(search_assignments(search, found, 1, note), 1);
    cr_assert_arr_eq(found, choice, sizeof found);
}

/* The largest alpha of all stands in the least certain layer. Largest p: a .67, m/x .87, m/y .42,
 * mm/x .79, mm/y .71, z .34. */
static const double alpha[] = {0,  1.4, 0,  0,   0, 2.6, 9.2, 9, 8.6,
                               -8, -6,  -8, 1.6, 0, 0,   5,   5, 5.05};
static const size_t choice[] = {1, 2, 0, 1, 0, 2};

static struct search *with_alpha(const struct fixture *f)
{
    struct search *search = create(f);
    memcpy(search_state(search)->alpha.value, alpha, sizeof alpha);
    return search;
}

Test(sequential, the_largest_softmax_is_decided_first)
{
    struct fixture f;
    begin(&f);
    f.settings.cycle_epochs = 2;
    struct search *search = with_alpha(&f);
    expect_order(&f, search, LAYERS, (size_t[]){1, 3, 4, 0, 2, 5}, (size_t[]){0, 1, 2, 3, 4, 5},
                 choice);
    double e = exp(2.6);
    cr_assert_float_eq(search_state(search)->decision[0].probability, e / (e + 2), 1e-12);
    search_free(search);
    end(&f);
}

Test(sequential, forward_goes_by_the_network)
{
    struct fixture f;
    begin(&f);
    f.settings.order = SEARCH_ORDER_FORWARD;
    struct search *search = with_alpha(&f);
    static const size_t order[] = {0, 1, 2, 3, 4, 5};
    expect_order(&f, search, LAYERS, order, order, choice);
    search_free(search);
    end(&f);
}

/* Modules: a .67, m (.87 + .42) / 2 = .645, mm .75, z .34; m and mm begin alike. */
Test(sequential, a_module_is_decided_at_once)
{
    struct fixture f;
    begin(&f);
    f.settings.unit = SEARCH_UNIT_MODULE;
    struct search *search = with_alpha(&f);
    expect_order(&f, search, LAYERS, (size_t[]){3, 4, 0, 1, 2, 5}, (size_t[]){0, 0, 1, 2, 2, 3},
                 choice);
    const struct search_decision *d = search_state(search)->decision;
    cr_assert(d[0].unit == 2 && d[1].unit == 2 && d[2].unit == 0 && d[4].unit == 1 &&
              d[5].unit == 3);
    search_free(search);
    end(&f);
}

Test(sequential, pinned_layers_are_decided_from_the_start)
{
    struct fixture f;
    begin(&f);
    static const size_t expected[] = {1, 0, 0, 1, 0, 2};
    space_pin(&f.planted->space, 1, 0);
    space_pin(&f.planted->space, 1, 0);
    f.settings.unit = SEARCH_UNIT_MODULE;
    struct search *search = with_alpha(&f);
    /* What is left of m has .42. */
    expect_order(&f, search, LAYERS - 1, (size_t[]){3, 4, 0, 2, 5}, (size_t[]){0, 0, 1, 2, 3},
                 expected);
    search_free(search);
    end(&f);
}

Test(sequential, alpha_of_what_is_left_is_kept_or_begins_anew)
{
    for (int reset = 0; reset <= 1; reset++) {
        struct fixture f;
        begin(&f);
        f.settings.reset_alpha = reset;
        struct search *search = with_alpha(&f);
        struct subject subject = planted_subject(f.planted);
        struct search_report report;
        cr_assert_eq(search_epoch(search, &subject, &report), 0);
        const struct alpha *now = &search_state(search)->alpha;
        for (size_t i = 0; i < LAYERS * CHOICES; i++) {
            int is_left = i / CHOICES != 1;
            cr_assert_eq(now->value[i], reset && is_left ? 0 : alpha[i]);
            cr_assert_eq(now->steps[i], reset && is_left ? 0 : 4);
        }
        cr_assert_eq(report.p[CHOICES + 2], 1);
        search_free(search);
        end(&f);
    }
}

/* With learning: noise makes Adam's steps waver the more, the smaller the difference between
 * choices is, so that layers are decided by falling difference. */
Test(sequential, layers_are_decided_by_how_much_their_choice_matters)
{
    static const double difference[LAYERS] = {0.1, 1.6, 0.4, 0.05, 0.8, 0.2};
    struct fixture f;
    begin(&f);
    f.planted->noise = 1;
    f.planted->batches[0] = f.planted->batches[1] = 200;
    f.settings.alpha.rate = search_defaults.alpha.rate;
    for (size_t i = 0; i < LAYERS * CHOICES; i++)
        f.planted->loss[0][i] = f.planted->loss[1][i] =
            i % CHOICES == 1 ? 0 : difference[i / CHOICES];
    struct search *search = create(&f);
    expect_order(&f, search, LAYERS, (size_t[]){1, 4, 2, 5, 0, 3}, (size_t[]){0, 1, 2, 3, 4, 5},
                 (size_t[]){1, 1, 1, 1, 1, 1});
    search_free(search);
    end(&f);
}

/* Theta never meets a path that is no longer taken. */
Test(sequential, a_decided_layer_has_one_path)
{
    struct fixture f;
    begin(&f);
    struct search *search = with_alpha(&f);
    struct subject subject = planted_subject(f.planted);
    struct search_report report;
    cr_assert_eq(search_epoch(search, &subject, &report), 0);
    memset(f.planted->updates, 0, LAYERS * CHOICES * sizeof(double));
    cr_assert_eq(search_epoch(search, &subject, &report), 0);
    cr_assert_eq(f.planted->updates[CHOICES + 2], 4);
    cr_assert_eq(f.planted->updates[CHOICES], 0);
    cr_assert_eq(report.entropy[1], 0);
    search_free(search);
    end(&f);
}

Test(sequential, patience_ends_each_cycle_by_itself)
{
    struct fixture f;
    begin(&f);
    f.settings.cycle_epochs = 10;
    f.settings.patience = 2;
    struct search *search = with_alpha(&f);
    struct subject subject = planted_subject(f.planted);
    struct search_report report;
    while (!search_done(search))
        cr_assert_eq(search_epoch(search, &subject, &report), 0);
    const struct search_decision *d = search_state(search)->decision;
    for (size_t i = 1; i < LAYERS; i++)
        cr_assert_eq(d[i].epoch - d[i - 1].epoch, 2);
    search_free(search);
    end(&f);
}

Test(sequential, the_temperature_falls_in_every_cycle)
{
    struct fixture f;
    begin(&f);
    f.settings.cycle_epochs = 3;
    f.settings.temperature_begin = 4;
    struct search *search = with_alpha(&f);
    struct subject subject = planted_subject(f.planted);
    struct search_report report;
    for (int epoch = 0; epoch < 9; epoch++) {
        static const double temperature[] = {4, 2, 1};
        cr_assert_eq(search_epoch(search, &subject, &report), 0);
        cr_assert_float_eq(report.temperature, temperature[epoch % 3], 1e-12);
        cr_assert_eq(report.cycle, (uint64_t)epoch / 3);
    }
    search_free(search);
    end(&f);
}
