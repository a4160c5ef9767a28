/* One batch: paths to the subject, its gradient to alpha. */
#include <math.h>
#include <string.h>

#include "search_run.h"
#include "search_tally.h"

/* What the paths that a sample leaves out weigh when their gradient is asked for: a subject need
 * not compute a path of weight 0. */
#define UNSAMPLED 0x1p-20

/* Purposes of random numbers. */
enum { DRAW_FOR_THETA = 0x74686574, DRAW_FOR_ALPHA = 0x616c7067 };

void search_begin_step(struct search *search, size_t step, size_t steps)
{
    double epochs = (double)search->state.progress.epoch + (double)step / (double)steps;
    double ramp = search->settings.ramp_epochs;
    search->ramp = epochs < ramp ? epochs / ramp : 1;
}

double search_p_temperature(const struct search *search)
{
    return search->settings.variational ? 1 : search->state.progress.temperature;
}

/* A sample of softmax(alpha), and the Gumbel softmax whose gradient stands in for its own. */
static void sample_paths(struct search *search, struct search_batch batch, int learn)
{
    uint64_t purpose = learn & LEARN_ALPHA ? DRAW_FOR_ALPHA : DRAW_FOR_THETA;
    struct random_stream stream =
        random_stream_at(search->settings.seed, batch.epoch, batch.step, purpose);
    const struct alpha *alpha = &search->state.alpha;
    memcpy(search->score, alpha->value, alpha->count * sizeof *search->score);
    alpha_add_gumbel(alpha, &stream, search->score);
    space_softmax(&search->open, search->score, search->state.progress.temperature, search->soft);
    space_argmax(&search->open, search->soft, search->choice);
    space_assign(&search->open, search->choice, search->paths);
}

/* Gives the other allowed paths a little weight of the sampled one. */
static void open_paths(struct search *search)
{
    size_t choices = search->open.choice_count;
    for (size_t l = 0; l < search->open.layer_count; l++)
        for (size_t j = 0; j < choices; j++) {
            if (j == search->choice[l] || !search->open.allowed[l * choices + j])
                continue;
            search->paths[l * choices + j] = UNSAMPLED;
            search->paths[l * choices + search->choice[l]] -= UNSAMPLED;
        }
}

static void set_paths(struct search *search, struct search_batch batch, int learn)
{
    const struct alpha *alpha = &search->state.alpha;
    size_t bytes = alpha->count * sizeof *search->p;
    space_softmax(&search->open, alpha->value, search_p_temperature(search), search->p);
    if (!search->settings.variational) {
        memcpy(search->paths, search->p, bytes);
        memcpy(search->soft, search->p, bytes);
        return;
    }
    sample_paths(search, batch, learn);
    if (learn & LEARN_ALPHA)
        open_paths(search);
}

/* d (weighted cost - weighted entropy)/d p; the entropy's but for a constant of each layer, which
 * softmax takes no notice of. */
static void differentiate_rest(struct search *search)
{
    const struct search_settings *settings = &search->settings;
    for (size_t i = 0; i < search->state.alpha.count; i++)
        search->dcost[i] = search->p[i] > 0 ? settings->entropy_weight * log(search->p[i]) : 0;
    if (settings->cost)
        cost_expected(settings->cost, search->p, search_cost_weight(search, search->p),
                      search->dcost);
}

static int move_alpha(struct search *search)
{
    struct alpha *alpha = &search->state.alpha;
    differentiate_rest(search);
    space_softmax_backward(&search->open, search->soft, search->dp,
                           search->state.progress.temperature, search->gradient);
    space_softmax_backward(&search->open, search->p, search->dcost, search_p_temperature(search),
                           search->score);
    for (size_t i = 0; i < alpha->count; i++)
        search->gradient[i] += search->score[i];
    search_move_multiplier(search, search->p);
    return alpha_step(alpha, &search->settings.alpha, &search->open, search->gradient);
}

int search_step(struct search *search, const struct subject *subject, struct search_batch batch,
                int learn)
{
    struct subject_step result = {0};
    int update = learn & LEARN_THETA && !search->settings.freeze_weights;
    double *dp = learn & LEARN_ALPHA ? search->dp : NULL;
    set_paths(search, batch, learn);
    if (subject->step(subject->context, batch.split, batch.epoch, batch.step, search->paths, update,
                      dp, &result) != 0)
        return -1;
    search_tally_add(
        batch.split == SUBJECT_TRAIN ? &search->report.train : &search->report.validation, &result);
    return dp ? move_alpha(search) : 0;
}
