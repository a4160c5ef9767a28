#include "integer_run.h"
#include "workloads/node_output.h"

/* An activation of given values, (channels, rows, columns). */
static struct activation make(struct network_shape shape, int bits, int is_signed,
                              const int16_t *value)
{
    struct activation out;
    cr_assert_eq(activation_create(&out, shape, bits, is_signed), 0);
    memcpy(out.value, value, activation_count(&out) * sizeof *value);
    return out;
}

static void expect_values(const struct activation *found, int is_signed, const int16_t *value)
{
    cr_assert_eq(found->is_signed, is_signed);
    for (size_t i = 0; i < activation_count(found); i++)
        cr_assert_eq(found->value[i], value[i], "[%zu]: %d, not %d", i, found->value[i], value[i]);
}

/* Output of a node of one or two inputs. */
static void expect_node(const struct network_node *node, const struct activation *a,
                        const struct activation *b, int is_signed, const int16_t *value)
{
    const struct activation *in[2] = {a, b};
    struct activation out;
    cr_assert_eq(node_output_other(&out, node, in, a->bits), 0);
    expect_values(&out, is_signed, value);
    activation_free(&out);
}

static const struct network_node pool = {
    .input_count = 1, .output = {1, 2, 2}, .kernel = {2, 2}, .stride = {2, 2}, .pad = {1, 1}};

/* 3 x 3, padding 1: windows of one, two, two and four values. */
Test(node_output, max_pool_ignores_padding)
{
    struct network_node node = pool;
    static const int16_t x[] = {-9, -5, -6, -3, -1, -2, -7, -8, -4}, y[] = {-9, -5, -3, -1};
    struct activation in = make((struct network_shape){1, 3, 3}, 8, 1, x);
    node.op = NETWORK_MAX_POOL;
    expect_node(&node, &in, NULL, 1, y);
    activation_free(&in);
}

Test(node_output, average_pool_counts_padding_as_zeros)
{
    struct network_node node = pool;
    /* -9/4 = -2.25; (-5 - 6)/4 = -2.75; (-3 - 7)/4 = -2.5; (-1 - 2 - 8 - 4)/4 = -3.75 */
    static const int16_t x[] = {-9, -5, -6, -3, -1, -2, -7, -8, -4}, y[] = {-2, -3, -3, -4};
    struct activation in = make((struct network_shape){1, 3, 3}, 8, 1, x);
    node.op = NETWORK_AVERAGE_POOL;
    expect_node(&node, &in, NULL, 1, y);
    activation_free(&in);
}

Test(node_output, average_pool_counts_padding_at_the_end_too)
{
    struct network_node node = {.op = NETWORK_AVERAGE_POOL,
                                .input_count = 1,
                                .output = {1, 1, 2},
                                .kernel = {1, 3},
                                .stride = {1, 1},
                                .pad = {0, 1}};
    static const int16_t x[] = {4, 8}, y[] = {4, 4};
    struct activation in = make((struct network_shape){1, 1, 2}, 4, 0, x);
    expect_node(&node, &in, NULL, 0, y);
    activation_free(&in);
}

/* 3 columns, window 2, stride 2, rounded up: the last window has one column. */
Test(node_output, a_partial_window_has_fewer_positions)
{
    struct network_node node = {.op = NETWORK_AVERAGE_POOL,
                                .input_count = 1,
                                .output = {1, 1, 2},
                                .kernel = {1, 2},
                                .stride = {1, 2}};
    static const int16_t x[] = {1, 2, 9}, y[] = {2, 9};
    struct activation in = make((struct network_shape){1, 1, 3}, 4, 0, x);
    expect_node(&node, &in, NULL, 0, y);
    activation_free(&in);
}

Test(node_output, global_average_rounds_halves_away_from_zero)
{
    struct network_node node = {.op = NETWORK_GLOBAL_AVERAGE,
                                .input_count = 1,
                                .output = {3, 1, 1},
                                .kernel = {1, 2},
                                .stride = {1, 1}};
    static const int16_t x[] = {1, 2, -1, -2, 3, 3}, y[] = {2, -2, 3};
    struct activation in = make((struct network_shape){3, 1, 2}, 8, 1, x);
    expect_node(&node, &in, NULL, 1, y);
    activation_free(&in);
}

Test(node_output, shuffle_transposes_groups)
{
    struct network_node node = {
        .op = NETWORK_SHUFFLE, .input_count = 1, .output = {6, 1, 1}, .groups = 3};
    static const int16_t x[] = {0, 1, 2, 3, 4, 5}, y[] = {0, 2, 4, 1, 3, 5};
    struct activation in = make((struct network_shape){6, 1, 1}, 4, 0, x);
    expect_node(&node, &in, NULL, 0, y);
    activation_free(&in);
}

/* Signed with unsigned: the sum saturates in the signed range, or with a ReLU in the other. */
Test(node_output, add_saturates)
{
    struct network_node node = {.op = NETWORK_ADD, .input_count = 2, .output = {4, 1, 1}};
    static const int16_t a[] = {7, -8, -8, 3}, b[] = {15, 15, 2, 0};
    static const int16_t plain[] = {7, 7, -6, 3}, relu[] = {15, 7, 0, 3},
                         doubled[] = {15, 15, 4, 0};
    struct activation x = make(node.output, 4, 1, a), y = make(node.output, 4, 0, b);
    expect_node(&node, &x, &y, 1, plain);
    expect_node(&node, &y, &y, 0, doubled);
    node.relu = 1;
    expect_node(&node, &x, &y, 0, relu);
    activation_free(&x);
    activation_free(&y);
}

Test(node_output, concat_keeps_the_order_and_saturates)
{
    struct network_node node = {.op = NETWORK_CONCAT, .input_count = 2, .output = {4, 1, 1}};
    static const int16_t a[] = {-2, 1}, b[] = {3, 0}, plain[] = {-2, 1, 1, 0},
                         relu[] = {0, 1, 3, 0};
    struct activation x = make((struct network_shape){2, 1, 1}, 2, 1, a);
    struct activation y = make((struct network_shape){2, 1, 1}, 2, 0, b);
    expect_node(&node, &x, &y, 1, plain);
    node.relu = 1;
    expect_node(&node, &x, &y, 0, relu);
    activation_free(&x);
    activation_free(&y);
}

/* Bytes at 8, 4 and 2 bit, signed and not; 136 - 128 = 8 is half of 16. */
Test(node_output, input_at_every_precision)
{
    static const uint8_t image[] = {0, 120, 128, 136, 255};
    static const struct {
        int bits, is_signed;
        int16_t value[5];
    } cases[] = {{8, 1, {-128, -8, 0, 8, 127}}, {4, 1, {-8, -1, 0, 1, 7}},
                 {2, 1, {-2, 0, 0, 0, 1}},      {8, 0, {0, 120, 128, 136, 255}},
                 {4, 0, {0, 8, 8, 9, 15}},      {2, 0, {0, 2, 2, 2, 3}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct network network = {.input = {1, 1, 5}, .input_signed = cases[i].is_signed};
        struct activation out;
        cr_assert_eq(node_output_input(&out, &network, image, cases[i].bits), 0);
        expect_values(&out, cases[i].is_signed, cases[i].value);
        activation_free(&out);
    }
}

/* Two channels with scales 1/2 and 3/4, bias -1 and 2; with and without ReLU; then with offsets of
 * -1/2 and 1/4. */
Test(node_output, a_layer_is_scaled_by_channel)
{
    static const int32_t psum[] = {4, -3, 1000, 1, -9, 500};
    int32_t bias[] = {-1, 2}, multiplier[] = {1, 3}, offset[] = {0, 0};
    uint8_t shift[] = {1, 2};
    struct layer_weights weights = {.output_channels = 2, .bias = bias};
    struct network_node node = {.output = {2, 1, 3}, .relu = 1};
    static const int16_t relu[] = {2, 0, 15, 2, 0, 15}, plain[] = {2, -2, 7, 2, -5, 7};
    static const int16_t moved[] = {1, -3, 7, 3, -5, 7};
    struct activation out;
    weights.requantizer[4] = (struct requantizer){multiplier, shift, offset};
    cr_assert_eq(node_output_layer(&out, &node, psum, &weights, 4), 0);
    expect_values(&out, 0, relu);
    activation_free(&out);
    node.relu = 0;
    cr_assert_eq(node_output_layer(&out, &node, psum, &weights, 4), 0);
    expect_values(&out, 1, plain);
    activation_free(&out);
    offset[0] = -1, offset[1] = 1;
    cr_assert_eq(node_output_layer(&out, &node, psum, &weights, 4), 0);
    expect_values(&out, 1, moved);
    activation_free(&out);
}
