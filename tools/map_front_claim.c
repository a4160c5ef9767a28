/* What is certain of fronts. */
#include <math.h>

#include "map_front_run.h"

const struct map_front *map_front_run_of(const struct map_front_run *fronts, size_t layer,
                                         size_t choice)
{
    const struct map_run *run = fronts->run;
    return &fronts->front[run->job_of[layer * run->choice_count + choice]];
}

uint64_t map_front_run_glb_bits(const struct map_front_run *fronts, size_t choice, size_t i)
{
    const struct map_front_sum *sum = &fronts->sum[choice];
    uint64_t most = 0;
    for (size_t l = 0; l < sum->parts; l++) {
        const struct map_front *front = map_front_run_of(fronts, l, choice);
        uint64_t bits = front->point[sum->pick[i * sum->parts + l]].glb_bits;
        most = bits > most ? bits : most;
    }
    return most;
}

struct map_front_claim map_front_claim_of_layer(const struct map_front *front)
{
    return (struct map_front_claim){front->energy_factor, front->cycles_factor,
                                    front->open_cycles > 0, front->open_cycles};
}

struct map_front_claim map_front_claim_of_network(const struct map_front_run *fronts, size_t choice)
{
    struct map_front_claim claim = {1, 1, 0, 0};
    for (size_t l = 0; l < fronts->run->layer_count; l++) {
        const struct map_front *front = map_front_run_of(fronts, l, choice);
        claim.energy_factor = fmax(claim.energy_factor, front->energy_factor);
        claim.cycles_factor = fmax(claim.cycles_factor, front->cycles_factor);
        claim.open += front->open_cycles > 0;
    }
    claim.cycles_factor *= fronts->sum[choice].cycles_factor;
    return claim;
}

static size_t count_pairs(const struct map_front_run *fronts, int (*is)(const struct map_front *))
{
    size_t count = 0;
    for (size_t l = 0; l < fronts->run->layer_count; l++)
        for (size_t j = 0; j < fronts->run->choice_count; j++)
            count += (size_t)is(map_front_run_of(fronts, l, j));
    return count;
}

static int is_impossible(const struct map_front *front)
{
    return !front->count && front->open_cycles == 0;
}

static int is_uncertain(const struct map_front *front)
{
    return !map_front_is_certain(front);
}

size_t map_front_run_impossible(const struct map_front_run *fronts)
{
    return count_pairs(fronts, is_impossible);
}

size_t map_front_run_uncertain(const struct map_front_run *fronts)
{
    return count_pairs(fronts, is_uncertain);
}
