#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "search/random_assignment.h"
#include "workloads/random_stream.h"

enum { LAYERS = 26, CHOICES = 9, COUNT = 64 };

struct fixture {
    struct search_space space;
    unsigned char allowed[LAYERS * CHOICES];
    double share[LAYERS * CHOICES];
};

/* Layers of very different size, as networks have them; the reference (choice 0) sums to 1. */
static void fill(struct fixture *f, size_t layers, size_t choices)
{
    struct random_stream stream = {5};
    double sum = 0;
    f->space = (struct search_space){
        .layer_count = layers, .choice_count = choices, .allowed = f->allowed};
    memset(f->allowed, 1, sizeof f->allowed);
    for (size_t l = 0; l < layers; l++) {
        double size = exp(2 * random_gaussian(&stream));
        for (size_t j = 0; j < choices; j++)
            f->share[l * choices + j] = size * (j ? 0.2 + 0.7 * random_uniform(&stream) : 1);
        sum += size;
    }
    for (size_t i = 0; i < layers * choices; i++)
        f->share[i] /= sum;
}

static double sum_of(const struct fixture *f, const size_t *choice)
{
    double sum = 0;
    for (size_t l = 0; l < f->space.layer_count; l++)
        sum += f->share[l * f->space.choice_count + choice[l]];
    return sum;
}

Test(random_assignment, all_are_within_the_tolerance_allowed_and_distinct)
{
    static struct fixture f;
    static size_t choice[COUNT * LAYERS];
    char note[RANDOM_ASSIGNMENT_NOTE_MAX];
    fill(&f, LAYERS, CHOICES);
    space_pin(&f.space, 3, 0);
    for (double target = 0.3; target < 0.95; target += 0.1) {
        size_t n = random_assignments(&f.space, f.share, target, 0.02, 7, COUNT, choice, note);
        cr_assert_eq(n, COUNT, "%g: %zu, %s", target, n, note);
        cr_assert_str_empty(note);
        for (size_t i = 0; i < n; i++) {
            const size_t *one = choice + i * LAYERS;
            cr_assert(fabs(sum_of(&f, one) - target) <= 0.02 * target);
            cr_assert_eq(one[3], 0);
            for (size_t k = 0; k < i; k++)
                cr_assert_neq(memcmp(choice + k * LAYERS, one, LAYERS * sizeof *one), 0);
        }
    }
}

Test(random_assignment, is_a_function_of_the_seed)
{
    static struct fixture f;
    static size_t a[COUNT * LAYERS], b[COUNT * LAYERS];
    char note[RANDOM_ASSIGNMENT_NOTE_MAX];
    fill(&f, LAYERS, CHOICES);
    random_assignments(&f.space, f.share, 0.5, 0.02, 7, COUNT, a, note);
    random_assignments(&f.space, f.share, 0.5, 0.02, 7, COUNT, b, note);
    cr_assert_eq(memcmp(a, b, sizeof a), 0);
    random_assignments(&f.space, f.share, 0.5, 0.02, 8, COUNT, b, note);
    cr_assert_neq(memcmp(a, b, sizeof a), 0);
    /* Fewer are the first of more. */
    random_assignments(&f.space, f.share, 0.5, 0.02, 7, 5, b, note);
    cr_assert_eq(memcmp(a, b, 5 * LAYERS * sizeof *a), 0);
}

enum { SMALL_LAYERS = 6, SMALL_CHOICES = 4, SMALL = 4096, DRAWS = 20000 };

static size_t number_of(const size_t *choice)
{
    size_t number = 0;
    for (size_t l = 0; l < SMALL_LAYERS; l++)
        number = number * SMALL_CHOICES + choice[l];
    return number;
}

/* One assignment for each of many seeds, against all that there are, which are counted. Chi-square
 * of a uniform distribution has mean n - 1 and variance 2 (n - 1): four sigma. */
Test(random_assignment, each_is_as_likely_as_any_other)
{
    static struct fixture f;
    static size_t seen[SMALL], choice[SMALL_LAYERS];
    char note[RANDOM_ASSIGNMENT_NOTE_MAX];
    size_t count = 0;
    double target = 0.62, within = 0.03, square = 0;
    fill(&f, SMALL_LAYERS, SMALL_CHOICES);
    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        cr_assert_eq(random_assignments(&f.space, f.share, target, within, seed, 1, choice, note),
                     1);
        seen[number_of(choice)]++;
    }
    for (size_t i = 0; i < SMALL; i++) {
        for (size_t l = SMALL_LAYERS, rest = i; l-- > 0; rest /= SMALL_CHOICES)
            choice[l] = rest % SMALL_CHOICES;
        int is_within = fabs(sum_of(&f, choice) - target) <= within * target;
        cr_assert(is_within || seen[i] == 0);
        count += (size_t)is_within;
    }
    cr_assert(count > 50 && count < DRAWS / 20, "%zu", count);
    double expected = (double)DRAWS / (double)count;
    size_t met = 0;
    for (size_t i = 0; i < SMALL; i++) {
        met += seen[i] > 0;
        square += seen[i] ? pow((double)seen[i] - expected, 2) / expected : 0;
    }
    cr_assert_eq(met, count, "%zu of %zu were ever drawn", met, count);
    double sigma = sqrt(2 * (double)(count - 1));
    cr_assert(fabs(square - (double)(count - 1)) < 4 * sigma, "chi-square %g, %zu", square, count);
}

Test(random_assignment, says_when_there_are_none_or_too_few)
{
    static struct fixture f;
    static size_t choice[COUNT * LAYERS];
    char note[RANDOM_ASSIGNMENT_NOTE_MAX];
    fill(&f, LAYERS, CHOICES);
    cr_assert_eq(random_assignments(&f.space, f.share, 0.05, 0.02, 7, COUNT, choice, note), 0);
    cr_assert_not_null(strstr(note, "no assignment costs 0.05: they cost from 0."), "%s", note);
    cr_assert_eq(random_assignments(&f.space, f.share, 1.5, 0.02, 7, COUNT, choice, note), 0);
    cr_assert_not_null(strstr(note, "to 1"), "%s", note);
    for (size_t l = 0; l < LAYERS; l++)
        space_pin(&f.space, l, 0);
    cr_assert_eq(random_assignments(&f.space, f.share, 1, 0.02, 7, COUNT, choice, note), 1);
    cr_assert_str_eq(note, "1 of 64 assignments that cost 1 were found, there are hardly more");
}
