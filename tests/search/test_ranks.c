/* The same bits for 1, 2 and 4 threads, and for 1, 2 and 4 ranks: a whole job on the small data,
 * from warm-up to the scores of the retrained network. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "fake_ranks.h"
#include "search/job.h"
#include "search/mode.h"

/* 64 images in shares of 32 or 16; of the 100 validation and the 500 test images the last batch
 * has 36 and 52, which ranks cannot share equally. */
enum { IMAGES = 192, VALIDATION = 100, SEED = 3, ITEMS_BYTES = 1 << 22 };

static const char *const settings[] = {
    "width=0.25",       "data.train=192",   "data.validation=100",  "data.augment.rotate=10",
    "choices=both",     "warm_up.epochs=1", "search.epochs=1",      "train.batch=64",
    "retrain.batch=64", "retrain.epochs=1", "recalibrate.batches=2"};

/* What is read once and used by all ranks. */
struct inputs {
    struct search_run run;
    struct network *network;
    struct search_space space;
    struct dataset *train, *test;
    struct split split;
};

static void read_data(struct inputs *in, struct dataset **out, enum dataset_part part,
                      struct diag_list *diag)
{
    struct dataset_source source = {.kind = dataset_kind_find("idx"),
                                    .part = part,
                                    .folder = ENOS_SOURCE_DIR "/search/runs/data"};
    cr_assert(eq(int, dataset_read(out, &source, in->network, diag), 0));
}

static void read_inputs(struct inputs *in)
{
    struct diag_list *diag;
    cr_assert(eq(int, diag_create(&diag), 0));
    int status = run_read(&in->run, ENOS_SOURCE_DIR "/search/runs/quick.yaml", settings,
                          sizeof settings / sizeof *settings, diag);
    diag_write(diag, stderr);
    cr_assert(eq(int, status, 0));
    cr_assert(eq(int,
                 run_read_network(&in->network, &in->run,
                                  ENOS_SOURCE_DIR "/search/runs/quick-network.yaml", diag),
                 0));
    cr_assert(eq(int, run_space(&in->space, &in->run, in->network, diag), 0));
    read_data(in, &in->train, DATASET_TRAIN, diag);
    read_data(in, &in->test, DATASET_TEST, diag);
    cr_assert(eq(int, split_balanced(&in->split, in->train, IMAGES, VALIDATION, SEED, diag), 0));
    diag_free(diag);
}

static void free_inputs(struct inputs *in)
{
    dataset_free(in->train);
    dataset_free(in->test);
    split_free(&in->split);
    space_free(&in->space);
    network_free(in->network);
}

/* What a job ends with. */
struct outcome {
    enum job_status status;
    uint64_t epochs;
    struct trainer_score inherited, validation, test;
    struct job_gap gap;
    size_t bytes;
    unsigned char item[ITEMS_BYTES];
};

static void keep(struct outcome *out, struct trainer *trainer, struct job *job)
{
    const struct job_candidate *candidate;
    struct archive_item item[TRAINER_ITEMS_MAX];
    size_t count = trainer_items(trainer, item);
    cr_assert(eq(sz, job_candidates(job, &candidate), 1));
    out->bytes = 0;
    out->validation = candidate->validation;
    out->inherited = candidate->inherited;
    out->test = candidate->test;
    out->gap = *job_gap(job);
    for (size_t i = 0; i < count; i++) {
        cr_assert(le(sz, out->bytes + item[i].bytes, ITEMS_BYTES));
        memcpy(out->item + out->bytes, item[i].data, item[i].bytes);
        out->bytes += item[i].bytes;
    }
}

/* Runs a job to its end, or until `stop` is set, which may be NULL. */
static void run_job(const struct inputs *in, const struct engine_ranks *ranks,
                    const atomic_int *stop, struct outcome *out)
{
    struct diag_list *diag;
    struct trainer *trainer;
    struct job *job;
    cr_assert(eq(int, diag_create(&diag), 0));
    struct trainer_options options = {.network = in->network,
                                      .space = &in->space,
                                      .train = in->train,
                                      .test = in->test,
                                      .split = &in->split,
                                      .augment = {1, 0, 10, 0},
                                      .batch = 64,
                                      .seed = SEED,
                                      .rho = in->run.mf.rho,
                                      .kernels = &kernels_cpu,
                                      .ranks = ranks};
    cr_assert(eq(int, trainer_create(&trainer, &options, diag), 0));
    struct job_options job_options = {.run = &in->run,
                                      .mode = search_mode_find("bi-level"),
                                      .space = &in->space,
                                      .network = in->network,
                                      .trainer = trainer,
                                      .seed = SEED,
                                      .folder = "",
                                      .identity = "",
                                      .stop = stop};
    cr_assert(eq(int, job_create(&job, &job_options, diag), 0));
    out->status = job_run(job, diag);
    out->epochs = job_epochs_done(job);
    if (out->status == JOB_FINISHED)
        keep(out, trainer, job);
    job_free(job);
    trainer_free(trainer);
    diag_free(diag);
}

static void expect_same(const struct outcome *a, const struct outcome *b)
{
    cr_assert(eq(int, a->status == JOB_FINISHED && b->status == JOB_FINISHED, 1));
    cr_expect(eq(int, memcmp(&a->gap, &b->gap, sizeof a->gap), 0));
    cr_expect(eq(int, memcmp(&a->inherited, &b->inherited, sizeof a->inherited), 0));
    cr_expect(eq(int, memcmp(&a->validation, &b->validation, sizeof a->validation), 0));
    cr_expect(eq(int, memcmp(&a->test, &b->test, sizeof a->test), 0));
    cr_expect(eq(int, a->bytes == b->bytes && memcmp(a->item, b->item, a->bytes) == 0, 1));
}

static struct outcome alone, other[FAKE_RANKS_MAX];

Test(ranks, threads_give_the_same_bits)
{
    static struct inputs in;
    read_inputs(&in);
    omp_set_num_threads(1);
    run_job(&in, NULL, NULL, &alone);
    cr_assert(eq(sz, alone.test.images, 500));
    for (int threads = 2; threads <= 4; threads *= 2) {
        omp_set_num_threads(threads);
        run_job(&in, NULL, NULL, &other[0]);
        expect_same(&alone, &other[0]);
    }
    free_inputs(&in);
}

struct rank_thread {
    pthread_t thread;
    const struct inputs *in;
    struct fake_rank rank;
    atomic_int stop;
};

static void *run_rank(void *context)
{
    struct rank_thread *self = context;
    omp_set_num_threads(1);
    run_job(self->in, &self->rank.engine, &self->stop, &other[self->rank.engine.rank]);
    return NULL;
}

/* `stopped`: the one that is told to stop; -1: none. */
static void run_ranks(const struct inputs *in, int count, int stopped)
{
    static struct rank_thread thread[FAKE_RANKS_MAX];
    static struct fake_ranks all;
    memset(&all, 0, sizeof all);
    all.count = count;
    cr_assert(eq(int, pthread_barrier_init(&all.barrier, NULL, (unsigned)count), 0));
    for (int r = 0; r < count; r++) {
        thread[r].in = in;
        atomic_store(&thread[r].stop, r == stopped);
        fake_rank_join(&thread[r].rank, &all, r);
        cr_assert(eq(int, pthread_create(&thread[r].thread, NULL, run_rank, &thread[r]), 0));
    }
    for (int r = 0; r < count; r++)
        pthread_join(thread[r].thread, NULL);
    pthread_barrier_destroy(&all.barrier);
    cr_assert(gt(sz, all.sums[count - 1], stopped < 0 ? 100 : 0));
}

Test(ranks, give_the_same_bits)
{
    static struct inputs in;
    read_inputs(&in);
    omp_set_num_threads(1);
    run_job(&in, NULL, NULL, &alone);
    for (int count = 2; count <= 4; count *= 2) {
        run_ranks(&in, count, -1);
        for (int r = 0; r < count; r++)
            expect_same(&alone, &other[r]);
    }
    free_inputs(&in);
}

/* Signals reach ranks at different times: one that stops alone would leave the others waiting. */
Test(ranks, stop_together, .timeout = 60)
{
    static struct inputs in;
    read_inputs(&in);
    run_ranks(&in, 2, 1);
    for (int r = 0; r < 2; r++) {
        cr_expect(eq(int, other[r].status == JOB_STOPPED, 1));
        cr_expect(eq(u64, other[r].epochs, 0));
    }
    free_inputs(&in);
}
