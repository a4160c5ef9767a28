#include "search/search.h"

#include <stdlib.h>
#include <string.h>

#include "search_running.h"

struct search_state *search_state(struct search *search)
{
    return &search->state;
}

size_t search_state_items(struct search_state *state, size_t layer_count,
                          struct archive_item item[SEARCH_STATE_ITEMS])
{
    struct alpha *alpha = &state->alpha;
    size_t bytes = alpha->count * sizeof *alpha->value;
    const struct archive_item all[SEARCH_STATE_ITEMS] = {
        {"search.alpha", alpha->value, bytes},
        {"search.alpha_mean", alpha->mean, bytes},
        {"search.alpha_square", alpha->square, bytes},
        {"search.alpha_steps", alpha->steps, bytes},
        {"search.argmax", state->argmax, layer_count * sizeof *state->argmax},
        {"search.decision", state->decision, layer_count * sizeof *state->decision},
        {"search.progress", &state->progress, sizeof state->progress},
    };
    memcpy(item, all, sizeof all);
    return SEARCH_STATE_ITEMS;
}

static int is_sound(const struct search *search)
{
    const struct search_space *space = search->space;
    const struct search_state *state = &search->state;
    if (state->progress.decisions > space->layer_count || !(state->progress.temperature > 0))
        return 0;
    for (size_t i = 0; i < state->progress.decisions; i++) {
        const struct search_decision *decision = &state->decision[i];
        if (decision->layer >= space->layer_count || decision->choice >= space->choice_count ||
            !space->allowed[decision->layer * space->choice_count + decision->choice])
            return 0;
    }
    for (size_t l = 0; l < space->layer_count; l++)
        if (state->argmax[l] >= space->choice_count)
            return 0;
    return 1;
}

int search_restore(struct search *search)
{
    if (!is_sound(search))
        return -1;
    memcpy(search->open.allowed, search->space->allowed, search->state.alpha.count);
    for (size_t i = 0; i < search->state.progress.decisions; i++) {
        const struct search_decision *decision = &search->state.decision[i];
        space_pin(&search->open, decision->layer, decision->choice);
    }
    return 0;
}

void search_p(const struct search *search, double *p)
{
    space_softmax(&search->open, search->state.alpha.value, search_p_temperature(search), p);
}

/* Renews the argmax, and how long it has been the same. Returns the number of changes. */
static size_t follow_argmax(struct search *search)
{
    struct search_progress *progress = &search->state.progress;
    size_t changes = 0;
    search_p(search, search->p);
    space_argmax(&search->open, search->p, search->choice);
    for (size_t l = 0; l < search->open.layer_count; l++)
        changes += search->choice[l] != search->state.argmax[l];
    memcpy(search->state.argmax, search->choice, search->open.layer_count * sizeof *search->choice);
    int is_rising = (double)progress->epoch < search->settings.ramp_epochs;
    progress->stable = changes || is_rising ? 0 : progress->stable + 1;
    return changes;
}

int search_epoch(struct search *search, const struct subject *subject, struct search_report *out)
{
    struct search_progress *progress = &search->state.progress;
    uint64_t decisions = progress->decisions;
    search->report = (struct search_report){.epoch = progress->epoch, .cycle = progress->cycle};
    search_set_temperature(search);
    if (search->mode->learn(search, subject) != 0)
        return -1;
    size_t changes = follow_argmax(search);
    progress->cycle_epoch++;
    if (search->mode->decide && search->mode->decide(search) != 0)
        return -1;
    progress->epoch++;
    search_fill_report(search, changes, progress->decisions - decisions);
    *out = search->report;
    return 0;
}

int search_done(const struct search *search)
{
    return search->mode->done(search);
}

size_t search_assignments(struct search *search, size_t *choice, size_t max,
                          char note[REPAIR_NOTE_MAX])
{
    return search->mode->assignments(search, choice, max, note);
}

int search_uses_validation(const struct search *search)
{
    return search->mode->uses_validation(&search->settings);
}

int search_check(const struct search *search, const struct subject *subject, const char *file,
                 struct diag_list *diag)
{
    static const char *const names[] = {"training", "validation"};
    int splits = search_uses_validation(search) ? 2 : 1;
    for (int split = 0; split < splits; split++) {
        if (subject->batches(subject->context, (enum subject_split)split) > 0)
            continue;
        diag_error(diag, &(struct diag_place){.file = file},
                   "give the split at least as many images as a batch has",
                   "mode %s: the %s split has no batch", search->mode->name, names[split]);
        return -1;
    }
    return 0;
}

/* True if a unit has a layer to decide. */
static int unit_is_open(const struct search *search, size_t unit)
{
    for (size_t l = 0; l < search->space->layer_count; l++)
        if (search->unit[l] == unit && space_open(search->space, l) > 1)
            return 1;
    return 0;
}

uint64_t search_epochs_most(const struct search *search)
{
    uint64_t cycles = 0;
    if (!search->mode->is_stepwise)
        return search->settings.epochs;
    for (size_t unit = 0; unit < search->unit_count; unit++)
        cycles += (uint64_t)unit_is_open(search, unit);
    return cycles * search->settings.cycle_epochs;
}
