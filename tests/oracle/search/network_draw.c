#include "network_draw.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 8192

/* A tensor that the next node may take. */
struct end {
    char name[24];
    int channels, rows, columns;
};

struct draft {
    struct oracle_random *random;
    char *text;
    size_t length;
    int nodes, layers;
};

__attribute__((format(printf, 2, 3))) static void print(struct draft *d, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(d->text + d->length, TEXT_MAX - d->length, format, arguments);
    va_end(arguments);
    d->length += (size_t)length;
    if (d->length >= TEXT_MAX)
        abort(); /* a network of 6 layers is far shorter */
}

static int below(struct draft *d, int count)
{
    return oracle_random_below(d->random, count);
}

/* "true" but once in `times`. */
static const char *mostly(struct draft *d, int times)
{
    return oracle_random_once_in(d->random, times) ? "false" : "true";
}

/* Starts a node that takes `from`; returns what it gives, as large as `from`. */
static struct end begin(struct draft *d, const char *op, const struct end *from)
{
    struct end end = *from;
    snprintf(end.name, sizeof end.name, "n%d", d->nodes++);
    print(d, "  - {name: %s, op: %s, inputs: %s", end.name, op, from->name);
    return end;
}

/* A window and how many of them an extent has. */
struct window {
    int kernel, stride, dilation, pad, out;
};

static struct window draw_window(struct draft *d, int extent, int same_size)
{
    struct window w = {.kernel = 1 + below(d, 3), .stride = 1, .dilation = 1};
    if (w.kernel > extent)
        w.kernel = 1;
    if (same_size) {
        w.kernel = w.kernel == 2 ? 3 : w.kernel;
        w.pad = w.kernel / 2;
        w.out = extent;
        return w;
    }
    w.stride = 1 + oracle_random_once_in(d->random, 3);
    if (w.kernel == 2 && oracle_random_once_in(d->random, 3) && extent > 2)
        w.dilation = 2;
    int covered = w.dilation * (w.kernel - 1) + 1;
    w.pad = covered > 1 ? below(d, covered < 3 ? covered : 3) : 0;
    w.out = (extent + 2 * w.pad - covered) / w.stride + 1;
    return w;
}

static void print_windows(struct draft *d, struct end *end, int same_size, int has_dilation)
{
    struct window r = draw_window(d, end->rows, same_size);
    struct window c = draw_window(d, end->columns, same_size);
    if (!has_dilation) {
        r = r.dilation > 1 ? (struct window){1, 1, 1, 0, end->rows} : r;
        c = c.dilation > 1 ? (struct window){1, 1, 1, 0, end->columns} : c;
    }
    print(d, ", kernel: [%d, %d], stride: [%d, %d], pad: [%d, %d]", r.kernel, c.kernel, r.stride,
          c.stride, r.pad, c.pad);
    if (has_dilation)
        print(d, ", dilation: [%d, %d]", r.dilation, c.dilation);
    end->rows = r.out;
    end->columns = c.out;
}

/* filters 0: drawn. */
static struct end add_conv(struct draft *d, const struct end *from, int filters, int same_size)
{
    int groups = from->channels % 2 == 0 && filters % 2 == 0 && oracle_random_once_in(d->random, 3);
    struct end end = begin(d, "conv", from);
    end.channels = filters ? filters : groups ? 2 * (1 + below(d, 3)) : 1 + below(d, 7);
    print(d, ", filters: %d", end.channels);
    print_windows(d, &end, same_size, 1);
    print(d, ", groups: %d, relu: %s}\n", 1 + groups, mostly(d, 4));
    d->layers++;
    return end;
}

static struct end add_depthwise(struct draft *d, const struct end *from, int same_size)
{
    struct end end = begin(d, "depthwise", from);
    print_windows(d, &end, same_size, 1);
    print(d, ", relu: %s}\n", mostly(d, 3));
    d->layers++;
    return end;
}

static struct end add_pool(struct draft *d, const struct end *from, int same_size)
{
    struct end end = begin(d, below(d, 2) ? "max_pool" : "average_pool", from);
    print_windows(d, &end, same_size, 0);
    print(d, "}\n");
    return end;
}

static struct end add_shuffle(struct draft *d, const struct end *from)
{
    int groups = from->channels % 3 == 0 ? 3 : 2;
    if (from->channels % groups)
        return *from;
    struct end end = begin(d, "shuffle", from);
    print(d, ", groups: %d}\n", groups);
    return end;
}

static struct end add_branch(struct draft *d, const struct end *from)
{
    switch (below(d, 4)) {
    case 0:
        return add_depthwise(d, from, 1);
    case 1:
        return add_pool(d, from, 1);
    default:
        return add_conv(d, from, 0, 1);
    }
}

static struct end join(struct draft *d, const char *op, const struct end *a, const struct end *b)
{
    struct end from = *a;
    snprintf(from.name, sizeof from.name, "[%.8s, %.8s]", a->name, b->name);
    struct end end = begin(d, op, &from);
    print(d, ", relu: %s}\n", below(d, 3) ? "false" : "true");
    return end;
}

static struct end add_concat(struct draft *d, const struct end *from)
{
    struct end a = below(d, 4) ? add_conv(d, from, 0, 1) : *from, b = add_branch(d, from);
    struct end end = join(d, "concat", &a, &b);
    end.channels = a.channels + b.channels;
    return end;
}

static struct end add_residual(struct draft *d, const struct end *from)
{
    struct end branch = add_conv(d, from, from->channels, 1);
    return join(d, "add", &branch, from);
}

static struct end add_block(struct draft *d, const struct end *from)
{
    switch (below(d, 7)) {
    case 0:
        return add_concat(d, from);
    case 1:
        return add_residual(d, from);
    case 2:
        return add_depthwise(d, from, 0);
    case 3:
        return add_pool(d, from, 0);
    case 4:
        return add_shuffle(d, from);
    default:
        return add_conv(d, from, 0, 0);
    }
}

/* From a plane to one value per class. */
static void add_head(struct draft *d, const struct end *from, int classes)
{
    struct end end = *from;
    if (below(d, 3) == 0) {
        end = add_conv(d, from, classes, 1);
        end = begin(d, "global_average", &end);
        print(d, "}\n");
        return;
    }
    if (below(d, 2)) {
        end = begin(d, "global_average", from);
        print(d, "}\n");
    }
    begin(d, "full", &end);
    print(d, ", filters: %d, relu: false}\n", classes);
}

char *network_draw_text(struct oracle_random *random)
{
    struct draft d = {.random = random, .text = malloc(TEXT_MAX)};
    if (!d.text)
        abort();
    struct end end = {"input", 1 + below(&d, 3), 3 + below(&d, 5), 3 + below(&d, 5)};
    int classes = 2 + below(&d, NETWORK_DRAW_CLASSES_MAX - 1), layers = 1 + below(&d, 4);
    print(&d,
          "format: enos/network/1\nname: drawn\nsource: drawn\n"
          "input: {shape: [%d, %d, %d], signed: %s}\nclasses: %d\nnodes:\n",
          end.channels, end.rows, end.columns, mostly(&d, 2), classes);
    while (d.layers < layers && d.nodes < 12)
        end = add_block(&d, &end);
    add_head(&d, &end, classes);
    return d.text;
}

struct network *network_draw(struct oracle_random *random)
{
    struct network *network;
    struct diag_list *diag;
    char *text = network_draw_text(random);
    if (diag_create(&diag) != 0)
        abort();
    if (network_read_text(&network, "drawn", text, strlen(text), NULL, 0, diag) != 0) {
        diag_write(diag, stderr);
        abort();
    }
    diag_free(diag);
    free(text);
    return network;
}
