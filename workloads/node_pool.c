#include "node_pool.h"

#include "workloads/requantize.h"

/* What a window covers of rows or columns: [first, end) inside the input, and how many
 * positions there are with the padding. */
struct span {
    int first, end, padded;
};

static struct span span_of(const struct network_node *node, enum axis_2d axis, int extent, int out)
{
    int first = out * node->stride[axis] - node->pad[axis];
    int end = first + node->kernel[axis], limit = extent + node->pad[axis];
    end = end < limit ? end : limit; /* a last, partial window */
    return (struct span){first > 0 ? first : 0, end < extent ? end : extent, end - first};
}

struct window {
    struct span rows, columns;
    const int16_t *plane; /* of the channel */
    int stride;           /* from row to row */
};

static int32_t largest(const struct window *w)
{
    int32_t max = INT16_MIN;
    for (int h = w->rows.first; h < w->rows.end; h++)
        for (int v = w->columns.first; v < w->columns.end; v++) {
            int32_t x = w->plane[(size_t)h * (size_t)w->stride + (size_t)v];
            max = x > max ? x : max;
        }
    return max;
}

static int32_t mean(const struct window *w)
{
    int32_t sum = 0;
    for (int h = w->rows.first; h < w->rows.end; h++)
        for (int v = w->columns.first; v < w->columns.end; v++)
            sum += w->plane[(size_t)h * (size_t)w->stride + (size_t)v];
    return requantize_mean(sum, w->rows.padded * w->columns.padded);
}

static void slide(struct activation *out, const struct network_node *node,
                  const struct activation *in, int32_t (*reduce)(const struct window *))
{
    const struct network_shape *from = &in->shape, *to = &out->shape;
    struct window w = {.stride = from->columns};
    int16_t *value = out->value;
    for (int c = 0; c < to->channels; c++) {
        w.plane = in->value + (size_t)c * (size_t)from->rows * (size_t)from->columns;
        for (int p = 0; p < to->rows; p++) {
            w.rows = span_of(node, ROWS, from->rows, p);
            for (int q = 0; q < to->columns; q++) {
                w.columns = span_of(node, COLUMNS, from->columns, q);
                *value++ = (int16_t)reduce(&w);
            }
        }
    }
}

void node_max_pool(struct activation *out, const struct network_node *node,
                   const struct activation *const *in)
{
    slide(out, node, in[0], largest);
}

void node_average_pool(struct activation *out, const struct network_node *node,
                       const struct activation *const *in)
{
    slide(out, node, in[0], mean);
}
