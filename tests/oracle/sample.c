#include "sample.h"

#include "plan.h"

/* Temporal loops in order, and after how many of them everything else stands. */
struct sketch {
    const struct map_problem *problem;
    struct oracle_random *random;
    struct oracle_plan plan;
    uint64_t plans;
    int depth;
    struct oracle_factor loop[ORACLE_PLAN_FACTORS_MAX];
    int glb[TENSOR_COUNT], spad[TENSOR_COUNT]; /* glb -1: bypass */
    int split[DIM_COUNT];                      /* -1: no spatial loops */
};

/* Keeps every plan with the same probability. */
static int draw_plan(void *context, const struct oracle_plan *plan)
{
    struct sketch *sketch = context;
    int spatial = 0;
    for (int d = 0; d < DIM_COUNT; d++)
        spatial |= oracle_split_is_spatial(&plan->split[d]);
    /* Few plans leave the array unused: let them weigh more. */
    for (int weight = spatial ? 1 : 4; weight > 0; weight--) {
        if (oracle_random_below(sketch->random, (int)++sketch->plans) == 0)
            sketch->plan = *plan;
    }
    return 0;
}

static int is_ready(const struct oracle_factor *factor, int factors, int which)
{
    if (!factor[which].count)
        return 0;
    for (int f = 0; f < factors; f++) {
        int own = factor[f].dim == factor[which].dim && !factor[f].below && factor[which].below;
        int group = factor[f].dim == DIM_G && factor[which].dim != DIM_G;
        if (factor[f].count && (own || group))
            return 0;
    }
    return 1;
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

/* Spatial loops first, then GLB nodes above and scratchpad nodes below them. */
static void draw_places(struct sketch *sketch)
{
    const struct map_problem *problem = sketch->problem;
    int first = sketch->depth, last = 0;
    int spatial = 0;
    for (int d = 0; d < DIM_COUNT; d++) {
        int from, to;
        sketch->split[d] = -1;
        if (!oracle_split_is_spatial(&sketch->plan.split[d]))
            continue;
        span_of(sketch, d, &from, &to);
        from = from < after_groups(sketch) ? after_groups(sketch) : from;
        sketch->split[d] = draw_place(sketch, from, to);
        first = sketch->split[d] < first ? sketch->split[d] : first;
        last = sketch->split[d] > last ? sketch->split[d] : last;
        spatial = 1;
    }
    for (int t = 0; t < TENSOR_COUNT; t++) {
        int keeps = problem->has_glb && problem->glb_may_keep[t];
        if (keeps && problem->glb_may_bypass[t])
            keeps = oracle_random_below(sketch->random, 3) > 0;
        sketch->glb[t] = keeps ? draw_place(sketch, 0, first) : -1;
        int from = spatial ? last : keeps ? sketch->glb[t] : 0;
        sketch->spad[t] = draw_place(sketch, from, sketch->depth);
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

/* Neighbours of one dimension are written as one loop or as several. */
static void add_loop(const struct sketch *sketch, int place, struct map_mapping *out)
{
    const struct oracle_factor *loop = &sketch->loop[place];
    struct map_node *last = &out->node[out->count - 1];
    int join = loop->dim == DIM_G || oracle_random_below(sketch->random, 2);
    if (join && last->kind == NODE_FOR && last->dim == loop->dim)
        last->bound *= loop->bound;
    else
        map_add_for(out, loop->dim, loop->bound);
    if (oracle_random_once_in(sketch->random, 12))
        map_add_for(out, (enum dim)oracle_random_below(sketch->random, DIM_G), 1);
}

void oracle_random_mapping(struct oracle_random *random, const struct map_problem *problem,
                           struct map_mapping *out)
{
    struct sketch sketch = {.problem = problem, .random = random};
    oracle_each_plan(problem, ORACLE_FACTORS_SPATIAL, draw_plan, &sketch);
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
