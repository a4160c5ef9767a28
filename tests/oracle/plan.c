#include "plan.h"

#include "legal.h"
#include "time_steps.h"

struct planner {
    const struct map_problem *problem;
    enum oracle_factors factors;
    unsigned fat;
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

/* Both nestings of a split over two axes. */
static int plan_nestings(struct planner *planner, int d, int x_left, int y_left,
                         struct oracle_split split)
{
    int nestings = split.x > 1 && split.y > 1 && is_reduced(d) ? 2 : 1;
    for (split.x_outside = 0; split.x_outside < nestings; split.x_outside++) {
        planner->plan.split[d] = split;
        int stop = plan_dimension(planner, d + 1, x_left / split.x, y_left / split.y);
        if (stop)
            return stop;
    }
    return 0;
}

/* The loop of groups is a single one. */
static int may_be_imperfect(const struct planner *planner, int d)
{
    return planner->factors == ORACLE_FACTORS_IMPERFECT && d != DIM_G;
}

/* All temporal loops above the array. */
static int plan_above(struct planner *planner, int d, int x_left, int y_left,
                      struct oracle_split split)
{
    int spatial = split.x * split.y;
    split.above = (split.units + spatial - 1) / spatial;
    split.inner = 1;
    int stop = plan_nestings(planner, d, x_left, y_left, split);
    while (!stop && ++split.inner < split.above && may_be_imperfect(planner, d)) {
        if (split.above % split.inner != 0)
            stop = plan_nestings(planner, d, x_left, y_left, split);
    }
    return stop;
}

static int is_allowed(const struct planner *planner, int d, const struct oracle_split *split)
{
    int spatial = split->x * split->y;
    if (planner->factors == ORACLE_FACTORS_PERFECT && split->units % spatial != 0)
        return 0;
    return spatial <= split->units &&
           (planner->fat >> d & 1 ||
            oracle_lean(planner->problem, (enum dim)d, split->units, split->x, split->y));
}

static int plan_spatial(struct planner *planner, int d, int x_left, int y_left, int below)
{
    int size = planner->problem->size[d], stop = 0;
    struct oracle_split split = {.below = below, .units = (size + below - 1) / below};
    for (split.x = 1; split.x <= x_left; split.x++) {
        for (split.y = 1; split.y <= y_left && !stop; split.y++) {
            if (split.x * split.y > 1 && is_allowed(planner, d, &split))
                stop = plan_above(planner, d, x_left, y_left, split);
        }
    }
    return stop;
}

/* Without spatial loops "below" means nothing: all temporal loops count as above. */
static int plan_dimension(struct planner *planner, int d, int x_left, int y_left)
{
    if (d == DIM_COUNT)
        return planner->visit(planner->context, &planner->plan);
    int size = planner->problem->size[d];
    int below_most = d == DIM_G ? 1 : size;
    struct oracle_split unsplit = {.below = 1, .units = size, .x = 1, .y = 1};
    int stop = plan_above(planner, d, x_left, y_left, unsplit);
    for (int below = 1; below <= below_most && !stop; below++) {
        if (size % below == 0 || may_be_imperfect(planner, d))
            stop = plan_spatial(planner, d, x_left, y_left, below);
    }
    return stop;
}

int oracle_each_plan(const struct map_problem *problem, const struct oracle_space *space,
                     int (*visit)(void *context, const struct oracle_plan *plan), void *context)
{
    struct planner planner = {.problem = problem,
                              .factors = space->factors,
                              .fat = space->fat,
                              .visit = visit,
                              .context = context};
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
            factor[count++] = (struct oracle_factor){dim, prime, below, 0, power};
    }
    return count;
}

/* The loops above the array. */
static int add_above(enum dim dim, const struct oracle_split *split, struct oracle_factor *factor)
{
    if (split->inner == 1)
        return add_factors(dim, split->above, 0, factor);
    int outermost = (split->above + split->inner - 1) / split->inner;
    factor[0] = (struct oracle_factor){dim, outermost, 0, 1, 1};
    return 1 + add_factors(dim, split->inner, 0, factor + 1);
}

int oracle_plan_factors(const struct oracle_plan *plan, struct oracle_factor *factor)
{
    int count = 0;
    for (int d = 0; d < DIM_COUNT; d++) {
        count += add_above((enum dim)d, &plan->split[d], factor + count);
        count += add_factors((enum dim)d, plan->split[d].below, 1, factor + count);
    }
    return count;
}

int oracle_factor_is_outside(const struct oracle_factor *outer, const struct oracle_factor *inner)
{
    if (outer->dim != inner->dim)
        return outer->dim == DIM_G;
    return outer->below < inner->below || outer->imperfect > inner->imperfect;
}

int oracle_split_is_spatial(const struct oracle_split *split)
{
    return split->x > 1 || split->y > 1;
}

int oracle_plan_is_of(const struct oracle_plan *plan, const struct map_problem *problem,
                      enum oracle_factors factors)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        const struct oracle_split *split = &plan->split[d];
        int temporal = split->inner == 1 && problem->size[d] % split->below == 0;
        int spatial = split->units % (split->x * split->y) == 0;
        if ((factors != ORACLE_FACTORS_IMPERFECT && !temporal) ||
            (factors == ORACLE_FACTORS_PERFECT && !spatial))
            return 0;
    }
    return 1;
}

uint64_t oracle_plan_time_steps(const struct oracle_plan *plan, const struct map_problem *problem)
{
    struct oracle_place loops = {0};
    for (int d = 0; d < DIM_COUNT; d++) {
        const struct oracle_split *split = &plan->split[d];
        loops.above[loops.count++] =
            (struct oracle_loop){(enum dim)d, split->above, ORACLE_TEMPORAL};
        oracle_split_loops(split, (enum dim)d, &loops);
        loops.above[loops.count++] =
            (struct oracle_loop){(enum dim)d, split->below, ORACLE_TEMPORAL};
    }
    return oracle_time_steps(problem, loops.above, loops.count);
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
