#include "search/augment.h"

#include <math.h>
#include <string.h>

#include "random_purpose.h"
#include "workloads/random_stream.h"

uint8_t augment_padding(const struct network *network)
{
    return network->input_signed ? 128 : 0;
}

struct augment_draw augment_draw(const struct augment *augment, uint64_t seed, uint64_t epoch,
                                 uint64_t image)
{
    struct random_stream stream = random_stream_at(seed, epoch, image, RANDOM_AUGMENT);
    int crop = augment->crop_pixels;
    uint64_t places = 2 * (uint64_t)crop + 1;
    struct augment_draw draw;
    draw.down = (int)random_below(&stream, places) - crop;
    draw.right = (int)random_below(&stream, places) - crop;
    draw.flip = random_below(&stream, 2) == 1 && augment->flip;
    draw.rotation_degrees = (2 * random_uniform(&stream) - 1) * augment->rotation_degrees;
    return draw;
}

/* A row of the image, mirrored or not, shifted left by `right`; what it lacks is padding. */
static void shift_row(const uint8_t *in, uint8_t *out, int columns, int right, int flip,
                      uint8_t padding)
{
    int begin = right < 0 ? -right : 0, end = right > 0 ? columns - right : columns;
    if (begin >= end) {
        memset(out, padding, (size_t)columns);
        return;
    }
    memset(out, padding, (size_t)begin);
    if (flip)
        for (int s = begin; s < end; s++)
            out[s] = in[columns - 1 - (s + right)];
    else
        memcpy(out + begin, in + begin + right, (size_t)(end - begin));
    memset(out + end, padding, (size_t)(columns - end));
}

static void shift(const struct augment_draw *draw, uint8_t padding, struct network_shape shape,
                  const uint8_t *in, uint8_t *out)
{
    for (int c = 0; c < shape.channels; c++)
        for (int r = 0; r < shape.rows; r++, out += shape.columns) {
            int from = r + draw->down;
            if (from < 0 || from >= shape.rows)
                memset(out, padding, (size_t)shape.columns);
            else
                shift_row(in + (c * shape.rows + from) * shape.columns, out, shape.columns,
                          draw->right, draw->flip, padding);
        }
}

/* Places are in units of 1/FINE of a pixel, so that the result is the same on every platform. */
#define FINE_BITS 12
#define FINE (1 << FINE_BITS)

struct turn {
    struct network_shape shape;
    uint8_t padding;
    int64_t cosine, sine; /* in 1/65536 */
};

static int pixel_at(const struct turn *turn, const uint8_t *plane, int64_t row, int64_t column)
{
    int is_inside =
        row >= 0 && row < turn->shape.rows && column >= 0 && column < turn->shape.columns;
    return is_inside ? plane[row * turn->shape.columns + column] : turn->padding;
}

/* Floor of a / 2^bits, |a| < 2^40: what is shifted is not negative. */
static int64_t floor_shift(int64_t a, int bits)
{
    int64_t bias = (int64_t)1 << 40;
    return ((a + bias) >> bits) - (bias >> bits);
}

/* The image at a place, bilinear between the four pixels around it. */
static uint8_t sample(const struct turn *turn, const uint8_t *plane, int64_t row, int64_t column)
{
    int64_t r = floor_shift(row, FINE_BITS), s = floor_shift(column, FINE_BITS);
    int64_t v = row - r * FINE, u = column - s * FINE;
    int64_t upper = pixel_at(turn, plane, r, s) * (FINE - u) + pixel_at(turn, plane, r, s + 1) * u;
    int64_t lower =
        pixel_at(turn, plane, r + 1, s) * (FINE - u) + pixel_at(turn, plane, r + 1, s + 1) * u;
    return (uint8_t)((upper * (FINE - v) + lower * v + (FINE * FINE / 2)) / (FINE * FINE));
}

/* The unrotated image has at the returned place what the rotated one has at (r, s). */
static void turn_back(const struct turn *turn, int r, int s, int64_t *row, int64_t *column)
{
    int height = turn->shape.rows - 1, width = turn->shape.columns - 1;
    int64_t y = 2 * r - height, x = 2 * s - width; /* from the centre, in halves of a pixel */
    int64_t unit = 16 - FINE_BITS + 1;             /* 65536 halves to FINE wholes */
    int64_t half = (int64_t)1 << (unit - 1);
    *row = floor_shift(turn->cosine * y + turn->sine * x + half, (int)unit) + height * FINE / 2;
    *column = floor_shift(turn->cosine * x - turn->sine * y + half, (int)unit) + width * FINE / 2;
}

/* Pixel (r, s) of the result is pixel `from` of the rotated image, in all channels. */
static void turn_pixel(const struct turn *turn, const int from[2], const uint8_t *in, uint8_t *out)
{
    size_t plane = (size_t)turn->shape.rows * (size_t)turn->shape.columns;
    int64_t row, column;
    turn_back(turn, from[0], from[1], &row, &column);
    for (int c = 0; c < turn->shape.channels; c++)
        out[(size_t)c * plane] = sample(turn, in + (size_t)c * plane, row, column);
}

static void rotate_and_shift(const struct augment_draw *draw, uint8_t padding,
                             struct network_shape shape, const uint8_t *in, uint8_t *out)
{
    double radians = draw->rotation_degrees * (3.14159265358979323846 / 180);
    struct turn turn = {shape, padding, llround(65536 * cos(radians)),
                        llround(65536 * sin(radians))};
    for (int r = 0; r < shape.rows; r++)
        for (int s = 0; s < shape.columns; s++) {
            int right = s + draw->right;
            int from[2] = {r + draw->down, draw->flip ? shape.columns - 1 - right : right};
            turn_pixel(&turn, from, in, out + r * shape.columns + s);
        }
}

void augment_apply(const struct augment_draw *draw, uint8_t padding, struct network_shape shape,
                   const uint8_t *in, uint8_t *out)
{
    if (draw->rotation_degrees == 0)
        shift(draw, padding, shape, in, out);
    else
        rotate_and_shift(draw, padding, shape, in, out);
}
