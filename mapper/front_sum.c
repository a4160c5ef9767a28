/* Sums of two fronts come in order of cycles from a heap with one entry for each point of the
 * first front; of those within the tolerance of each other the one of least energy is kept. */
#include "mapper/front_sum.h"

#include <math.h>
#include <stdlib.h>

/* Sums of two points: `left` of the first front, `right` of the second. */
struct pair {
    double energy_pj, cycles;
    uint32_t left, right;
};

/* A part, or the sum of two nodes. */
struct node {
    struct pair *pair; /* fewest cycles first */
    size_t count, capacity;
    double loss; /* factor of cycles, at least 1 */
    const struct node *left, *right;
    size_t first_part;
};

struct heap {
    struct pair *pair;
    size_t count;
};

static int is_before(const struct pair *a, const struct pair *b)
{
    if (a->cycles != b->cycles)
        return a->cycles < b->cycles;
    if (a->energy_pj != b->energy_pj)
        return a->energy_pj < b->energy_pj;
    return a->left < b->left;
}

/* The entry at the top has changed: down to its place. */
static void sift_down(struct heap *heap)
{
    struct pair moved = heap->pair[0];
    size_t at = 0, child;
    while ((child = 2 * at + 1) < heap->count) {
        child += child + 1 < heap->count && is_before(&heap->pair[child + 1], &heap->pair[child]);
        if (!is_before(&heap->pair[child], &moved))
            break;
        heap->pair[at] = heap->pair[child];
        at = child;
    }
    heap->pair[at] = moved;
}

static struct pair sum_of(const struct node *left, const struct node *right, uint32_t i, uint32_t j)
{
    return (struct pair){left->pair[i].energy_pj + right->pair[j].energy_pj,
                         left->pair[i].cycles + right->pair[j].cycles, i, j};
}

/* Each of the first front's points with the fastest of the second: in order, so a heap. */
static int open_heap(struct heap *heap, const struct node *left, const struct node *right)
{
    *heap = (struct heap){malloc((left->count + 1) * sizeof *heap->pair), 0};
    if (!heap->pair)
        return -1;
    for (size_t i = 0; i < left->count && right->count; i++)
        heap->pair[heap->count++] = sum_of(left, right, (uint32_t)i, 0);
    return 0;
}

/* Takes the top, and puts the next sum of its row there. */
static struct pair take_top(struct heap *heap, const struct node *left, const struct node *right)
{
    struct pair top = heap->pair[0];
    if (top.right + 1 < right->count)
        heap->pair[0] = sum_of(left, right, top.left, top.right + 1);
    else
        heap->pair[0] = heap->pair[--heap->count];
    if (heap->count)
        sift_down(heap);
    return top;
}

static int push(struct node *node, const struct pair *pair)
{
    if (node->count == node->capacity) {
        size_t capacity = node->capacity ? 2 * node->capacity : 64;
        struct pair *grown = realloc(node->pair, capacity * sizeof *grown);
        if (!grown)
            return -1;
        node->pair = grown;
        node->capacity = capacity;
    }
    node->pair[node->count++] = *pair;
    return 0;
}

/* A run of sums of falling energy, which began at `begin` cycles; its last stands for all. */
struct run {
    struct pair last;
    double begin, loss;
    int is_open;
};

static int close_run(struct node *node, struct run *run)
{
    if (!run->is_open)
        return 0;
    run->is_open = 0;
    run->loss = fmax(run->loss, run->last.cycles / run->begin);
    return push(node, &run->last);
}

/* The next sum that has less energy than all before. */
static int take(struct node *node, struct run *run, const struct pair *pair, double tolerance)
{
    if (run->is_open && pair->cycles <= run->begin * (1 + tolerance)) {
        run->last = *pair;
        return 0;
    }
    if (close_run(node, run))
        return -1;
    /* The fastest of all stands for itself: the front's end is exact. */
    *run = (struct run){*pair, pair->cycles, run->loss, node->count > 0};
    return run->is_open ? 0 : push(node, pair);
}

enum { LOOK = 4096 };

static int sum_in_order(struct node *node, struct heap *heap, double tolerance,
                        const atomic_int *stop)
{
    struct run run = {.loss = 1};
    double least_pj = INFINITY;
    int status = 0;
    for (size_t i = 1; heap->count && !status; i++) {
        struct pair pair = take_top(heap, node->left, node->right);
        if (pair.energy_pj < least_pj) {
            least_pj = pair.energy_pj;
            status = take(node, &run, &pair, tolerance);
        }
        if (i % LOOK == 0 && stop && *stop)
            status = 1;
    }
    if (!status)
        status = close_run(node, &run);
    node->loss = run.loss * fmax(node->left->loss, node->right->loss);
    return status;
}

static int join(struct node *node, const struct node *left, const struct node *right,
                double tolerance, const atomic_int *stop)
{
    struct heap heap;
    *node = (struct node){.left = left, .right = right, .first_part = left->first_part};
    if (open_heap(&heap, left, right))
        return -1;
    int status = sum_in_order(node, &heap, tolerance, stop);
    free(heap.pair);
    return status;
}

static int take_part(struct node *node, const struct map_front *front, size_t part)
{
    *node = (struct node){.loss = 1, .first_part = part};
    for (size_t i = front->count; i-- > 0;) {
        struct pair pair = {front->point[i].energy_pj, front->point[i].cycles, (uint32_t)i, 0};
        if (push(node, &pair))
            return -1;
    }
    return 0;
}

static int levels_of(size_t parts)
{
    int levels = 0;
    for (size_t n = parts; n > 1; n = (n + 1) / 2)
        levels++;
    return levels;
}

/* Joins neighbours, level by level; nodes are appended to `node`, the last is the whole. */
static int join_all(struct node *node, size_t parts, size_t *used, double tolerance,
                    const atomic_int *stop)
{
    size_t level = 0, level_count = parts;
    while (level_count > 1) {
        size_t next = *used;
        for (size_t i = 0; i + 1 < level_count; i += 2) {
            struct node *joined = &node[(*used)++];
            int status = join(joined, &node[level + i], &node[level + i + 1], tolerance, stop);
            if (status)
                return status;
        }
        if (level_count % 2) { /* the odd one goes up as it is */
            node[*used] = node[level + level_count - 1];
            node[level + level_count - 1].pair = NULL;
            (*used)++;
        }
        level = next;
        level_count = (level_count + 1) / 2;
    }
    return 0;
}

/* The parts' points of a pair. */
static void pick_points(const struct node *node, size_t pair, uint32_t *pick)
{
    while (node->left) {
        pick_points(node->left, node->pair[pair].left, pick);
        pair = node->pair[pair].right;
        node = node->right;
    }
    pick[node->first_part] = node->pair[pair].left;
}

static int hand_out(const struct node *whole, size_t parts, struct map_front_sum *out)
{
    *out = (struct map_front_sum){.parts = parts, .cycles_factor = whole->loss};
    out->point = calloc(whole->count + 1, sizeof *out->point);
    out->pick = calloc(whole->count * parts + 1, sizeof *out->pick);
    if (!out->point || !out->pick)
        return -1;
    for (size_t i = 0; i < whole->count; i++) {
        size_t pair = whole->count - 1 - i;
        out->point[i].energy_pj = whole->pair[pair].energy_pj;
        out->point[i].cycles = whole->pair[pair].cycles;
        pick_points(whole, pair, out->pick + i * parts);
    }
    out->count = whole->count;
    return 0;
}

static int sum_nodes(struct node *node, size_t *used, const struct map_front *const *part,
                     size_t parts, double tolerance, const atomic_int *stop,
                     struct map_front_sum *out)
{
    double each = pow(1 + tolerance, 1.0 / fmax(levels_of(parts), 1)) - 1;
    for (; *used < parts; ++*used)
        if (take_part(&node[*used], part[*used], *used))
            return -1;
    int status = join_all(node, parts, used, each, stop);
    return status ? status : hand_out(&node[*used - 1], parts, out);
}

int map_front_sum(const struct map_front *const *part, size_t count, double tolerance,
                  const atomic_int *stop, struct map_front_sum *out)
{
    size_t used = 0, room = 2 * count + (size_t)levels_of(count) + 1;
    struct node *node = calloc(room, sizeof *node);
    *out = (struct map_front_sum){0};
    int status = node ? sum_nodes(node, &used, part, count, tolerance, stop, out) : -1;
    for (size_t i = 0; node && i < room; i++)
        free(node[i].pair);
    free(node);
    if (status)
        map_front_sum_free(out);
    return status;
}

void map_front_sum_free(struct map_front_sum *sum)
{
    free(sum->point);
    free(sum->pick);
    *sum = (struct map_front_sum){0};
}
