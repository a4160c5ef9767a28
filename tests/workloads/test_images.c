#include <unistd.h>

#include "integer_run.h"
#include "workloads/images.h"

static const struct network_shape grey = {1, 2, 2}, colour = {3, 1, 2};

/* Reads bytes as a file of this name, expecting no error or one with `part` in it. */
static struct images *read_bytes(const char *name, const char *bytes, size_t size,
                                 struct network_shape shape, const char *part)
{
    struct diag_list *diag;
    struct images *images;
    char *copy = malloc(size ? size : 1);
    memcpy(copy, bytes, size);
    cr_assert_eq(diag_create(&diag), 0);
    int status = images_read_bytes(&images, name, copy, size, shape, diag);
    cr_assert_eq(status == 0, images != NULL);
    if (part)
        expect_some(diag, part);
    else
        expect_no_error(diag);
    diag_free(diag);
    free(copy);
    return images;
}

static void expect_pixels(struct images *images, size_t count, const char *pixels)
{
    size_t each =
        (size_t)images->shape.channels * (size_t)images->shape.rows * (size_t)images->shape.columns;
    cr_assert_eq(images->count, count);
    for (size_t i = 0; i < count; i++)
        cr_assert_eq(memcmp(images_at(images, i), pixels + i * each, each), 0);
    images_free(images);
}

#define IDX3 "\0\0\x08\x03\0\0\0\x02\0\0\0\x02\0\0\0\x02"
#define IDX4 "\0\0\x08\x04\0\0\0\x01\0\0\0\x03\0\0\0\x01\0\0\0\x02"

Test(images, idx)
{
    expect_pixels(read_bytes("i", IDX3 "abcdefgh", 24, grey, NULL), 2, "abcdefgh");
    expect_pixels(read_bytes("i", IDX4 "abcdef", 26, colour, NULL), 1, "abcdef");
    read_bytes("i", IDX3 "abcdefg", 23, grey, "7 bytes behind the header, not the 8");
    read_bytes("i", IDX3 "abcdefghi", 25, grey, "9 bytes behind the header, not the 8");
    read_bytes("i", IDX3 "abcdefgh", 15, grey, "truncated: 15 bytes, the header alone has 16");
    read_bytes("i", IDX3 "abcdefgh", 24, colour, "it has 2 images of 1x2x2");
    read_bytes("i", IDX3 "abcdefgh", 24, colour, "the network takes images of 3x1x2");
    read_bytes("i", "\0\0\x09\x03", 4, grey, "byte 2: type 0x09");
    read_bytes("i", "\0\0\x08\x05", 4, grey, "byte 3: 5 dimensions");
    read_bytes("i", "\0\0\x08\x01\0\0\0\x01z", 9, grey, "an array of 1 dimensions");
    read_bytes("i", "\0\0\x08\x04\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
               20, grey, "more bytes than any file");
}

Test(images, cifar)
{
    struct images *images = read_bytes("c.bin", "\1abcdef\2ghijkl", 14, colour, NULL);
    cr_assert_eq(images->label[0], 1);
    cr_assert_eq(images->label[1], 2);
    expect_pixels(images, 2, "abcdefghijkl");
    images = read_bytes("c.bin", "\7\3abcdef", 8, colour, NULL); /* coarse and fine label */
    cr_assert_eq(images->label[0], 3);
    expect_pixels(images, 1, "abcdef");
    read_bytes("c.bin", "\1abcdefgh", 9, colour, "9 bytes are no whole number of records of 3x1x2");
    read_bytes("c.bin", "", 0, colour, "0 bytes are no whole number of records");
}

/* An npy file of version 1 with this header and data. */
static struct images *read_npy(const char *header, const char *data, struct network_shape shape,
                               const char *part)
{
    char bytes[400] = "\x93NUMPY\1\0";
    size_t n = strlen(header), m = strlen(data);
    bytes[8] = (char)n;
    snprintf(bytes + 10, sizeof bytes - 10, "%s%s", header, data);
    return read_bytes("a.npy", bytes, 10 + n + m, shape, part);
}

#define NPY(shape) "{'descr': '|u1', 'fortran_order': False, 'shape': " shape ", }\n"

Test(images, npy)
{
    expect_pixels(read_npy(NPY("(1, 3, 1, 2)"), "abcdef", colour, NULL), 1, "abcdef");
    expect_pixels(read_npy(NPY("(3, 1, 2)"), "abcdef", colour, NULL), 1, "abcdef");
    expect_pixels(read_npy(NPY("(2, 1, 2, 2)"), "abcdefgh", grey, NULL), 2, "abcdefgh");
    read_npy(NPY("(2, 2, 2)"), "abcdefgh", grey, "it has 1 images of 2x2x2");
    read_npy(NPY("(1, 3, 1, 2)"), "abcde", colour, "5 bytes behind the header, not the 6");
    read_npy(NPY("(3, 1, 2, 1, 1)"), "abcdef", colour, "no shape");
    read_npy(NPY("(3, x)"), "abcdef", colour, "no shape");
    read_npy(NPY("(3 1 2)"), "abcdef", colour, "no shape");
    read_npy(NPY("()"), "a", colour, "no shape");
    read_npy(NPY("(99999999999999999999, 3)"), "a", colour, "more bytes than any file");
    read_npy(NPY("(0, 3, 1, 2)"), "", colour, "it has 0 images");
    read_npy("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", "a", colour,
             "values are no bytes");
    read_npy("{'descr': '|u1', 'fortran_order': True, 'shape': (3,)}", "a", colour,
             "not in C order");
    read_bytes("a.npy", "\x93NUMPY\1\0\xff\xff{", 11, colour, "truncated in its header");
    read_bytes("a.npy", "\x93NUMPY\1\0\x64\0{", 11, colour, "truncated in its header");
    read_bytes("a.npy", "\x93NUMPY", 6, colour, "truncated in its header");
    read_bytes("a.txt", "hello", 5, colour, "not a known file of images");
}

static void write_file(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

Test(images, labels_beside)
{
    char folder[] = "/tmp/enos_images_XXXXXX", path[60], labels[60];
    struct diag_list *diag;
    struct images *images;
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(diag_create(&diag), 0);
    snprintf(path, sizeof path, "%s/images", folder);
    snprintf(labels, sizeof labels, "%s/labels", folder);
    write_file(path, IDX3 "abcdefgh", 24);
    write_file(labels, "\0\0\x08\x01\0\0\0\x02\x05\x09", 10);
    images_read(&images, path, labels, grey, diag);
    expect_no_error(diag);
    cr_assert_eq(images->label[0], 5);
    cr_assert_eq(images->label[1], 9);
    images_free(images);
    cr_assert_eq(images_read(&images, path, NULL, grey, diag), 0);
    cr_assert_null(images->label);
    images_free(images);
    write_file(labels, "\0\0\x08\x01\0\0\0\x03\x05\x09\1", 11);
    cr_assert_eq(images_read(&images, path, labels, grey, diag), -1);
    expect_some(diag, "3 labels for 2 images");
    write_file(labels, "5 9", 3);
    cr_assert_eq(images_read(&images, path, labels, grey, diag), -1);
    expect_some(diag, "not a file of labels");
    unlink(labels);
    cr_assert_eq(images_read(&images, path, labels, grey, diag), -1);
    expect_some(diag, "labels: error: cannot be read: No such file");
    unlink(path);
    rmdir(folder);
    diag_free(diag);
}

/* Recorded: the first bytes of splitmix64 with seed 0, whose first words are published. */
Test(images, random_bytes_are_the_same_everywhere)
{
    static const uint8_t expected[] = {0xe2, 0x6e, 0x06, 0xf8};
    struct images *images, *more;
    cr_assert_eq(images_random(&images, grey, 1, 0), 0);
    cr_assert_eq(memcmp(images->pixel, expected, 4), 0);
    cr_assert_eq(images_random(&more, grey, 3, 0), 0);
    cr_assert_eq(memcmp(more->pixel, expected, 4), 0);
    images_free(images);
    images_free(more);
}
