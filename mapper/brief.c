/* A good mapping soon, where rounds take long: from plain nests, without loops inside the PE that
 * would do above the array or that only widen tiles. These are few, and among them is nearly
 * always one within some percent of the best. Each is searched shortly, then, as far as the ticks
 * go, again at more length: a better mapping prunes the next pass. */
#include <math.h>
#include <stdlib.h>

#include "frontier.h"
#include "rounds.h"

/* Nests are listed from this share above the bound of everything on, until there are enough. */
#define FIRST_REACH 0.02
#define LAST_REACH 2.0
#define REACH_GROWTH 1.5
#define NESTS_ENOUGH 3000
/* Ticks of a pass; of one nest in the first and in the last; and of one leaf, as a share of it. */
#define PASS_TICKS 700000
#define NEST_LEAST 1000
#define NEST_MOST 64000
#define NEST_GROWTH 4
#define LEAVES 10

static int take_nest(struct solver *s, const struct lower_nest *nest, void *context)
{
    s->out->nests++;
    s->failed |= frontier_add_nest(context, s, nest) != 0;
    return 1;
}

/* Plain nests within a reach that gives enough of them. */
static void list_plain_nests(struct solver *s, double root, struct frontier *plain)
{
    const struct lower_visitor visitor = {.take = take_nest, .context = plain};
    double reach = FIRST_REACH;
    s->pause_at = s->ticks + PASS_TICKS;
    do {
        frontier_free(plain);
        s->limit = root * (1 + reach);
        lower_build(s, -1, &visitor);
        reach *= REACH_GROWTH;
    } while (plain->nests < NESTS_ENOUGH && reach < LAST_REACH && !is_stopped(s));
    s->limit = INFINITY;
    s->pause_at = UINT64_MAX;
}

/* Every candidate for `each` ticks, as far as those of a pass go. */
static void try_each(struct solver *s, const struct frontier *plain, const struct candidate *list,
                     size_t count, uint64_t each)
{
    uint64_t end = s->ticks + PASS_TICKS;
    s->leaf_ticks = each / LEAVES;
    for (size_t i = 0; i < count && s->ticks < end && !is_hopeless(s, list[i].bound); i++) {
        s->pause_at = s->ticks + each;
        spread_search(s, &plain->nest[list[i].nest], list[i].kept);
    }
    s->pause_at = s->leaf_ticks = UINT64_MAX;
}

void search_briefly(struct solver *s, double root)
{
    double least_pruned = s->least_pruned;
    size_t count = 0, steps = s->lower.count;
    struct frontier plain = {0};
    s->is_brief = 1;
    list_plain_nests(s, root, &plain);
    struct candidate *list = frontier_take_candidates(&plain, INFINITY, &count);
    s->failed |= list == NULL;
    for (uint64_t each = NEST_LEAST; list && each <= NEST_MOST; each *= NEST_GROWTH)
        try_each(s, &plain, list, count, each);
    free(list);
    frontier_free(&plain);
    s->lower.count = steps; /* those of its nests are forgotten */
    s->is_brief = 0;
    s->least_pruned = least_pruned;
}
