/* Nodes without weights. But for the largest of a window each is a sum of its inputs' elements
 * with given factors: one list of them serves forward and backward. */
#include <math.h>

#include "supernet_state.h"

struct join {
    struct supernet *s;
    const struct network_node *node;
    struct supernet_tensor *out;
    int is_backward;
};

/* Element y of the output has `factor` times element x of input k. */
static void link(const struct join *join, size_t y, int k, size_t x, double factor)
{
    struct supernet_tensor *in = supernet_input(join->s, join->node, k);
    if (join->is_backward)
        in->dx[x] += factor * join->out->dx[y];
    else
        join->out->x[y] += factor * in->x[x];
}

static size_t at(const struct network_shape *shape, int n, int c, int h, int v)
{
    return (((size_t)n * (size_t)shape->channels + (size_t)c) * (size_t)shape->rows + (size_t)h) *
               (size_t)shape->columns +
           (size_t)v;
}

/* ---- pools ---- */

struct window {
    const struct network_shape *shape; /* of the input */
    int n, c, first[2], end[2];
    size_t y;
};

static int inside(const struct window *w, int h, int v)
{
    return h >= 0 && h < w->shape->rows && v >= 0 && v < w->shape->columns;
}

/* Behind a ReLU it does not matter which of them is the largest. Other equal ones are sums of
 * equal terms, which need not be equal in another order. */
static int are_zeros(double a, double b)
{
    return a == 0 && b == 0;
}

static void link_largest(const struct join *join, const struct window *w)
{
    const struct supernet_tensor *in = supernet_input(join->s, join->node, 0);
    const double *x = in->x;
    size_t best = SIZE_MAX;
    for (int h = w->first[ROWS]; h < w->end[ROWS]; h++)
        for (int v = w->first[COLUMNS]; v < w->end[COLUMNS]; v++) {
            if (!inside(w, h, v))
                continue;
            size_t i = at(w->shape, w->n, w->c, h, v);
            if (best != SIZE_MAX && !are_zeros(x[i], x[best]) && !in->is_bytes)
                supernet_margin(join->s, x[i] - x[best], 1);
            best = best == SIZE_MAX || x[i] > x[best] ? i : best;
        }
    link(join, w->y, 0, best, 1);
}

/* Padding counts, what a last partial window has beyond it does not: as node_output.h. */
static void link_mean(const struct join *join, const struct window *w)
{
    const int *pad = join->node->pad, limit[2] = {w->shape->rows, w->shape->columns};
    int extent[2];
    for (int axis = 0; axis < 2; axis++) {
        int end = limit[axis] + pad[axis];
        extent[axis] = (w->end[axis] < end ? w->end[axis] : end) - w->first[axis];
    }
    for (int h = w->first[ROWS]; h < w->end[ROWS]; h++)
        for (int v = w->first[COLUMNS]; v < w->end[COLUMNS]; v++)
            if (inside(w, h, v))
                link(join, w->y, 0, at(w->shape, w->n, w->c, h, v),
                     1.0 / (extent[ROWS] * extent[COLUMNS]));
}

static void pool(const struct join *join,
                 void (*link_window)(const struct join *, const struct window *))
{
    const struct network_node *node = join->node;
    const struct supernet_tensor *in = supernet_input(join->s, node, 0);
    const struct network_shape *to = &join->out->shape;
    for (size_t y = 0; y < join->out->count; y++) {
        int q = (int)(y % (size_t)to->columns), p = (int)(y / (size_t)to->columns) % to->rows;
        size_t plane = y / (size_t)to->columns / (size_t)to->rows;
        struct window w = {.shape = &in->shape, .y = y};
        w.n = (int)(plane / (size_t)to->channels);
        w.c = (int)(plane % (size_t)to->channels);
        w.first[ROWS] = p * node->stride[ROWS] - node->pad[ROWS];
        w.first[COLUMNS] = q * node->stride[COLUMNS] - node->pad[COLUMNS];
        for (int axis = 0; axis < 2; axis++)
            w.end[axis] = w.first[axis] + node->kernel[axis];
        link_window(join, &w);
    }
}

/* ---- joins of whole planes ---- */

/* Channel c of input k goes to channel `to` of the output. */
static void link_plane(const struct join *join, int k, int c, int to)
{
    const struct supernet_tensor *in = supernet_input(join->s, join->node, k);
    for (int n = 0; n < (int)join->s->batch->count; n++)
        for (int h = 0; h < in->shape.rows; h++)
            for (int v = 0; v < in->shape.columns; v++)
                link(join, at(&join->out->shape, n, to, h, v), k, at(&in->shape, n, c, h, v), 1);
}

static void planes(const struct join *join)
{
    const struct network_node *node = join->node;
    int first = 0;
    for (int k = 0; k < node->input_count; k++) {
        int channels = supernet_input(join->s, node, k)->shape.channels, n = channels;
        for (int c = 0; c < channels; c++) {
            int to = first + c;
            if (node->op == NETWORK_SHUFFLE) {
                n = channels / node->groups;
                to = c % n * node->groups + c / n;
            }
            link_plane(join, k, c, to);
        }
        first += node->op == NETWORK_CONCAT ? channels : 0;
    }
}

static void link_all(const struct join *join)
{
    if (join->node->op == NETWORK_MAX_POOL)
        pool(join, link_largest);
    else if (join->node->op == NETWORK_AVERAGE_POOL || join->node->op == NETWORK_GLOBAL_AVERAGE)
        pool(join, link_mean);
    else
        planes(join);
}

void supernet_join_forward(struct supernet *s, int node)
{
    const struct network_node *n = &s->model->network->node[node];
    struct supernet_tensor *out = &s->tensor[node + 1];
    link_all(&(struct join){s, n, out, 0});
    if (!n->relu)
        return;
    for (size_t i = 0; i < out->count; i++) {
        if (out->x[i] != 0) /* of exact zeros: 0 both ways */
            supernet_margin(s, out->x[i], 1);
        out->x[i] = fmax(0, out->x[i]);
    }
}

void supernet_join_backward(struct supernet *s, int node)
{
    const struct network_node *n = &s->model->network->node[node];
    struct supernet_tensor *out = &s->tensor[node + 1];
    for (size_t i = 0; n->relu && i < out->count; i++)
        out->dx[i] = out->x[i] > 0 ? out->dx[i] : 0;
    link_all(&(struct join){s, n, out, 1});
}
