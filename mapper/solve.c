/* Goes through every lower nest with every set of tensors kept in the GLB,
 * least bound first, until no bound is below the incumbent. */
#include "mapper/solve.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bound.h"
#include "solver.h"

/* The first round reaches this share above the bound of everything; every
 * further round reaches so many times as far. */
#define FIRST_STEP 0.001
#define STEP_GROWTH 2

struct candidate {
    double bound;
    int nest;
    unsigned kept;
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void set_geometry(struct solver *s)
{
    const struct map_problem *p = s->problem;
    for (int axis = ROWS; axis <= COLUMNS; axis++) {
        struct window_geometry *g = &s->geometry[axis];
        *g = (struct window_geometry){
            .positions = p->size[axis == ROWS ? DIM_P : DIM_Q],
            .taps = p->size[axis == ROWS ? DIM_R : DIM_S],
            .extent = p->input[axis],
            .stride = p->stride[axis],
            .dilation = p->dilation[axis],
            .pad = p->pad[axis],
        };
        s->has_halo[axis] = g->positions > 1 && g->taps > 1;
        s->touched[axis] = window_rows_touched(g);
    }
    s->is_square = memcmp(&s->geometry[ROWS], &s->geometry[COLUMNS], sizeof s->geometry[ROWS]) == 0;
}

static void set_sizes(struct solver *s)
{
    const struct map_problem *p = s->problem;
    double steps = 1, terms = 1;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        s->elements[t] = 1;
        for (int d = 0; d < DIM_COUNT; d++) {
            int is_window = d == DIM_P || d == DIM_Q || d == DIM_R || d == DIM_S;
            if (is_relevant((enum tensor)t, (enum dim)d) && !(t == TENSOR_I && is_window))
                s->elements[t] *= p->extent[d];
        }
    }
    for (int d = 0; d < DIM_COUNT; d++) {
        steps *= p->size[d];
        terms *= p->extent[d];
    }
    double planes = steps / p->size[DIM_P] / p->size[DIM_Q] / p->size[DIM_R] / p->size[DIM_S];
    double input_reads = planes * (double)window_real_terms(&s->geometry[ROWS]) *
                         (double)window_real_terms(&s->geometry[COLUMNS]);
    s->fixed_pj =
        terms * p->term_pj + input_reads * p->step_read_pj[TENSOR_I] +
        steps * (p->step_read_pj[TENSOR_W] + p->step_read_pj[TENSOR_O] + p->step_write_psum_pj);
}

static int may_keep(const struct map_problem *p, unsigned kept)
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        int is_kept = kept >> t & 1;
        if (is_kept && (!p->has_glb || !p->glb_may_keep[t]))
            return 0;
        if (!is_kept && p->has_glb && !p->glb_may_bypass[t])
            return 0;
    }
    return 1;
}

/* Bits of tensors in the GLB, whole (for one group). */
static double whole_bits(const struct solver *s, unsigned kept, enum map_word output)
{
    const enum map_word words[TENSOR_COUNT] = {WORD_W, WORD_I, output};
    const struct map_problem *p = s->problem;
    double bits = 0;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        double elements = s->elements[t] / p->extent[DIM_G];
        elements *= t == TENSOR_I ? s->touched[ROWS] * s->touched[COLUMNS] : 1;
        bits += kept >> t & 1 ? elements * p->bits[words[t]] : 0;
    }
    return bits * (p->double_buffer ? 2 : 1);
}

static void set_kept_sets(struct solver *s)
{
    for (unsigned kept = 0; kept < 8; kept++) {
        price_list_fill(&s->prices[kept], s->problem, kept);
        s->may_keep |= may_keep(s->problem, kept) ? 1u << kept : 0;
        for (int is_final = 0; is_final < 2; is_final++) {
            double bits = whole_bits(s, kept, is_final ? WORD_OUT : WORD_PSUM);
            s->tight[is_final] |= bits > (double)s->problem->glb_bits ? 1u << kept : 0;
        }
    }
}

static int open_solver(struct solver *s)
{
    set_geometry(s);
    set_sizes(s);
    set_kept_sets(s);
    for (int t = 0; t < TENSOR_COUNT; t++)
        s->glb_once[t] = bound_glb_once(s, (enum tensor)t);
    for (int d = 0; d < DIM_COUNT; d++) {
        s->options_of[d] = calloc((size_t)s->problem->size[d] + 1, sizeof *s->options_of[d]);
        if (s->options_of[d] == NULL)
            return -1;
    }
    return window_memo_create(&s->memo, s->geometry);
}

static void close_solver(struct solver *s)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        for (int u = 0; s->options_of[d] && u <= s->problem->size[d]; u++)
            free(s->options_of[d][u].option);
        free(s->options_of[d]);
    }
    window_memo_free(s->memo);
    free(s->lower.nest);
    free(s->lower.op);
}

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->bound != y->bound)
        return x->bound < y->bound ? -1 : 1;
    if (x->kept != y->kept)
        return x->kept > y->kept ? -1 : 1; /* more kept first */
    return (x->nest > y->nest) - (x->nest < y->nest);
}

/* The lower nests, each with every set of tensors kept. */
static struct candidate *list_candidates(struct solver *s, size_t *count)
{
    struct candidate *list = malloc((8 * s->lower.count + 1) * sizeof *list);
    *count = 0;
    for (unsigned kept = 0; list && kept < 8; kept++) {
        for (size_t i = 0; i < s->lower.count; i++) {
            if (!(lower_kept_sets(s, &s->lower.nest[i]) >> kept & 1))
                continue;
            struct laying l;
            laying_start(s, &s->lower.nest[i], (1u << TENSOR_COUNT) - 1, &l);
            double bound = fmax(s->lower.nest[i].bound, bound_laying(s, &l, kept, 0));
            if (!is_hopeless(s, bound))
                list[(*count)++] = (struct candidate){bound, (int)i, kept};
        }
    }
    if (list)
        qsort(list, *count, sizeof *list, compare_candidates);
    return list;
}

static void search(struct solver *s, const struct candidate *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_hopeless(s, list[i].bound))
            return; /* so are all that follow */
        spread_search(s, &s->lower.nest[list[i].nest], list[i].kept);
        if (s->interrupted || s->failed) {
            s->least_pruned = fmin(s->least_pruned, list[i].bound);
            return;
        }
    }
}

/* One round: everything whose bound is at most `limit`. */
static void search_up_to(struct solver *s, double limit)
{
    size_t count = 0;
    s->limit = limit;
    s->least_left_out = INFINITY;
    lower_enumerate(s);
    struct candidate *list = s->failed ? NULL : list_candidates(s, &count);
    s->out->nests += s->lower.count;
    if (list)
        search(s, list, count);
    else
        s->failed = 1;
    free(list);
}

static double root_bound(struct solver *s)
{
    struct lower_nest nest = {.slide_dim = -1};
    struct laying l;
    for (int d = 0; d < DIM_COUNT; d++) {
        nest.tile[d] = nest.input_tile[d] = 1;
        for (int t = 0; t < TENSOR_COUNT; t++)
            nest.closed_at[t][d] = 1;
    }
    laying_start(s, &nest, 0, &l);
    return bound_laying(s, &l, KEPT_ANY, 0);
}

/* Rounds with a rising limit, until the incumbent is below all that was left
 * out. Each round repeats the ones before, which are small beside it. */
static void search_in_rounds(struct solver *s)
{
    double root = root_bound(s), step = (root - s->fixed_pj) * FIRST_STEP;
    if (s->options.objective != OBJECTIVE_ENERGY || !(step > 0))
        step = root * FIRST_STEP;
    s->least_left_out = root;
    do {
        step = fmax(step, s->least_left_out - root);
        search_up_to(s, fmin(root + step, s->best));
        step *= STEP_GROWTH;
    } while (!s->failed && !s->interrupted && s->least_left_out < s->best * (1 - 1e-12) &&
             s->least_left_out < INFINITY);
    s->least_pruned = fmin(s->least_pruned, s->least_left_out);
}

/* Why nothing fits: the smallest tile of each scratchpad is one step's operands. */
static void explain_nothing(struct solver *s)
{
    static const char *const names[TENSOR_COUNT] = {"filter", "ifmap", "psum"};
    static const enum map_word words[TENSOR_COUNT] = {WORD_W, WORD_I, WORD_PSUM};
    const struct map_problem *p = s->problem;
    char *reason = s->out->reason;
    unsigned long long total = 0;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        int is_laned = p->lanes > 1 && is_relevant((enum tensor)t, (enum dim)p->lane_dim);
        int elements = !is_laned                           ? 1
                       : p->extent[p->lane_dim] < p->lanes ? p->extent[p->lane_dim]
                                                           : p->lanes;
        unsigned long long need =
            (unsigned long long)p->bits[words[t]] * (unsigned)elements * (p->double_buffer ? 2 : 1);
        total += need;
        if (!p->spad_shared && need > p->spad_bits[t]) {
            snprintf(reason, MAP_REASON_MAX,
                     "the %s scratchpad holds %llu bits, the operands of one step need %llu "
                     "(%llu more)",
                     names[t], (unsigned long long)p->spad_bits[t], need, need - p->spad_bits[t]);
            return;
        }
    }
    if (p->spad_shared && total > p->spad_bits[0]) {
        snprintf(reason, MAP_REASON_MAX,
                 "the scratchpad holds %llu bits, the operands of one step need %llu (%llu more)",
                 (unsigned long long)p->spad_bits[0], total, total - p->spad_bits[0]);
        return;
    }
    snprintf(reason, MAP_REASON_MAX,
             "the GLB holds %llu bits: too few for the smallest tiles of the tensors that may not "
             "bypass it",
             (unsigned long long)p->glb_bits);
}

static void conclude(struct solver *s)
{
    struct map_solution *out = s->out;
    if (out->found) {
        out->objective = s->best;
        out->lower_bound = fmin(s->least_pruned, s->best);
        out->proven = !s->interrupted && out->lower_bound >= s->best * (1 - 1e-9);
    } else if (!s->interrupted) {
        explain_nothing(s);
        out->proven = 1; /* that there is none */
    } else {
        out->lower_bound = s->least_pruned;
        snprintf(out->reason, MAP_REASON_MAX, "interrupted before the first mapping was found");
    }
}

int map_solve(const struct map_problem *problem, const struct map_solve_options *options,
              struct map_solution *out)
{
    struct solver s = {.problem = problem, .out = out, .best = INFINITY, .least_pruned = INFINITY};
    double start = now_s();
    memset(out, 0, sizeof *out);
    if (options)
        s.options = *options;
    s.deadline = s.options.time_limit_s > 0 ? start + s.options.time_limit_s : 0;
    s.cost_terms = s.options.objective == OBJECTIVE_ENERGY ? 1 : COST_TERMS;
    if (open_solver(&s) != 0)
        s.failed = 1;
    else
        search_in_rounds(&s);
    conclude(&s);
    close_solver(&s);
    out->seconds = now_s() - start;
    return s.failed ? -1 : 0;
}
