/* Timeloop's rule, as its nest analysis has it:
 *   Of a temporal loop only the first two iterations are looked at.
 *   At each, an instance asks for its tile (a box) less the one before, if the tile has moved as
 *   it did last time; else for the whole tile, and the move is forgotten. A MAC always asks for
 *   its word.
 *   Who asks for what a neighbour (left, right, above, below) asked for just before takes it from
 *   there. Neighbours stand in the machine's mesh, filled row by row.
 *   That is done if it saves reads: some box is then asked for by nobody but such takers.
 * Instances differ by where their tiles begin, all else is the same for them. So what is asked
 * for is followed at the first of them, and "the same box" is a difference of beginnings.
 * Bypass: transfers to a level that does not keep the tensor are not counted. */
#include "timeloop_links.h"

#include <assert.h>
#include <string.h>

#include "oracle/tensor_axes.h"

#define INSTANCES_MAX 256

struct point {
    int at[TENSOR_AXES_MAX];
};

struct box {
    struct point low, size;
    int is_empty;
};

/* The instances below one of a level. */
struct fan {
    const struct timeloop_case *c;
    struct tensor_axes axes;
    int level, width, height, count;
    struct point begin[INSTANCES_MAX]; /* of an instance's tile, less the first one's */
    struct point size;                 /* of a tile */
};

/* What the rule remembers from step to step. */
struct memory {
    int has_tile, has_move;
    struct point tile, move;
    struct box asked;
};

static int are_equal(const struct point *a, const struct point *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static struct point difference(const struct point *a, const struct point *b)
{
    struct point out;
    for (int i = 0; i < TENSOR_AXES_MAX; i++)
        out.at[i] = a->at[i] - b->at[i];
    return out;
}

static struct point point_of(const struct tensor_axes *axes, const int *index)
{
    struct point out;
    for (int i = 0; i < TENSOR_AXES_MAX; i++) {
        const struct tensor_axis *axis = &axes->axis[i];
        out.at[i] = axis->dim_step * index[axis->dim];
        if (axis->tap >= 0)
            out.at[i] += axis->tap_step * index[axis->tap];
    }
    return out;
}

/* Boxes of one size: what is left is a box if they differ along one axis; else all is asked for. */
static struct box less_before(const struct box *tile, const struct point *before)
{
    struct box out = *tile;
    int found = 0;
    for (int i = 0; i < TENSOR_AXES_MAX; i++) {
        int move = tile->low.at[i] - before->at[i], size = tile->size.at[i];
        if (move == 0)
            continue;
        if (found || move >= size || move <= -size)
            return *tile;
        found = 1;
        out.low.at[i] = move > 0 ? before->at[i] + size : tile->low.at[i];
        out.size.at[i] = move > 0 ? move : -move;
    }
    out.is_empty = !found;
    return out;
}

static struct box ask(struct memory *memory, const struct box *tile)
{
    struct box out = *tile;
    if (memory->has_tile) {
        struct point move = difference(&tile->low, &memory->tile);
        if (!memory->has_move || are_equal(&move, &memory->move)) {
            out = less_before(tile, &memory->tile);
            memory->move = move;
            memory->has_move = 1;
        } else {
            memory->has_move = 0;
        }
    }
    memory->tile = tile->low;
    memory->has_tile = 1;
    return out;
}

static int has_neighbour_at(const struct fan *fan, int i, const struct point *shift)
{
    static const int dx[] = {-1, 1, 0, 0}, dy[] = {0, 0, -1, 1};
    for (int side = 0; side < 4; side++) {
        int x = i % fan->width + dx[side], y = i / fan->width + dy[side];
        int n = y * fan->width + x;
        if (x < 0 || x >= fan->width || y < 0 || y >= fan->height || n >= fan->count)
            continue;
        struct point between = difference(&fan->begin[n], &fan->begin[i]);
        if (are_equal(&between, shift))
            return 1;
    }
    return 0;
}

/* All who ask for the same as instance i have a neighbour that had it. */
static int is_saved(const struct fan *fan, int i, const struct point *shift)
{
    for (int k = 0; k < fan->count; k++)
        if (are_equal(&fan->begin[k], &fan->begin[i]) && !has_neighbour_at(fan, k, shift))
            return 0;
    return 1;
}

static int saves_reads(const struct fan *fan, const struct box *now, const struct box *before)
{
    if (now->is_empty || before->is_empty || !are_equal(&now->size, &before->size))
        return 0;
    struct point shift = difference(&now->low, &before->low);
    for (int i = 0; i < fan->count; i++)
        if (is_saved(fan, i, &shift))
            return 1;
    return 0;
}

static void set_tile(struct fan *fan)
{
    int last[DIM_COUNT] = {0};
    const struct hierarchy_nest *nest = &fan->c->nest;
    for (int i = 0; i < nest->loop_count; i++)
        if (nest->loop[i].level > fan->level)
            last[nest->loop[i].dim] += (nest->loop[i].bound - 1) * timeloop_place(nest, i);
    fan->size = point_of(&fan->axes, last);
    for (int i = 0; i < TENSOR_AXES_MAX; i++)
        fan->size.at[i]++;
}

/* Numbers the instances, loops along x innermost. */
static void set_instances(struct fan *fan)
{
    int index[INSTANCES_MAX][DIM_COUNT] = {{0}};
    const struct hierarchy_nest *nest = &fan->c->nest;
    fan->count = 1;
    for (int i = 0; i < nest->loop_count; i++) {
        const struct hierarchy_loop *loop = &nest->loop[i];
        if (!loop->is_spatial || loop->level != fan->level)
            continue;
        assert(fan->count * loop->bound <= INSTANCES_MAX);
        for (int k = fan->count * loop->bound - 1; k >= 0; k--) {
            memcpy(index[k], index[k / loop->bound], sizeof index[k]);
            index[k][loop->dim] += k % loop->bound * timeloop_place(nest, i);
        }
        fan->count *= loop->bound;
    }
    for (int k = 0; k < fan->count; k++)
        fan->begin[k] = point_of(&fan->axes, index[k]);
}

/* The first two iterations of each loop above, as a counter of bits. */
static int advance(const struct fan *fan, int *index, int *bit)
{
    const struct hierarchy_nest *nest = &fan->c->nest;
    for (int i = nest->loop_count - 1; i >= 0; i--) {
        const struct hierarchy_loop *loop = &nest->loop[i];
        if (loop->is_spatial || loop->level > fan->level || loop->bound == 1)
            continue;
        bit[i] = !bit[i];
        index[loop->dim] += (bit[i] ? 1 : -1) * timeloop_place(nest, i);
        if (bit[i])
            return 1;
    }
    return 0;
}

static int has_links(const struct fan *fan)
{
    int index[DIM_COUNT] = {0}, bit[HIERARCHY_LOOPS_MAX] = {0}, found = 0;
    int is_mac = fan->level + 1 == fan->c->nest.level_count;
    struct memory memory = {.asked.is_empty = 1};
    do {
        struct box tile = {point_of(&fan->axes, index), fan->size, 0};
        struct box now = is_mac ? tile : ask(&memory, &tile);
        found = saves_reads(fan, &now, &memory.asked);
        memory.asked = now;
    } while (!found && advance(fan, index, bit));
    return found;
}

int timeloop_links(const struct timeloop_case *c, enum tensor t)
{
    int found = 0;
    struct fan fan = {.c = c};
    tensor_axes_of(&c->shape, t, &fan.axes);
    for (int level = 0; level < c->nest.level_count; level++) {
        int is_kept = level + 1 == c->nest.level_count || c->nest.keeps[level + 1][t];
        if (!is_kept || !c->may_link[level][t])
            continue;
        fan.level = level;
        fan.width = c->fan_out[level][0];
        fan.height = c->fan_out[level][1];
        set_tile(&fan);
        set_instances(&fan);
        found |= fan.count > 1 && has_links(&fan);
    }
    return found;
}
