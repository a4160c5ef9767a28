/* pictures FOLDER: draws the small data set that comes with the program.
 *
 * Ten classes of 16x16 grey pictures: stripes across, stripes upright, checks, disc, ring,
 * square, frame, plus, cross, triangle. Place, size, brightness, contrast (light on dark or dark
 * on light) and noise are random, in whole numbers throughout, so that the files are the same on
 * every platform. Mirroring leaves a class what it is. Image i is of class i modulo 10. Writes IDX
 * files with MNIST's names: 1000 images to train, 500 to test.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "workloads/random_stream.h"

#define SIDE 16
#define CLASSES 10
#define UNIT 8    /* of a pixel's side: all lengths are in eighths */
#define SAMPLES 4 /* along a pixel's side */

struct picture {
    int class;
    int row, column; /* of the centre */
    int radius;      /* or the width of a stripe */
    int brightness;  /* mean of light and dark */
    int contrast;    /* light less dark, or the other way round if negative */
    int noise;       /* standard deviation */
    int phase[2];    /* of stripes */
};

static int between(struct random_stream *stream, int least, int most)
{
    int values = most - least + 1;
    return least + (int)random_below(stream, (uint64_t)values);
}

static struct picture choose(struct random_stream *stream, int class)
{
    struct picture picture = {.class = class};
    picture.row = SIDE * UNIT / 2 + between(stream, -2 * UNIT, 2 * UNIT);
    picture.column = SIDE * UNIT / 2 + between(stream, -2 * UNIT, 2 * UNIT);
    picture.radius = class < 3 ? between(stream, 12, 22) : between(stream, 4 * UNIT, 6 * UNIT);
    picture.brightness = between(stream, 108, 148);
    picture.contrast = between(stream, 50, 120);
    if (random_below(stream, 2) == 1)
        picture.contrast = -picture.contrast;
    picture.noise = between(stream, 15, 40);
    picture.phase[0] = between(stream, 0, 63);
    picture.phase[1] = between(stream, 0, 63);
    return picture;
}

static int stripe(const struct picture *picture, int at, int axis)
{
    return (at + picture->phase[axis]) / picture->radius % 2;
}

/* 1 if the figure covers a place, rows and columns from the picture's corner. */
static int covers(const struct picture *picture, int row, int column)
{
    int y = row - picture->row, x = abs(column - picture->column), r = picture->radius;
    int square = x * x + y * y, far = abs(y) > x ? abs(y) : x;
    switch (picture->class) {
    case 0:
        return stripe(picture, row, 0);
    case 1:
        return stripe(picture, column, 1);
    case 2:
        return stripe(picture, row, 0) ^ stripe(picture, column, 1);
    case 3:
        return square <= r * r;
    case 4:
        return square <= r * r && 9 * square >= 4 * r * r;
    case 5:
        return 10 * far <= 9 * r;
    case 6:
        return 10 * far <= 9 * r && 10 * far >= 6 * r;
    case 7:
        return far <= r && (4 * x <= r || 4 * abs(y) <= r);
    case 8:
        return far <= r && 3 * abs(abs(y) - x) <= r;
    default:
        return abs(y) <= r && 2 * x <= y + r;
    }
}

/* Samples of a pixel that the figure covers, of SAMPLES^2. */
static int coverage(const struct picture *picture, int row, int column)
{
    int sum = 0, step = UNIT / SAMPLES;
    for (int i = 0; i < SAMPLES; i++)
        for (int j = 0; j < SAMPLES; j++)
            sum += covers(picture, row * UNIT + i * step + step / 2,
                          column * UNIT + j * step + step / 2);
    return sum;
}

static uint8_t shade(const struct picture *picture, int covered, struct random_stream *stream)
{
    int64_t noise = (int64_t)random_bell(stream) * picture->noise / RANDOM_SIGMA;
    int64_t value = picture->brightness + noise +
                    picture->contrast * (2 * covered - SAMPLES * SAMPLES) / (2 * SAMPLES * SAMPLES);
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static void draw(FILE *file, struct random_stream stream, int class)
{
    struct picture picture = choose(&stream, class);
    for (int row = 0; row < SIDE; row++)
        for (int column = 0; column < SIDE; column++)
            fputc(shade(&picture, coverage(&picture, row, column), &stream), file);
}

static void write_header(FILE *file, int rank, const int *size)
{
    const unsigned char begin[] = {0, 0, 8, (unsigned char)rank};
    fwrite(begin, 1, sizeof begin, file);
    for (int i = 0; i < rank; i++)
        for (int shift = 24; shift >= 0; shift -= 8)
            fputc(size[i] >> shift & 255, file);
}

static FILE *create(const char *folder, const char *part, const char *name)
{
    char path[1000];
    snprintf(path, sizeof path, "%s/%s-%s-ubyte", folder, part, name);
    FILE *file = fopen(path, "wb");
    if (!file)
        perror(path);
    return file;
}

static int write_images(const char *folder, const char *part, uint64_t seed, int count)
{
    FILE *file = create(folder, part, "images-idx3");
    if (!file)
        return -1;
    write_header(file, 3, (const int[]){count, SIDE, SIDE});
    for (int i = 0; i < count; i++)
        draw(file, random_stream_at(seed, (uint64_t)i, 0, 0), i % CLASSES);
    return fclose(file);
}

static int write_labels(const char *folder, const char *part, int count)
{
    FILE *file = create(folder, part, "labels-idx1");
    if (!file)
        return -1;
    write_header(file, 1, &count);
    for (int i = 0; i < count; i++)
        fputc(i % CLASSES, file);
    return fclose(file);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: pictures FOLDER\n", stderr);
        return 2;
    }
    return write_images(argv[1], "train", 1, 1000) || write_labels(argv[1], "train", 1000) ||
           write_images(argv[1], "t10k", 2, 500) || write_labels(argv[1], "t10k", 500);
}
