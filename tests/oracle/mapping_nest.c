#include "mapping_nest.h"

static void set_shape(const struct map_problem *p, struct layer_shape *shape)
{
    *shape = (struct layer_shape){0};
    for (int d = 0; d < DIM_COUNT; d++)
        shape->size[d] = p->extent[d] * (d == DIM_C || d == DIM_M ? p->extent[DIM_G] : 1);
    for (int axis = ROWS; axis <= COLUMNS; axis++) {
        shape->input[axis] = p->input[axis];
        shape->stride[axis] = p->stride[axis];
        shape->dilation[axis] = p->dilation[axis];
        shape->pad[axis] = p->pad[axis];
    }
}

/* The nest as built so far. */
struct build {
    const struct map_problem *problem;
    const int *links;
    struct oracle_mapping_nest *out;
    int has_loops, axis; /* in the level: any; of its spatial loops, -1 if there are none */
};

static int begin_level(struct build *b)
{
    struct hierarchy_nest *nest = &b->out->nest;
    if (nest->level_count == HIERARCHY_LEVELS_MAX)
        return -1;
    nest->level_count++;
    b->has_loops = 0;
    b->axis = -1;
    return 0;
}

static int add_loop(struct build *b, enum dim dim, int bound, int is_spatial)
{
    struct hierarchy_nest *nest = &b->out->nest;
    if (nest->loop_count == HIERARCHY_LOOPS_MAX)
        return -1;
    b->has_loops = 1;
    nest->loop[nest->loop_count++] =
        (struct hierarchy_loop){dim, bound, nest->level_count - 1, is_spatial};
    return 0;
}

static void set_sharing(struct build *b, int operands, int outputs)
{
    int *shares = b->out->nest.shares[b->out->nest.level_count - 1];
    shares[TENSOR_W] = shares[TENSOR_I] = operands;
    shares[TENSOR_O] = outputs;
}

static int add_keep(struct build *b, const struct map_node *node)
{
    struct hierarchy_nest *nest = &b->out->nest;
    if ((nest->level_count == 0 || b->has_loops) && begin_level(b))
        return -1;
    nest->keeps[nest->level_count - 1][node->tensor] = 1;
    b->out->keeper[node->level][node->tensor] = nest->level_count - 1;
    return 0;
}

static int add_spatial(struct build *b, const struct map_node *node)
{
    if (b->axis >= 0 && b->axis != node->axis && begin_level(b))
        return -1;
    b->axis = node->axis;
    set_sharing(b, b->problem->multicast != MAP_MULTICAST_NONE, b->links[node->axis]);
    return add_loop(b, node->dim, node->bound, 1);
}

static int add_node(struct build *b, const struct map_node *node)
{
    switch (node->kind) {
    case NODE_KEEP:
        return add_keep(b, node);
    case NODE_PAR:
        return add_spatial(b, node);
    default:
        return add_loop(b, node->dim, node->bound, 0);
    }
}

/* Two keep nodes of a tensor with nothing between are two levels all the same. */
static int must_part(const struct build *b, const struct map_node *node)
{
    const struct hierarchy_nest *nest = &b->out->nest;
    return node->kind == NODE_KEEP && nest->level_count > 0 &&
           nest->keeps[nest->level_count - 1][node->tensor];
}

int oracle_mapping_nest(const struct map_problem *problem, const struct map_mapping *mapping,
                        const int links[2], struct oracle_mapping_nest *out)
{
    struct build b = {problem, links, out, 0, -1};
    int rc = 0;
    *out = (struct oracle_mapping_nest){0};
    set_shape(problem, &out->shape);
    for (int level = 0; level < LEVEL_COUNT; level++)
        for (int t = 0; t < TENSOR_COUNT; t++)
            out->keeper[level][t] = -1;
    for (int i = 0; i < mapping->count && rc == 0; i++) {
        if (must_part(&b, &mapping->node[i]))
            rc = begin_level(&b);
        if (rc == 0)
            rc = add_node(&b, &mapping->node[i]);
    }
    if (rc == 0 && b.axis >= 0)
        rc = begin_level(&b);
    if (rc)
        return -1;
    set_sharing(&b, 1, 1);
    return add_loop(&b, (enum dim)problem->lane_dim, problem->lanes, 1);
}
