#include "data_files.h"
#include "search/dataset.h"
#include "workloads/expect.h"
#include "workloads/sha256.h"

static struct data_folder folder;

static void begin(void)
{
    data_folder_begin(&folder);
}

static void end(void)
{
    data_folder_end(&folder);
}

TestSuite(dataset, .init = begin, .fini = end);

/* Reads, expecting no error, or one with `part` in it. */
static struct dataset *read_source(struct dataset_source source, const struct network *network,
                                   const char *part)
{
    struct diag_list *diag;
    struct dataset *dataset;
    cr_assert_eq(diag_create(&diag), 0);
    source.folder = folder.path;
    int status = dataset_read(&dataset, &source, network, diag);
    cr_assert_eq(status == 0, dataset != NULL);
    cr_assert_eq(status == 0, diag_count(diag) == 0);
    if (part)
        expect_some(diag, part);
    else if (diag_count(diag) > 0)
        expect_error(diag, 0, "(no error)");
    diag_free(diag);
    return dataset;
}

/* The official files of a kind. */
static struct dataset *read_kind(const char *kind, enum dataset_part part, const char *error)
{
    struct dataset_source source = {.kind = dataset_kind_find(kind), .part = part};
    cr_assert_not_null(source.kind);
    return read_source(source, NULL, error);
}

/* Image i of the set is image first + i that was written; label modulo `labels`. */
static void expect_images(struct dataset *dataset, size_t first, size_t count, size_t labels)
{
    cr_assert_eq(dataset->count, count);
    for (size_t i = 0; i < count; i++) {
        cr_assert_eq((size_t)dataset->label[i], (first + i) % labels, "label of image %zu", i);
        for (size_t k = 0; k < dataset_image_bytes(dataset); k++)
            cr_assert_eq(dataset_image(dataset, i)[k], data_pixel(first + i, k), "image %zu", i);
    }
}

static void expect_shape(const struct dataset *dataset, int channels, int rows, int columns)
{
    cr_assert_eq(dataset->shape.channels, channels);
    cr_assert_eq(dataset->shape.rows, rows);
    cr_assert_eq(dataset->shape.columns, columns);
}

/* Five files of 3 images each, then one of 4. */
static void write_cifar10(void)
{
    char name[30];
    for (int i = 0; i < 5; i++) {
        snprintf(name, sizeof name, "data_batch_%d.bin", i + 1);
        data_records(&folder, name, (size_t)i * 3, 3, 1, 3072, 10);
    }
    data_records(&folder, "test_batch.bin", 15, 4, 1, 3072, 10);
}

Test(dataset, cifar10)
{
    write_cifar10();
    struct dataset *train = read_kind("cifar10", DATASET_TRAIN, NULL);
    struct dataset *test = read_kind("cifar10", DATASET_TEST, NULL);
    expect_shape(train, 3, 32, 32);
    cr_assert_str_eq(train->name, "cifar10");
    cr_assert_eq(train->classes, 10);
    expect_images(train, 0, 15, 10);
    expect_images(test, 15, 4, 10);
    dataset_free(train);
    dataset_free(test);
}

/* A coarse label, 255 here, is no label. */
Test(dataset, cifar100)
{
    data_records(&folder, "train.bin", 95, 7, 2, 3072, 100);
    data_records(&folder, "test.bin", 3, 2, 2, 3072, 100);
    struct dataset *train = read_kind("cifar100", DATASET_TRAIN, NULL);
    struct dataset *test = read_kind("cifar100", DATASET_TEST, NULL);
    expect_shape(train, 3, 32, 32);
    cr_assert_eq(train->classes, 100);
    expect_images(train, 95, 7, 100);
    expect_images(test, 3, 2, 100);
    dataset_free(train);
    dataset_free(test);
}

Test(dataset, tiny_imagenet)
{
    data_records(&folder, "train-a.bin", 190, 12, 1, 12288, 200);
    data_records(&folder, "val.bin", 0, 1, 1, 12288, 200);
    struct dataset *train = read_kind("tiny-imagenet", DATASET_TRAIN, NULL);
    struct dataset *test = read_kind("tiny-imagenet", DATASET_TEST, NULL);
    expect_shape(train, 3, 64, 64);
    cr_assert_eq(train->classes, 200);
    expect_images(train, 190, 12, 200);
    expect_images(test, 0, 1, 200);
    dataset_free(train);
    dataset_free(test);
}

/* Rows and columns change places: a file of 4 x 6 holds images of 6 x 4. */
Test(dataset, emnist_is_transposed)
{
    data_idx_images(&folder, "emnist-balanced-train-images-idx3-ubyte", 0, 5, 4, 6);
    data_idx_labels(&folder, "emnist-balanced-train-labels-idx1-ubyte", 0, 5, 47);
    struct dataset *dataset = read_kind("emnist", DATASET_TRAIN, NULL);
    expect_shape(dataset, 1, 6, 4);
    cr_assert_eq(dataset->classes, 47);
    cr_assert_eq(dataset->count, 5);
    for (size_t i = 0; i < 5; i++)
        for (size_t row = 0; row < 6; row++)
            for (size_t column = 0; column < 4; column++)
                cr_assert_eq(dataset_image(dataset, i)[row * 4 + column],
                             data_pixel(i, column * 6 + row));
    dataset_free(dataset);
}

/* Files of other names, of three and of four dimensions. */
Test(dataset, idx)
{
    data_idx_images(&folder, "a", 0, 5, 4, 6);
    data_idx_labels(&folder, "a-labels", 0, 5, 4);
    FILE *file = data_idx(&folder, "b", 4, (const size_t[]){2, 1, 4, 6});
    for (size_t i = 5; i < 7; i++)
        for (size_t k = 0; k < 24; k++)
            fputc(data_pixel(i, k), file);
    fclose(file);
    data_idx_labels(&folder, "b-labels", 5, 2, 4);
    const struct dataset_file files[] = {{"a", "a-labels", NULL, NULL},
                                         {"b", "b-labels", NULL, NULL}};
    struct dataset_source source = {
        .kind = dataset_kind_find("idx"), .file = files, .file_count = 2};
    struct dataset *dataset = read_source(source, NULL, NULL);
    expect_shape(dataset, 1, 4, 6);
    cr_assert_eq(dataset->classes, 4); /* the largest label is 3 */
    expect_images(dataset, 0, 7, 4);
    dataset_free(dataset);
    source.classes = 3;
    read_source(source, NULL, "a-labels: error: label 3 of image 3 is not below 3");
    source.limit = 3;
    dataset = read_source(source, NULL, NULL);
    expect_images(dataset, 0, 3, 4);
    dataset_free(dataset);
}

/* The first n images, wherever n falls among the files; more than there are is an error. */
Test(dataset, limit)
{
    write_cifar10();
    struct dataset_source source = {.kind = dataset_kind_find("cifar10")};
    for (source.limit = 1; source.limit <= 15; source.limit++) {
        struct dataset *dataset = read_source(source, NULL, NULL);
        expect_images(dataset, 0, source.limit, 10);
        dataset_free(dataset);
    }
    read_source(source, NULL, "15 images in 5 files, 16 are asked for");
}

/* Every one of the files that are missing is named, with the archive that holds it. */
Test(dataset, missing_files)
{
    char part[200];
    read_kind("cifar10", DATASET_TRAIN, "cifar-10-binary.tar.gz");
    snprintf(part, sizeof part, "%s/data_batch_1.bin: error: cannot be read: No such file",
             folder.path);
    read_kind("cifar10", DATASET_TRAIN, part);
    snprintf(part, sizeof part, "%s/data_batch_5.bin: error: cannot be read", folder.path);
    read_kind("cifar10", DATASET_TRAIN, part);
    data_idx_images(&folder, "t10k-images-idx3-ubyte", 0, 5, 4, 6);
    read_kind("idx", DATASET_TEST, "t10k-labels-idx1-ubyte: error: cannot be read: No such file");
    struct dataset_file here = {.images = folder.path};
    struct dataset_source source = {
        .kind = dataset_kind_find("cifar10"), .file = &here, .file_count = 1};
    read_source(source, NULL, "error: not a regular file");
}

Test(dataset, incomplete_files)
{
    write_cifar10();
    data_resize(&folder, 1, 3 * 3073 - 1);
    read_kind("cifar10", DATASET_TRAIN,
              "data_batch_2.bin: error: 9218 bytes are 2 records of 1 + 3x32x32 bytes, and 3072 "
              "bytes more");
    data_resize(&folder, 1, 0);
    read_kind("cifar10", DATASET_TRAIN, "data_batch_2.bin: error: it is empty");
    data_records(&folder, "train.bin", 0, 2, 2, 3072, 100);
    data_resize(&folder, folder.count - 1, 2 * 3073); /* as if of CIFAR-10 */
    read_kind("cifar100", DATASET_TRAIN, "6146 bytes are 1 records of 2 + 3x32x32 bytes");
}

Test(dataset, incomplete_arrays)
{
    data_idx_images(&folder, "train-images-idx3-ubyte", 0, 5, 4, 6);
    data_idx_labels(&folder, "train-labels-idx1-ubyte", 0, 5, 4);
    data_resize(&folder, 0, 16 + 5 * 24 - 1);
    read_kind("idx", DATASET_TRAIN, "images-idx3-ubyte: error: 119 bytes behind the header");
    data_resize(&folder, 0, 16 + 5 * 24 + 1);
    read_kind("idx", DATASET_TRAIN, "images-idx3-ubyte: error: 121 bytes behind the header");
    data_resize(&folder, 0, 10);
    read_kind("idx", DATASET_TRAIN, "truncated: 10 bytes");
    data_resize(&folder, 0, 0);
    read_kind("idx", DATASET_TRAIN, "images-idx3-ubyte: error: not a known file of images");
    data_idx_images(&folder, "t10k-images-idx3-ubyte", 0, 5, 4, 6);
    data_idx_labels(&folder, "t10k-labels-idx1-ubyte", 0, 5, 4);
    data_resize(&folder, 3, 8 + 4);
    read_kind("idx", DATASET_TEST, "labels-idx1-ubyte: error: 4 bytes behind the header");
}

Test(dataset, no_images)
{
    data_idx_images(&folder, "train-images-idx3-ubyte", 0, 0, 4, 6);
    data_idx_labels(&folder, "train-labels-idx1-ubyte", 0, 0, 4);
    read_kind("idx", DATASET_TRAIN, "it has 0 images of 1x4x6");
    data_idx_labels(&folder, "t10k-images-idx3-ubyte", 0, 9, 4);
    data_idx_labels(&folder, "t10k-labels-idx1-ubyte", 0, 9, 4);
    read_kind("idx", DATASET_TEST, "an array of 1 dimensions is no list of images");
}

Test(dataset, other_number_of_labels)
{
    data_idx_images(&folder, "train-images-idx3-ubyte", 0, 5, 4, 6);
    data_idx_labels(&folder, "train-labels-idx1-ubyte", 0, 6, 4);
    read_kind("idx", DATASET_TRAIN, "labels-idx1-ubyte: error: 6 labels, but 5 images in");
    data_idx_images(&folder, "t10k-images-idx3-ubyte", 0, 5, 4, 6);
    data_idx_images(&folder, "t10k-labels-idx1-ubyte", 0, 5, 1, 1);
    read_kind("idx", DATASET_TEST, "an array of 3 dimensions is no list of labels");
}

Test(dataset, labels_that_are_no_class)
{
    write_cifar10();
    data_poke(&folder, 3, 2 * 3073, 10);
    read_kind("cifar10", DATASET_TRAIN,
              "data_batch_4.bin: error: label 10 of image 2 is not below 10");
    data_records(&folder, "train.bin", 0, 2, 2, 3072, 100);
    data_poke(&folder, folder.count - 1, 3074 + 1, 100);
    read_kind("cifar100", DATASET_TRAIN, "train.bin: error: label 100 of image 1 is not below 100");
    data_idx_images(&folder, "emnist-balanced-train-images-idx3-ubyte", 0, 3, 4, 6);
    data_idx_labels(&folder, "emnist-balanced-train-labels-idx1-ubyte", 46, 3, 62);
    read_kind("emnist", DATASET_TRAIN,
              "labels-idx1-ubyte: error: label 47 of image 1 is not below 47");
}

/* Labels and images where they do not belong. */
Test(dataset, labels_in_the_wrong_place)
{
    struct dataset_file file = {"a.bin", "a.labels", NULL, NULL};
    struct dataset_source source = {
        .kind = dataset_kind_find("cifar10"), .file = &file, .file_count = 1};
    read_source(source, NULL, "a.labels: error: a file of labels is not expected");
    file.labels = NULL;
    source.kind = dataset_kind_find("idx");
    read_source(source, NULL, "a.bin: error: idx has its labels in a file of their own");
}

static void digest(int index, char out[65])
{
    FILE *file = fopen(folder.file[index], "rb");
    cr_assert_not_null(file);
    cr_assert_eq(sha256_file(file, out), 0);
    fclose(file);
}

/* The right checksum, in any case; then one byte of the file is another. */
Test(dataset, checksums)
{
    char images[65], labels[65], part[200];
    data_idx_images(&folder, "a", 0, 5, 4, 6);
    data_idx_labels(&folder, "l", 0, 5, 4);
    digest(0, images);
    digest(1, labels);
    labels[0] = labels[0] >= 'a' ? (char)(labels[0] - 32) : labels[0];
    labels[1] = labels[1] >= 'a' ? (char)(labels[1] - 32) : labels[1];
    const struct dataset_file file = {"a", "l", images, labels};
    struct dataset_source source = {
        .kind = dataset_kind_find("idx"), .file = &file, .file_count = 1};
    dataset_free(read_source(source, NULL, NULL));
    data_poke(&folder, 0, 16 + 77, data_pixel(3, 5) ^ 1);
    char found[65];
    digest(0, found);
    snprintf(part, sizeof part, "/a: error: its SHA-256 is %s, not %s", found, images);
    read_source(source, NULL, part);
    data_poke(&folder, 0, 16 + 77, data_pixel(3, 5));
    data_poke(&folder, 1, 9, 0);
    snprintf(part, sizeof part, "not %s", labels);
    read_source(source, NULL, part);
}

/* A network's input and outputs are those of the data, or it is said before anything is read. */
Test(dataset, goes_with_the_network)
{
    struct network_node node = {.output = {10, 1, 1}};
    struct network network = {.input = {3, 32, 32}, .node = &node};
    struct dataset_source source = {.kind = dataset_kind_find("cifar10")};
    write_cifar10();
    dataset_free(read_source(source, &network, NULL));
    node.output.channels = 100;
    read_source(source, &network, "10 classes, the network has 100 outputs");
    network.input.rows = 31;
    read_source(source, &network, "images of 3x32x32, the network takes 3x31x32");
    read_source(source, &network, "10 classes, the network has 100 outputs");
    node.output.channels = 10;
    network.input = (struct network_shape){1, 32, 32};
    read_source(source, &network, "images of 3x32x32, the network takes 1x32x32");
    network.input = (struct network_shape){3, 32, 96};
    read_source(source, &network, "images of 3x32x32, the network takes 3x32x96");
}

/* Layouts without classes of their own have the network's. */
Test(dataset, takes_classes_from_the_network)
{
    struct network_node node = {.output = {5, 1, 1}};
    struct network network = {.input = {1, 4, 6}, .node = &node};
    data_idx_images(&folder, "train-images-idx3-ubyte", 0, 5, 4, 6);
    data_idx_labels(&folder, "train-labels-idx1-ubyte", 0, 5, 4);
    struct dataset_source source = {.kind = dataset_kind_find("idx")};
    struct dataset *dataset = read_source(source, &network, NULL);
    cr_assert_eq(dataset->classes, 5);
    dataset_free(dataset);
    node.output.channels = 3;
    read_source(source, &network, "label 3 of image 3 is not below 3");
    source.classes = 4;
    read_source(source, &network, "4 classes, the network has 3 outputs");
}

Test(dataset, files_of_other_shapes)
{
    data_idx_images(&folder, "a", 0, 5, 4, 6);
    data_idx_images(&folder, "b", 0, 5, 6, 4);
    data_idx_labels(&folder, "l", 0, 5, 4);
    const struct dataset_file files[] = {{"a", "l", NULL, NULL}, {"b", "l", NULL, NULL}};
    struct dataset_source source = {
        .kind = dataset_kind_find("idx"), .file = files, .file_count = 2};
    read_source(source, NULL, "b: error: images of 1x6x4, those of the files before are 1x4x6");
}

Test(dataset, kinds_have_names)
{
    cr_assert_null(dataset_kind_find("cifar"));
    for (int i = 0; dataset_kinds[i]; i++)
        cr_assert_eq(dataset_kind_find(dataset_kinds[i]->name), dataset_kinds[i]);
}
