#include "search/warm_up.h"

#include <stdlib.h>

#include "search_tally.h"

enum { DRAW_WARM_UP = 0x7761726d }; /* purpose of random numbers */

/* The number-th of the choices that a layer may take. */
static size_t allowed_choice(const struct search_space *space, size_t layer, uint64_t number)
{
    const unsigned char *allowed = space->allowed + layer * space->choice_count;
    size_t j = 0;
    while (!allowed[j] || number-- > 0)
        j++;
    return j;
}

static void sample(const struct search_space *space, struct random_stream stream, double *p)
{
    for (size_t l = 0; l < space->layer_count; l++) {
        size_t choice = allowed_choice(space, l, random_below(&stream, space_open(space, l)));
        for (size_t j = 0; j < space->choice_count; j++)
            p[l * space->choice_count + j] = j == choice;
    }
}

int warm_up_epoch(const struct subject *subject, enum warm_up_paths paths, uint64_t seed,
                  uint64_t epoch, struct search_tally *out)
{
    const struct search_space *space = subject->space;
    size_t steps = subject->batches(subject->context, SUBJECT_TRAIN);
    double *p = calloc(space->layer_count * space->choice_count + 1, sizeof *p);
    int status = p ? 0 : -1;
    *out = (struct search_tally){0};
    for (size_t step = 0; status == 0 && step < steps; step++) {
        struct subject_step result = {0};
        if (paths == WARM_UP_UNIFORM)
            space_uniform(space, p);
        else
            sample(space, random_stream_at(seed, epoch, step, DRAW_WARM_UP), p);
        status = subject->step(subject->context, SUBJECT_TRAIN, epoch, step, p, 1, NULL, &result);
        search_tally_add(out, &result);
    }
    free(p);
    return status;
}
