#include <unistd.h>

#include "expect.h"
#include "workloads/image_stream.h"

static char path[] = "/tmp/enos_stream_XXXXXX";

static void write_file(const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

static void begin(void)
{
    int descriptor = mkstemp(path);
    cr_assert_neq(descriptor, -1);
    close(descriptor);
}

static void end(void)
{
    unlink(path);
}

TestSuite(image_stream, .init = begin, .fini = end);

/* Opens the bytes as a file; with `part`, that is an error that says it. */
static struct image_stream open_bytes(const char *bytes, size_t size, size_t label_bytes,
                                      const char *part)
{
    struct image_stream stream;
    struct diag_list *diag;
    write_file(bytes, size);
    cr_assert_eq(diag_create(&diag), 0);
    int status =
        image_stream_open(&stream, path, label_bytes, (struct network_shape){3, 1, 2}, diag);
    cr_assert_eq(status, part ? -1 : 0);
    cr_assert_eq(stream.file == NULL, part != NULL);
    if (part)
        expect_some(diag, part);
    diag_free(diag);
    return stream;
}

/* The next image, and its label, have these bytes. */
static void expect_next(struct image_stream *stream, const char *label, const char *pixels)
{
    uint8_t found[8], pixel[100];
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(image_stream_read(stream, pixel, found, diag), 0);
    cr_assert_eq(diag_count(diag), 0);
    cr_assert_eq(memcmp(found, label, strlen(label)), 0);
    cr_assert_eq(memcmp(pixel, pixels, strlen(pixels)), 0);
    diag_free(diag);
}

Test(image_stream, records)
{
    struct image_stream stream = open_bytes("12abcdef34ghijkl", 16, 2, NULL);
    cr_assert_eq(stream.count, 2);
    expect_next(&stream, "12", "abcdef");
    expect_next(&stream, "34", "ghijkl");
    image_stream_close(&stream);
    open_bytes("12abcdef34ghijk", 15, 2, "15 bytes are 1 records of 2 + 3x1x2 bytes, and 7 bytes");
    open_bytes("", 0, 2, "it is empty");
}

#define NPY "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 1, 2), }  \n"

/* The header says the shape. */
Test(image_stream, arrays)
{
    char npy[] = "\x93NUMPY\1\0\x44\0" NPY "abcdefghijkl";
    struct image_stream stream = open_bytes(npy, sizeof npy - 1, 0, NULL);
    cr_assert(stream.count == 2 && stream.shape.channels == 3 && stream.shape.columns == 2);
    expect_next(&stream, "", "abcdef");
    expect_next(&stream, "", "ghijkl");
    image_stream_close(&stream);
    stream = open_bytes("\0\0\x08\x03\0\0\0\x02\0\0\0\x01\0\0\0\x03"
                        "abcdef",
                        22, 0, NULL);
    cr_assert(stream.count == 2 && stream.shape.channels == 1 && stream.shape.columns == 3);
    expect_next(&stream, "", "abc");
    expect_next(&stream, "", "def");
    image_stream_close(&stream);
    open_bytes("\0\0\x08\x03\0\0\0\x01\0\0\0\x01\0\0\0\0", 16, 0, "1 images of 1x1x0");
    open_bytes("\0\0\x08\x03\0\0\0\0\x80\0\0\0\0\0\0\1", 16, 0, "0 images of 1x2147483648x1");
    open_bytes(npy, sizeof npy - 2, 0, "11 bytes behind the header, not the 12");
}

/* A side of 65537 is a mistake in a header, even if the file is that long. */
Test(image_stream, long_side)
{
    static const unsigned char header[] = {0, 0, 8, 3, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1};
    char *bytes = calloc(1, 16 + 65537);
    cr_assert_not_null(bytes);
    memcpy(bytes, header, sizeof header);
    open_bytes(bytes, 16 + 65537, 0, "it has 1 images of 1x65537x1");
    free(bytes);
}

/* Something may happen to a file between its being opened and read. */
Test(image_stream, file_that_shrinks)
{
    struct image_stream stream = open_bytes("1abcdef2ghijkl", 14, 1, NULL);
    uint8_t label[8], pixel[6];
    struct diag_list *diag;
    cr_assert_eq(truncate(path, 9), 0);
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(image_stream_read(&stream, pixel, label, diag), 0);
    cr_assert_eq(image_stream_read(&stream, pixel, label, diag), -1);
    expect_some(diag, "cannot be read at image 1: it has become shorter");
    image_stream_close(&stream);
    diag_free(diag);
}
