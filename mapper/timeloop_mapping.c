/* The nest that Timeloop's directives make, and whether machine and problem allow it. */
#include "timeloop_mapping.h"

/* What a spatial directive spreads over an axis must be there. */
static void check_spread(const struct timeloop_raw_mapping *m, int level)
{
    const struct timeloop_raw_loops *loops = &m->loops[level][TIMELOOP_SPATIAL];
    int64_t spread[2] = {1, 1};
    int fan_out[2];
    if (!loops->node)
        return;
    timeloop_fan_out(m->out, level, fan_out);
    for (int i = 0; i < loops->count; i++)
        if (loops->bound[loops->order[i]] > 1 && spread[i >= loops->split] <= INT32_MAX)
            spread[i >= loops->split] *= loops->bound[loops->order[i]];
    for (int is_y = 0; is_y < 2; is_y++)
        if (spread[is_y] > fan_out[is_y])
            desc_error(m->diag, loops->node, NULL,
                       "%lld instances along %c of what is below '%s': there are %d",
                       (long long)spread[is_y], is_y ? 'Y' : 'X', m->out->storage[level].name,
                       fan_out[is_y]);
    if (fan_out[0] * fan_out[1] == 1)
        desc_error(m->diag, loops->node, NULL, "'%s' has one instance of what is below it",
                   m->out->storage[level].name);
}

/* Outermost first; of spatial ones those along Y, which stand behind the split. */
static void add_loops(struct timeloop_raw_mapping *m, int level, int is_spatial)
{
    const struct timeloop_raw_loops *loops = &m->loops[level][is_spatial];
    struct hierarchy_nest *nest = &m->out->nest;
    for (int i = loops->count - 1; i >= 0; i--) {
        int d = loops->order[i];
        if (loops->bound[d] < 2)
            continue;
        if (nest->loop_count == HIERARCHY_LOOPS_MAX) {
            desc_error(m->diag, loops->node, NULL, "more than %d loops", HIERARCHY_LOOPS_MAX);
            return;
        }
        m->out->is_y[nest->loop_count] = is_spatial && i >= loops->split;
        nest->loop[nest->loop_count++] =
            (struct hierarchy_loop){(enum dim)d, loops->bound[d], level, is_spatial};
    }
}

/* Iterations that the loops of a dimension make, last rounds being shorter; their bounds' product
 * in *product. Timeloop's check, too. */
static int64_t iterations(const struct timeloop_raw_mapping *m, enum dim d, int64_t *product)
{
    int64_t last = 0;
    *product = 1;
    for (int i = 0; i < m->out->nest.loop_count && *product <= INT32_MAX; i++) {
        const struct hierarchy_loop *loop = &m->out->nest.loop[i];
        if (loop->dim != d)
            continue;
        last = last * loop->bound + m->loops[loop->level][loop->is_spatial].residual[d] - 1;
        *product *= loop->bound;
    }
    return last + 1;
}

static void check_cover(const struct timeloop_raw_mapping *m)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        int size = timeloop_extent(&m->out->shape, (enum dim)d);
        int64_t product, made = iterations(m, (enum dim)d, &product);
        if (product > INT32_MAX)
            desc_error_key(m->diag, m->node, NULL, "the factors of %c are too large",
                           timeloop_letter(m->out->problem, (enum dim)d));
        else if (made != size)
            desc_error_key(m->diag, m->node,
                           "the product of its factors; a residual (P=4,3) is the last round's",
                           "the loops of %c make %lld iterations, the problem has %d",
                           timeloop_letter(m->out->problem, (enum dim)d), (long long)made, size);
    }
}

static void check_room(const struct timeloop_raw_mapping *m)
{
    char reason[TIMELOOP_REASON_MAX];
    for (int level = 0; level < m->out->nest.level_count; level++)
        if (timeloop_check_room(m->out, level, reason))
            desc_error_key(m->diag, m->node, NULL, "%s", reason);
}

void timeloop_make_nest(struct timeloop_raw_mapping *m)
{
    size_t errors = diag_count(m->diag);
    for (int level = 0; level < m->out->nest.level_count; level++) {
        check_spread(m, level);
        add_loops(m, level, TIMELOOP_TEMPORAL);
        add_loops(m, level, TIMELOOP_SPATIAL);
    }
    if (diag_count(m->diag) == errors)
        check_cover(m);
    if (diag_count(m->diag) == errors)
        check_room(m);
}
