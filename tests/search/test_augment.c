#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "search/augment.h"

#define BYTES_MAX 400

static const struct network_shape wide = {2, 5, 7}, square = {1, 8, 8}, odd = {3, 5, 5};

static size_t bytes_of(struct network_shape shape)
{
    return (size_t)shape.channels * (size_t)shape.rows * (size_t)shape.columns;
}

static void draw_picture(uint8_t *pixel, struct network_shape shape)
{
    for (size_t k = 0; k < bytes_of(shape); k++)
        pixel[k] = (uint8_t)(k * k * 3 + 11 * k + 40);
}

static double pixel_at(const uint8_t *in, struct network_shape shape, int c, int r, int s,
                       int padding)
{
    int is_inside = r >= 0 && r < shape.rows && s >= 0 && s < shape.columns;
    return is_inside ? in[(c * shape.rows + r) * shape.columns + s] : padding;
}

/* What a pixel should be, in double. */
static double expected_at(const struct augment_draw *draw, int padding, struct network_shape shape,
                          const uint8_t *in, const int at[3])
{
    double radians = draw->rotation_degrees * acos(-1) / 180;
    double middle_r = (shape.rows - 1) / 2.0, middle_s = (shape.columns - 1) / 2.0;
    double y = at[1] + draw->down - middle_r, x = at[2] + draw->right - middle_s;
    x = draw->flip ? -x : x;
    double r = middle_r + cos(radians) * y + sin(radians) * x;
    double s = middle_s + cos(radians) * x - sin(radians) * y;
    int top = (int)floor(r), left = (int)floor(s);
    double v = r - top, u = s - left, sum = 0;
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            sum += (i ? v : 1 - v) * (j ? u : 1 - u) *
                   pixel_at(in, shape, at[0], top + i, left + j, padding);
    return sum;
}

/* All pixels are within `tolerance` of what they should be. */
static void check(struct augment_draw draw, uint8_t padding, struct network_shape shape,
                  double tolerance)
{
    uint8_t in[BYTES_MAX], out[BYTES_MAX];
    draw_picture(in, shape);
    augment_apply(&draw, padding, shape, in, out);
    for (int c = 0, k = 0; c < shape.channels; c++)
        for (int r = 0; r < shape.rows; r++)
            for (int s = 0; s < shape.columns; s++, k++) {
                double expected = expected_at(&draw, padding, shape, in, (int[]){c, r, s});
                cr_assert(fabs(out[k] - expected) <= tolerance,
                          "(%d, %d, %d) of %d %d %d %g: %d, expected %g", c, r, s, draw.down,
                          draw.right, draw.flip, draw.rotation_degrees, out[k], expected);
            }
}

/* All shifts, out of the image on all sides, too. */
Test(augment, crop_and_flip)
{
    for (int down = -9; down <= 9; down++)
        for (int right = -9; right <= 9; right++)
            for (int flip = 0; flip < 2; flip++) {
                check((struct augment_draw){down, right, flip, 0}, 128, wide, 0);
                check((struct augment_draw){down, right, flip, 0}, 0, odd, 0);
            }
}

/* Rounding takes 0.5; places rounded to 1/4096 of a pixel and sines to 1/65536 at most 0.3, with
 * 255 from a pixel to the next. */
Test(augment, rotation)
{
    for (double degrees = -180; degrees <= 180; degrees += 3.7)
        for (int down = -2; down <= 2; down++)
            for (int flip = 0; flip < 2; flip++) {
                check((struct augment_draw){down, 1 - down, flip, degrees}, 128, wide, 0.8);
                check((struct augment_draw){down, down, flip, degrees}, 0, square, 0.8);
            }
}

/* Quarter turns move pixels, and do not mix them; the right side goes up. */
Test(augment, quarter_turn)
{
    uint8_t in[BYTES_MAX], out[BYTES_MAX];
    struct augment_draw draw = {0, 0, 0, 90};
    draw_picture(in, square);
    augment_apply(&draw, 0, square, in, out);
    for (int r = 0; r < 8; r++)
        for (int s = 0; s < 8; s++)
            cr_assert_eq(out[r * 8 + s], in[s * 8 + (7 - r)]);
}

/* A turn too small to see goes another way through the program, to the same bytes. */
Test(augment, no_turn)
{
    uint8_t in[BYTES_MAX], shifted[BYTES_MAX], turned[BYTES_MAX];
    draw_picture(in, wide);
    for (int flip = 0; flip < 2; flip++) {
        struct augment_draw draw = {2, -3, flip, 0};
        augment_apply(&draw, 128, wide, in, shifted);
        draw.rotation_degrees = 1e-9;
        augment_apply(&draw, 128, wide, in, turned);
        cr_assert_eq(memcmp(shifted, turned, bytes_of(wide)), 0);
    }
}

static int same(struct augment_draw a, struct augment_draw b)
{
    return a.down == b.down && a.right == b.right && a.flip == b.flip &&
           a.rotation_degrees == b.rotation_degrees;
}

/* 20000 draws: places and flips are as frequent as they should be, within 5 standard deviations,
 * the angle has its mean and variance. */
Test(augment, draws_are_uniform)
{
    const struct augment all = {.crop_pixels = 2, .flip = 1, .rotation_degrees = 15};
    int down[5] = {0}, right[5] = {0}, flips = 0, both = 0;
    double sum = 0, square_sum = 0;
    for (uint64_t image = 0; image < 20000; image++) {
        struct augment_draw draw = augment_draw(&all, 3, 1, image);
        cr_assert(draw.down >= -2 && draw.down <= 2 && draw.right >= -2 && draw.right <= 2);
        cr_assert(fabs(draw.rotation_degrees) <= 15);
        down[draw.down + 2]++;
        right[draw.right + 2]++;
        flips += draw.flip;
        both += draw.flip && draw.down == 2;
        sum += draw.rotation_degrees;
        square_sum += draw.rotation_degrees * draw.rotation_degrees;
    }
    for (int i = 0; i < 5; i++)
        cr_assert(abs(down[i] - 4000) < 283 && abs(right[i] - 4000) < 283);
    cr_assert(abs(flips - 10000) < 354);
    cr_assert(abs(both - 2000) < 213, "flip and place are independent");
    cr_assert(fabs(sum / 20000) < 5 * 15 / sqrt(3 * 20000.0));
    cr_assert(fabs(square_sum / 20000 - 75) < 5 * 75 * sqrt(0.8 / 20000), "variance is 15^2 / 3");
}

/* Seed, epoch and image, and each of the three by itself. */
Test(augment, draws_are_keyed)
{
    const struct augment all = {.crop_pixels = 100, .flip = 1, .rotation_degrees = 15};
    struct augment_draw draw = augment_draw(&all, 3, 1, 7);
    cr_assert(same(draw, augment_draw(&all, 3, 1, 7)));
    cr_assert_not(same(draw, augment_draw(&all, 4, 1, 7)));
    cr_assert_not(same(draw, augment_draw(&all, 3, 2, 7)));
    cr_assert_not(same(draw, augment_draw(&all, 3, 1, 8)));
    cr_assert_not(same(augment_draw(&all, 3, 1, 8), augment_draw(&all, 3, 8, 1)));
}

/* Leaving out one of the three leaves the others as they were. */
Test(augment, draws_are_apart)
{
    const struct augment all = {.crop_pixels = 4, .flip = 1, .rotation_degrees = 15};
    for (uint64_t image = 0; image < 100; image++) {
        struct augment_draw draw = augment_draw(&all, 9, 0, image), less;
        less = augment_draw(&(struct augment){.flip = 1, .rotation_degrees = 15}, 9, 0, image);
        cr_assert(same(less, (struct augment_draw){0, 0, draw.flip, draw.rotation_degrees}));
        less =
            augment_draw(&(struct augment){.crop_pixels = 4, .rotation_degrees = 15}, 9, 0, image);
        cr_assert(
            same(less, (struct augment_draw){draw.down, draw.right, 0, draw.rotation_degrees}));
        less = augment_draw(&(struct augment){.crop_pixels = 4, .flip = 1}, 9, 0, image);
        cr_assert(same(less, (struct augment_draw){draw.down, draw.right, draw.flip, 0}));
    }
}

Test(augment, padding_is_zero_at_the_input)
{
    cr_assert_eq(augment_padding(&(struct network){.input_signed = 1}), 128);
    cr_assert_eq(augment_padding(&(struct network){.input_signed = 0}), 0);
}
