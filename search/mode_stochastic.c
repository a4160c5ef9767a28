/* Stochastic: softmax(alpha) is a distribution, networks are its samples. Source: ENOS, Sec. II-C
 * and Algorithm 3. */
#include <string.h>

#include "mode_list.h"
#include "search_run.h"

#define TRIES 64 /* without a new sample: p hardly has another */

enum { DRAW_SAMPLE = 0x73616d70 }; /* purpose of random numbers */

static int is_new(const size_t *choice, size_t count, size_t layers, const size_t *sample)
{
    for (size_t i = 0; i < count; i++)
        if (memcmp(choice + i * layers, sample, layers * sizeof *sample) == 0)
            return 0;
    return 1;
}

/* The largest of score and Gumbel noise in each layer is a sample; where it must be repaired, the
 * repair is of the noisy score, and differs from sample to sample. */
static int draw(struct search *search, uint64_t number, size_t *choice, char *note)
{
    struct random_stream stream = random_stream_at(search->settings.seed, number, 0, DRAW_SAMPLE);
    search_score(search, search->score);
    alpha_add_gumbel(&search->state.alpha, &stream, search->score);
    return search_discretise(search, search->score, choice, note);
}

static size_t assignments(struct search *search, size_t *choice, size_t max, char *note)
{
    size_t layers = search->open.layer_count, count = 0;
    size_t wanted = search->settings.samples < max ? search->settings.samples : max;
    char one[REPAIR_NOTE_MAX];
    note[0] = '\0';
    for (uint64_t number = 0, last = 0; count < wanted && number - last < TRIES; number++) {
        if (draw(search, number, search->choice, one) != 0)
            return 0;
        if (!is_new(choice, count, layers, search->choice))
            continue;
        memcpy(choice + count++ * layers, search->choice, layers * sizeof *choice);
        last = number;
        if (!note[0])
            memcpy(note, one, sizeof one);
    }
    return count;
}

const struct search_mode search_mode_stochastic = {
    .name = "stochastic",
    .description = "networks sampled from the learned distribution, each retrained",
    .is_sampled = 1,
    .uses_validation = search_level_uses_validation,
    .learn = search_learn_at_level,
    .done = search_is_over,
    .assignments = assignments,
};
