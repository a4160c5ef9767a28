#include "sample.h"

#include "plan.h"

/* Temporal loops in order, and after how many of them everything else stands. */
struct sketch {
    const struct map_problem *problem;
    struct oracle_random *random;
    enum oracle_factors factors;
    struct oracle_plan plan;
    int dim;
    uint64_t splits; /* of the dimension, seen so far */
    int depth;
    struct oracle_factor loop[ORACLE_PLAN_FACTORS_MAX];
    int glb[TENSOR_COUNT], spad[TENSOR_COUNT]; /* glb -1: bypass */
    int split[DIM_COUNT];                      /* -1: no spatial loops */
};

/* Keeps every split with the same probability. */
static int draw_split(void *context, const struct oracle_plan *plan)
{
    struct sketch *sketch = context;
    if (oracle_random_below(sketch->random, (int)++sketch->splits) == 0)
        sketch->plan.split[sketch->dim] = plan->split[sketch->dim];
    return 0;
}

/* The splits of a dimension are the plans of a problem that has no other. Half of the dimensions
 * leave the array to others. */
static void draw_dimension(struct sketch *sketch, int axis_left[2])
{
    struct map_problem alone = *sketch->problem;
    for (int d = 0; d < DIM_COUNT; d++)
        alone.size[d] = d == sketch->dim ? alone.size[d] : 1;
    int on_array = oracle_random_below(sketch->random, 2);
    for (int axis = 0; axis < 2; axis++)
        alone.axis_size[axis] = on_array ? axis_left[axis] : 1;
    sketch->splits = 0;
    const struct oracle_space space = {.factors = sketch->factors};
    oracle_each_plan(&alone, &space, draw_split, sketch);
    axis_left[0] /= sketch->plan.split[sketch->dim].x;
    axis_left[1] /= sketch->plan.split[sketch->dim].y;
}

/* Dimensions in turn, from any on. */
static void draw_plan(struct sketch *sketch)
{
    int axis_left[2] = {sketch->problem->axis_size[0], sketch->problem->axis_size[1]};
    int first = oracle_random_below(sketch->random, DIM_COUNT);
    for (int i = 0; i < DIM_COUNT; i++) {
        sketch->dim = (first + i) % DIM_COUNT;
        draw_dimension(sketch, axis_left);
    }
}

static int is_ready(const struct oracle_factor *factor, int factors, int which)
{
    for (int f = 0; f < factors; f++) {
        if (factor[f].count && oracle_factor_is_outside(&factor[f], &factor[which]))
            return 0;
    }
    return factor[which].count > 0;
}

static void draw_order(struct sketch *sketch)
{
    struct oracle_factor factor[ORACLE_PLAN_FACTORS_MAX];
    int factors = oracle_plan_factors(&sketch->plan, factor), left = 0;
    for (int f = 0; f < factors; f++)
        left += factor[f].count;
    for (sketch->depth = 0; left > 0; left--) {
        int which;
        do {
            which = oracle_random_below(sketch->random, factors);
        } while (!is_ready(factor, factors, which));
        factor[which].count--;
        sketch->loop[sketch->depth++] = factor[which];
    }
}

/* The loops between which dimension d's spatial loops may stand. */
static void span_of(const struct sketch *sketch, int d, int *from, int *to)
{
    *from = 0;
    *to = sketch->depth;
    for (int i = sketch->depth - 1; i >= 0; i--) {
        if ((int)sketch->loop[i].dim != d)
            continue;
        if (sketch->loop[i].below)
            *to = i;
        else if (*from == 0)
            *from = i + 1;
    }
}

static int between(struct sketch *sketch, int from, int to)
{
    return from + oracle_random_below(sketch->random, to - from + 1);
}

/* Loops of G are one: nothing stands inside them. */
static int after_groups(const struct sketch *sketch)
{
    int groups = 0;
    while (groups < sketch->depth && sketch->loop[groups].dim == DIM_G)
        groups++;
    return groups;
}

static int draw_place(struct sketch *sketch, int from, int to)
{
    int place;
    do {
        place = between(sketch, from, to);
    } while (place > 0 && place < after_groups(sketch));
    return place;
}

/* The outermost and the innermost place of spatial loops; without any, one that parts GLB nodes
 * from scratchpad nodes all the same. */
static void draw_array(struct sketch *sketch, int *first, int *last)
{
    int from, to, spatial = 0;
    *first = *last = draw_place(sketch, 0, sketch->depth);
    for (int d = 0; d < DIM_COUNT; d++) {
        sketch->split[d] = -1;
        if (!oracle_split_is_spatial(&sketch->plan.split[d]))
            continue;
        span_of(sketch, d, &from, &to);
        from = from < after_groups(sketch) ? after_groups(sketch) : from;
        int place = draw_place(sketch, from, to);
        *first = !spatial || place < *first ? place : *first;
        *last = !spatial || place > *last ? place : *last;
        sketch->split[d] = place;
        spatial = 1;
    }
}

/* Spatial loops first, then GLB nodes above and scratchpad nodes below them. */
static void draw_places(struct sketch *sketch)
{
    const struct map_problem *problem = sketch->problem;
    int first, last;
    draw_array(sketch, &first, &last);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        int keeps = problem->has_glb && problem->glb_may_keep[t];
        if (keeps && problem->glb_may_bypass[t])
            keeps = oracle_random_below(sketch->random, 3) > 0;
        sketch->glb[t] = keeps ? draw_place(sketch, 0, first) : -1;
        sketch->spad[t] = draw_place(sketch, last, sketch->depth);
    }
}

static void add_keeps(const struct sketch *sketch, enum map_level level, int place,
                      struct map_mapping *out)
{
    const int *places = level == LEVEL_GLB ? sketch->glb : sketch->spad;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (places[t] == place)
            map_add_keep(out, level, (enum tensor)t);
    }
}

static void add_splits(const struct sketch *sketch, int place, struct map_mapping *out)
{
    for (int d = DIM_COUNT - 1; d >= 0; d--) {
        struct oracle_place loops = {0};
        if (sketch->split[d] == place)
            oracle_split_loops(&sketch->plan.split[d], (enum dim)d, &loops);
        for (int i = 0; i < loops.count; i++)
            map_add_par(out, loops.above[i].dim, loops.above[i].bound, loops.above[i].axis);
    }
}

/* What an imperfect loop and its neighbour make together may be more than is left to one. */
static int may_join(const struct sketch *sketch, int place)
{
    return place == 0 || !sketch->loop[place - 1].imperfect;
}

/* Neighbours of one dimension are written as one loop or as several. */
static void add_loop(const struct sketch *sketch, int place, struct map_mapping *out)
{
    const struct oracle_factor *loop = &sketch->loop[place];
    struct map_node *last = &out->node[out->count - 1];
    int join = loop->dim == DIM_G || oracle_random_below(sketch->random, 2);
    if (join && may_join(sketch, place) && last->kind == NODE_FOR && last->dim == loop->dim)
        last->bound *= loop->bound;
    else
        map_add_for(out, loop->dim, loop->bound);
    if (oracle_random_once_in(sketch->random, 12))
        map_add_for(out, (enum dim)oracle_random_below(sketch->random, DIM_G), 1);
}

void oracle_random_mapping(struct oracle_random *random, const struct map_problem *problem,
                           enum oracle_factors factors, struct map_mapping *out)
{
    struct sketch sketch = {.problem = problem, .random = random, .factors = factors};
    draw_plan(&sketch);
    draw_order(&sketch);
    draw_places(&sketch);
    out->count = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        map_add_keep(out, LEVEL_DRAM, (enum tensor)t);
    for (int i = 0; i <= sketch.depth; i++) {
        add_keeps(&sketch, LEVEL_GLB, i, out);
        add_splits(&sketch, i, out);
        add_keeps(&sketch, LEVEL_SPAD, i, out);
        if (i < sketch.depth)
            add_loop(&sketch, i, out);
    }
}
