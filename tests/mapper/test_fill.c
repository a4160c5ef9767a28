/* First fill and last drain of layings against the model's, on random mappings of problems of every
 * kind: exact where all is laid, but for the width of outputs, and no more with less laid.
 * ENOS_SEED=n for fresh ones. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "bound.h"
#include "lower.h"
#include "oracle/cases.h"
#include "oracle/sample.h"
#include "result.h"

enum { PROBLEMS = 2000, LOOPS = 9 };

struct drawn {
    struct map_problem problem;
    struct map_mapping mapping;
    struct solver solver;
    struct lower_nest nest;
    struct laying laying;
};

/* Loops of d in time that stand below node `from`. */
static int loops_below(const struct map_mapping *m, int from, enum dim d)
{
    int product = 1;
    for (int i = from + 1; i < m->count; i++)
        product *= m->node[i].kind == NODE_FOR && m->node[i].dim == d ? m->node[i].bound : 1;
    return product;
}

/* The last node of d's loops over places, or else of all of them. */
static int last_place(const struct map_mapping *m, enum dim d)
{
    int last[2] = {-1, -1};
    for (int i = 0; i < m->count; i++) {
        const struct map_node *node = &m->node[i];
        if (node->kind == NODE_PAR)
            last[0] = i;
        if (node->kind == NODE_PAR && node->dim == d && node->bound > 1)
            last[1] = i;
    }
    return last[last[1] >= 0];
}

static int scratchpad_node(const struct map_mapping *m, enum tensor t)
{
    int i = 0;
    while (m->node[i].kind != NODE_KEEP || m->node[i].level != LEVEL_SPAD || m->node[i].tensor != t)
        i++;
    return i;
}

static void read_nest(struct drawn *c)
{
    const struct map_mapping *m = &c->mapping;
    lower_start(&c->nest);
    for (int d = 0; d < DIM_COUNT; d++) {
        c->nest.tile[d] = loops_below(m, last_place(m, (enum dim)d), (enum dim)d);
        for (int t = 0; t < TENSOR_COUNT; t++)
            c->nest.closed_at[t][d] =
                loops_below(m, scratchpad_node(m, (enum tensor)t), (enum dim)d);
        c->nest.input_tile[d] = c->nest.closed_at[TENSOR_I][d];
    }
}

static void lay_all(struct drawn *c)
{
    laying_start(&c->solver, &c->nest, 7, &c->laying);
    c->laying.is_whole = 1;
    for (int d = 0; d < DIM_COUNT; d++) {
        struct spread_option *o = &c->laying.leaf.spread[d];
        *o = (struct spread_option){.axis = {1, 1}};
        for (int i = 0; i < c->mapping.count; i++) {
            const struct map_node *node = &c->mapping.node[i];
            if (node->kind == NODE_PAR && node->dim == (enum dim)d)
                o->axis[node->axis] *= node->bound;
        }
        o->places = o->axis[0] * o->axis[1];
        o->turns = (c->laying.leaf.units[d] + o->places - 1) / o->places;
    }
    c->laying.laid = (1u << DIM_COUNT) - 1;
}

static void draw_case(struct oracle_random *random, int i, struct drawn *c)
{
    struct solver *s = &c->solver;
    *c = (struct drawn){0};
    oracle_random_problem(random, (enum oracle_kind)(i % ORACLE_KIND_COUNT), LOOPS, &c->problem);
    oracle_random_mapping(random, &c->problem, ORACLE_FACTORS_IMPERFECT, &c->mapping);
    s->problem = &c->problem;
    for (int axis = 0; axis < 2; axis++)
        window_geometry_of(&c->problem, axis, &s->geometry[axis]);
    cr_assert(window_memo_create(&s->memo, s->geometry) == 0);
    read_nest(c);
    lay_all(c);
}

/* The model's, with outputs of the lesser width. */
static double expected(const struct drawn *c, const struct map_result *r)
{
    const int *width = c->problem.bits;
    int is_final = r->injected[WORD_OUT] > 0;
    double words = (double)r->first_event_bits[TENSOR_O] / width[is_final ? WORD_OUT : WORD_PSUM];
    int least = width[WORD_OUT] < width[WORD_PSUM] ? width[WORD_OUT] : width[WORD_PSUM];
    const double bits[TENSOR_COUNT] = {[TENSOR_W] = (double)r->first_event_bits[TENSOR_W],
                                       [TENSOR_I] = (double)r->first_event_bits[TENSOR_I],
                                       [TENSOR_O] = words * least};
    return result_fill_and_drain(&c->problem, bits);
}

Test(fill, a_laying_fills_and_drains_as_its_mappings_do)
{
    static struct drawn c;
    const char *text = getenv("ENOS_SEED");
    struct oracle_random random = {text ? strtoull(text, NULL, 10) : 1};
    int filled = 0, less = 0;
    for (int i = 0; i < PROBLEMS; i++) {
        struct map_result result;
        draw_case(&random, i, &c);
        enum map_status status = map_evaluate(&c.problem, &c.mapping, &result, NULL);
        cr_assert(status == MAP_OK || status == MAP_TOO_LARGE);
        double model = expected(&c, &result), all = least_fill_and_drain(&c.solver, &c.laying);
        cr_assert_float_eq(all, model, 1e-9 * model, "case %d: %g, the model has %g", i, all,
                           model);
        c.laying.laid = (unsigned)oracle_random_below(&random, 1 << DIM_COUNT);
        double some = least_fill_and_drain(&c.solver, &c.laying);
        cr_assert(some <= all * (1 + 1e-12), "case %d: %g with less laid, %g with all", i, some,
                  all);
        filled += model > 0;
        less += some < all;
        window_memo_free(c.solver.memo);
    }
    cr_expect(filled > PROBLEMS / 2 && less > PROBLEMS / 20, "%d filled, %d less", filled, less);
}
