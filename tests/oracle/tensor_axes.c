#include "tensor_axes.h"

#include <stdlib.h>
#include <string.h>

/* H and W stand for rows and columns. */
static const char *const axis_letters[TENSOR_COUNT] = {"GMCRS", "NGCHW", "NGMPQ"};

static int dim_of(char letter)
{
    return (int)(strchr(dim_letters, letter) - dim_letters);
}

int tensor_has_dim(enum tensor t, int d)
{
    static const char *const letters[TENSOR_COUNT] = {"GMCRS", "NGCPQRS", "NGMPQ"};
    return strchr(letters[t], dim_letters[d]) != NULL;
}

static struct tensor_axis axis_of(const struct layer_shape *shape, const int *bound, char letter)
{
    if (letter != 'H' && letter != 'W') {
        int d = dim_of(letter);
        return (struct tensor_axis){d, -1, 1, 0, 0, bound[d], 0};
    }
    int at = letter == 'H' ? ROWS : COLUMNS;
    return (struct tensor_axis){letter == 'H' ? DIM_P : DIM_Q,
                                letter == 'H' ? DIM_R : DIM_S,
                                shape->stride[at],
                                shape->dilation[at],
                                -shape->pad[at],
                                shape->input[at],
                                0};
}

void tensor_axes_of(const struct layer_shape *shape, enum tensor t, struct tensor_axes *out)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        int is_grouped = d == DIM_C || d == DIM_M;
        out->bound[d] = shape->size[d] / (is_grouped ? shape->size[DIM_G] : 1);
    }
    out->elements = 1;
    for (int i = TENSOR_AXES_MAX - 1; i >= 0; i--) {
        out->axis[i] = axis_of(shape, out->bound, axis_letters[t][i]);
        out->axis[i].stride = out->elements;
        out->elements *= (size_t)out->axis[i].size;
    }
}

int coordinates_create(struct coordinates *out, int size)
{
    *out = (struct coordinates){.value = malloc((size_t)size * sizeof *out->value),
                                .seen = calloc((size_t)size, sizeof *out->seen)};
    return out->value && out->seen ? 0 : -1;
}

void coordinates_free(struct coordinates *set)
{
    free(set->value);
    free(set->seen);
}

static int end_of(const struct tensor_axes *axes, int d, const int *start, const int *tile)
{
    int end = start[d] + tile[d];
    return end < axes->bound[d] ? end : axes->bound[d];
}

static void add(struct coordinates *set, int c, int size)
{
    if (c < 0 || c >= size || set->seen[c] == set->stamp)
        return;
    set->seen[c] = set->stamp;
    set->value[set->count++] = c;
}

void coordinates_touch(const struct tensor_axes *axes, const struct tensor_axis *axis,
                       const int *start, const int *tile, struct coordinates *set)
{
    set->count = 0;
    set->stamp++;
    int end = end_of(axes, axis->dim, start, tile);
    int tap = axis->tap < 0 ? 0 : start[axis->tap];
    int tap_end = axis->tap < 0 ? 1 : end_of(axes, axis->tap, start, tile);
    for (int i = start[axis->dim]; i < end; i++)
        for (int j = tap; j < tap_end; j++)
            add(set, axis->dim_step * i + axis->tap_step * j + axis->first, axis->size);
}

void coordinates_remove(struct coordinates *set, const struct coordinates *other)
{
    int left = 0;
    for (int i = 0; i < set->count; i++)
        if (other->seen[set->value[i]] != other->stamp)
            set->value[left++] = set->value[i];
    set->count = left;
}
