/* Shapes: what each node gives, from what its inputs give. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "network_draft.h"

#define CHANNELS_MAX 1000000
#define EXTENT_MAX 65536
#define ELEMENTS_MAX (1LL << 40)

struct inference {
    struct network_draft *draft;
    struct network_draft_node *node;
    const struct network_shape *in[NETWORK_INPUTS_MAX];
};

/* The value of a key for the place of an error, or the node. */
static const struct desc_node *place(const struct inference *f, const char *key)
{
    const struct desc_node *found = desc_find(f->node->at, key);
    const struct desc_node *name = desc_find(f->node->at, "name");
    return found ? found : (name ? name : f->node->at);
}

static const char *name_of(const struct inference *f)
{
    return f->node->node.name;
}

/* Rows or columns that a window of the node gives; -1 after an error. */
static int slide(const struct inference *f, int extent, int axis)
{
    const struct network_node *node = &f->node->node;
    long long window = (long long)node->dilation[axis] * (node->kernel[axis] - 1) + 1;
    long long padded = extent + 2LL * node->pad[axis], step = node->stride[axis];
    const char *what = axis == ROWS ? "rows" : "columns";
    if (window > padded) {
        desc_error(f->draft->diag, place(f, "kernel"), NULL,
                   "%s: a window of %lld %s does not fit an input of %d with padding %d",
                   name_of(f), window, what, extent, node->pad[axis]);
        return -1;
    }
    if (node->pad[axis] >= window) {
        desc_error(f->draft->diag, place(f, "pad"), "padding must be less than the window",
                   "%s: a window of %lld %s lies wholly in padding of %d", name_of(f), window, what,
                   node->pad[axis]);
        return -1;
    }
    long long out = (padded - window) / step + 1;
    if (f->node->spec.round == ROUND_UP && (padded - window) % step &&
        out * step < extent + node->pad[axis]) /* a partial window that begins inside */
        out++;
    return (int)out;
}

static int slide_both(const struct inference *f, struct network_shape *out)
{
    out->rows = slide(f, f->in[0]->rows, ROWS);
    out->columns = slide(f, f->in[0]->columns, COLUMNS);
    return out->rows > 0 && out->columns > 0 ? 0 : -1;
}

static int check_divides(const struct inference *f, const char *what, int channels)
{
    int groups = f->node->node.groups;
    if (channels % groups == 0)
        return 0;
    desc_error(f->draft->diag, place(f, "groups"), NULL, "%s: %d %s do not divide into %d groups",
               name_of(f), channels, what, groups);
    return -1;
}

static int infer_conv(struct inference *f, struct network_shape *out)
{
    out->channels = f->node->spec.filters;
    int status = check_divides(f, "input channels", f->in[0]->channels);
    status |= check_divides(f, "filters", out->channels);
    return status | slide_both(f, out);
}

static int infer_depthwise(struct inference *f, struct network_shape *out)
{
    out->channels = f->node->node.groups = f->in[0]->channels;
    return slide_both(f, out);
}

static int infer_full(struct inference *f, struct network_shape *out)
{
    *out = (struct network_shape){f->node->spec.filters, 1, 1};
    long long elements = (long long)f->in[0]->channels * f->in[0]->rows * f->in[0]->columns;
    if (elements <= INT32_MAX)
        return 0;
    desc_error(f->draft->diag, place(f, "op"), NULL, "%s: an input of %lld elements is too large",
               name_of(f), elements);
    return -1;
}

static int infer_pool(struct inference *f, struct network_shape *out)
{
    out->channels = f->in[0]->channels;
    return slide_both(f, out);
}

static int infer_global_average(struct inference *f, struct network_shape *out)
{
    *out = (struct network_shape){f->in[0]->channels, 1, 1};
    f->node->node.kernel[ROWS] = f->in[0]->rows;
    f->node->node.kernel[COLUMNS] = f->in[0]->columns;
    return 0;
}

static int infer_shuffle(struct inference *f, struct network_shape *out)
{
    *out = *f->in[0];
    return check_divides(f, "channels", out->channels);
}

/* Input i of a node that joins several: the place of its name, and its own name. */
static void report_mismatch(const struct inference *f, int i, const char *what)
{
    const struct network_shape *a = f->in[0], *b = f->in[i];
    const struct desc_node *at = f->node->spec.inputs->first;
    for (int k = 0; k < i; k++)
        at = at->next;
    desc_error(f->draft->diag, at, NULL, "%s: %s do not match: '%s' is %dx%dx%d, '%s' is %dx%dx%d",
               name_of(f), what, f->node->spec.inputs->first->text, a->channels, a->rows,
               a->columns, at->text, b->channels, b->rows, b->columns);
}

static int same_plane(const struct network_shape *a, const struct network_shape *b)
{
    return a->rows == b->rows && a->columns == b->columns;
}

static int infer_add(struct inference *f, struct network_shape *out)
{
    int status = 0;
    *out = *f->in[0];
    for (int i = 1; i < f->node->node.input_count; i++) {
        if (same_plane(out, f->in[i]) && out->channels == f->in[i]->channels)
            continue;
        report_mismatch(f, i, "shapes");
        status = -1;
    }
    return status;
}

static int infer_concat(struct inference *f, struct network_shape *out)
{
    int status = 0;
    *out = *f->in[0];
    for (int i = 1; i < f->node->node.input_count; i++) {
        if (!same_plane(out, f->in[i])) {
            report_mismatch(f, i, "rows and columns");
            status = -1;
        }
        out->channels += f->in[i]->channels; /* at most 16 x 1000000 */
    }
    return status;
}

static int (*const infer_op[NETWORK_OP_COUNT])(struct inference *, struct network_shape *) = {
    [NETWORK_CONV] = infer_conv,         [NETWORK_DEPTHWISE] = infer_depthwise,
    [NETWORK_FULL] = infer_full,         [NETWORK_MAX_POOL] = infer_pool,
    [NETWORK_AVERAGE_POOL] = infer_pool, [NETWORK_GLOBAL_AVERAGE] = infer_global_average,
    [NETWORK_CONCAT] = infer_concat,     [NETWORK_ADD] = infer_add,
    [NETWORK_SHUFFLE] = infer_shuffle,
};

static int check_size(const struct inference *f, const struct network_shape *out)
{
    long long elements = (long long)out->channels * out->rows * out->columns;
    if (out->channels <= CHANNELS_MAX && out->rows <= EXTENT_MAX && out->columns <= EXTENT_MAX &&
        elements <= ELEMENTS_MAX)
        return 0;
    desc_error(f->draft->diag, place(f, "name"), NULL, "%s: an output of %dx%dx%d is too large",
               name_of(f), out->channels, out->rows, out->columns);
    return -1;
}

/* Gathers the inputs' shapes. 0 if one is not known because of an earlier error. */
static int gather(struct inference *f)
{
    const struct network_node *node = &f->node->node;
    for (int i = 0; i < node->input_count; i++) {
        int input = node->input[i];
        if (input >= 0 && f->draft->node[input].broken)
            return 0;
        f->in[i] = input >= 0 ? &f->draft->node[input].node.output : &f->draft->network->input;
    }
    return 1;
}

void network_infer(struct network_draft *draft)
{
    for (int i = 0; i < draft->ordered; i++) {
        struct inference f = {.draft = draft, .node = &draft->node[draft->order[i]]};
        struct network_node *node = &f.node->node;
        if (f.node->broken || !gather(&f) || infer_op[node->op](&f, &node->output) != 0 ||
            check_size(&f, &node->output) != 0)
            f.node->broken = 1;
    }
}
