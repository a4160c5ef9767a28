/* What the array holds of weights and outputs, against every way to cut and lay them. ENOS_SEED=n
 * for fresh cases. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "bound.h"
#include "lower.h"
#include "oracle/random.h"
#include "spread_case.h"

enum { CASES = 300, DIMS = 4 };

static const enum dim dims[2][DIMS] = {{DIM_M, DIM_C, DIM_R, DIM_S}, {DIM_N, DIM_M, DIM_P, DIM_Q}};

static struct oracle_random numbers;

/* 1 .. most */
static int draw(int most)
{
    return 1 + oracle_random_below(&numbers, most);
}

struct drawn {
    struct map_problem problem;
    struct solver solver;
    enum tensor tensor;
    int box[DIM_COUNT], is_held;
};

static void draw_case(struct drawn *c)
{
    struct map_problem *p = &c->problem;
    struct solver *s = &c->solver;
    memset(c, 0, sizeof *c);
    c->tensor = draw(2) == 1 ? TENSOR_W : TENSOR_O;
    for (int d = 0; d < DIM_COUNT; d++)
        p->size[d] = p->extent[d] = c->box[d] = 1;
    for (int i = 0; i < DIMS; i++) {
        enum dim d = dims[c->tensor == TENSOR_O][i];
        p->size[d] = p->extent[d] = draw(i < 2 ? 12 : 3);
        c->box[d] = draw(p->size[d]);
    }
    p->lane_dim = -1;
    p->bits[WORD_W] = p->bits[WORD_PSUM] = 1;
    p->spad_bits[c->tensor] = (uint64_t)draw(12);
    p->axis_size[0] = draw(5);
    p->axis_size[1] = draw(5);
    p->reduce_link[1] = draw(2) - 1;
    s->options.factors = (enum map_factors)(draw(3) - 1);
    spread_case_open(s, &c->problem);
}

static void end_case(struct drawn *c)
{
    spread_case_close(&c->solver);
    array_room_free(&c->solver.array_room);
}

/* Tiles of `words` so far, on what is left of the axes: every way to cut and lay the dimensions
 * from i on so that the box is covered. */
static void cut_and_lay(struct drawn *c, int i, int words, int x, int y)
{
    if (words > (int)c->problem.spad_bits[c->tensor] || i == DIMS) {
        c->is_held |= i == DIMS && words <= (int)c->problem.spad_bits[c->tensor];
        return;
    }
    enum dim d = dims[c->tensor == TENSOR_O][i];
    int size = c->problem.size[d];
    for (int tile = 1; tile <= size; tile++) {
        if (c->solver.options.factors != FACTORS_IMPERFECT && size % tile != 0)
            continue;
        const struct spread_options *options =
            spread_options_of(&c->solver, d, (size + tile - 1) / tile);
        for (int k = 0; k < options->count; k++) {
            const struct spread_option *o = &options->option[k];
            if (o->axis[0] <= x && o->axis[1] <= y && tile * o->places >= c->box[d])
                cut_and_lay(c, i + 1, words * tile, x / o->axis[0], y / o->axis[1]);
        }
    }
}

Test(array_room, holds_what_can_be_laid)
{
    static struct drawn c;
    const char *text = getenv("ENOS_SEED");
    int held = 0;
    numbers.state = text ? strtoull(text, NULL, 10) : 1;
    for (int n = 0; n < CASES; n++) {
        draw_case(&c);
        cut_and_lay(&c, 0, 1, c.problem.axis_size[0], c.problem.axis_size[1]);
        for (int again = 0; again < 2; again++)
            cr_assert(array_holds(&c.solver, c.tensor, c.box) == c.is_held, "case %d", n);
        held += c.is_held;
        end_case(&c);
    }
    cr_assert(held > CASES / 4 && held < CASES - CASES / 4, "%d are held", held);
}
