/* Every class has its images in a random order; the validation split takes from the front, the
 * training split goes on from there. */
#include "search/split.h"

#include <stdlib.h>
#include <string.h>

#include "permute.h"
#include "random_purpose.h"

struct deal {
    size_t classes;
    size_t *image; /* (count) class after class, each in its random order */
    size_t *begin; /* (classes) the first one of a class that is not dealt */
    size_t *end;   /* (classes) */
    size_t *quota; /* (classes) for the part that is dealt */
    size_t *order; /* (classes) which classes get one more */
};

static void deal_free(struct deal *deal)
{
    free(deal->image);
    free(deal->begin);
    free(deal->end);
    free(deal->quota);
    free(deal->order);
}

static int deal_allocate(struct deal *deal, const struct dataset *dataset)
{
    size_t classes = (size_t)dataset->classes;
    *deal = (struct deal){.classes = classes};
    deal->image = calloc(dataset->count, sizeof *deal->image);
    deal->begin = calloc(classes, sizeof *deal->begin);
    deal->end = calloc(classes, sizeof *deal->end);
    deal->quota = calloc(classes, sizeof *deal->quota);
    deal->order = calloc(classes, sizeof *deal->order);
    return deal->image && deal->begin && deal->end && deal->quota && deal->order ? 0 : -1;
}

/* Sorts the images by class and shuffles every class. */
static void deal_begin(struct deal *deal, const struct dataset *dataset, uint64_t seed)
{
    for (size_t i = 0; i < dataset->count; i++)
        deal->end[dataset->label[i]]++;
    for (size_t c = 1; c < deal->classes; c++)
        deal->end[c] += deal->end[c - 1];
    memcpy(deal->begin, deal->end, deal->classes * sizeof *deal->begin);
    for (size_t i = dataset->count; i-- > 0;)
        deal->image[--deal->begin[dataset->label[i]]] = i;
    for (size_t c = 0; c < deal->classes; c++)
        permute(deal->image + deal->begin[c], deal->end[c] - deal->begin[c],
                random_stream_at(seed, c, 0, RANDOM_SPLIT));
}

static size_t left(const struct deal *deal, size_t class)
{
    return deal->end[class] - deal->begin[class];
}

/* Images in a part that takes `level` of every class, or all where there are fewer. */
static size_t taken_at(const struct deal *deal, size_t level)
{
    size_t sum = 0;
    for (size_t c = 0; c < deal->classes; c++)
        sum += left(deal, c) < level ? left(deal, c) : level;
    return sum;
}

/* The highest level at which a part has no more than `count` images. */
static size_t level_of(const struct deal *deal, size_t count)
{
    size_t low = 0, high = count; /* a part of `count` of every class is large enough */
    while (low < high) {
        size_t middle = high - (high - low) / 2;
        if (taken_at(deal, middle) <= count)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* Equal quotas; what is left over goes to classes that have more, in a random order. */
static void set_quotas(struct deal *deal, size_t count, struct random_stream stream)
{
    size_t level = level_of(deal, count), over = count - taken_at(deal, level);
    for (size_t c = 0; c < deal->classes; c++)
        deal->order[c] = c;
    permute(deal->order, deal->classes, stream);
    for (size_t i = 0; i < deal->classes; i++) {
        size_t c = deal->order[i];
        size_t extra = over > 0 && left(deal, c) > level;
        deal->quota[c] = left(deal, c) < level ? left(deal, c) : level + extra;
        over -= extra;
    }
}

static int compare(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* Takes `count` images off. Returns them, or NULL when memory is short. */
static size_t *deal_part(struct deal *deal, size_t count, struct random_stream stream)
{
    size_t *part = calloc(count ? count : 1, sizeof *part), n = 0;
    if (!part)
        return NULL;
    set_quotas(deal, count, stream);
    for (size_t c = 0; c < deal->classes; c++) {
        memcpy(part + n, deal->image + deal->begin[c], deal->quota[c] * sizeof *part);
        n += deal->quota[c];
        deal->begin[c] += deal->quota[c];
    }
    qsort(part, n, sizeof *part, compare);
    return part;
}

static int deal_parts(struct split *out, const struct dataset *dataset, uint64_t seed)
{
    struct deal deal;
    int status = deal_allocate(&deal, dataset);
    if (status == 0) {
        deal_begin(&deal, dataset, seed);
        out->validation =
            deal_part(&deal, out->validation_count, random_stream_at(seed, 1, 0, RANDOM_REMAINDER));
        out->train =
            deal_part(&deal, out->train_count, random_stream_at(seed, 0, 0, RANDOM_REMAINDER));
        status = out->validation && out->train ? 0 : -1;
    }
    deal_free(&deal);
    return status;
}

int split_balanced(struct split *out, const struct dataset *dataset, size_t train_count,
                   size_t validation_count, uint64_t seed, struct diag_list *diag)
{
    size_t count = dataset->count;
    size_t rest = validation_count <= count ? count - validation_count : 0;
    *out = (struct split){.train_count = train_count == SPLIT_REST ? rest : train_count,
                          .validation_count = validation_count};
    if (validation_count > count || out->train_count > rest) {
        diag_error(diag, &(struct diag_place){.file = dataset->name}, NULL,
                   "%zu images to train and %zu to validate are more than the %zu it has",
                   out->train_count, validation_count, count);
        return -1;
    }
    if (deal_parts(out, dataset, seed) == 0)
        return 0;
    split_free(out);
    diag_error(diag, &(struct diag_place){.file = dataset->name}, NULL,
               "not enough memory to split %zu images", count);
    return -1;
}

void split_free(struct split *split)
{
    free(split->train);
    free(split->validation);
    *split = (struct split){0};
}

size_t *split_first(size_t count)
{
    size_t *image = calloc(count ? count : 1, sizeof *image);
    for (size_t i = 0; image && i < count; i++)
        image[i] = i;
    return image;
}
