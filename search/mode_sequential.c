/* Sequential: cycles of training, each of which decides one unit, a layer or a module. The
 * likeliest choice is taken of softmax, not of alpha: raw alphas of different layers differ by
 * constants that mean nothing. Source: ENOS, Sec. II-B, Algorithm 2, Fig. 6(a). */
#include "mode_list.h"
#include "search_run.h"

static int is_undecided(const struct search *search, size_t layer)
{
    return space_open(&search->open, layer) > 1;
}

static double largest(const struct search *search, size_t layer)
{
    const double *p = search->p + layer * search->open.choice_count;
    double most = 0;
    for (size_t j = 0; j < search->open.choice_count; j++)
        most = p[j] > most ? p[j] : most;
    return most;
}

/* Mean over a unit's undecided layers of their largest p; -1: it has none. */
static double confidence(const struct search *search, size_t unit)
{
    double sum = 0;
    size_t count = 0;
    for (size_t l = 0; l < search->open.layer_count; l++)
        if (search->unit[l] == unit && is_undecided(search, l)) {
            sum += largest(search, l);
            count++;
        }
    return count ? sum / (double)count : -1;
}

/* Units are numbered in the order of the network. */
static size_t next_unit(const struct search *search)
{
    size_t best = 0;
    double most = -1;
    for (size_t unit = 0; unit < search->unit_count; unit++) {
        double here = confidence(search, unit);
        if (here <= most)
            continue;
        if (search->settings.order == SEARCH_ORDER_FORWARD)
            return unit;
        best = unit;
        most = here;
    }
    return best;
}

static void decide_layer(struct search *search, size_t layer, size_t choice)
{
    struct search_progress *progress = &search->state.progress;
    search->state.decision[progress->decisions++] = (struct search_decision){
        .cycle = progress->cycle,
        .epoch = progress->epoch,
        .unit = search->unit[layer],
        .layer = layer,
        .choice = choice,
        .probability = search->p[layer * search->open.choice_count + choice],
    };
    space_pin(&search->open, layer, choice);
}

static void begin_cycle(struct search *search)
{
    search->state.progress.cycle++;
    search->state.progress.cycle_epoch = 0;
    search->state.progress.stable = 0;
    for (size_t l = 0; search->settings.reset_alpha && l < search->open.layer_count; l++)
        if (is_undecided(search, l))
            alpha_reset(&search->state.alpha, &search->open, l);
}

static int decide(struct search *search)
{
    char note[REPAIR_NOTE_MAX];
    if (search->state.progress.cycle_epoch < search->settings.cycle_epochs &&
        !search_is_stable(search))
        return 0;
    search_p(search, search->p);
    search_score(search, search->score);
    /* Of the whole assignment that meets the target, so that what is decided never bars it. */
    if (search_discretise(search, search->score, search->choice, note) != 0)
        return -1;
    size_t unit = next_unit(search);
    for (size_t l = 0; l < search->open.layer_count; l++)
        if (search->unit[l] == unit && is_undecided(search, l))
            decide_layer(search, l, search->choice[l]);
    begin_cycle(search);
    return 0;
}

static int done(const struct search *search)
{
    for (size_t l = 0; l < search->open.layer_count; l++)
        if (is_undecided(search, l))
            return 0;
    return 1;
}

const struct search_mode search_mode_sequential = {
    .name = "sequential",
    .description = "one layer or module decided after another, with training in between",
    .is_stepwise = 1,
    .uses_validation = search_level_uses_validation,
    .learn = search_learn_at_level,
    .decide = decide,
    .done = done,
    .assignments = search_assign,
};
