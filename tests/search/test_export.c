/* Trained models as integer networks: what they compute, and their files. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sys/stat.h>
#include <unistd.h>

#include "export_case.h"

static double share(const struct export_tally *tally)
{
    return (double)tally->differ / (double)tally->count;
}

static void compare_cases(struct export_counts *counts, void (*change)(struct export_case *))
{
    for (unsigned seed = 1; seed <= 400; seed++) {
        struct export_case e;
        export_case_draw(&e, seed);
        if (change)
            change(&e);
        export_make(&e, 1);
        export_compare(&e, counts);
        export_case_free(&e);
    }
}

/* Float's error moves a value over a half about once in 100,000 (test_double_export has none); a
 * label is another one where two outputs are the same at 8 bits. */
Test(export, layers_store_what_the_engine_computes)
{
    struct export_counts counts = {0};
    compare_cases(&counts, NULL);
    cr_assert(ge(sz, counts.clean.count, 100000));
    cr_assert(le(dbl, share(&counts.clean), 5e-5));
    cr_assert(le(int, counts.clean.most, 1));
    cr_assert(ge(sz, counts.label.count, 300));
    cr_assert(le(dbl, share(&counts.label), 0.05));
}

/* A third of the channels ignore their sums, wholly or all but. */
static void silence(struct export_case *e)
{
    struct model *model = e->c.model;
    for (int l = 0; l < model->layer_count; l++)
        for (int m = 0; m < model->layer[l].shape.size[DIM_M]; m++)
            if (m % 3 == 0)
                model->parameter[model->layer[l].gamma + (size_t)m] =
                    m % 2 ? 0 : (real)(l % 2 ? 1e-12 : -1e-12);
}

Test(export, channels_that_ignore_their_sums)
{
    struct export_counts counts = {0};
    compare_cases(&counts, silence);
    cr_assert(le(dbl, share(&counts.clean), 5e-5));
    cr_assert(le(int, counts.clean.most, 1));
}

/* Gains at both ends of what a multiplier holds: outputs that are all 0 or at the ends. */
static void exaggerate(struct export_case *e)
{
    struct model *model = e->c.model;
    for (int l = 0; l < model->layer_count; l++)
        for (int m = 0; m < model->layer[l].shape.size[DIM_M]; m++) {
            double gain = m % 2 ? 1e15 : 1e-15;
            model->parameter[model->layer[l].gamma + (size_t)m] *= (real)gain;
            model->parameter[model->layer[l].beta + (size_t)m] *= (real)gain;
        }
}

Test(export, gains_beyond_measure)
{
    struct export_counts counts = {0};
    compare_cases(&counts, exaggerate);
    cr_assert(le(dbl, share(&counts.clean), 1e-3)); /* sums near 0 are float's error alone */
}

/* A case of hand-made nodes. */
static void begin(struct export_case *e, int channels, const char *nodes, const char *const *names,
                  size_t count)
{
    char text[2000];
    struct choice choice[4];
    size_t pixels = (size_t)EXPORT_CASE_IMAGES * (size_t)channels * 16;
    int n = snprintf(text, sizeof text,
                     "format: enos/network/1\nname: hand\ninput: {shape: [%d, 4, 4]}\nnodes:\n%s",
                     channels, nodes);
    *e = (struct export_case){0};
    cr_assert(eq(int, diag_create(&e->diag), 0));
    export_check(e, network_read_text(&e->c.network, "hand", text, (size_t)n, NULL, 0, e->diag));
    for (size_t i = 0; i < count; i++)
        cr_assert(eq(int, choice_parse(&choice[i], names[i]), 0));
    cr_assert(eq(int, space_create(&e->c.space, e->c.network, choice, count), 0));
    export_check(e, model_create(&e->c.model, e->c.network, &e->c.space, 7, 0.25, e->diag));
    export_check(
        e, engine_create(&e->engine, e->c.model, EXPORT_CASE_IMAGES, &kernels_cpu, NULL, e->diag));
    e->choice = calloc(e->c.space.layer_count, sizeof *e->choice);
    e->c.p = calloc(e->c.space.layer_count * count, sizeof *e->c.p);
    e->c.pixel = malloc(pixels);
    e->c.label = calloc(EXPORT_CASE_IMAGES, sizeof *e->c.label);
    struct oracle_random random = {5};
    for (size_t i = 0; i < pixels; i++)
        e->c.pixel[i] = (uint8_t)oracle_random_below(&random, 256);
    e->c.batch = (struct batch){EXPORT_CASE_IMAGES, e->c.pixel, e->c.label};
    e->dataset = (struct dataset){"hand",     e->c.network->input, 0, EXPORT_CASE_IMAGES,
                                  e->c.pixel, e->c.label};
    for (size_t i = 0; i < EXPORT_CASE_IMAGES; i++)
        e->image[i] = i;
    export_measure(e);
}

static double output_step(const struct export_case *e)
{
    return (double)model_output_step(e->c.model, e->c.network->output, 8);
}

static void calibrate(struct export_case *e, double quantile)
{
    export_check(e, export_calibrate(e->engine, e->choice, &e->dataset, e->image, e->dataset.count,
                                     quantile, e->diag));
}

/* Share of the layer's magnitudes above a limit, and the largest. */
static double above(struct export_case *e, int layer, double limit, double *largest)
{
    struct view y = engine_layer_view(e->engine, layer);
    size_t count = (size_t)y.images * (size_t)y.rows * (size_t)y.columns, more = 0;
    *largest = 0;
    for (size_t at = 0; at < count; at++)
        for (int c = 0; c < y.channels; c++) {
            double x = fabs(
                (double)(y.scale[c] * y.value[at * (size_t)y.stride + (size_t)c] + y.shift[c]));
            *largest = fmax(*largest, x);
            more += x > limit;
        }
    return (double)more / ((double)count * y.channels);
}

static const char *const t8[] = {"T8"}, *const t8_bc4[] = {"T8", "BC4"};

Test(export, calibration_fits_a_share_of_the_outputs)
{
    struct export_case e;
    double largest;
    begin(&e, 2, "  - {name: a, op: conv, filters: 3, kernel: 1, relu: false}\n", t8, 1);
    calibrate(&e, 1);
    cr_assert(eq(dbl, above(&e, 0, 127 * output_step(&e) * 1.000001, &largest), 0));
    cr_assert(epsilon_eq(dbl, 127 * output_step(&e), largest, 1e-5 * largest));
    calibrate(&e, 0.75);
    cr_assert(epsilon_eq(dbl, above(&e, 0, 127 * output_step(&e), &largest), 0.25, 0.01));
    export_case_free(&e);
}

/* What a ReLU takes away does not count. */
Test(export, calibration_sees_what_is_stored)
{
    struct export_case e;
    double largest = 0;
    begin(&e, 2, "  - {name: a, op: conv, filters: 3, kernel: 1}\n", t8, 1);
    for (size_t m = 0; m < 3; m++)
        e.c.model->parameter[e.c.model->layer[0].beta + m] = -1;
    calibrate(&e, 1);
    struct view y = engine_layer_view(e.engine, 0);
    for (size_t i = 0; i < (size_t)y.images * 16 * 3; i++)
        largest = fmax(largest, (double)(y.scale[i % 3] * y.value[i] + y.shift[i % 3]));
    cr_assert(epsilon_eq(dbl, 255 * output_step(&e), largest, 1e-5 * largest));
    export_case_free(&e);
}

/* 2304 terms of 127 x 127: against the largest bias, 4 units of the output. */
Test(export, a_constant_channel_has_no_sum)
{
    struct export_case e;
    struct export_counts counts = {0};
    begin(&e, 256, "  - {name: a, op: conv, filters: 3, kernel: 3, relu: false}\n", t8, 1);
    const struct model_layer *layer = &e.c.model->layer[0];
    for (size_t i = 0; i < 3 * 2304; i++)
        e.c.model->parameter[layer->weight + i] = 1;
    for (size_t m = 0; m < 3; m++) {
        e.c.model->parameter[layer->gamma + m] = 0;
        e.c.model->parameter[layer->beta + m] = (real)m - 1;
    }
    memset(e.c.pixel, 255, (size_t)EXPORT_CASE_IMAGES * 256 * 16);
    export_measure(&e);
    e.clean = calloc(1, 1);
    e.clean[0] = 1;
    e.choices = export_choices(e.c.model, e.choice);
    export_make(&e, 1);
    export_compare(&e, &counts);
    cr_assert(eq(sz, counts.clean.count, (size_t)EXPORT_CASE_IMAGES * 3 * 4));
    cr_assert(eq(sz, counts.clean.differ, 0));
    export_case_free(&e);
}

/* The output shares its scale with what layer b reads: at 8 bits it has been trained, at 4 that
 * is another step. */
Test(export, calibration_leaves_what_a_layer_reads)
{
    static const char nodes[] = "  - {name: a, op: conv, filters: 3, kernel: 1}\n"
                                "  - {name: b, op: conv, filters: 3, kernel: 1}\n"
                                "  - {name: c, op: concat, inputs: [a, b]}\n";
    for (size_t column = 0; column < 2; column++) {
        struct export_case e;
        begin(&e, 2, nodes, t8_bc4, 2);
        double before = output_step(&e);
        e.choice[1] = column;
        calibrate(&e, 1);
        cr_assert(eq(int, output_step(&e) == before, column == 0));
        export_case_free(&e);
    }
}

Test(export, what_shares_the_inputs_scale_keeps_it)
{
    struct export_case e;
    begin(&e, 2,
          "  - {name: a, op: conv, filters: 2, kernel: 1}\n"
          "  - {name: b, op: concat, inputs: [input, a]}\n",
          t8, 1);
    calibrate(&e, 1);
    cr_assert(eq(dbl, output_step(&e), 1.0 / 128));
    export_check(&e, export_weights(&e.weights, e.c.model, e.choice, e.diag));
    cr_assert(eq(flt, e.weights->clip[0][8], 127.0f / 128));
    cr_assert(eq(flt, e.weights->clip[1][8], 255.0f / 128)); /* a, after its ReLU */
    cr_assert(eq(flt, e.weights->clip[2][8], 127.0f / 128));
    export_case_free(&e);
}

/* scale x weight x step of the input, normalised, is what the engine has: T8 with kappa 3. */
Test(export, scale_is_real)
{
    struct export_case e;
    begin(&e, 2, "  - {name: a, op: conv, filters: 3, kernel: 1}\n", t8, 1);
    struct model_layer *layer = &e.c.model->layer[0];
    layer->kappa[0] = 3;
    export_check(&e, export_weights(&e.weights, e.c.model, e.choice, e.diag));
    const struct layer_weights *w = &e.weights->layer[0];
    for (size_t m = 0; m < 3; m++)
        for (size_t c = 0; c < 2; c++) {
            double real_weight = 3 * (double)e.c.model->parameter[layer->weight + c * 3 + m];
            double scale = (double)w->scale[m];
            cr_assert(le(dbl, fabs(scale * w->weight[m * 2 + c] - real_weight), 0.501 * scale));
        }
    export_case_free(&e);
}

/* As files of one network they are the same bytes. */
static void expect_same_weights(const struct weights *a, const struct weights *b,
                                const struct network *network, const struct choice *choice)
{
    void *bytes[2];
    size_t size[2];
    cr_assert(eq(int, weights_encode(&bytes[0], &size[0], a, network, choice, NULL), 0));
    cr_assert(eq(int, weights_encode(&bytes[1], &size[1], b, network, choice, NULL), 0));
    cr_assert(eq(sz, size[0], size[1]));
    cr_assert(eq(int, memcmp(bytes[0], bytes[1], size[0]), 0));
    free(bytes[0]);
    free(bytes[1]);
}

/* The two files of a case, read as someone else would. */
static void check_files(const struct export_case *e, const char *network_path,
                        const char *weights_path)
{
    static const char *const notes[] = {"seed", "4", NULL};
    struct network *network;
    struct weights *weights;
    export_check(e, export_write(e->weights, e->c.model, e->choice, network_path, weights_path,
                                 notes, e->diag));
    export_check(e, network_read(&network, network_path, NULL, 0, e->diag));
    struct choice *choice = calloc((size_t)network->layer_count, sizeof *choice);
    for (int l = 0; l < network->layer_count; l++)
        choice[l] = network->node[network->layer[l]].choice;
    export_check(e, weights_read(&weights, weights_path, network, choice, e->diag));
    expect_same_weights(e->weights, weights, network, choice);
    weights_free(weights);
    network_free(network);
    free(choice);
}

Test(export, files_read_back)
{
    char folder[] = "/tmp/enos_export_XXXXXX", network_path[60], weights_path[60];
    cr_assert(ne(ptr, mkdtemp(folder), NULL));
    snprintf(network_path, sizeof network_path, "%s/network.yaml", folder);
    snprintf(weights_path, sizeof weights_path, "%s/weights.safetensors", folder);
    for (unsigned seed = 1; seed <= 20; seed++) {
        struct export_case e;
        export_case_draw(&e, seed);
        export_make(&e, EXPORT_QUANTILE);
        check_files(&e, network_path, weights_path);
        export_case_free(&e);
    }
    unlink(network_path);
    unlink(weights_path);
    rmdir(folder);
}

/* One image after the other, by hand. */
static void expect_accuracy(const struct export_case *e, const struct integer_accuracy *accuracy,
                            enum reference_accumulate accumulate)
{
    struct reference_options options = {.accumulate = accumulate};
    uint64_t overflows[8] = {0};
    size_t correct = 0;
    for (size_t i = 0; i < e->dataset.count; i++) {
        struct reference *run;
        export_check(e, reference_run(&run, e->c.network, e->choices, e->weights,
                                      dataset_image(&e->dataset, i), &options, e->diag));
        cr_assert(eq(int, reference_label(run), accuracy->label[i]));
        correct += reference_label(run) == e->dataset.label[i];
        for (int l = 0; l < e->c.network->layer_count; l++)
            overflows[l] += reference_overflows(run, l);
        reference_free(run);
    }
    cr_assert(eq(sz, correct, accuracy->correct));
    for (int l = 0; l < e->c.network->layer_count; l++)
        cr_assert(eq(u64, overflows[l], accuracy->overflows[l]));
}

Test(integer_accuracy, counts_labels_and_overflows)
{
    uint64_t overflows[2] = {0};
    for (unsigned seed = 1; seed <= 20; seed++)
        for (int paper = 0; paper < 2; paper++) {
            struct export_case e;
            struct integer_accuracy accuracy;
            export_case_draw(&e, seed);
            export_make(&e, 1);
            struct integer_accuracy_options options = export_accuracy(&e);
            options.accumulate = paper ? REFERENCE_PAPER : REFERENCE_EXACT;
            omp_set_num_threads(1 + (int)seed % 4);
            export_check(&e, integer_accuracy(&accuracy, &options, e.diag));
            expect_accuracy(&e, &accuracy, options.accumulate);
            for (int l = 0; l < accuracy.layer_count; l++) {
                struct layer_shape shape = network_layer_shape(e.c.network, l, 1);
                size_t outputs = (size_t)shape.size[DIM_M] * (size_t)shape.size[DIM_P] *
                                 (size_t)shape.size[DIM_Q];
                cr_assert(eq(u64, accuracy.psums[l], outputs * e.dataset.count));
                overflows[paper] += accuracy.overflows[l];
            }
            integer_accuracy_free(&accuracy);
            export_case_free(&e);
        }
    cr_assert(gt(u64, overflows[0], 0));
    cr_assert(gt(u64, overflows[1], 0));
}

Test(integer_accuracy, agreement_is_a_share)
{
    int label[] = {1, 2, 3, 4}, other[] = {1, 0, 3, 0};
    struct integer_accuracy accuracy = {.label = label};
    cr_assert(eq(dbl, integer_accuracy_agreement(&accuracy, other, 4), 0.5));
    cr_assert(eq(dbl, integer_accuracy_agreement(&accuracy, label, 4), 1));
}
