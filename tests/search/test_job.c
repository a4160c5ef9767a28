/* A job from warm-up to retraining: stopped anywhere, it goes on to the same bits; what fails is
 * told with its place. */
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../workloads/expect.h"
#include "planted_network.h"
#include "search/checkpoint.h"

enum { KEPT = 2, CANDIDATES_MAX = 4 };

/* What a test varies. */
struct variant {
    const char *mode; /* NULL: a fixed assignment */
    const char *const *overrides;
    size_t override_count;
};

/* All that lives in one process. */
struct fixture {
    struct planted_network p;
    struct trainer *trainer;
    struct job *job;
    struct diag_list *diag;
    const char *folder;
    const char *identity;
    size_t epochs, candidates, searched; /* events */
    atomic_int stop;
    uint64_t stop_at; /* epochs after which `stop` is set; 0: never */
};

static void make_folder(char folder[40])
{
    strcpy(folder, "/tmp/enos_job_XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(const char *folder)
{
    for (uint64_t number = 0; number < 100; number++) {
        char path[CHECKPOINT_PATH_MAX];
        cr_assert_eq(checkpoint_path(path, folder, number), 0);
        unlink(path);
    }
    cr_assert_eq(rmdir(folder), 0);
}

static int on_event(void *context, const struct job_event *event)
{
    struct fixture *f = context;
    f->epochs += event->kind == JOB_EVENT_EPOCH;
    f->candidates += event->kind == JOB_EVENT_CANDIDATE;
    f->searched += event->kind == JOB_EVENT_SEARCHED;
    if (f->stop_at && event->total == f->stop_at)
        f->stop = 1;
    return 0;
}

/* Few epochs; retraining by another method than training, in smaller batches. */
static const char *const short_run[] = {"warm_up.epochs=2",
                                        "search.epochs=3",
                                        "search.sequential.cycle_epochs=1",
                                        "search.stochastic.samples=2",
                                        "retrain.epochs=2",
                                        "retrain.batch=16",
                                        "retrain.optimiser.kind=sgd",
                                        "data.augment.crop=1",
                                        "search.alpha.temperature=[1,0.5]"};
enum { SHORT_RUN = sizeof short_run / sizeof *short_run };

static void begin(struct fixture *f, const struct variant *v, const char *folder, size_t stop_after)
{
    static const size_t assignment[LAYERS] = {MF8, T8, BC8, T8};
    const char *overrides[SHORT_RUN + 8];
    memcpy(overrides, short_run, sizeof short_run);
    cr_assert(v->override_count <= 8);
    for (size_t i = 0; i < v->override_count; i++)
        overrides[SHORT_RUN + i] = v->overrides[i];
    *f = (struct fixture){.folder = folder, .identity = "one", .diag = planted_diag()};
    planted_network_begin(&f->p, 4, overrides, SHORT_RUN + v->override_count);
    f->trainer = planted_trainer(&f->p, 4);
    struct job_options options = {.run = f->p.run,
                                  .mode = v->mode ? search_mode_find(v->mode) : NULL,
                                  .assignment = v->mode ? NULL : assignment,
                                  .space = &f->p.space,
                                  .network = f->p.network,
                                  .cost = &f->p.cost,
                                  .trainer = f->trainer,
                                  .seed = 4,
                                  .lambda = 0.3,
                                  .folder = folder,
                                  .identity = f->identity,
                                  .on_event = on_event,
                                  .context = f,
                                  .stop = &f->stop,
                                  .stop_after = stop_after,
                                  .writes = 1};
    planted_expect(job_create(&f->job, &options, f->diag), f->diag);
}

static void end(struct fixture *f)
{
    job_free(f->job);
    trainer_free(f->trainer);
    planted_network_end(&f->p);
    diag_free(f->diag);
}

/* A copy of what came out. */
struct outcome {
    struct archive_item item[TRAINER_ITEMS_MAX];
    size_t items, count, best;
    size_t choice[CANDIDATES_MAX][LAYERS];
    struct trainer_score score[CANDIDATES_MAX][3];
    struct job_gap gap;
    uint64_t epochs;
};

static void take(struct outcome *out, const struct fixture *f)
{
    const struct job_candidate *candidate;
    memset(out, 0, sizeof *out);
    out->items = trainer_model_items(f->trainer, out->item);
    for (size_t i = 0; i < out->items; i++) {
        void *copy = malloc(out->item[i].bytes);
        cr_assert_not_null(copy);
        out->item[i].data = memcpy(copy, out->item[i].data, out->item[i].bytes);
    }
    out->count = job_candidates(f->job, &candidate);
    cr_assert(out->count >= 1 && out->count <= CANDIDATES_MAX);
    for (size_t i = 0; i < out->count; i++) {
        memcpy(out->choice[i], candidate[i].choice, sizeof out->choice[i]);
        out->score[i][0] = candidate[i].inherited;
        out->score[i][1] = candidate[i].validation;
        out->score[i][2] = candidate[i].test;
    }
    out->best = job_best(f->job);
    out->gap = *job_gap(f->job);
    out->epochs = job_epochs_done(f->job);
}

static void drop(struct outcome *outcome)
{
    for (size_t i = 0; i < outcome->items; i++)
        free(outcome->item[i].data);
}

static void expect_same(const struct outcome *a, const struct outcome *b, const char *what)
{
    cr_assert_eq(a->items, b->items);
    for (size_t i = 0; i < a->items; i++)
        cr_assert(a->item[i].bytes == b->item[i].bytes &&
                      memcmp(a->item[i].data, b->item[i].data, a->item[i].bytes) == 0,
                  "%s: %s", what, a->item[i].name);
    cr_assert(a->count == b->count && a->best == b->best && a->epochs == b->epochs, "%s", what);
    cr_assert_arr_eq(a->choice, b->choice, sizeof a->choice, "%s: choices", what);
    cr_assert_arr_eq(a->score, b->score, sizeof a->score, "%s: scores", what);
    cr_assert_arr_eq(&a->gap, &b->gap, sizeof a->gap, "%s: gap", what);
}

/* In one go. */
static void run_straight(struct outcome *out, const struct variant *v)
{
    char folder[40];
    struct fixture f;
    make_folder(folder);
    begin(&f, v, folder, 0);
    cr_assert_eq(job_resume(f.job, f.diag), 0);
    cr_assert_eq(job_run(f.job, f.diag), JOB_FINISHED);
    take(out, &f);
    cr_assert(f.epochs == out->epochs && f.candidates == out->count);
    cr_assert_eq(f.searched, v->mode != NULL);
    end(&f);
    remove_folder(folder);
}

/* A new process every `stop_after` epochs, and one more when all is done. Returns how many. */
static size_t run_in_pieces(struct outcome *out, const struct variant *v, size_t stop_after)
{
    char folder[40];
    size_t pieces = 0;
    make_folder(folder);
    for (enum job_status status = JOB_STOPPED, last = JOB_FAILED; last != JOB_FINISHED; pieces++) {
        struct fixture f;
        last = status;
        begin(&f, v, folder, stop_after);
        planted_expect(job_resume(f.job, f.diag) == (pieces > 0) ? 0 : -1, f.diag);
        uint64_t before = job_epochs_done(f.job);
        cr_assert_eq(before % stop_after == 0 || status == JOB_FINISHED, 1);
        status = job_run(f.job, f.diag);
        cr_assert(status != JOB_FAILED);
        if (last == JOB_FINISHED)
            take(out, &f);
        end(&f);
    }
    remove_folder(folder);
    return pieces;
}

static void expect_same_bits(const struct variant *v)
{
    struct outcome straight, pieces;
    run_straight(&straight, v);
    for (size_t k = 1; k < straight.epochs; k++) {
        char what[80];
        snprintf(what, sizeof what, "%s, stopped every %zu", v->mode ? v->mode : "fixed", k);
        size_t count = run_in_pieces(&pieces, v, k);
        cr_assert(count >= 2 + (straight.epochs - 1) / k);
        expect_same(&straight, &pieces, what);
        drop(&pieces);
    }
    drop(&straight);
}

static const char *const fresh[] = {"retrain.from=fresh"};
static const char *const inherited[] = {"retrain.from=inherited"};
static const char *const other[] = {
    "retrain.from=fresh",         "search.stochastic.variational=true",
    "search.sequential.level=bi", "search.sequential.reset_alpha=true",
    "warm_up.paths=sampled",      "train.schedule.kind=one-cycle",
    "checkpoint.epochs=3"};

Test(job, every_mode_goes_on_to_the_same_bits_fresh)
{
    for (size_t m = 0; search_mode_registry[m]; m++)
        expect_same_bits(&(struct variant){search_mode_registry[m]->name, fresh, 1});
}

Test(job, every_mode_goes_on_to_the_same_bits_inherited)
{
    for (size_t m = 0; search_mode_registry[m]; m++)
        expect_same_bits(&(struct variant){search_mode_registry[m]->name, inherited, 1});
}

Test(job, other_settings_too)
{
    expect_same_bits(&(struct variant){"stochastic", other, 7});
    expect_same_bits(&(struct variant){"sequential", (const char *const[]){other[2], other[3]}, 2});
    expect_same_bits(&(struct variant){"bi-level", other + 4, 3});
}

Test(job, a_fixed_assignment_goes_on_to_the_same_bits)
{
    expect_same_bits(&(struct variant){NULL, fresh, 1});
}

Test(job, a_signal_stops_after_the_epoch_and_saves_it)
{
    char folder[40], path[CHECKPOINT_PATH_MAX];
    uint64_t number;
    struct fixture f;
    make_folder(folder);
    begin(&f, &(struct variant){"bi-level", (const char *const[]){"checkpoint.epochs=100"}, 1},
          folder, 0);
    f.stop_at = 4;
    cr_assert_eq(job_run(f.job, f.diag), JOB_STOPPED);
    cr_assert_eq(checkpoint_latest(path, &number, folder, f.diag), 1);
    cr_assert(number == 4 && job_epochs_done(f.job) == 4);
    end(&f);
    remove_folder(folder);
}

/* Runs a few epochs; leaves checkpoints. */
static void leave_checkpoints(const char *folder, size_t epochs)
{
    struct fixture f;
    begin(&f, &(struct variant){"bi-level", NULL, 0}, folder, epochs);
    cr_assert_eq(job_run(f.job, f.diag), JOB_STOPPED);
    end(&f);
}

Test(job, a_checkpoint_of_another_job_is_refused)
{
    char folder[40];
    struct fixture f;
    make_folder(folder);
    leave_checkpoints(folder, 3);
    begin(&f, &(struct variant){"bi-level", NULL, 0}, folder, 0);
    job_free(f.job);
    struct job_options options = {.run = f.p.run,
                                  .mode = search_mode_find("bi-level"),
                                  .space = &f.p.space,
                                  .network = f.p.network,
                                  .cost = &f.p.cost,
                                  .trainer = f.trainer,
                                  .folder = folder,
                                  .identity = "another"};
    planted_expect(job_create(&f.job, &options, f.diag), f.diag);
    cr_assert_eq(job_resume(f.job, f.diag), -1);
    expect_some(f.diag, "00000003.checkpoint: error: the checkpoint is of another run");
    end(&f);
    remove_folder(folder);
}

/* Changes a byte in the middle of the newest checkpoint. */
static void damage(const char *folder, uint64_t number)
{
    char path[CHECKPOINT_PATH_MAX];
    struct stat status;
    cr_assert_eq(checkpoint_path(path, folder, number), 0);
    cr_assert_eq(stat(path, &status), 0);
    FILE *file = fopen(path, "r+b");
    cr_assert_not_null(file);
    fseek(file, (long)status.st_size / 2, SEEK_SET);
    int byte = fgetc(file);
    fseek(file, (long)status.st_size / 2, SEEK_SET);
    fputc(byte ^ 1, file);
    fclose(file);
}

Test(job, a_damaged_checkpoint_is_passed_over)
{
    char folder[40];
    struct fixture f;
    struct outcome straight, resumed;
    struct variant v = {"bi-level", NULL, 0};
    run_straight(&straight, &v);
    make_folder(folder);
    leave_checkpoints(folder, 4);
    damage(folder, 4);
    begin(&f, &v, folder, 0);
    cr_assert_eq(job_resume(f.job, f.diag), 1);
    cr_assert_eq(job_epochs_done(f.job), 3);
    cr_assert_eq(job_run(f.job, f.diag), JOB_FINISHED);
    take(&resumed, &f);
    expect_same(&straight, &resumed, "damaged");
    drop(&resumed);
    drop(&straight);
    end(&f);
    remove_folder(folder);
}

/* The search's first epoch with weights of a layer set to `value` fails, and says so; then the
 * checkpoint before it is as it was. */
static void expect_failure(const char *mode, size_t slice_kind, double value, const char *text)
{
    char folder[40], path[CHECKPOINT_PATH_MAX], place[CHECKPOINT_PATH_MAX + 40];
    struct fixture f;
    make_folder(folder);
    leave_checkpoints(folder, 3);
    begin(&f, &(struct variant){mode, NULL, 0}, folder, 0);
    cr_assert_eq(job_resume(f.job, f.diag), 1);
    struct model *model = trainer_model(f.trainer);
    size_t at =
        slice_kind == SLICE_WEIGHT ? model->layer[MIDDLE].weight : model->layer[MIDDLE].gamma;
    model->parameter[at] = (real)value;
    cr_assert_eq(job_run(f.job, f.diag), JOB_FAILED);
    cr_assert_eq(diag_count(f.diag), 1);
    expect_some(f.diag, text);
    cr_assert_eq(checkpoint_path(path, folder, 3), 0);
    snprintf(place, sizeof place, "the last checkpoint is %s", path);
    expect_some(f.diag, place);
    cr_assert_eq(job_resume(f.job, f.diag), 1);
    cr_assert(job_epochs_done(f.job) == 3 && isfinite(model->parameter[at]));
    end(&f);
    remove_folder(folder);
}

Test(job, weights_that_are_not_finite_end_it)
{
    const char *outputs = "run.yaml: error: search, epoch 2, step 1 of the validation split: "
                          "outputs of layer 'middle' are not finite";
    expect_failure("bi-level", SLICE_WEIGHT, (double)INFINITY, outputs);
    expect_failure("bi-level", SLICE_GAMMA, (double)INFINITY, "search, epoch 2, step 1");
    expect_failure("bi-level", SLICE_GAMMA, (double)NAN, "search, epoch 2, step 1");
    expect_failure("bi-level", SLICE_WEIGHT, (double)NAN, "search, epoch 2, step 1");
}

Test(job, an_absurd_learning_rate_ends_it)
{
    static const char *const absurd[] = {"train.optimiser.kind=sgd", "train.schedule.rate=1"};
    char folder[40], path[CHECKPOINT_PATH_MAX];
    struct fixture f;
    make_folder(folder);
    begin(&f, &(struct variant){"single-level", absurd, 2}, folder, 0);
    f.p.run->train.schedule.rate = 1e38;
    cr_assert_eq(job_run(f.job, f.diag), JOB_FAILED);
    expect_some(f.diag, "run.yaml: error: warm-up, epoch 1, step ");
    expect_some(f.diag, "there is no checkpoint yet");
    cr_assert_eq(checkpoint_latest(path, NULL, folder, f.diag), 0);
    end(&f);
    remove_folder(folder);
}

Test(job, a_validation_split_of_less_than_a_batch_is_only_for_comparing)
{
    static const char *const large[] = {"train.batch=128", "retrain.batch=128"};
    char folder[40];
    struct fixture f;
    make_folder(folder);
    begin(&f, &(struct variant){"single-level", large, 2}, folder, 0);
    cr_assert_eq(job_run(f.job, f.diag), JOB_FINISHED);
    const struct job_candidate *candidate;
    cr_assert_eq(job_candidates(f.job, &candidate), 1);
    cr_assert_eq(candidate->validation.images, VALIDATION);
    struct job *refused;
    struct job_options options = {.run = f.p.run,
                                  .mode = search_mode_find("bi-level"),
                                  .space = &f.p.space,
                                  .network = f.p.network,
                                  .cost = &f.p.cost,
                                  .trainer = f.trainer,
                                  .folder = folder,
                                  .identity = "one"};
    cr_assert_eq(job_create(&refused, &options, f.diag), -1);
    expect_some(f.diag, "mode bi-level: the validation split has no batch");
    end(&f);
    remove_folder(folder);
}
