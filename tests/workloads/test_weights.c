/* weights.safetensors: written and read back, and every way to be wrong. */
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "integer_run.h"
#include "workloads/weights.h"

static const char nodes[] = "  - {name: a, op: conv, filters: 4, kernel: 3, pad: 1}\n"
                            "  - {name: b, op: depthwise, kernel: 3, pad: 1}\n"
                            "  - {name: c, op: full, filters: 3, relu: false}\n";

/* The bytes of a file, and what they are of. */
struct file {
    struct subject subject;
    struct weights *weights;
    unsigned char *bytes;
    size_t size;
};

static struct file begin(void)
{
    struct file file = {.subject = begin_text("{shape: [2, 4, 4]}", nodes, "MF8 T4 BC2")};
    const struct subject *subject = &file.subject;
    static const char *const notes[] = {"seed", "4", NULL};
    void *bytes;
    weights_random(&file.weights, subject->network, subject->choice, 4, subject->diag);
    expect_no_error(subject->diag);
    file.weights->clip[0][8] = 1.5f;
    file.weights->clip[2][2] = 0.25f;
    file.weights->layer[1].scale = calloc(4, sizeof(float));
    for (int m = 0; m < 4; m++)
        file.weights->layer[1].scale[m] = 0.125f * (float)m;
    file.weights->layer[0].weight[7] = WEIGHT_MINUS_ZERO;
    file.weights->layer[1].requantizer[2].offset[3] = -77;
    cr_assert_eq(
        weights_encode(&bytes, &file.size, file.weights, subject->network, subject->choice, notes),
        0);
    file.bytes = bytes;
    return file;
}

static void finish(struct file *file)
{
    weights_free(file->weights);
    free(file->bytes);
    end(&file->subject);
}

/* Replaces the first `from` by `to`, of the same length. */
static void patch(struct file *file, const char *from, const char *to)
{
    size_t n = strlen(from);
    cr_assert_eq(n, strlen(to), "%s %s", from, to);
    for (size_t i = 0; i + n <= file->size; i++)
        if (memcmp(file->bytes + i, from, n) == 0) {
            memcpy(file->bytes + i, to, n);
            return;
        }
    cr_assert_fail("no %s", from);
}

/* Reads a copy without slack, so that the sanitizers see a read past the end. */
static struct weights *read_size(struct file *file, size_t size)
{
    struct weights *weights;
    unsigned char *copy = malloc(size ? size : 1);
    memcpy(copy, file->bytes, size);
    int status = weights_read_bytes(&weights, "w", copy, size, file->subject.network,
                                    file->subject.choice, file->subject.diag);
    cr_assert_eq(status == 0, weights != NULL);
    cr_assert_eq(status == 0, diag_count(file->subject.diag) == 0);
    free(copy);
    return weights;
}

/* The file is refused, with a message that has this in it. */
static void expect_refused(struct file *file, const char *part)
{
    cr_assert_null(read_size(file, file->size), "%s", part);
    expect_some(file->subject.diag, "w: error: ");
    expect_some(file->subject.diag, part);
    finish(file);
}

static void expect_patched(const char *from, const char *to, const char *part)
{
    struct file file = begin();
    patch(&file, from, to);
    expect_refused(&file, part);
}

static void expect_same_requantizer(const struct requantizer *a, const struct requantizer *b,
                                    size_t channels)
{
    cr_assert_eq(a->shift != NULL, b->shift != NULL);
    if (!a->shift)
        return;
    cr_assert_eq(memcmp(a->multiplier, b->multiplier, channels * sizeof *a->multiplier), 0);
    cr_assert_eq(memcmp(a->shift, b->shift, channels), 0);
    cr_assert_eq(memcmp(a->offset, b->offset, channels * sizeof *a->offset), 0);
}

static void expect_same_layer(const struct layer_weights *x, const struct layer_weights *y)
{
    size_t channels = (size_t)x->output_channels;
    cr_assert_eq(x->count, y->count);
    cr_assert_eq(memcmp(x->weight, y->weight, x->count), 0);
    cr_assert_eq(memcmp(x->bias, y->bias, channels * sizeof *x->bias), 0);
    cr_assert_eq(x->scale != NULL, y->scale != NULL);
    for (size_t m = 0; x->scale && m < channels; m++)
        cr_assert_eq(x->scale[m], y->scale[m]);
    for (int bits = 0; bits <= PRECISION_INTEGER_MAX; bits++)
        expect_same_requantizer(&x->requantizer[bits], &y->requantizer[bits], channels);
}

static void expect_same(const struct weights *a, const struct weights *b)
{
    for (int l = 0; l < a->layer_count; l++)
        expect_same_layer(&a->layer[l], &b->layer[l]);
}

Test(weights, round_trip)
{
    struct file file = begin();
    struct weights *back = read_size(&file, file.size);
    expect_no_error(file.subject.diag);
    expect_same(file.weights, back);
    for (int node = 0; node <= 3; node++)
        for (int bits = 0; bits <= PRECISION_INTEGER_MAX; bits++)
            cr_assert_eq(file.weights->clip[node][bits], back->clip[node][bits]);
    cr_assert_eq(back->layer[0].weight[7], WEIGHT_MINUS_ZERO);
    weights_free(back);
    finish(&file);
}

/* What a reader of the format sees: length, JSON from byte 8 on, 8-byte alignment. */
Test(weights, the_container_is_safetensors)
{
    struct file file = begin();
    size_t header = file.bytes[0] | (size_t)file.bytes[1] << 8 | (size_t)file.bytes[2] << 16;
    char *text = strndup((char *)file.bytes + 8, header);
    cr_assert_eq(header % 8, 0);
    cr_assert_eq(strncmp(text, "{\"__metadata__\":{\"format\":\"enos/weights/1\",", 42), 0);
    cr_assert_not_null(strstr(text, "\"choices\":\"MF8 T4 BC2\",\"seed\":\"4\""));
    cr_assert_not_null(strstr(
        text, "\"a.weight\":{\"dtype\":\"I8\",\"shape\":[4,2,3,3],\"data_offsets\":[0,72]}"));
    cr_assert_not_null(strstr(text, "\"a.requant_4.shift\":{\"dtype\":\"U8\",\"shape\":[4]"));
    cr_assert_not_null(strstr(text, "\"input.clip_8\":{\"dtype\":\"F32\",\"shape\":[]"));
    cr_assert_null(strstr(text, "clip_4")); /* not known */
    cr_assert_not_null(strstr(text, "\"b.requant_2.offset\":{\"dtype\":\"I32\",\"shape\":[4]"));
    cr_assert_null(strstr(text, "a.requant_4.offset")); /* all 0 */
    cr_assert_eq((int8_t)file.bytes[8 + header + 5], file.weights->layer[0].weight[5]);
    free(text);
    finish(&file);
}

Test(weights, every_truncation_is_refused)
{
    struct file file = begin();
    for (size_t size = 0; size < file.size; size++) {
        struct file part = begin();
        cr_assert_null(read_size(&part, size), "%zu bytes", size);
        finish(&part);
    }
    finish(&file);
}

Test(weights, broken_containers)
{
    struct file file = begin();
    memset(file.bytes, 0xff, 8);
    expect_refused(&file, "no safetensors file, or truncated");
    file = begin();
    file.bytes[8] = '[';
    expect_refused(&file, "header, byte ");
    file = begin();
    file.bytes = realloc(file.bytes, file.size + 1);
    file.bytes[file.size++] = 0;
    expect_refused(&file, "1 bytes behind the last tensor");
    file = begin();
    file.size -= 1;
    expect_refused(&file, "do not hold it");
    file = begin();
    file.size = 100;
    expect_refused(&file, "no safetensors file, or truncated: 100 bytes");
    expect_patched("\"data_offsets\":[0,72]", "\"data_offsets\":[1,73]",
                   "there is a gap before it");
    expect_patched("\"data_offsets\":[72,88]", "\"data_offsets\":[71,87]", "shares bytes with");
    expect_patched("\"data_offsets\":[0,72]", "\"data_offsets\":[0,71]",
                   "bytes 0 to 71 do not hold");
    expect_patched("\"data_offsets\":[0,72]", "\"data_offsets\":[-1,2]",
                   "bytes -1 to 2 do not hold");
    expect_patched("\"data_offsets\":[72,88]", "\"data_offsets\":[999,1]", "do not hold it");
    expect_patched("\"shape\":[4,2,3,3]", "\"shape\":[4,2,3x3]", "header, byte ");
    expect_patched("\"shape\":[4,2,3,3]", "\"shape\":[-4,2,33]", "is no count");
    expect_patched("\"dtype\":\"I8\"", "\"dtype\":\"X8\"", "no known dtype");
    expect_patched("\"a.bias\"", "\"a.weig\"", "tensor 'a.bias' is missing");
}

Test(weights, of_another_file)
{
    expect_patched("enos/weights/1", "enos/weights/2", "'enos/weights/2' is newer than");
    expect_patched("enos/weights/1", "enos/wages/111", "is not the format of weights");
    expect_patched("\"network_sha256\"", "\"network_sha265\"", "weights of network 'small'");
    expect_patched("MF8 T4 BC2", "MF8 T8 BC2", "layer 'b' is T4, but the file has weights for T8");
    expect_patched("\"MF8 T4 BC2\"", "\"MF8 T4\",   ", "header, byte ");
    expect_patched("\"choices\"", "\"choixes\"", "metadata lack 'choices'");
}

Test(weights, wrong_tensors)
{
    expect_patched("\"a.bias\"", "\"a.bios\"", "tensor 'a.bias' is missing");
    expect_patched("\"a.bias\"", "\"a.bios\"", "did you mean 'a.bias'?");
    expect_patched("\"shape\":[4,2,3,3]", "\"shape\":[4,3,3,2]", "it is I8 (4, 3, 3, 2)");
    expect_patched("\"shape\":[4,2,3,3]", "\"shape\":[4,3,3,2]", "I8 (4, 2, 3, 3) is expected");
    expect_patched("\"dtype\":\"I8\"", "\"dtype\":\"U8\"", "it is U8 (4, 2, 3, 3)");
}

/* One value set, in weights that are then written and read. */
static void expect_value(void (*set)(struct weights *), const char *part)
{
    struct file file = begin();
    void *bytes;
    set(file.weights);
    free(file.bytes);
    cr_assert_eq(weights_encode(&bytes, &file.size, file.weights, file.subject.network,
                                file.subject.choice, NULL),
                 0);
    file.bytes = bytes;
    expect_refused(&file, part);
}

static void set_t4(struct weights *weights)
{
    weights->layer[1].weight[3] = -8;
}

static void set_minus_zero(struct weights *weights)
{
    weights->layer[1].weight[3] = WEIGHT_MINUS_ZERO;
}

static void set_bc(struct weights *weights)
{
    weights->layer[2].weight[9] = 0;
}

static void set_shift(struct weights *weights)
{
    weights->layer[0].requantizer[4].shift[2] = 63;
}

static void set_scale(struct weights *weights)
{
    weights->layer[1].scale[1] = -1;
}

Test(weights, values_out_of_range)
{
    expect_value(set_t4, "tensor 'b.weight': value -8 at 3 is no weight of T4");
    expect_value(set_minus_zero, "value -128 at 3 is no weight of T4");
    expect_value(set_bc, "tensor 'c.weight': value 0 at 9 is no weight of BC2");
    expect_value(set_shift, "tensor 'a.requant_4.shift': shift 63 at 2");
    expect_value(set_scale, "tensor 'b.weight_scale': value -1 at 1");
}

/* All bytes of the header, one bit flipped: read or refused, never worse. */
Test(weights, flipped_bits)
{
    struct file file = begin();
    size_t header = 8 + (file.bytes[0] | (size_t)file.bytes[1] << 8);
    for (size_t i = 0; i < 8 * header; i++) {
        struct weights *weights;
        struct diag_list *diag;
        cr_assert_eq(diag_create(&diag), 0);
        file.bytes[i / 8] ^= (unsigned char)(1 << i % 8);
        weights_read_bytes(&weights, "w", file.bytes, file.size, file.subject.network,
                           file.subject.choice, diag);
        cr_assert_eq(weights != NULL, diag_count(diag) == 0);
        file.bytes[i / 8] ^= (unsigned char)(1 << i % 8);
        weights_free(weights);
        diag_free(diag);
    }
    finish(&file);
}

static int count_entries(const char *path)
{
    int count = 0;
    DIR *folder = opendir(path);
    cr_assert_not_null(folder);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

/* The file is replaced as a whole, and nothing else is left in the folder. */
Test(weights, files)
{
    char folder[] = "/tmp/enos_weights_XXXXXX", path[100];
    struct file file = begin();
    const struct subject *subject = &file.subject;
    struct weights *back;
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/w.safetensors", folder);
    for (int i = 0; i < 2; i++)
        cr_assert_eq(weights_write(file.weights, path, subject->network, subject->choice, NULL,
                                   subject->diag),
                     0);
    cr_assert_eq(count_entries(folder), 3);
    cr_assert_eq(weights_read(&back, path, subject->network, subject->choice, subject->diag), 0);
    expect_same(file.weights, back);
    weights_free(back);
    unlink(path);
    cr_assert_eq(weights_read(&back, path, subject->network, subject->choice, subject->diag), -1);
    expect_some(subject->diag, "w.safetensors: error: cannot be read: No such file");
    rmdir(folder);
    cr_assert_eq(
        weights_write(file.weights, path, subject->network, subject->choice, NULL, subject->diag),
        -1);
    expect_some(subject->diag, "w.safetensors: error: cannot be written: No such file");
    finish(&file);
}

/* Random weights of every operator stay in range, use all of it, and have minus zeros in MF only.
 */
Test(weights, random_ranges)
{
    for (const struct operator_def *const *op = operator_registry; *op; op++)
        for (int bits = 2; bits <= 8; bits *= 2) {
            char choice[16];
            int max = (*op)->operand_is_binary ? 1 : (1 << (bits - 1)) - 1, ends = 0, zeros = 0;
            snprintf(choice, sizeof choice, "%s%d", (*op)->name, bits);
            struct subject subject =
                begin_text("{shape: [16, 4, 4]}",
                           "  - {name: a, op: conv, filters: 640, kernel: 3}\n", choice);
            struct weights *weights;
            weights_random(&weights, subject.network, subject.choice, 3, subject.diag);
            expect_no_error(subject.diag);
            for (size_t i = 0; i < weights->layer[0].count; i++) {
                int8_t w = weights->layer[0].weight[i];
                cr_assert_leq(abs(weight_value(w)), max);
                ends |= (w == max) | (w == -max) << 1;
                zeros |= (w == 0) | (w == WEIGHT_MINUS_ZERO) << 1;
            }
            cr_assert_eq(ends, 3, "%s", choice);
            cr_assert_eq(zeros, (*op)->operand_is_binary ? 0 : (*op)->zero_has_sign ? 3 : 1);
            weights_free(weights);
            end(&subject);
        }
}
