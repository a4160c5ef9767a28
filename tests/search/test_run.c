/* A run's file: every key, right and wrong. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../workloads/schema_sweep.h"
#include "search/run.h"

static struct diag_list *new_list(void)
{
    struct diag_list *diag;
    cr_assert(diag_create(&diag) == 0);
    return diag;
}

static struct search_run *new_run(void)
{
    struct search_run *run = calloc(1, sizeof *run);
    cr_assert_not_null(run);
    return run;
}

static int read_text(const char *text, size_t length, struct diag_list *diag)
{
    struct search_run *run = new_run();
    int status = run_read_text(run, "f", text, length, NULL, 0, diag);
    free(run);
    return status;
}

#define HASH "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

/* Every key. */
static const char example[] =
    "format: enos/run/1\n"
    "name: all\n"
    "network: squeezenet-pool\n"
    "network_set: [classes=47, parameters.bypass=true]\n"
    "width: 0.25\n"
    "data:\n"
    "  kind: idx\n"
    "  folder: /data/idx\n"
    "  train_files: [a.idx, b.idx]\n"
    "  train_labels: [al.idx, bl.idx]\n"
    "  test_files: [t.idx]\n"
    "  test_labels: [tl.idx]\n"
    "  sha256: {a.idx: \"" HASH "\", tl.idx: \"" HASH "\"}\n"
    "  train: 1000\n"
    "  validation: 200\n"
    "  test: 300\n"
    "  augment: {crop: 3, flip: false, rotate: 12.5}\n"
    "tables: \"\"\n"
    "machine: eyeriss168\n"
    "machine_set: [array.rows=24]\n"
    "mode: sequential\n"
    "choices: [T8, MF4, BC2@cim]\n"
    "pin:\n"
    "  first: T4\n"
    "  last: T8\n"
    "  layers: {fire2/s1x1: MF4, fire3/e3x3: BC8}\n"
    "reference: T4\n"
    "regulariser: latency\n"
    "lambda: 0.1\n"
    "target: 0\n"
    "lambda_ramp: 2.5\n"
    "warm_up:\n"
    "  epochs: 3\n"
    "  paths: sampled\n"
    "search:\n"
    "  epochs: 7\n"
    "  patience: 4\n"
    "  alpha: {rate: 0.01, betas: [0.4, 0.99], decay: 0.002, temperature: [2, 0.1], entropy: 0.3}\n"
    "  sequential: {order: forward, unit: module, level: bi, cycle_epochs: 2, reset_alpha: true}\n"
    "  stochastic: {level: single, samples: 5, variational: true}\n"
    "train:\n"
    "  batch: 96\n"
    "  optimiser: {kind: sgd, betas: [0.8, 0.98], epsilon: 1e-6, decoupled: true, momentum: 0.85, "
    "nesterov: true, log_step_rate: 0.03}\n"
    "  schedule: {kind: cosine, rate: 0.2, warm_up: 1.5, milestones: [60, 120.5], factor: 0.2, "
    "floor: 0.0001, rise: 0.4, initial_divisor: 20, final_divisor: 1000}\n"
    "  weight_decay: 5e-4\n"
    "  label_smoothing: 0.1\n"
    "  clip_gradient: 3\n"
    "retrain:\n"
    "  epochs: 11\n"
    "  from: inherited\n"
    "  batch: 48\n"
    "  optimiser: {kind: adam}\n"
    "  schedule: {kind: step}\n"
    "  weight_decay: 0.25\n"
    "  label_smoothing: 0.05\n"
    "  clip_gradient: 0\n"
    "recalibrate:\n"
    "  batches: 13\n"
    "mf:\n"
    "  rho: 0.75\n"
    "seed: 42\n"
    "threads: 3\n"
    "out: some/where\n"
    "checkpoint:\n"
    "  epochs: 2\n"
    "  keep: 4\n";

/* Title of a schema in run_schemas. */
static const struct desc_schema *schema_of(const char *title)
{
    for (size_t i = 0; run_schemas[i]; i++)
        if (strcmp(run_schemas[i]->title, title) == 0)
            return run_schemas[i];
    cr_assert_fail("there is no schema %s", title);
    return NULL;
}

Test(run, every_key_done_wrong)
{
    static const char *const paths[][2] = {{"", "run"},
                                           {"data", "data"},
                                           {"data.augment", "augment"},
                                           {"pin", "pin"},
                                           {"warm_up", "warm_up"},
                                           {"search", "search"},
                                           {"search.alpha", "alpha"},
                                           {"search.sequential", "sequential"},
                                           {"search.stochastic", "stochastic"},
                                           {"train", "train"},
                                           {"train.optimiser", "optimiser"},
                                           {"train.schedule", "schedule"},
                                           {"retrain", "retrain"},
                                           {"recalibrate", "recalibrate"},
                                           {"mf", "mf"},
                                           {"checkpoint", "checkpoint"}};
    struct sweep_map maps[sizeof paths / sizeof *paths];
    size_t count = sizeof paths / sizeof *paths;
    int keys = 0;
    for (size_t i = 0; i < count; i++)
        maps[i] = (struct sweep_map){paths[i][0], schema_of(paths[i][1])};
    for (size_t i = 0; run_schemas[i]; i++)
        keys += (int)run_schemas[i]->count;
    const struct sweep sweep = {example, run_schemas, maps, count, read_text};
    cr_assert_eq(sweep_run(&sweep), keys);
    cr_assert_geq(keys, 90);
}

/* Reads a text that is right. */
static struct search_run *read_good(const char *name, const char *text)
{
    struct search_run *run = new_run();
    struct diag_list *diag = new_list();
    if (run_read_text(run, name, text, strlen(text), NULL, 0, diag) != 0)
        expect_error(diag, 0, "(no error)");
    diag_free(diag);
    return run;
}

static char *yaml_of(const struct search_run *run)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    cr_assert(out && run_write_yaml(out, run) == 0);
    fclose(out);
    return text;
}

/* Every value where it belongs. */
Test(run, values)
{
    struct search_run *run = read_good("f", example);
    cr_assert_str_eq(run->name, "all");
    cr_assert_str_eq(run->network, "squeezenet-pool");
    cr_assert_str_eq(run->network_set[1], "parameters.bypass=true");
    cr_assert(run->network_set_count == 2 && run->width == 0.25);
    cr_assert(run->data.kind == RUN_IDX && run->data.train_files.count == 2);
    cr_assert_str_eq(run->data.folder, "/data/idx");
    cr_assert_str_eq(run->data.train_labels.path[1], "bl.idx");
    cr_assert_str_eq(run->data.checksum[1].file, "tl.idx");
    cr_assert_str_eq(run->data.checksum[1].sha256, HASH);
    cr_assert(run->data.train == 1000 && run->data.validation == 200 && run->data.test == 300);
    cr_assert(run->data.augment.crop == 3 && !run->data.augment.flip);
    cr_assert(run->data.augment.rotate == 12.5 && run->mode == RUN_SEQUENTIAL);
    cr_assert(run->choice_count == 3 && run->choice[1].bits == 4);
    cr_assert_str_eq(run->choice[2].mode, "cim");
    cr_assert_str_eq(run->pin_first, "T4");
    cr_assert_str_eq(run->pin[1].layer, "fire3/e3x3");
    cr_assert_str_eq(run->pin[1].choice, "BC8");
    cr_assert(run->regulariser == COST_LATENCY && run->lambda == 0.1 && run->lambda_ramp == 2.5);
    cr_assert(run->warm_up.epochs == 3 && run->warm_up.paths == RUN_PATHS_SAMPLED);
    cr_assert(run->search.epochs == 7 && run->search.alpha.betas[0] == 0.4);
    cr_assert(run->search.alpha.temperature[1] == 0.1 && run->search.alpha.entropy == 0.3);
    cr_assert(run->search.sequential.unit == RUN_UNIT_MODULE && run->search.sequential.reset_alpha);
    cr_assert(run->search.stochastic.samples == 5 && run->search.stochastic.variational);
    cr_assert(run->train.optimiser.kind == OPTIMISER_SGD && run->train.optimiser.nesterov);
    cr_assert(run->train.optimiser.weight_decay == 5e-4 && run->train.batch == 96);
    cr_assert(run->train.schedule.milestone_count == 2 &&
              run->train.schedule.milestone[1] == 120.5);
    cr_assert(run->mf.rho == 0.75 && run->seed == 42);
    cr_assert(run->checkpoint.keep == 4);
    free(run);
}

/* Retraining is as training, but for what it says. */
Test(run, retraining_takes_over_the_recipe)
{
    struct search_run *run = read_good("f", example);
    const struct run_recipe *recipe = &run->retrain.recipe;
    cr_assert(run->retrain.epochs == 11 && run->retrain.from == RUN_FROM_INHERITED);
    cr_assert(recipe->batch == 48 && recipe->optimiser.kind == OPTIMISER_ADAM);
    cr_assert(recipe->optimiser.momentum == 0.85 && recipe->optimiser.weight_decay == 0.25);
    cr_assert(recipe->schedule.kind == SCHEDULE_STEP && recipe->schedule.rate == 0.2);
    cr_assert(recipe->schedule.milestone[0] == 60 && recipe->clip_gradient == 0);
    free(run);
}

/* Reads `text`, writes it, reads that: the same run, and the same text again. */
static void check_round_trip(const char *name, const char *text)
{
    struct search_run *run = read_good(name, text);
    char *written = yaml_of(run);
    struct search_run *back = read_good("written", written);
    char *again = yaml_of(back);
    cr_assert_str_eq(written, again);
    memset(run->file, 0, sizeof run->file);
    memset(back->file, 0, sizeof back->file);
    cr_assert(memcmp(run, back, sizeof *run) == 0, "%s", written);
    for (size_t i = 0; run_schemas[i]; i++)
        for (size_t k = 0; k < run_schemas[i]->count; k++) {
            char key[80];
            const char *name_of_key = run_schemas[i]->field[k].key;
            snprintf(key, sizeof key, "%s:", name_of_key);
            cr_assert(strstr(written, key) || !strcmp(name_of_key, "target") ||
                          !strcmp(name_of_key, "lambda"),
                      "%s is not written", key);
        }
    free(run);
    free(back);
    free(written);
    free(again);
}

#define SMALL                                                                                      \
    "format: enos/run/1\nname: small\nnetwork: n.yaml\nmachine: m/a.yaml\nmode: single-level\n"    \
    "choices: both\ndata: {kind: cifar100, folder: d}\n"

Test(run, what_was_written_reads_back)
{
    check_round_trip("f", example);
    check_round_trip("a/b/small.yaml", SMALL);
    check_round_trip("/tmp/small.yaml", SMALL "target: 0.3\nout: \"a \\\"b\\\" \\\\ c: #\"\n");
    check_round_trip("f", SMALL "seed: 9007199254740991\nlambda: 0.30000000000000004\n");
}

Test(run, target_of_the_command_line_replaces_lambda)
{
    const char *both[] = {"target=0.5", "lambda=2"};
    struct search_run *run = new_run();
    struct diag_list *diag = new_list();
    cr_assert(run_read_text(run, "f", example, strlen(example), both, 1, diag) == 0);
    cr_assert(run->target == 0.5);
    const char *tables = "tables=t.csv", *lambda = "lambda=3";
    const char *small = SMALL "target: 0.3\n";
    cr_assert(run_read_text(run, "f", SMALL, strlen(SMALL), &tables, 1, diag) == 0);
    cr_assert(run->tables[0] && !run->machine[0]);
    cr_assert(run_read_text(run, "f", small, strlen(small), &lambda, 1, diag) == 0);
    cr_assert(run->lambda == 3 && run->target == 0);
    cr_assert(run_read_text(run, "f", example, strlen(example), both, 2, diag) == -1);
    expect_some(diag, "both 'lambda' and 'target' are given");
    diag_free(diag);
    diag = new_list();
    cr_assert(run_read_text(run, "f", SMALL "lambda: 1\ntarget: 0.3\n",
                            strlen(SMALL "lambda: 1\ntarget: 0.3\n"), NULL, 0, diag) == -1);
    expect_some(diag, "both 'lambda' and 'target' are given");
    diag_free(diag);
    free(run);
}

Test(run, defaults)
{
    struct search_run *run = read_good("f", SMALL);
    cr_assert(run->width == 1 && run->lambda == 1 && run->target == 0);
    cr_assert(run->choice_count == 9 && run->warm_up.epochs == 8 && run->search.epochs == 10);
    cr_assert(run->search.alpha.rate == 3e-2 && run->search.alpha.betas[0] == 0.5);
    cr_assert(run->search.alpha.decay == 1e-3 && run->search.alpha.temperature[1] == 1);
    cr_assert(run->retrain.epochs == 20 && run->recalibrate.batches == 20 && run->mf.rho == 0.25);
    cr_assert(run->train.schedule.kind == SCHEDULE_ONE_CYCLE && run->train.schedule.rate == 3e-3);
    cr_assert(run->checkpoint.epochs == 1 && run->data.augment.crop == 4);
    free(run);
}

/* From the folder of the file, or for overrides from the current one. */
Test(run, paths)
{
    static const char *const set[] = {"data.folder=e", "tables=/t.csv", "machine=\"\""};
    char current[300], wanted[400];
    cr_assert_not_null(getcwd(current, sizeof current));
    struct search_run *run = read_good("/x/small.yaml", SMALL);
    cr_assert_str_eq(run->network, "/x/n.yaml");
    cr_assert_str_eq(run->machine, "/x/m/a.yaml");
    cr_assert_str_eq(run->data.folder, "/x/d");
    struct diag_list *diag = new_list();
    cr_assert(run_read_text(run, "a/s.yaml", SMALL, strlen(SMALL), set, 3, diag) == 0);
    snprintf(wanted, sizeof wanted, "%s/a/n.yaml", current);
    cr_assert_str_eq(run->network, wanted);
    snprintf(wanted, sizeof wanted, "%s/e", current);
    cr_assert_str_eq(run->data.folder, wanted);
    cr_assert_str_eq(run->tables, "/t.csv");
    cr_assert(run_is_path("a.yaml") && run_is_path("./a") && !run_is_path("squeezenet1_0"));
    diag_free(diag);
    free(run);
}

Test(run, words_for_choices)
{
    static const struct {
        const char *override;
        int count;
        const char *last;
    } words[] = {{"choices=mixed-operator", 3, "BC8"},
                 {"choices=mixed-precision", 3, "T2"},
                 {"choices=both", 9, "BC2"},
                 {"choices=[MF2]", 1, "MF2"}};
    struct search_run *run = new_run();
    struct diag_list *diag = new_list();
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char name[CHOICE_NAME_MAX];
        cr_assert(run_read_text(run, "f", SMALL, strlen(SMALL), &words[i].override, 1, diag) == 0);
        cr_assert_eq(run->choice_count, words[i].count);
        choice_name(&run->choice[run->choice_count - 1], name);
        cr_assert_str_eq(name, words[i].last);
    }
    diag_free(diag);
    free(run);
}

/* An override of the small run, and the error that it gives. */
static const char *const mistakes[][2] = {
    {"format=enos/run/2", "error: 'enos/run/2' is newer than this tool reads"},
    {"format=enos/network/1", "error: 'enos/network/1' is not the format of a run"},
    {"machine=\"\"", "f:1:1: error: the run lacks 'tables' or 'machine'"},
    {"mode=bilevel", "did you mean 'bi-level'?"},
    {"mode=bi-level", "error: mode bi-level needs validation images"},
    {"mode=stochastic", "error: mode stochastic needs validation images"},
    {"choices=mixed-operators", "did you mean 'mixed-operator'?"},
    {"choices=[]", "choices: a list of at least one choice"},
    {"choices={T8: 1}", "choices: a list of at least one choice"},
    {"choices=[T8, T16]", "choices: 'T16' is not a choice that can be trained"},
    {"choices=[T8, MF8, T8]", "--set:1:19: error: choices: 'T8' is given twice"},
    {"pin.first=X8", "first: 'X8' is not a choice that can be trained"},
    {"pin.last=T16", "last: 'T16' is not a choice that can be trained"},
    {"pin.layers={a: b}", "a: 'b' is not a choice that can be trained"},
    {"pin.layers=[T8]", "layers: a map is expected"},
    {"reference=T3", "reference: 'T3' is not a choice"},
    {"data.kind=idx", "f:7:1: error: data of kind idx lack 'train_files' or 'test_files'"},
    {"data.sha256={a: b}", "sha256: this is not the sha256 of 'a'"},
    {"data.sha256=[a]", "sha256: a map is expected"},
    {"train.optimiser={kind: sgd, nesterov: true, momentum: 0}",
     "train: nesterov needs a momentum"},
    {"train.schedule={milestones: [3, 2]}", "train: milestones must rise"},
    {"retrain.schedule={kind: cosine, floor: 1}", "retrain: the floor is above the rate"},
    {"retrain.optimizer={}", "did you mean 'optimiser'?"},
    {"search.alpha.betas=[0.5, 1]", "betas: '1' is out of range"},
    {"search.alpha.betas=0.5", "betas"},
    {"learning_rate=1", "unknown key 'learning_rate' in run"},
};

Test(run, mistakes_are_told_with_their_place)
{
    struct search_run *run = new_run();
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct diag_list *diag = new_list();
        cr_assert(run_read_text(run, "f", SMALL, strlen(SMALL), &mistakes[i][0], 1, diag) == -1,
                  "%s", mistakes[i][0]);
        expect_some(diag, mistakes[i][1]);
        diag_free(diag);
    }
    free(run);
}

/* Errors of several overrides of the example that has files. */
Test(run, files_and_labels_go_in_pairs)
{
    static const char *const set[][2] = {
        {"data.train_labels=[al.idx]", "data: 2 train_files, but 1 train_labels"},
        {"data.test_labels=[tl.idx, x]", "data: 1 test_files, but 2 test_labels"},
        {"data.sha256={a.idxx: \"" HASH "\"}", "did you mean 'a.idx'?"}};
    struct search_run *run = new_run();
    for (size_t i = 0; i < sizeof set / sizeof *set; i++) {
        struct diag_list *diag = new_list();
        cr_assert(run_read_text(run, "f", example, strlen(example), &set[i][0], 1, diag) == -1);
        expect_some(diag, set[i][1]);
        diag_free(diag);
    }
    free(run);
}

/* The shipped runs; what their comments promise is theirs. */
Test(run, shipped)
{
    static const char *const names[] = {"quick", "laptop", "paper"};
    struct search_run *run = new_run();
    struct diag_list *diag = new_list();
    for (int i = 0; i < 3; i++) {
        char path[300];
        snprintf(path, sizeof path, "%s/search/runs/%s.yaml", ENOS_SOURCE_DIR, names[i]);
        if (run_read(run, path, NULL, 0, diag) != 0)
            expect_error(diag, 0, "(no error)");
        cr_assert_str_eq(run->name, names[i]);
        cr_assert_str_eq(run->file, path);
        for (int mode = 0; mode < RUN_MODES; mode++) {
            char text[40];
            const char *set = text;
            snprintf(text, sizeof text, "mode=%s", run_modes[mode]);
            cr_assert(run_read(run, path, &set, 1, diag) == 0 && run->mode == mode);
        }
    }
    cr_assert(run->retrain.epochs == 200 && run->retrain.recipe.schedule.milestone[2] == 160);
    cr_assert(run->retrain.recipe.optimiser.kind == OPTIMISER_SGD);
    cr_assert(run->retrain.recipe.optimiser.weight_decay == 5e-4);
    cr_assert(run_read(run, "/nowhere/run.yaml", NULL, 0, diag) == -1);
    diag_free(diag);
    free(run);
}

/* docs/search-run.md names every key. */
Test(run, every_key_is_documented)
{
    static char page[20000];
    FILE *file = fopen(ENOS_SOURCE_DIR "/docs/search-run.md", "r");
    cr_assert_not_null(file);
    cr_assert(fread(page, 1, sizeof page - 1, file) > 0 && feof(file));
    fclose(file);
    for (size_t i = 0; run_schemas[i]; i++)
        for (size_t k = 0; k < run_schemas[i]->count; k++) {
            const char *key = run_schemas[i]->field[k].key;
            char whole[80], last[80];
            snprintf(whole, sizeof whole, "`%s`", key);
            snprintf(last, sizeof last, ".%s`", key);
            cr_assert(strstr(page, whole) || strstr(page, last) ||
                          run_schemas[i]->field[k].type == DESC_STRUCT,
                      "%s of %s", key, run_schemas[i]->title);
        }
}

static struct network *read_network(const struct search_run *run, struct diag_list *diag)
{
    char path[RUN_PATH_MAX + 300];
    struct network *network;
    snprintf(path, sizeof path, "%s/workloads/%s.yaml", ENOS_SOURCE_DIR, run->network);
    if (run_read_network(&network, run, path, diag) != 0)
        expect_error(diag, 0, "(no error)");
    return network;
}

/* Pins close all other choices, and open one that only they have. */
Test(run, space_of_the_run)
{
    struct search_run *run = read_good("f", example);
    struct diag_list *diag = new_list();
    struct network *network = read_network(run, diag);
    struct search_space space;
    cr_assert(network->classes == 47 && network->node[network->layer[0]].output.channels == 24);
    cr_assert(run_space(&space, run, network, diag) == 0);
    cr_assert(space.layer_count == 26 && space.choice_count == 5); /* T4 and BC8 with them */
    for (size_t l = 0; l < space.layer_count; l++) {
        const char *name = network->node[network->layer[l]].name, *pinned = NULL;
        struct choice choice;
        if (l == 0)
            pinned = "T4";
        else if (l == 25)
            pinned = "T8";
        else if (strcmp(name, "fire2/s1x1") == 0)
            pinned = "MF4";
        else if (strcmp(name, "fire3/e3x3") == 0)
            pinned = "BC8";
        for (size_t j = 0; j < space.choice_count; j++) {
            int is_it = pinned && choice_parse(&choice, pinned) == 0 &&
                        space_find(&space, &choice) == (int)j;
            cr_assert(space.allowed[l * space.choice_count + j] == (pinned ? is_it : j < 3));
        }
    }
    space_free(&space);
    snprintf(run->pin[0].layer, sizeof run->pin[0].layer, "fire2/s1x2");
    cr_assert(run_space(&space, run, network, diag) == -1);
    expect_some(diag, "f: error: pin: network 'squeezenet-pool' has no layer 'fire2/s1x2'");
    expect_some(diag, "did you mean 'fire2/s1x1'?");
    network_free(network);
    diag_free(diag);
    free(run);
}
