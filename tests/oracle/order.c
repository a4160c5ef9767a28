#include "order.h"

#include "elements.h"

/* Appends a loop; neighbours of one dimension become one. */
static void place_loop(struct oracle_place *place, enum dim dim, int bound)
{
    struct oracle_loop *last = place->count ? &place->above[place->count - 1] : NULL;
    if (last && last->dim == dim && last->axis == ORACLE_TEMPORAL)
        last->bound *= bound;
    else
        place->above[place->count++] = (struct oracle_loop){dim, bound, ORACLE_TEMPORAL};
}

/* Appends the spatial loops of a dimension. Which PE has which part matters
 * only to the chains that add into an output, that is for C, R, S of O; else
 * one loop over as many PEs counts the same. */
static void place_split(struct oracle_place *place, enum tensor tensor, enum dim dim,
                        const struct oracle_split *split)
{
    if (tensor == TENSOR_O && !oracle_relevant(TENSOR_O, dim))
        oracle_split_loops(split, dim, place);
    else if (oracle_split_is_spatial(split))
        place->above[place->count++] = (struct oracle_loop){dim, split->x * split->y, 0};
}

static void find_tile(const struct oracle_order *order, int with_array, struct oracle_place *place)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        const struct oracle_split *split = &order->plan->split[d];
        place->tile[d] = with_array ? split->x * split->y : 1;
    }
    for (int f = 0; f < order->factors; f++) {
        for (int i = 0; i < order->factor[f].count; i++)
            place->tile[order->factor[f].dim] *= order->factor[f].bound;
    }
    for (int d = 0; d < DIM_COUNT; d++) {
        if (place->tile[d] > order->problem->size[d])
            place->tile[d] = order->problem->size[d];
    }
}

void oracle_order_find_glb_place(const struct oracle_order *order, struct oracle_place *place)
{
    place->count = 0;
    for (int i = 0; i < order->depth; i++)
        place_loop(place, order->loop[i].dim, order->loop[i].bound);
    find_tile(order, 1, place);
}

/* The spatial loops of a dimension stand just above its first temporal loop
 * below the array, or innermost: between those of its own dimension their
 * place changes nothing. */
void oracle_order_find_spad_place(const struct oracle_order *order, enum tensor tensor,
                                  struct oracle_place *place)
{
    int placed[DIM_COUNT] = {0};
    place->count = 0;
    for (int i = 0; i < order->depth; i++) {
        enum dim dim = order->loop[i].dim;
        if (order->loop[i].below && !placed[dim]++)
            place_split(place, tensor, dim, &order->plan->split[dim]);
        place_loop(place, dim, order->loop[i].bound);
    }
    for (int d = 0; d < DIM_COUNT; d++) {
        if (!placed[d])
            place_split(place, tensor, (enum dim)d, &order->plan->split[d]);
    }
    find_tile(order, 0, place);
}

int oracle_order_above_array(const struct oracle_order *order)
{
    for (int i = 0; i < order->depth; i++) {
        if (order->loop[i].below)
            return 0;
    }
    return 1;
}

static int uses_array(const struct oracle_plan *plan)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        if (oracle_split_is_spatial(&plan->split[d]))
            return 1;
    }
    return 0;
}

int oracle_order_below_array(const struct oracle_order *order)
{
    for (int f = 0; f < order->factors; f++) {
        const struct oracle_factor *factor = &order->factor[f];
        int above_own = oracle_split_is_spatial(&order->plan->split[factor->dim]);
        int above_all = factor->dim == DIM_G && uses_array(order->plan);
        if (factor->count && !factor->below && (above_own || above_all))
            return 0;
    }
    return 1;
}

uint64_t oracle_order_places_required(const struct oracle_order *order)
{
    uint64_t places = 0;
    for (int i = 1; i < order->depth; i++) {
        const struct oracle_factor *outer = &order->loop[i - 1], *inner = &order->loop[i];
        if (outer->dim == inner->dim && outer->below == inner->below &&
            (outer->imperfect || outer->bound > inner->bound))
            places |= (uint64_t)1 << i;
    }
    return places;
}

static int must_come_first(const struct oracle_factor *outer, const struct oracle_factor *inner)
{
    if (outer->dim != inner->dim)
        return outer->dim == DIM_G;
    return outer->below < inner->below || outer->imperfect > inner->imperfect;
}

int oracle_order_may_follow(const struct oracle_order *order, const struct oracle_factor *factor)
{
    for (int f = 0; f < order->factors; f++) {
        if (order->factor[f].count && must_come_first(&order->factor[f], factor))
            return 0;
    }
    return factor->count > 0;
}

int oracle_order_inside_groups(const struct oracle_order *order)
{
    for (int f = 0; f < order->factors; f++) {
        if (order->factor[f].dim == DIM_G && order->factor[f].count)
            return order->depth > 0;
    }
    return 0;
}

int oracle_order_start(struct oracle_order *order, const struct map_problem *problem,
                       const struct oracle_plan *plan)
{
    int loops = 0;
    *order = (struct oracle_order){.problem = problem, .plan = plan};
    order->factors = oracle_plan_factors(plan, order->factor);
    for (int f = 0; f < order->factors; f++)
        loops += order->factor[f].count;
    return loops <= ORACLE_LOOPS_MAX ? 0 : -1;
}
