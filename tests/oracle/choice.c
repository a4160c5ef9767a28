#include "choice.h"

static int max3(int a, int b, int c)
{
    int ab = a > b ? a : b;
    return ab > c ? ab : c;
}

static int min3(int a, int b, int c)
{
    int ab = a < b ? a : b;
    return ab < c ? ab : c;
}

int oracle_in_order(const struct oracle_option *w, const struct oracle_option *i,
                    const struct oracle_option *o)
{
    return max3(w->glb, i->glb, o->glb) <= min3(w->spad, i->spad, o->spad);
}

int oracle_together(const struct oracle_option *a, const struct oracle_option *b)
{
    return a->spad == b->spad &&
           (a->glb == b->glb || a->glb == ORACLE_BYPASSED || b->glb == ORACLE_BYPASSED);
}

static void add_keeps(struct map_mapping *mapping, enum map_level level,
                      const struct oracle_choice *choice, int place)
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        const struct oracle_option *option = choice->option[t];
        if ((level == LEVEL_GLB ? option->glb : option->spad) == place)
            map_add_keep(mapping, level, (enum tensor)t);
    }
}

/* After how many loops a dimension's spatial loops stand: as high as GLB nodes and its own loops
 * allow. */
static int place_of_split(const struct oracle_order *order, enum dim dim,
                          const struct oracle_choice *choice)
{
    int place = max3(choice->option[0]->glb, choice->option[1]->glb, choice->option[2]->glb);
    place = place < 0 ? 0 : place;
    for (int i = place; i < order->depth; i++) {
        enum dim of = order->loop[i].dim;
        if (of == DIM_G || (of == dim && !order->loop[i].below))
            place = i + 1;
    }
    return place;
}

static void add_splits(const struct oracle_order *order, const struct oracle_choice *choice,
                       int place, struct map_mapping *mapping)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        struct oracle_place loops = {0};
        if (place_of_split(order, (enum dim)d, choice) == place)
            oracle_split_loops(&order->plan->split[d], (enum dim)d, &loops);
        for (int i = 0; i < loops.count; i++)
            map_add_par(mapping, loops.above[i].dim, loops.above[i].bound, loops.above[i].axis);
    }
}

/* Neighbours of one dimension are one loop. */
static void add_loop(const struct oracle_factor *loop, struct map_mapping *mapping)
{
    struct map_node *last = &mapping->node[mapping->count - 1];
    if (last->kind == NODE_FOR && last->dim == loop->dim)
        last->bound *= loop->bound;
    else
        map_add_for(mapping, loop->dim, loop->bound);
}

void oracle_build_mapping(const struct oracle_order *order, const struct oracle_choice *choice,
                          struct map_mapping *mapping)
{
    mapping->count = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        map_add_keep(mapping, LEVEL_DRAM, (enum tensor)t);
    for (int i = 0; i <= order->depth; i++) {
        add_keeps(mapping, LEVEL_GLB, choice, i);
        add_splits(order, choice, i, mapping);
        add_keeps(mapping, LEVEL_SPAD, choice, i);
        if (i < order->depth)
            add_loop(&order->loop[i], mapping);
    }
}
