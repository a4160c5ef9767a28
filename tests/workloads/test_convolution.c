/* Psums, against sums over a padded copy of the input with the printed formulas. */
#include "integer_run.h"
#include "workloads/convolution.h"
#include "workloads/weights.h"

#define EXTENT_MAX 24

struct problem {
    struct convolution layer;
    int16_t x[12 * 9 * 9];
    int8_t weight[12 * 12 * 9];
    /* the same as the formulas take them */
    int padded[12][EXTENT_MAX][EXTENT_MAX];
    int value[12 * 12 * 9], is_negative[12 * 12 * 9];
};

/* A shape; every dimension small, groups from 1 to depthwise. */
static void draw_shape(struct layer_shape *shape, uint64_t *state)
{
    int groups = draw(state, 1, 3), *size = shape->size;
    size[DIM_N] = 1;
    size[DIM_G] = groups;
    size[DIM_C] = groups * draw(state, 1, 4);
    size[DIM_M] = groups * draw(state, 1, 4);
    if (draw(state, 0, 3) == 0)
        size[DIM_G] = size[DIM_M] = size[DIM_C];
    for (int axis = 0; axis < 2; axis++) {
        int kernel = draw(state, 1, 3), window;
        shape->stride[axis] = draw(state, 1, 3);
        shape->dilation[axis] = draw(state, 1, 2);
        window = shape->dilation[axis] * (kernel - 1) + 1;
        shape->pad[axis] = draw(state, 0, window - 1);
        shape->input[axis] = draw(state, window, 9);
        size[axis == ROWS ? DIM_R : DIM_S] = kernel;
        size[axis == ROWS ? DIM_P : DIM_Q] =
            (shape->input[axis] + 2 * shape->pad[axis] - window) / shape->stride[axis] + 1;
    }
}

static void draw_input(struct problem *problem, int bits, uint64_t *state)
{
    const struct layer_shape *shape = &problem->layer.shape;
    int is_signed = draw(state, 0, 1), span = 1 << bits, min = is_signed ? -span / 2 : 0, n = 0;
    memset(problem->padded, 0, sizeof problem->padded);
    for (int c = 0; c < shape->size[DIM_C]; c++)
        for (int h = 0; h < shape->input[ROWS]; h++)
            for (int w = 0; w < shape->input[COLUMNS]; w++) {
                int x = draw(state, 0, 3) ? draw(state, min, min + span - 1) : 0;
                problem->x[n++] = (int16_t)x;
                problem->padded[c][h + shape->pad[ROWS]][w + shape->pad[COLUMNS]] = x;
            }
}

static void draw_weights(struct problem *problem, int bits, uint64_t *state)
{
    uint64_t count = layer_weights(&problem->layer.shape);
    int max = (1 << (bits - 1)) - 1, is_mf = !strcmp(problem->layer.op->name, "MF");
    for (uint64_t i = 0; i < count; i++) {
        int value = problem->layer.op->operand_is_binary ? draw(state, 0, 1) * 2 - 1
                                                         : draw(state, -max, max);
        int is_minus_zero = is_mf && value == 0 && draw(state, 0, 1);
        problem->value[i] = value;
        problem->is_negative[i] = value < 0 || is_minus_zero;
        problem->weight[i] = is_minus_zero ? WEIGHT_MINUS_ZERO : (int8_t)value;
    }
}

static int sign(int x)
{
    return (x > 0) - (x < 0);
}

/* By the name of the operator, as the paper prints it. */
static int term(const struct problem *problem, int x, int i)
{
    int w = problem->value[i], sign_w = problem->is_negative[i] ? -1 : 1;
    switch (problem->layer.op->name[0]) {
    case 'T':
        return x * w;
    case 'M':
        return sign(x) * w + sign_w * x;
    default:
        return sign_w * x;
    }
}

static int expected(const struct problem *problem, int m, int p, int q)
{
    const struct layer_shape *shape = &problem->layer.shape;
    int rows = shape->size[DIM_R], columns = shape->size[DIM_S];
    int inputs = shape->size[DIM_C] / shape->size[DIM_G], sum = 0;
    int first = m * shape->size[DIM_G] / shape->size[DIM_M] * inputs;
    for (int c = 0; c < inputs; c++)
        for (int r = 0; r < rows; r++)
            for (int s = 0; s < columns; s++) {
                int x = problem->padded[first + c][p * shape->stride[0] + r * shape->dilation[0]]
                                       [q * shape->stride[1] + s * shape->dilation[1]];
                sum += term(problem, x, ((m * inputs + c) * rows + r) * columns + s);
            }
    return sum;
}

static void compare(const struct problem *problem)
{
    static int32_t psum[12 * EXTENT_MAX * EXTENT_MAX];
    const int *size = problem->layer.shape.size, *next = psum;
    cr_assert_eq(convolution_psums(&problem->layer, psum), 0);
    for (int m = 0; m < size[DIM_M]; m++)
        for (int p = 0; p < size[DIM_P]; p++)
            for (int q = 0; q < size[DIM_Q]; q++) {
                int exact = expected(problem, m, p, q);
                cr_assert_eq(convolution_psum(&problem->layer, m, p, q), exact);
                cr_assert_eq(*next++, exact, "%s m %d p %d q %d", problem->layer.op->name, m, p, q);
            }
}

Test(convolution, random_layers_of_every_operator)
{
    static const int widths[] = {8, 4, 2};
    static struct problem problem;
    uint64_t state = 1;
    for (int i = 0; i < 3000; i++) {
        int bits = widths[i % 3];
        draw_shape(&problem.layer.shape, &state);
        problem.layer.op = operator_registry[i / 3 % 3];
        problem.layer.x = problem.x;
        problem.layer.weight = problem.weight;
        draw_input(&problem, bits, &state);
        draw_weights(&problem, bits, &state);
        compare(&problem);
    }
}

/* 2 x 2 input 1 2 / 3 4, kernel 2 x 2 of 1 -2 / 3 -4, padding 1: the corners and the middle. */
Test(convolution, by_hand)
{
    static const int16_t x[] = {1, 2, 3, 4};
    static const int8_t w[] = {1, -2, 3, -4};
    struct convolution layer = {.shape = {.size = {1, 1, 1, 3, 3, 2, 2, 1},
                                          .input = {2, 2},
                                          .stride = {1, 1},
                                          .dilation = {1, 1},
                                          .pad = {1, 1}},
                                .op = operator_find("T", 1),
                                .x = x,
                                .weight = w};
    cr_assert_eq(convolution_psum(&layer, 0, 0, 0), -4);
    cr_assert_eq(convolution_psum(&layer, 0, 1, 1), 1 - 4 + 9 - 16);
    cr_assert_eq(convolution_psum(&layer, 0, 2, 2), 4);
    layer.op = operator_find("MF", 2);
    cr_assert_eq(convolution_psum(&layer, 0, 0, 0), -4 - 1);
    cr_assert_eq(convolution_psum(&layer, 0, 1, 1), (1 - 2 + 3 - 4) + (1 - 2 + 3 - 4));
    layer.op = operator_find("BC", 2);
    cr_assert_eq(convolution_psum(&layer, 0, 0, 0), -1);
    cr_assert_eq(convolution_psum(&layer, 0, 1, 1), 1 - 2 + 3 - 4);
}

/* Every pair of an 8-bit input, signed or not, and a stored weight, alone and among others. */
Test(convolution, kernels_are_sums_of_terms)
{
    for (const struct operator_def *const *op = operator_registry; *op; op++) {
        int16_t xs[67] = {0};
        int8_t ws[67] = {0};
        int32_t rest = 0;
        for (int x = -128; x <= 255; x++)
            for (int w = (*op)->zero_has_sign ? -128 : -127; w <= 127; w++) {
                int8_t stored = (int8_t)w;
                int32_t one = (*op)->term(x, weight_value(stored), weight_is_negative(stored));
                size_t at = (size_t)(x + 2 * w + 512) % 67;
                rest -= (*op)->term(xs[at], weight_value(ws[at]), weight_is_negative(ws[at]));
                rest += one;
                xs[at] = (int16_t)x;
                ws[at] = stored;
                cr_assert_eq((*op)->dot(&xs[at], &stored, 1), one);
                cr_assert_eq((*op)->dot(xs, ws, 67), rest, "%s %d %d", (*op)->name, x, w);
            }
    }
}

/* The largest sum that precision_check lets through. */
Test(convolution, longest_sum)
{
    int16_t *x = malloc(65536 * sizeof *x);
    int8_t *w = malloc(65536);
    cr_assert(x && w);
    for (int i = 0; i < 65536; i++) {
        x[i] = 255;
        w[i] = -127;
    }
    cr_assert_eq(operator_find("T", 1)->dot(x, w, 65536), -65536 * 255 * 127);
    cr_assert_eq(operator_find("MF", 2)->dot(x, w, 65536), -65536 * (255 + 127));
    cr_assert_eq(operator_find("BC", 2)->dot(x, w, 65536), -65536 * 255);
    free(x);
    free(w);
}

Test(convolution, zero_has_a_sign_where_it_counts)
{
    for (const struct operator_def *const *op = operator_registry; *op; op++)
        cr_assert_eq((*op)->zero_has_sign,
                     !(*op)->operand_is_binary && (*op)->term(5, 0, 0) != (*op)->term(5, 0, 1));
}

Test(convolution, wrapping)
{
    cr_assert_eq(convolution_wrap(2047, 12), 2047);
    cr_assert_eq(convolution_wrap(2048, 12), -2048);
    cr_assert_eq(convolution_wrap(-2049, 12), 2047);
    cr_assert_eq(convolution_wrap(4096 * 7 - 3, 12), -3);
    cr_assert_eq(convolution_wrap(1 << 19, 20), -(1 << 19));
    cr_assert_eq(convolution_wrap(INT32_MIN, 32), INT32_MIN);
    cr_assert_eq(convolution_wrap(INT32_MAX, 32), INT32_MAX);
    cr_assert_eq(convolution_wrap(1, 2), 1);
    cr_assert_eq(convolution_wrap(2, 2), -2);
}
