/* Which loops inside a PE help, and what is built in vain (docs/mapper.md, "Which loops are
 * tried"). */
#include <math.h>
#include <string.h>

#include "allowed.h"
#include "lower.h"

static int has_halo(const struct solver *s, int d)
{
    return is_window_dim(d) && s->has_halo[window_axis(d)];
}

/* Tensors that loops of d do not move. */
static unsigned left_alone_by(enum dim d)
{
    return ~moved_tensors[d] & ((1u << TENSOR_COUNT) - 1);
}

/* O has closed with all of C, R, S inside: each output arrives once, final. */
static int is_output_final(const struct solver *s, const struct lower_nest *n)
{
    static const enum dim dims[] = {DIM_C, DIM_R, DIM_S};
    int is_final = n->output_closed;
    for (size_t i = 0; i < sizeof dims / sizeof *dims; i++)
        is_final &= n->closed_at[TENSOR_O][dims[i]] >= s->problem->size[dims[i]];
    return is_final;
}

/* Of the sets in `tight`, those with all tensors that loops leave alone. */
static unsigned sets_with(const struct solver *s, unsigned left_alone, unsigned tight)
{
    unsigned sets = 0;
    for (unsigned kept = 0; kept < 8; kept++) {
        if ((left_alone & ~kept) == 0 && tight >> kept & 1)
            sets |= 1u << kept;
    }
    return sets & s->may_keep;
}

unsigned lower_kept_sets(const struct solver *s, const struct lower_nest *n)
{
    if (n->left_alone == 0)
        return s->may_keep;
    return sets_with(s, n->left_alone, s->tight[1] | (is_output_final(s, n) ? 0 : s->tight[0]));
}

/* A set that is tight only if O arrives as partial sums needs two words of each output. */
double lower_psum_cost(const struct solver *s, unsigned kept)
{
    const struct price_list *p = &s->prices[kept];
    if (s->tight[1] >> kept & 1)
        return 0;
    double word = p->up_psum.v[COST_ENERGY_PJ] +
                  fmin(p->back.v[COST_ENERGY_PJ], p->accumulate.v[COST_ENERGY_PJ]) -
                  p->link.v[COST_ENERGY_PJ];
    return s->options.objective == OBJECTIVE_ENERGY ? fmax(0, s->elements[TENSOR_O] * word) : 0;
}

/* Nodes still to be placed whose tile d would widen. Such a node can stay open
 * beyond the GLB node of the tensor that d leaves alone, which d, below both,
 * does not make fetch again. That is worth it only if the GLB cannot hold the
 * tensors whole: else its node could stand higher, and d above the array. */
static unsigned wideners(const struct solver *s, const struct building *b, enum dim d)
{
    unsigned left_alone = b->nest.left_alone | left_alone_by(d);
    if (s->is_brief || sets_with(s, left_alone, s->tight[0] | s->tight[1]) == 0)
        return 0;
    return ~left_alone_by(d) & ~b->placed & ((1u << TENSOR_COUNT) - 1);
}

int is_partner_apart(const struct solver *s, const struct lower_nest *n, enum dim d)
{
    static const enum dim partners[DIM_COUNT] = {
        [DIM_P] = DIM_R, [DIM_R] = DIM_P, [DIM_Q] = DIM_S, [DIM_S] = DIM_Q};
    int tile = n->tile[partners[d]];
    return tile > n->input_tile[partners[d]] && tile < s->problem->size[partners[d]];
}

/* A loop of d can be added that leaves some of it to the array. */
static int may_be_cut(const struct solver *s, const struct lower_nest *n, enum dim d)
{
    int left = ceil_div(s->problem->size[d], n->tile[d]);
    for (int bound = 2; bound < left; bound++) {
        if (is_bound_tried(s, bound, left))
            return 1;
    }
    return 0;
}

/* Windows overlap along d, and a loop of d inside the PE can make them share
 * more: I's node widens or slides, or the PEs' positions and taps come to lie in
 * step (neighbours share most where the windows are plain, unless the partner's
 * lie apart). */
static int is_useful_to_windows(const struct solver *s, const struct building *b, enum dim d)
{
    unsigned input = 1u << TENSOR_I;
    if (!has_halo(s, d))
        return 0;
    return !(b->placed & input) || b->nest.open & input || !spread_is_plain(s, d) ||
           (is_partner_apart(s, &b->nest, d) && may_be_cut(s, &b->nest, d));
}

/* Useful whatever becomes of the nodes still to be placed. */
static int is_useful_now(const struct solver *s, const struct building *b, enum dim d)
{
    return closed_by(b->nest.open, d) != b->nest.open || is_useful_to_windows(s, b, d);
}

/* Whatever loops follow, PEs share most of the windows along d's axis if these stand above. */
static int is_sharing_settled(const struct solver *s, const struct lower_nest *n, enum dim d)
{
    static const enum dim dims[2][2] = {{DIM_P, DIM_R}, {DIM_Q, DIM_S}};
    const enum dim *pair = dims[window_axis((int)d)];
    return !has_halo(s, d) || (spread_is_plain(s, d) && !is_partner_apart(s, n, d) &&
                               !(may_be_cut(s, n, pair[0]) && may_be_cut(s, n, pair[1])));
}

int is_only_reused(const struct solver *s, const struct building *b)
{
    unsigned open = b->nest.open, is_single = (open & (open - 1)) == 0;
    if (s->is_free || s->is_constrained || s->options.even)
        return 0;
    return is_all(b->placed) && is_single && !(open >> TENSOR_I & 1) &&
           is_sharing_settled(s, &b->nest, DIM_P) && is_sharing_settled(s, &b->nest, DIM_R) &&
           is_sharing_settled(s, &b->nest, DIM_Q) && is_sharing_settled(s, &b->nest, DIM_S);
}

int is_loop_tried_anyway(const struct solver *s, const struct building *b, enum dim d)
{
    if (is_all(b->placed))
        return (int)(s->pinned_late >> d & 1);
    return s->pinned_spad >> d & 1 || (s->is_free && s->options.even);
}

int is_loop_helpful(const struct solver *s, const struct building *b, enum dim d)
{
    return is_useful_now(s, b, d) || wideners(s, b, d) != 0;
}

void note_widening(const struct solver *s, const struct building *b, enum dim d,
                   struct lower_nest *nest)
{
    if (is_loop_tried_anyway(s, b, d) || is_useful_now(s, b, d))
        return;
    nest->widened |= 1u << wideners(s, b, d);
    nest->left_alone |= left_alone_by(d);
}

/* A loop that was to widen some nodes is of no use once all of them have closed. */
int is_in_vain(const struct building *b)
{
    for (unsigned nodes = 1; nodes < 1u << TENSOR_COUNT; nodes++) {
        if (b->nest.widened >> nodes & 1 && (nodes & b->placed) == nodes && !(nodes & b->nest.open))
            return 1;
    }
    return 0;
}

/* A loop of d may help others than t now, or when more nodes have been placed. */
static int may_help_others(const struct solver *s, const struct building *b, enum dim d,
                           enum tensor t)
{
    unsigned all = (1u << TENSOR_COUNT) - 1;
    unsigned others = (b->nest.open | (all & ~b->placed)) & ~(1u << t);
    return has_halo(s, d) || closed_by(others, d) != others || wideners(s, b, d) != 0;
}

static int may_widen(const struct solver *s, const struct building *b, enum dim d, enum tensor t)
{
    int tile[DIM_COUNT], bound = 2, left = ceil_div(s->problem->size[d], b->nest.tile[d]);
    if (left == 1 || !is_relevant(t, d))
        return 0;
    while (!is_bound_tried(s, bound, left))
        bound++;
    memcpy(tile, b->nest.tile, sizeof tile);
    tile[d] *= bound;
    return spad_fits(s, b, tile, 1u << t);
}

/* The node of t, still to be placed, can stand above a loop that does not move t only with one
 * that does between. (Groups are rare: they are taken to be able to.) */
static int is_cut_off(const struct solver *s, const struct building *b, enum tensor t)
{
    for (int d = 0; d < DIM_G; d++) {
        if (may_widen(s, b, (enum dim)d, t) && may_help_others(s, b, (enum dim)d, t))
            return 0;
    }
    return !is_group_moved(s);
}

int is_dead_end(const struct solver *s, const struct building *b)
{
    if (s->options.even || s->pinned_spad)
        return 0;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (b->dirty & ~b->placed & 1u << t && is_cut_off(s, b, (enum tensor)t))
            return 1;
    }
    return 0;
}
