/* Which of the three convolutions a problem is, and how large. */
#include <string.h>

#include "hierarchy_check.h"
#include "timeloop_problem.h"

/* The axis of these dimensions, in any order, or NULL; `tap` '\0': an axis of one. */
static const struct axis *find_axis(const struct timeloop_raw_problem *p, enum tensor t,
                                    char position, char tap)
{
    for (int i = 0; i < p->axis_count[t]; i++) {
        const struct axis *axis = &p->axis[t][i];
        if (axis->count != (tap ? 2 : 1))
            continue;
        if (!tap && axis->letter[0] == position && axis->factor[0] == 1)
            return axis;
        if (tap && ((axis->letter[0] == position && axis->letter[1] == tap) ||
                    (axis->letter[1] == position && axis->letter[0] == tap)))
            return axis;
    }
    return NULL;
}

/* Whether the tensor has these axes of one dimension, `pairs` of two, and no others. */
static int has_axes(const struct timeloop_raw_problem *p, enum tensor t, const char *letters,
                    int pairs)
{
    for (const char *c = letters; *c; c++)
        if (!find_axis(p, t, *c, '\0'))
            return 0;
    return p->axis_count[t] == (int)strlen(letters) + pairs;
}

static int find_form(const struct timeloop_raw_problem *p)
{
    static const char *const form[][TENSOR_COUNT] = {
        [TIMELOOP_PLAIN] = {"CMRS", "NC", "NMPQ"},
        [TIMELOOP_DEPTHWISE] = {"CMRS", "NC", "NCMPQ"},
        [TIMELOOP_GROUPED] = {"GCMRS", "NGC", "NGMPQ"},
    };
    for (int i = TIMELOOP_PLAIN; i <= TIMELOOP_GROUPED; i++)
        if (strlen(p->letters) == strlen(timeloop_letters((enum timeloop_problem)i)) &&
            has_axes(p, TENSOR_W, form[i][TENSOR_W], 0) &&
            has_axes(p, TENSOR_I, form[i][TENSOR_I], 2) &&
            has_axes(p, TENSOR_O, form[i][TENSOR_O], 0))
            return i;
    return -1;
}

/* Reads one axis of the inputs. Returns 0, or -1 if there is none of the two dimensions. */
static int set_window(const struct timeloop_raw_problem *p, char position, char tap,
                      enum axis_2d axis)
{
    const struct axis *found = find_axis(p, TENSOR_I, position, tap);
    if (!found)
        return -1;
    int is_first = found->letter[0] == position;
    p->out->shape.stride[axis] = found->factor[!is_first];
    p->out->shape.dilation[axis] = found->factor[is_first];
    return 0;
}

/* A check that the numbers are in the range of our counters. */
static void set_input(const struct timeloop_raw_problem *p, enum axis_2d axis,
                      const struct desc_node *node)
{
    struct layer_shape *s = &p->out->shape;
    int64_t last = (int64_t)(s->size[axis == ROWS ? DIM_P : DIM_Q] - 1) * s->stride[axis] +
                   (int64_t)(s->size[axis == ROWS ? DIM_R : DIM_S] - 1) * s->dilation[axis];
    if (last < HIERARCHY_ROWS_MAX)
        s->input[axis] = (int)last + 1;
    else
        desc_error_key(p->diag, node, NULL, "the inputs have more than %d %s", HIERARCHY_ROWS_MAX,
                       axis == ROWS ? "rows" : "columns");
}

static void set_sizes(const struct timeloop_raw_problem *p, const struct desc_node *instance)
{
    struct layer_shape *s = &p->out->shape;
    int64_t total[DIM_COUNT];
    for (int d = 0; d < DIM_COUNT; d++) {
        char letter = timeloop_letter(p->out->problem, (enum dim)d);
        total[d] = letter ? p->size[strchr(p->letters, letter) - p->letters] : 1;
    }
    total[DIM_C] *= total[DIM_G];
    total[DIM_M] *= total[DIM_G];
    for (int d = 0; d < DIM_COUNT; d++)
        s->size[d] = total[d] > INT32_MAX ? 0 : (int)total[d];
    if (!s->size[DIM_C] || !s->size[DIM_M]) {
        desc_error_key(p->diag, instance, NULL, "the groups have too many channels together");
        return;
    }
    set_input(p, ROWS, instance);
    set_input(p, COLUMNS, instance);
    if (diag_count(p->diag) == p->errors && !layer_terms_per_image(s))
        desc_error_key(p->diag, instance, NULL, "the layer has too many terms");
}

void timeloop_recognise(struct timeloop_raw_problem *p, const struct desc_node *spaces,
                        const struct desc_node *instance)
{
    int form = find_form(p);
    if (form < 0 || set_window(p, 'P', 'R', ROWS) || set_window(p, 'Q', 'S', COLUMNS)) {
        desc_error_key(p->diag, spaces,
                       "Weights C M R S, Inputs N C (R P) (S Q), Outputs N M Q P; with G in all "
                       "three, or Outputs with C",
                       "these data spaces are not a convolution's");
        return;
    }
    p->out->problem = (enum timeloop_problem)form;
    set_sizes(p, instance);
}
