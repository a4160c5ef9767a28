/* The layouts of data sets. Sources: https://www.cs.toronto.edu/~kriz/cifar.html (binary
 * version); http://yann.lecun.com/exdb/mnist; EMNIST, Cohen et al., arXiv:1702.05373, whose files
 * hold rows and columns swapped; Tiny ImageNet in records like CIFAR-10's, its classes in the
 * order of their WordNet names. */
#include <string.h>

#include "search/dataset.h"

static const struct dataset_kind cifar10 = {
    .name = "cifar10",
    .from = "cifar-10-binary.tar.gz",
    .shape = {3, 32, 32},
    .classes = 10,
    .label_bytes = 1,
    .file = {{{.images = "data_batch_1.bin"},
              {.images = "data_batch_2.bin"},
              {.images = "data_batch_3.bin"},
              {.images = "data_batch_4.bin"},
              {.images = "data_batch_5.bin"}},
             {{.images = "test_batch.bin"}}},
};

static const struct dataset_kind cifar100 = {
    .name = "cifar100",
    .from = "cifar-100-binary.tar.gz",
    .shape = {3, 32, 32},
    .classes = 100,
    .label_bytes = 2, /* coarse, fine */
    .file = {{{.images = "train.bin"}}, {{.images = "test.bin"}}},
};

static const struct dataset_kind emnist = {
    .name = "emnist",
    .from = "emnist's gzip.zip (unpack its .gz files)",
    .classes = 47, /* of Balanced and By_Merge */
    .is_transposed = 1,
    .file = {{{.images = "emnist-balanced-train-images-idx3-ubyte",
               .labels = "emnist-balanced-train-labels-idx1-ubyte"}},
             {{.images = "emnist-balanced-test-images-idx3-ubyte",
               .labels = "emnist-balanced-test-labels-idx1-ubyte"}}},
};

static const struct dataset_kind tiny_imagenet = {
    .name = "tiny-imagenet",
    .from = "tiny-imagenet-200.zip, its JPEGs decoded to records of a label and 3x64x64 bytes",
    .shape = {3, 64, 64},
    .classes = 200,
    .label_bytes = 1,
    .file = {{{.images = "train-a.bin"}}, {{.images = "val.bin"}}},
};

static const struct dataset_kind idx = {
    .name = "idx",
    .from = "MNIST's four archives (unpack them) or others of the format",
    .file = {{{.images = "train-images-idx3-ubyte", .labels = "train-labels-idx1-ubyte"}},
             {{.images = "t10k-images-idx3-ubyte", .labels = "t10k-labels-idx1-ubyte"}}},
};

const struct dataset_kind *const dataset_kinds[] = {&cifar10,       &cifar100, &emnist,
                                                    &tiny_imagenet, &idx,      NULL};

const struct dataset_kind *dataset_kind_find(const char *name)
{
    for (const struct dataset_kind *const *kind = dataset_kinds; *kind; kind++)
        if (strcmp((*kind)->name, name) == 0)
            return *kind;
    return NULL;
}
