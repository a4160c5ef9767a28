#include "search/space.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int space_find(const struct search_space *space, const struct choice *choice)
{
    for (size_t j = 0; j < space->choice_count; j++)
        if (choice_equal(&space->choice[j], choice))
            return (int)j;
    return -1;
}

/* Column of a choice, which is added when it is new; -1 when there is no room. */
static int add(struct search_space *space, const struct choice *choice)
{
    int j = space_find(space, choice);
    if (j >= 0 || space->choice_count == SPACE_CHOICES_MAX)
        return j;
    space->choice[space->choice_count] = *choice;
    return (int)space->choice_count++;
}

static const struct choice *pinned(const struct network *network, size_t layer)
{
    const struct choice *choice = &network->node[network->layer[layer]].choice;
    return choice->op ? choice : NULL;
}

int space_create(struct search_space *out, const struct network *network,
                 const struct choice *choice, size_t choice_count)
{
    *out = (struct search_space){.layer_count = (size_t)network->layer_count};
    for (size_t j = 0; j < choice_count; j++)
        if (add(out, &choice[j]) < 0)
            return -1;
    size_t common = out->choice_count;
    for (size_t l = 0; l < out->layer_count; l++)
        if (pinned(network, l) && add(out, pinned(network, l)) < 0)
            return -1;
    out->allowed = calloc(out->layer_count * out->choice_count, 1);
    if (!out->allowed)
        return -1;
    for (size_t l = 0; l < out->layer_count; l++) {
        memset(out->allowed + l * out->choice_count, 1, common);
        if (pinned(network, l))
            space_pin(out, l, (size_t)space_find(out, pinned(network, l)));
    }
    return 0;
}

void space_free(struct search_space *space)
{
    free(space->allowed);
    *space = (struct search_space){0};
}

void space_pin(struct search_space *space, size_t layer, size_t choice)
{
    unsigned char *allowed = space->allowed + layer * space->choice_count;
    memset(allowed, 0, space->choice_count);
    allowed[choice] = 1;
}

size_t space_open(const struct search_space *space, size_t layer)
{
    size_t open = 0;
    for (size_t j = 0; j < space->choice_count; j++)
        open += space->allowed[layer * space->choice_count + j];
    return open;
}

void space_assign(const struct search_space *space, const size_t *choice, double *p)
{
    for (size_t l = 0; l < space->layer_count; l++)
        for (size_t j = 0; j < space->choice_count; j++)
            p[l * space->choice_count + j] = choice[l] == j;
}

void space_choices(const struct search_space *space, const size_t *choice, struct choice *out)
{
    for (size_t l = 0; l < space->layer_count; l++)
        out[l] = space->choice[choice[l]];
}

void space_uniform(const struct search_space *space, double *p)
{
    for (size_t l = 0; l < space->layer_count; l++)
        for (size_t j = 0; j < space->choice_count; j++) {
            size_t i = l * space->choice_count + j;
            p[i] = space->allowed[i] ? 1 / (double)space_open(space, l) : 0;
        }
}

static void softmax_row(const unsigned char *allowed, size_t count, const double *alpha,
                        double temperature, double *p)
{
    double largest = -INFINITY, sum = 0;
    for (size_t j = 0; j < count; j++)
        if (allowed[j] && alpha[j] > largest)
            largest = alpha[j];
    for (size_t j = 0; j < count; j++) {
        p[j] = allowed[j] ? exp((alpha[j] - largest) / temperature) : 0;
        sum += p[j];
    }
    for (size_t j = 0; j < count; j++)
        p[j] /= sum;
}

void space_softmax(const struct search_space *space, const double *alpha, double temperature,
                   double *p)
{
    for (size_t l = 0; l < space->layer_count; l++) {
        size_t i = l * space->choice_count;
        softmax_row(space->allowed + i, space->choice_count, alpha + i, temperature, p + i);
    }
}

void space_softmax_backward(const struct search_space *space, const double *p, const double *dp,
                            double temperature, double *dalpha)
{
    for (size_t l = 0; l < space->layer_count; l++) {
        size_t first = l * space->choice_count, end = first + space->choice_count;
        double mean = 0;
        for (size_t i = first; i < end; i++)
            mean += p[i] * dp[i];
        for (size_t i = first; i < end; i++)
            dalpha[i] = p[i] * (dp[i] - mean) / temperature;
    }
}

void space_argmax(const struct search_space *space, const double *p, size_t *choice)
{
    for (size_t l = 0; l < space->layer_count; l++) {
        const double *row = p + l * space->choice_count;
        size_t best = SIZE_MAX;
        for (size_t j = 0; j < space->choice_count; j++)
            if (space->allowed[l * space->choice_count + j] &&
                (best == SIZE_MAX || row[j] > row[best]))
                best = j;
        choice[l] = best;
    }
}

double space_entropy(const struct search_space *space, const double *p, size_t layer)
{
    size_t open = space_open(space, layer);
    double entropy = 0;
    for (size_t j = 0; j < space->choice_count; j++) {
        double share = p[layer * space->choice_count + j];
        if (share > 0)
            entropy -= share * log(share);
    }
    return open > 1 ? entropy / log((double)open) : 0;
}
