#include "search_result.h"

#include <math.h>
#include <string.h>

const size_t *search_result_choice(const struct search_result *result)
{
    return result->count ? result->candidate[result->best].choice : NULL;
}

const char *search_layer_name(const struct network *network, size_t layer)
{
    return network->node[network->layer[layer]].name;
}

const char *search_choice_name(const struct search_space *space, const size_t *choice, size_t layer,
                               char out[CHOICE_NAME_MAX])
{
    choice_name(&space->choice[choice[layer]], out);
    return out;
}

double search_layer_pj(const struct search_inputs *inputs, size_t layer, size_t column)
{
    const struct cost *cost = &inputs->cost;
    return cost->energy[layer * cost->choice_count + column] * cost->reference_pj;
}

double search_layer_reference_pj(const struct search_inputs *inputs, size_t layer)
{
    const struct map_tables *tables = &inputs->tables.tables;
    const char *name = search_layer_name(inputs->network, layer);
    struct choice reference;
    if (choice_parse(&reference, inputs->run->reference))
        return NAN;
    for (size_t l = 0; l < tables->layer_count; l++)
        for (size_t j = 0; j < tables->choice_count; j++)
            if (!strcmp(tables->layer[l], name) && choice_equal(&tables->choice[j], &reference))
                return map_cell_energy_pj(map_tables_cell(tables, l, j));
    return NAN;
}

double search_score_error(const struct trainer_score *score)
{
    double a = score->accuracy;
    return score->images ? sqrt(a * (1 - a) / (double)score->images) : NAN;
}

static double accuracy_of(const struct job_candidate *candidate)
{
    return candidate->test.images ? candidate->test.accuracy : candidate->validation.accuracy;
}

int search_result_is_on_front(const struct search_result *result, size_t candidate)
{
    const struct cost *cost = &result->inputs->cost;
    double own_pj = cost_energy_pj(cost, result->candidate[candidate].choice);
    double own = accuracy_of(&result->candidate[candidate]);
    for (size_t i = 0; i < result->count; i++) {
        double pj = cost_energy_pj(cost, result->candidate[i].choice);
        double accuracy = accuracy_of(&result->candidate[i]);
        if (pj <= own_pj && accuracy >= own && (pj < own_pj || accuracy > own))
            return 0;
    }
    return 1;
}
