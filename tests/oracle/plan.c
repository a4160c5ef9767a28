#include "plan.h"

#include "legal.h"

struct planner {
    const struct map_problem *problem;
    int (*visit)(void *context, const struct oracle_plan *plan);
    void *context;
    struct oracle_plan plan;
};

static int plan_dimension(struct planner *planner, int d, int x_left, int y_left);

/* Which loops add into one output: there the place of a PE on an axis matters. */
static int is_reduced(int d)
{
    return d == DIM_C || d == DIM_R || d == DIM_S;
}

static int plan_split(struct planner *planner, int d, int x_left, int y_left,
                      struct oracle_split split)
{
    int spatial = split.x * split.y, nestings = split.x > 1 && split.y > 1 && is_reduced(d) ? 2 : 1;
    if (spatial > split.units || !oracle_lean((enum dim)d, split.units, split.x, split.y))
        return 0;
    split.above = (split.units + spatial - 1) / spatial;
    for (split.x_outside = 0; split.x_outside < nestings; split.x_outside++) {
        planner->plan.split[d] = split;
        int stop = plan_dimension(planner, d + 1, x_left / split.x, y_left / split.y);
        if (stop)
            return stop;
    }
    return 0;
}

static int plan_spatial(struct planner *planner, int d, int x_left, int y_left, int below)
{
    struct oracle_split split = {.below = below, .units = planner->problem->size[d] / below};
    for (split.x = 1; split.x <= x_left; split.x++) {
        for (split.y = 1; split.y <= y_left; split.y++) {
            if (split.x == 1 && split.y == 1)
                continue;
            int stop = plan_split(planner, d, x_left, y_left, split);
            if (stop)
                return stop;
        }
    }
    return 0;
}

/* Without spatial loops "below" means nothing: all temporal loops count as above. */
static int plan_dimension(struct planner *planner, int d, int x_left, int y_left)
{
    if (d == DIM_COUNT)
        return planner->visit(planner->context, &planner->plan);
    int size = planner->problem->size[d];
    int below_most = d == DIM_G ? 1 : size;
    planner->plan.split[d] = (struct oracle_split){1, size, 1, 1, size, 0};
    int stop = plan_dimension(planner, d + 1, x_left, y_left);
    for (int below = 1; below <= below_most && !stop; below++) {
        if (size % below == 0)
            stop = plan_spatial(planner, d, x_left, y_left, below);
    }
    return stop;
}

int oracle_each_plan(const struct map_problem *problem,
                     int (*visit)(void *context, const struct oracle_plan *plan), void *context)
{
    struct planner planner = {.problem = problem, .visit = visit, .context = context};
    return plan_dimension(&planner, 0, problem->axis_size[0], problem->axis_size[1]);
}

static int add_factors(enum dim dim, int product, int below, struct oracle_factor *factor)
{
    int count = 0;
    for (int prime = 2; product > 1; prime++) {
        int power = 0;
        for (; product % prime == 0; product /= prime)
            power++;
        if (power)
            factor[count++] = (struct oracle_factor){dim, prime, below, power};
    }
    return count;
}

int oracle_plan_factors(const struct oracle_plan *plan, struct oracle_factor *factor)
{
    int count = 0;
    for (int d = 0; d < DIM_COUNT; d++) {
        count += add_factors((enum dim)d, plan->split[d].above, 0, factor + count);
        count += add_factors((enum dim)d, plan->split[d].below, 1, factor + count);
    }
    return count;
}

int oracle_split_is_spatial(const struct oracle_split *split)
{
    return split->x > 1 || split->y > 1;
}

int oracle_plan_is_perfect(const struct oracle_plan *plan)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        if (plan->split[d].units % (plan->split[d].x * plan->split[d].y) != 0)
            return 0;
    }
    return 1;
}

void oracle_split_loops(const struct oracle_split *split, enum dim dim, struct oracle_place *place)
{
    struct oracle_loop x = {dim, split->x, 0}, y = {dim, split->y, 1};
    if (split->x > 1 && split->x_outside)
        place->above[place->count++] = x;
    if (split->y > 1)
        place->above[place->count++] = y;
    if (split->x > 1 && !split->x_outside)
        place->above[place->count++] = x;
}
