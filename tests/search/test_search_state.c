/* Saved after any epoch and restored, a search goes on to the same bits. */
#include <criterion/criterion.h>

#include "planted.h"
#include "search/mode.h"

enum { LAYERS = 5, CHOICES = 4, BYTES_MAX = 4096 };

struct fixture {
    struct planted *planted;
    double share[LAYERS * CHOICES];
    struct cost cost;
    struct search_settings settings;
};

static void begin(struct fixture *f)
{
    f->planted = planted_create(LAYERS, CHOICES, 11);
    planted_random_loss(f->planted, 0, 0.5);
    f->planted->noise = 0.2;
    f->planted->unlearned = 0.5;
    for (size_t i = 0; i < LAYERS * CHOICES; i++)
        f->share[i] = (i % CHOICES ? 0.15 * (double)(i % CHOICES) + 0.01 * (double)i : 1) / LAYERS;
    f->cost = (struct cost){COST_EDP, LAYERS, CHOICES, f->share, f->share, 1, 1};
    f->settings = search_defaults;
    f->settings.seed = 5;
    f->settings.cost = &f->cost;
    f->settings.lambda = 0.2;
    f->settings.ramp_epochs = 2.5;
    f->settings.target = 0.3;
    f->settings.temperature_begin = 2;
    f->settings.temperature_end = 0.5;
    f->settings.epochs = 6;
    f->settings.patience = 3;
    f->settings.cycle_epochs = 2;
    f->settings.reset_alpha = 1;
}

static void end(struct fixture *f)
{
    planted_free(f->planted);
}

static struct search *create(const struct fixture *f, const char *mode)
{
    struct search *search;
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(search_create(&search, search_mode_find(mode), &f->settings, &f->planted->space,
                               NULL, "run.yaml", diag),
                 0);
    diag_free(diag);
    return search;
}

/* All items one after another, then theta: what a checkpoint holds. */
static size_t save(struct search *search, const struct planted *planted, unsigned char *bytes)
{
    struct archive_item item[SEARCH_STATE_ITEMS];
    size_t count = search_state_items(search_state(search), LAYERS, item), size = 0;
    cr_assert_eq(count, SEARCH_STATE_ITEMS);
    for (size_t i = 0; i < count; size += item[i++].bytes) {
        cr_assert(size + item[i].bytes <= BYTES_MAX && item[i].bytes % 8 == 0);
        memcpy(bytes + size, item[i].data, item[i].bytes);
    }
    memcpy(bytes + size, planted->updates, planted_cells(planted) * sizeof(double));
    return size + planted_cells(planted) * sizeof(double);
}

static void load(struct search *search, struct planted *planted, const unsigned char *bytes)
{
    struct archive_item item[SEARCH_STATE_ITEMS];
    size_t count = search_state_items(search_state(search), LAYERS, item);
    for (size_t i = 0; i < count; bytes += item[i++].bytes)
        memcpy(item[i].data, bytes, item[i].bytes);
    memcpy(planted->updates, bytes, planted_cells(planted) * sizeof(double));
    cr_assert_eq(search_restore(search), 0);
}

static void run_epochs(struct search *search, struct planted *planted, size_t epochs)
{
    struct subject subject = planted_subject(planted);
    struct search_report report;
    for (size_t epoch = 0; epoch < epochs && !search_done(search); epoch++)
        cr_assert_eq(search_epoch(search, &subject, &report), 0);
}

/* In one go, and stopped after `stop` epochs. Returns 1 if that was before its end. */
static int compare(const struct fixture *f, const char *mode, size_t stop)
{
    static unsigned char straight[BYTES_MAX], saved[BYTES_MAX], resumed[BYTES_MAX];
    size_t cells = planted_cells(f->planted) * sizeof(double);
    memset(f->planted->updates, 0, cells);
    struct search *a = create(f, mode), *b = create(f, mode), *c = create(f, mode);
    run_epochs(a, f->planted, SIZE_MAX);
    size_t size = save(a, f->planted, straight);
    memset(f->planted->updates, 0, cells);
    run_epochs(b, f->planted, stop);
    save(b, f->planted, saved);
    int is_before_end = !search_done(b);
    memset(f->planted->updates, 0xff, cells);
    load(c, f->planted, saved);
    double p[LAYERS * CHOICES], q[LAYERS * CHOICES];
    search_p(b, p);
    search_p(c, q);
    cr_assert_arr_eq(p, q, sizeof p);
    cr_assert_eq(search_done(c), !is_before_end);
    run_epochs(c, f->planted, SIZE_MAX);
    cr_assert_eq(save(c, f->planted, resumed), size);
    cr_assert_eq(memcmp(straight, resumed, size), 0, "%s, stopped after %zu", mode, stop);
    size_t first[3 * LAYERS], second[3 * LAYERS];
    char note[REPAIR_NOTE_MAX];
    size_t count = search_assignments(a, first, 3, note);
    cr_assert_eq(search_assignments(c, second, 3, note), count);
    cr_assert_arr_eq(first, second, count * LAYERS * sizeof *first);
    search_free(a);
    search_free(b);
    search_free(c);
    return is_before_end;
}

static void compare_all(const struct fixture *f, const char *mode)
{
    size_t stop = 0;
    while (compare(f, mode, stop))
        stop++;
    cr_assert(stop >= 4, "%s took %zu epochs", mode, stop);
}

Test(search_state, every_mode_goes_on_to_the_same_bits)
{
    struct fixture f;
    begin(&f);
    for (size_t m = 0; search_mode_registry[m]; m++)
        compare_all(&f, search_mode_registry[m]->name);
    end(&f);
}

Test(search_state, variational_and_single_level_too)
{
    struct fixture f;
    begin(&f);
    f.settings.level = SEARCH_LEVEL_SINGLE;
    compare_all(&f, "sequential");
    f.settings.variational = 1;
    compare_all(&f, "stochastic");
    end(&f);
}

Test(search_state, another_seed_gives_other_bits)
{
    static unsigned char one[BYTES_MAX], other[BYTES_MAX];
    struct fixture f;
    begin(&f);
    struct search *a = create(&f, "bi-level");
    f.settings.seed++;
    struct search *b = create(&f, "bi-level");
    size_t size = save(a, f.planted, one);
    save(b, f.planted, other);
    cr_assert_neq(memcmp(one, other, size), 0);
    search_free(a);
    search_free(b);
    end(&f);
}

Test(search_state, a_state_of_another_space_is_refused)
{
    struct fixture f;
    begin(&f);
    struct search *search = create(&f, "sequential");
    struct search_state *state = search_state(search);
    cr_assert_eq(search_restore(search), 0);
    state->argmax[1] = CHOICES;
    cr_assert_eq(search_restore(search), -1);
    state->argmax[1] = 0;
    state->progress.decisions = LAYERS + 1;
    cr_assert_eq(search_restore(search), -1);
    state->progress.decisions = 1;
    state->decision[0] = (struct search_decision){.layer = LAYERS};
    cr_assert_eq(search_restore(search), -1);
    state->decision[0] = (struct search_decision){.layer = 1, .choice = CHOICES};
    cr_assert_eq(search_restore(search), -1);
    f.planted->space.allowed[CHOICES] = 0;
    state->decision[0] = (struct search_decision){.layer = 1};
    cr_assert_eq(search_restore(search), -1);
    state->decision[0].choice = 1;
    cr_assert_eq(search_restore(search), 0);
    search_free(search);
    end(&f);
}
