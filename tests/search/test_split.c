#include "search/split.h"
#include "workloads/expect.h"

/* A set with these numbers of images of each class, in turn as long as there are. */
static struct dataset make_set(const size_t *images, int classes)
{
    struct dataset set = {.name = "made", .classes = classes};
    size_t most = 0;
    for (int c = 0; c < classes; c++) {
        set.count += images[c];
        most = images[c] > most ? images[c] : most;
    }
    set.label = calloc(set.count, sizeof *set.label);
    cr_assert_not_null(set.label);
    for (size_t round = 0, i = 0; round < most; round++)
        for (int c = 0; c < classes; c++)
            if (round < images[c])
                set.label[i++] = c;
    return set;
}

static void split(struct split *out, const struct dataset *set, size_t train, size_t validation,
                  uint64_t seed)
{
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(split_balanced(out, set, train, validation, seed, diag), 0);
    cr_assert_eq(diag_count(diag), 0);
    diag_free(diag);
}

/* How often each class is in a part, whose images ascend; marks them as used. */
static void count(const struct dataset *set, const size_t *part, size_t n, size_t *of_class,
                  unsigned char *used)
{
    for (size_t i = 0; i < n; i++) {
        cr_assert(part[i] < set->count);
        cr_assert(i == 0 || part[i - 1] < part[i], "ascending");
        cr_assert_eq(used[part[i]]++, 0, "image %zu is in both parts", part[i]);
        of_class[set->label[part[i]]]++;
    }
}

/* Numbers differ by one at most, but for classes that have no more. */
static void expect_balance(const size_t *of_class, const size_t *most, int classes)
{
    size_t largest = 0;
    for (int c = 0; c < classes; c++)
        largest = of_class[c] > largest ? of_class[c] : largest;
    for (int c = 0; c < classes; c++)
        cr_assert(of_class[c] + 1 >= largest || of_class[c] == most[c],
                  "class %d has %zu, another one %zu", c, of_class[c], largest);
}

static void check_split(const size_t *images, int classes, size_t train, size_t validation)
{
    struct dataset set = make_set(images, classes);
    struct split parts;
    size_t in_train[8] = {0}, in_validation[8] = {0}, left[8];
    unsigned char *used = calloc(set.count, 1);
    split(&parts, &set, train, validation, 7);
    cr_assert_eq(parts.train_count, train);
    cr_assert_eq(parts.validation_count, validation);
    count(&set, parts.train, train, in_train, used);
    count(&set, parts.validation, validation, in_validation, used);
    expect_balance(in_validation, images, classes);
    for (int c = 0; c < classes; c++)
        left[c] = images[c] - in_validation[c];
    expect_balance(in_train, left, classes);
    split_free(&parts);
    free(used);
    free(set.label);
}

Test(split, is_balanced_and_disjoint)
{
    static const size_t even[] = {20, 20, 20, 20, 20, 20}, uneven[] = {3, 40, 11, 0, 25, 21};
    for (size_t train = 0; train <= 100; train++)
        for (size_t validation = 0; validation <= 100 - train; validation += 7) {
            check_split(even, 6, train, validation);
            check_split(uneven, 6, train, validation);
        }
    check_split(even, 6, 120, 0);
    check_split(even, 6, 0, 120);
}

static int same(const struct split *a, const struct split *b)
{
    return a->train_count == b->train_count && a->validation_count == b->validation_count &&
           memcmp(a->train, b->train, a->train_count * sizeof *a->train) == 0 &&
           memcmp(a->validation, b->validation, a->validation_count * sizeof *a->train) == 0;
}

/* Seed and nothing else; the rest is what the other part leaves. */
Test(split, is_a_function_of_the_seed)
{
    static const size_t images[] = {50, 50, 50};
    struct dataset set = make_set(images, 3);
    struct split a, b, c, rest;
    split(&a, &set, 61, 31, 1);
    split(&b, &set, 61, 31, 1);
    split(&c, &set, 61, 31, 2);
    split(&rest, &set, SPLIT_REST, 31, 1);
    cr_assert(same(&a, &b));
    cr_assert_not(same(&a, &c));
    cr_assert_eq(rest.train_count, 150 - 31);
    cr_assert_eq(memcmp(rest.validation, a.validation, 31 * sizeof *a.validation), 0);
    split_free(&a);
    split_free(&b);
    split_free(&c);
    split_free(&rest);
    free(set.label);
}

/* Over many seeds every image is chosen as often as the others, and every class gets what is
 * left over as often: 2000 draws of probability 1/4 (1/3), 5 standard deviations. */
Test(split, is_fair)
{
    static const size_t images[] = {8, 8, 8};
    struct dataset set = make_set(images, 3);
    size_t chosen[24] = {0}, extra[3] = {0};
    for (uint64_t seed = 0; seed < 2000; seed++) {
        struct split parts;
        size_t of_class[3] = {0};
        split(&parts, &set, 6, 1, seed);
        for (size_t i = 0; i < parts.train_count; i++)
            chosen[parts.train[i]]++;
        extra[set.label[parts.validation[0]]]++;
        for (size_t i = 0; i < parts.train_count; i++)
            of_class[set.label[parts.train[i]]]++;
        cr_assert(of_class[0] == 2 && of_class[1] == 2 && of_class[2] == 2);
        split_free(&parts);
    }
    for (int i = 0; i < 24; i++)
        cr_assert(chosen[i] > 403 && chosen[i] < 597, "image %d: %zu", i, chosen[i]);
    for (int c = 0; c < 3; c++)
        cr_assert(extra[c] > 561 && extra[c] < 772, "class %d: %zu", c, extra[c]);
    free(set.label);
}

Test(split, more_than_there_are)
{
    static const size_t images[] = {5, 5};
    struct dataset set = make_set(images, 2);
    struct diag_list *diag;
    struct split parts;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(split_balanced(&parts, &set, 7, 4, 1, diag), -1);
    expect_some(diag, "7 images to train and 4 to validate are more than the 10 it has");
    cr_assert_eq(split_balanced(&parts, &set, SPLIT_REST, 11, 1, diag), -1);
    cr_assert_eq(split_balanced(&parts, &set, SIZE_MAX - 1, 4, 1, diag), -1);
    cr_assert_eq(diag_count(diag), 3);
    diag_free(diag);
    free(set.label);
}

Test(split, first)
{
    size_t *image = split_first(3);
    cr_assert(image[0] == 0 && image[1] == 1 && image[2] == 2);
    free(image);
}
