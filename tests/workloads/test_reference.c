/* Whole networks: by hand, against the sum of their parts, and SqueezeNet. */
#include <time.h>

#include "integer_run.h"
#include "workloads/convolution.h"
#include "workloads/images.h"
#include "workloads/node_output.h"
#include "workloads/reference.h"

static struct reference *run(const struct subject *subject, const struct weights *weights,
                             const uint8_t *image, const struct reference_options *options)
{
    struct reference *reference;
    reference_run(&reference, subject->network, subject->choice, weights, image, options,
                  subject->diag);
    expect_no_error(subject->diag);
    return reference;
}

static struct weights *random_weights(const struct subject *subject, uint64_t seed)
{
    struct weights *weights;
    weights_random(&weights, subject->network, subject->choice, seed, subject->diag);
    expect_no_error(subject->diag);
    return weights;
}

/* FNV-1a over the outputs of all nodes at all precisions. */
static uint64_t checksum(const struct reference *reference, const struct network *network)
{
    uint64_t sum = 0xcbf29ce484222325;
    for (int i = NETWORK_INPUT; i < network->node_count; i++)
        for (int bits = 2; bits <= 8; bits++) {
            const struct activation *out = reference_output(reference, i, bits);
            for (size_t k = 0; out && k < activation_count(out); k++)
                sum = (sum ^ (uint16_t)out->value[k]) * 0x100000001b3;
        }
    return sum;
}

/* Two full layers and a sum, every number in the comments. */
Test(reference, by_hand)
{
    struct subject subject = begin_text("{shape: [2, 1, 1]}",
                                        "  - {name: a, op: full, filters: 2}\n"
                                        "  - {name: b, op: full, filters: 2, relu: false}\n",
                                        "T8 MF4");
    static const uint8_t image[] = {130, 118}; /* x = 2, -10 */
    struct weights *weights;
    cr_assert_eq(weights_create(&weights, subject.network, subject.choice, subject.diag), 0);
    struct layer_weights *a = &weights->layer[0], *b = &weights->layer[1];
    memcpy(a->weight, (int8_t[]){3, -1, 5, 2}, 4); /* psums 6 + 10 = 16, 10 - 20 = -10 */
    a->bias[0] = 4, a->bias[1] = 9;                /* 20, -1 */
    a->requantizer[4].multiplier[0] = 1, a->requantizer[4].shift[0] = 3; /* 2.5: 3 */
    a->requantizer[4].multiplier[1] = 1;                                 /* ReLU: 0 */
    memcpy(b->weight, (int8_t[]){WEIGHT_MINUS_ZERO, 7, 2, -7}, 4);       /* -3 + 0, 2 + 3 */
    for (int m = 0; m < 2; m++)
        b->requantizer[8].multiplier[m] = 10;
    struct reference *reference = run(&subject, weights, image, NULL);
    cr_assert_eq(reference_output(reference, NETWORK_INPUT, 8)->value[1], -10);
    cr_assert_eq(reference_psums(reference, 0)[0], 16);
    cr_assert_eq(reference_psums(reference, 0)[1], -10);
    cr_assert_eq(reference_output(reference, 0, 4)->value[0], 3);
    cr_assert_eq(reference_output(reference, 0, 4)->value[1], 0);
    cr_assert_null(reference_output(reference, 0, 8));
    cr_assert_eq(reference_psums(reference, 1)[0], -3);
    cr_assert_eq(reference_psums(reference, 1)[1], 5);
    cr_assert_eq(reference_output(reference, 1, 8)->value[0], -30);
    cr_assert_eq(reference_output(reference, 1, 8)->value[1], 50);
    cr_assert_eq(reference_label(reference), 1);
    reference_free(reference);
    weights_free(weights);
    end(&subject);
}

static const char branches[] = "  - {name: stem, op: conv, filters: 4, kernel: 3, pad: 1}\n"
                               "  - {name: pool, op: max_pool, kernel: 2, stride: 2}\n"
                               "  - {name: mix, op: shuffle, groups: 2}\n"
                               "  - {name: left, op: conv, filters: 4, kernel: 1, groups: 2}\n"
                               "  - {name: right, op: depthwise, inputs: mix, kernel: 3, pad: 1,"
                               " relu: false}\n"
                               "  - {name: add, op: add, inputs: [left, right], relu: true}\n"
                               "  - {name: join, op: concat, inputs: [add, pool]}\n"
                               "  - {name: mean, op: average_pool, kernel: 2, stride: 2}\n"
                               "  - {name: fc, op: full, filters: 5, relu: false}\n";

/* Which copies of every tensor there are. */
Test(reference, tensors_are_stored_as_their_consumers_want_them)
{
    struct subject subject = begin_text("{shape: [3, 8, 8]}", branches, "T8 MF4 BC2 T8");
    static const struct {
        const char *name;
        unsigned wanted;
    } expected[] = {{"stem", PRECISION_BIT(8) | PRECISION_BIT(4) | PRECISION_BIT(2)},
                    {"pool", PRECISION_BIT(8) | PRECISION_BIT(4) | PRECISION_BIT(2)},
                    {"mix", PRECISION_BIT(4) | PRECISION_BIT(2)},
                    {"left", PRECISION_BIT(8)},
                    {"right", PRECISION_BIT(8)},
                    {"fc", PRECISION_BIT(8)}};
    struct images *image;
    cr_assert_eq(images_random(&image, subject.network->input, 1, 3), 0);
    struct weights *weights = random_weights(&subject, 5);
    struct reference *reference = run(&subject, weights, image->pixel, NULL);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        for (int bits = 1; bits <= 9; bits++)
            cr_assert_eq(reference_output(reference,
                                          network_find(subject.network, expected[i].name),
                                          bits) != NULL,
                         expected[i].wanted >> bits & 1, "%s at %d", expected[i].name, bits);
    cr_assert_eq(precision_width(expected[0].wanted), 14);
    reference_free(reference);
    weights_free(weights);
    images_free(image);
    end(&subject);
}

/* Input of a MAC layer, as its consumer's precision has it. */
static struct activation layer_input(const struct reference *reference,
                                     const struct subject *subject, int l)
{
    const struct network_node *node = &subject->network->node[subject->network->layer[l]];
    return *reference_output(reference, node->input[0], subject->choice[l].bits);
}

/* Every psum is the definition's. */
static void check_psums(const struct reference *reference, const struct subject *subject,
                        const struct weights *weights, int l)
{
    const int32_t *psum = reference_psums(reference, l);
    struct activation in = layer_input(reference, subject, l);
    struct convolution layer = {network_layer_shape(subject->network, l, 1), subject->choice[l].op,
                                in.value, weights->layer[l].weight};
    for (int m = 0; m < layer.shape.size[DIM_M]; m++)
        for (int p = 0; p < layer.shape.size[DIM_P]; p++)
            for (int q = 0; q < layer.shape.size[DIM_Q]; q++)
                cr_assert_eq(*psum++, convolution_psum(&layer, m, p, q), "layer %d", l);
}

/* Every stored output of a layer is what node_output makes of the psums. */
static void check_outputs(const struct reference *reference, const struct subject *subject,
                          const struct weights *weights, int l)
{
    int i = subject->network->layer[l];
    for (int bits = 1; bits <= 8; bits++) {
        const struct activation *found = reference_output(reference, i, bits);
        struct activation out;
        if (!found)
            continue;
        cr_assert_eq(node_output_layer(&out, &subject->network->node[i],
                                       reference_psums(reference, l), &weights->layer[l], bits),
                     0);
        cr_assert_eq(memcmp(out.value, found->value, activation_count(&out) * sizeof *out.value),
                     0);
        activation_free(&out);
    }
}

Test(reference, is_the_sum_of_its_parts)
{
    static const char *const choices[] = {"T8 MF4 BC2 T8", "BC8 T4 MF2", "MF8 T2 BC4", "T4 T8"};
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        for (int is_signed = 0; is_signed < 2; is_signed++) {
            struct subject subject =
                begin_text(is_signed ? "{shape: [3, 8, 8]}" : "{shape: [3, 8, 8], signed: false}",
                           branches, choices[i]);
            struct images *image;
            cr_assert_eq(images_random(&image, subject.network->input, 1, i), 0);
            struct weights *weights = random_weights(&subject, i);
            struct reference *reference = run(&subject, weights, image->pixel, NULL);
            for (int l = 0; l < subject.network->layer_count; l++) {
                check_psums(reference, &subject, weights, l);
                check_outputs(reference, &subject, weights, l);
            }
            reference_free(reference);
            weights_free(weights);
            images_free(image);
            end(&subject);
        }
}

/* 100 weights of 127 and x = 127 or -128: 1612900 needs 22 bits, -1625600 too. */
Test(reference, psums_wrap_at_the_declared_width)
{
    struct subject subject = begin_text("{shape: [100, 1, 2]}",
                                        "  - {name: a, op: conv, filters: 1, kernel: 1}\n", "T8");
    struct reference_options paper = {.accumulate = REFERENCE_PAPER};
    struct reference_options wide = {.accumulate = REFERENCE_PAPER, .psum_bits = (int[]){22}};
    uint8_t image[200];
    struct weights *weights;
    cr_assert_eq(weights_create(&weights, subject.network, subject.choice, subject.diag), 0);
    memset(weights->layer[0].weight, 127, 100);
    for (int i = 0; i < 200; i++)
        image[i] = i % 2 ? 128 : 255; /* x = 0 in the second column */
    struct reference *exact = run(&subject, weights, image, NULL);
    struct reference *wrapped = run(&subject, weights, image, &paper);
    struct reference *fits = run(&subject, weights, image, &wide);
    cr_assert_eq(reference_psums(exact, 0)[0], 1612900);
    cr_assert_eq(reference_psums(wrapped, 0)[0], 1612900 - (2 << 20));
    cr_assert_eq(reference_psums(fits, 0)[0], 1612900);
    cr_assert_eq(reference_overflows(exact, 0), 1);
    cr_assert_eq(reference_overflows(wrapped, 0), 1);
    cr_assert_eq(reference_overflows(fits, 0), 0);
    reference_free(exact);
    reference_free(wrapped);
    reference_free(fits);
    weights_free(weights);
    end(&subject);
}

/* Psums of one's own: here the definition, and a mistake in one value of layer `wrong`. */
struct other {
    int wrong, calls;
};

static int other_psums(void *context, const struct reference_layer *layer, int32_t *psum)
{
    struct other *other = context;
    const int *size = layer->shape.size;
    struct convolution convolution = {layer->shape, layer->choice->op, layer->input->value,
                                      layer->weights->weight};
    cr_assert_eq(layer->input->shape.channels, size[DIM_C]);
    cr_assert_eq(layer->input->bits, layer->choice->bits);
    cr_assert_eq(layer->layer, other->calls++);
    for (int m = 0; m < size[DIM_M]; m++)
        for (int p = 0; p < size[DIM_P]; p++)
            for (int q = 0; q < size[DIM_Q]; q++)
                *psum++ = convolution_psum(&convolution, m, p, q);
    if (layer->layer == other->wrong)
        psum[-1] += 100000;
    return 0;
}

static int no_psums(void *context, const struct reference_layer *layer, int32_t *psum)
{
    (void)layer;
    psum[0] = 0;
    diag_error(context, &(struct diag_place){.file = "machine"}, NULL, "deadlock");
    return -1;
}

Test(reference, takes_the_psums_of_another)
{
    struct subject subject = begin_text("{shape: [3, 8, 8]}", branches, "T8 MF4 BC2 T8");
    struct weights *weights = random_weights(&subject, 5);
    struct images *image;
    struct reference *none;
    cr_assert_eq(images_random(&image, subject.network->input, 1, 3), 0);
    struct reference *own = run(&subject, weights, image->pixel, NULL);
    uint64_t sum = checksum(own, subject.network);
    for (int wrong = -1; wrong < 4; wrong++) {
        struct other other = {.wrong = wrong};
        struct reference_options options = {.psums = other_psums, .context = &other};
        struct reference *reference = run(&subject, weights, image->pixel, &options);
        cr_assert_eq(other.calls, 4);
        cr_assert_eq(checksum(reference, subject.network) == sum, wrong < 0, "layer %d", wrong);
        reference_free(reference);
    }
    struct reference_options failing = {.psums = no_psums, .context = subject.diag};
    cr_assert_eq(reference_run(&none, subject.network, subject.choice, weights, image->pixel,
                               &failing, subject.diag),
                 -1);
    cr_assert_null(none);
    cr_assert_eq(diag_count(subject.diag), 1);
    expect_some(subject.diag, "deadlock");
    reference_free(own);
    weights_free(weights);
    images_free(image);
    end(&subject);
}

/* All values equal: the first of them. */
Test(reference, the_first_of_equals_is_the_label)
{
    struct subject subject =
        begin_text("{shape: [1, 2, 2]}", "  - {name: a, op: conv, filters: 3, kernel: 1}\n", "T8");
    static const uint8_t image[4] = {1, 2, 3, 4};
    struct weights *weights;
    cr_assert_eq(weights_create(&weights, subject.network, subject.choice, subject.diag), 0);
    struct reference *reference = run(&subject, weights, image, NULL);
    cr_assert_eq(reference_label(reference), 0);
    reference_free(reference);
    weights_free(weights);
    end(&subject);
}

Test(reference, what_it_cannot_compute_is_refused)
{
    struct subject wide = begin_text("{shape: [1, 2, 2], bits: 16}",
                                     "  - {name: a, op: conv, filters: 3, kernel: 1}\n", "T16");
    struct subject large =
        begin_text("{shape: [5000, 4, 4]}", "  - {name: a, op: full, filters: 3}\n", "T8");
    struct subject window = begin_text("{shape: [1, 500, 500]}",
                                       "  - {name: a, op: conv, filters: 1, kernel: 1}\n"
                                       "  - {name: b, op: global_average}\n",
                                       "T8");
    cr_assert_eq(precision_check(wide.network, wide.choice, wide.diag), -1);
    expect_some(wide.diag, "small: error: an input of 16 bits");
    expect_some(wide.diag, "a: 16-bit values cannot be computed here");
    cr_assert_eq(precision_check(large.network, large.choice, large.diag), -1);
    expect_some(large.diag, "a: 80000 terms in one output");
    cr_assert_eq(precision_check(window.network, window.choice, window.diag), -1);
    expect_some(window.diag, "b: 250000 terms in one output");
    end(&wide);
    end(&large);
    end(&window);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* 202 M terms an image, three images twice: the same bits, in a few seconds even with sanitizers;
 * outputs that use their range; labels that depend on the image. */
Test(reference, squeezenet)
{
    enum { IMAGES = 3 };
    struct subject subject = begin_shipped("squeezenet", "T8 MF8 MF4 BC4 T4 MF8 BC2");
    struct weights *weights = random_weights(&subject, 1);
    uint64_t first[IMAGES];
    int seen = 0;
    struct images *images;
    cr_assert_eq(images_random(&images, subject.network->input, IMAGES, 7), 0);
    double start = seconds();
    for (int i = 0; i < 2 * IMAGES; i++) {
        struct reference *reference =
            run(&subject, weights, images_at(images, (size_t)i % IMAGES), NULL);
        uint64_t sum = checksum(reference, subject.network);
        if (i >= IMAGES)
            cr_assert_eq(sum, first[i % IMAGES], "image %d", i % IMAGES);
        first[i % IMAGES] = sum;
        seen |= 1 << reference_label(reference);
        reference_free(reference);
    }
    double per_image = (seconds() - start) / (2 * IMAGES);
    cr_log_info("%.3f s an image", per_image);
    cr_assert_lt(per_image, 3.0);
    cr_assert_gt(seen & (seen - 1), 0, "one label for all images");
    cr_assert_neq(first[0], first[1]);
    weights_free(weights);
    images_free(images);
    end(&subject);
}

/* Recorded: the same on every platform. */
Test(reference, random_networks_are_the_same_everywhere)
{
    struct subject subject = begin_text("{shape: [3, 8, 8]}", branches, "T8 MF4 BC2 T8");
    struct weights *weights = random_weights(&subject, 5);
    struct images *image;
    cr_assert_eq(images_random(&image, subject.network->input, 1, 3), 0);
    struct reference *reference = run(&subject, weights, image->pixel, NULL);
    cr_assert_eq(checksum(reference, subject.network), 0x9ee65e2b5ac8c4cb, "%llx",
                 (unsigned long long)checksum(reference, subject.network));
    reference_free(reference);
    weights_free(weights);
    images_free(image);
    end(&subject);
}

/* Share of a layer's outputs strictly inside the range, and largest one, at 8 bit. */
Test(reference, calibrated_outputs_use_their_range)
{
    struct subject subject = begin_shipped("squeezenet", "T8 MF8 BC8");
    struct weights *weights = random_weights(&subject, 2);
    struct images *image;
    cr_assert_eq(images_random(&image, subject.network->input, 1, 9), 0);
    struct reference *reference = run(&subject, weights, image->pixel, NULL);
    for (int l = 0; l < subject.network->layer_count; l++) {
        const struct activation *out = reference_output(reference, subject.network->layer[l], 8);
        size_t count = activation_count(out), inside = 0;
        int largest = 0;
        for (size_t i = 0; i < count; i++) {
            inside += out->value[i] > 0 && out->value[i] < 255;
            largest = out->value[i] > largest ? out->value[i] : largest;
        }
        cr_assert_gt(largest, 127, "layer %d: %d", l, largest);
        cr_assert_gt(4 * inside, count, "layer %d: %zu of %zu", l, inside, count);
    }
    reference_free(reference);
    weights_free(weights);
    images_free(image);
    end(&subject);
}
