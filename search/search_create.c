/* A search before its first epoch. */
#include <stdlib.h>
#include <string.h>

#include "search_run.h"

const struct search_settings search_defaults = {
    .epochs = 10,
    .target_rate = 0.2,
    .target_penalty = 10,
    .target_within = 0.01,
    .temperature_begin = 1,
    .temperature_end = 1,
    .alpha = {.rate = 3e-2, .beta = {0.5, 0.999}, .decay = 1e-3, .epsilon = 1e-8},
    .level = SEARCH_LEVEL_BI,
    .cycle_epochs = 1,
    .samples = 16,
};

struct check {
    const char *file;
    struct diag_list *diag;
};

static void require(const struct check *check, int holds, const char *hint, const char *message)
{
    if (!holds)
        diag_error(check->diag, &(struct diag_place){.file = check->file}, hint, "%s", message);
}

static void check_alpha(const struct check *check, const struct alpha_settings *alpha)
{
    require(check, alpha->rate >= 0 && alpha->decay >= 0, NULL,
            "rate and decay of alpha must not be negative");
    require(check, alpha->epsilon > 0, "1e-8", "epsilon of alpha must be above 0");
    for (int i = 0; i < 2; i++)
        require(check, alpha->beta[i] >= 0 && alpha->beta[i] < 1, "0.5 and 0.999",
                "a beta of alpha must lie in [0, 1)");
}

static void check_cost(const struct check *check, const struct search_settings *settings)
{
    require(check, settings->lambda >= 0, NULL, "lambda must not be negative");
    require(check, settings->target >= 0, "a share of the reference network's cost",
            "the target must not be negative");
    require(check, settings->cost || (settings->lambda == 0 && settings->target == 0),
            "name the tables that enos-map wrote", "lambda or a target needs the costs of layers");
    require(check, settings->target_rate >= 0 && settings->target_penalty >= 0, NULL,
            "rate and penalty of the target must not be negative");
    require(check, settings->target_within >= 0 && settings->target_within < 1, "0.01",
            "what is within the target must lie in [0, 1)");
}

static void check_settings(const struct check *check, const struct search_mode *mode,
                           const struct search_settings *settings)
{
    check_alpha(check, &settings->alpha);
    check_cost(check, settings);
    require(check, settings->temperature_begin > 0 && settings->temperature_end > 0, "1",
            "the temperature must be above 0");
    require(check, settings->ramp_epochs >= 0, NULL, "the ramp must not be negative");
    require(check, mode->is_stepwise || settings->epochs > 0, NULL,
            "a search needs at least one epoch");
    require(check, !mode->is_stepwise || settings->cycle_epochs > 0, NULL,
            "a cycle needs at least one epoch");
    require(check, !mode->is_sampled || settings->samples > 0, NULL,
            "a stochastic search needs at least one sample");
    require(check, mode->is_sampled || !settings->variational, "use mode stochastic",
            "only a stochastic search is variational");
}

static void check_space(const struct check *check, const struct search_space *space)
{
    for (size_t l = 0; l < space->layer_count; l++)
        if (space_open(space, l) == 0)
            diag_error(check->diag, &(struct diag_place){.file = check->file}, NULL,
                       "layer %zu has no choice left", l);
}

/* Length of the part of a layer's name that its module shares; 0: it is in none. */
static size_t module_length(const char *name)
{
    const char *slash = strchr(name, '/');
    return slash ? (size_t)(slash - name) + 1 : 0;
}

static int is_same_module(const char *a, const char *b)
{
    size_t length = module_length(a);
    return length && strncmp(a, b, length) == 0;
}

/* The first layer of the module numbers it. */
static void number_units(struct search *search, const struct network *network)
{
    int modules = network && search->settings.unit == SEARCH_UNIT_MODULE;
    for (size_t l = 0; l < search->space->layer_count; l++) {
        search->unit[l] = search->unit_count;
        for (size_t k = 0; modules && k < l && search->unit[l] == search->unit_count; k++)
            if (is_same_module(network->node[network->layer[l]].name,
                               network->node[network->layer[k]].name))
                search->unit[l] = search->unit[k];
        search->unit_count += search->unit[l] == search->unit_count;
    }
}

static int allocate_room(struct search *search)
{
    size_t layers = search->space->layer_count, cells = layers * search->space->choice_count;
    double **const room[] = {&search->p,     &search->paths,    &search->soft, &search->dp,
                             &search->dcost, &search->gradient, &search->score};
    int is_complete = 1;
    for (size_t i = 0; i < sizeof room / sizeof *room; i++) {
        *room[i] = calloc(cells + 1, sizeof **room[i]);
        is_complete &= *room[i] != NULL;
    }
    search->entropy = calloc(layers + 1, sizeof *search->entropy);
    search->choice = calloc(layers + 1, sizeof *search->choice);
    search->unit = calloc(layers + 1, sizeof *search->unit);
    return is_complete && search->entropy && search->choice && search->unit ? 0 : -1;
}

static int allocate_state(struct search *search)
{
    const struct search_space *space = search->space;
    struct search_state *state = &search->state;
    search->open.allowed = malloc(space->layer_count * space->choice_count + 1);
    state->argmax = calloc(space->layer_count + 1, sizeof *state->argmax);
    state->decision = calloc(space->layer_count + 1, sizeof *state->decision);
    if (!search->open.allowed || !state->argmax || !state->decision)
        return -1;
    return alpha_create(&state->alpha, space, search->settings.seed);
}

static void begin(struct search *search, const struct network *network)
{
    size_t cells = search->space->layer_count * search->space->choice_count;
    memcpy(search->open.allowed, search->space->allowed, cells);
    number_units(search, network);
    search_set_temperature(search);
    search_p(search, search->p);
    space_argmax(&search->open, search->p, search->state.argmax);
}

static struct search *allocate(const struct search_mode *mode,
                               const struct search_settings *settings,
                               const struct search_space *space)
{
    struct search *search = calloc(1, sizeof *search);
    if (!search)
        return NULL;
    search->mode = mode;
    search->settings = *settings;
    search->space = space;
    search->open = *space;
    search->open.allowed = NULL;
    if (allocate_room(search) == 0 && allocate_state(search) == 0)
        return search;
    search_free(search);
    return NULL;
}

int search_create(struct search **out, const struct search_mode *mode,
                  const struct search_settings *settings, const struct search_space *space,
                  const struct network *network, const char *file, struct diag_list *diag)
{
    struct check check = {file, diag};
    size_t before = diag_count(diag);
    *out = NULL;
    check_settings(&check, mode, settings);
    check_space(&check, space);
    require(&check, network || !mode->is_stepwise || settings->unit == SEARCH_UNIT_LAYER, NULL,
            "units of modules need a network");
    if (diag_count(diag) != before)
        return -1;
    *out = allocate(mode, settings, space);
    require(&check, *out != NULL, NULL, "out of memory for the search");
    if (!*out)
        return -1;
    begin(*out, network);
    return 0;
}

void search_free(struct search *search)
{
    if (!search)
        return;
    alpha_free(&search->state.alpha);
    space_free(&search->open);
    void *const room[] = {
        search->state.argmax, search->state.decision, search->unit,    search->p,
        search->paths,        search->soft,           search->dp,      search->dcost,
        search->gradient,     search->score,          search->entropy, search->choice};
    for (size_t i = 0; i < sizeof room / sizeof *room; i++)
        free(room[i]);
    free(search);
}
