#include "mapper/evaluate.h"

#include <stdio.h>
#include <string.h>

#include "nest.h"
#include "result.h"
#include "tiling.h"
#include "window.h"

/* Every count is at most a small multiple of the layer's terms: below this
 * many terms nothing overflows 64 bits, and doubles hold counts exactly. */
#define TERMS_MAX ((double)(1ULL << 50))

struct model {
    struct nest nest;
    const struct map_problem *problem;
    struct map_result *out;
};

uint64_t tensor_extents(const struct map_problem *p, enum tensor t)
{
    uint64_t product = 1;
    for (int d = 0; d < DIM_COUNT; d++) {
        if (is_relevant(t, (enum dim)d))
            product *= (uint64_t)p->extent[d];
    }
    return product;
}

/* Over one dimension irrelevant to t, or products over all of them. */
struct visits {
    uint64_t times;  /* visits of one element */
    uint64_t pes;    /* PE visits: of PEs with terms at the first step of a visit */
    uint64_t chains; /* chain visits (O): of PEs that add into one word */
};

/* `count` visits with the first `pes` PEs along d. */
static void add_visits(struct visits *total, const struct nest *nest, enum dim d, int pes,
                       int count)
{
    if (count == 0 || pes == 0)
        return;
    total->times += (uint64_t)count;
    total->pes += (uint64_t)count * (uint64_t)pes;
    total->chains += (uint64_t)count * (uint64_t)nest_chains(nest, d, pes);
}

/* Visits along d: of a unit, the part of one PE, there are `full`, of the last, short one `last`.
 */
static struct visits visits_along(const struct nest *nest, const struct nest_view *v, enum dim d)
{
    int size = nest->problem->size[d], visit = v->tile[d] * v->reuse_inner[d];
    int unit = v->tile[d] * v->inner[d], units = ceil_div(size, unit), places = v->spread[d];
    int full = unit / visit, last = ceil_div(size - (units - 1) * unit, visit);
    int whole = (units - 1) / (places * v->reuse_outer[d]); /* visits before the last turn's */
    int left = units - whole * places * v->reuse_outer[d];  /* units of the last */
    struct visits total = {0, 0, 0};
    add_visits(&total, nest, d, places, whole * full);
    if (left > places) {
        add_visits(&total, nest, d, places, full);
    } else {
        add_visits(&total, nest, d, left, last);
        add_visits(&total, nest, d, left - 1, full - last);
    }
    return total;
}

static struct visits count_visits(const struct nest *nest, const struct nest_view *v, enum tensor t)
{
    struct visits total = {1, 1, 1};
    for (int d = 0; d < DIM_COUNT; d++) {
        if (is_relevant(t, (enum dim)d) || nest->problem->size[d] == 1)
            continue;
        struct visits along = visits_along(nest, v, (enum dim)d);
        total.times *= along.times;
        total.pes *= along.pes;
        total.chains *= t == TENSOR_O ? along.chains : 1;
    }
    return total;
}

static struct window_cut cut_of(const struct nest_view *v, enum dim d)
{
    if (v->spread[d] == 1)
        return (struct window_cut){v->tile[d], v->inner[d] * v->outer[d], 1, 1};
    return (struct window_cut){v->tile[d], v->inner[d], v->spread[d], v->outer[d]};
}

static void count_windows(const struct map_problem *p, const struct nest_view *v, int axis,
                          struct window_counts *out)
{
    enum dim position = axis == ROWS ? DIM_P : DIM_Q, tap = axis == ROWS ? DIM_R : DIM_S;
    struct window_geometry g;
    struct window_query q = {.cut = {cut_of(v, position), cut_of(v, tap)}};
    window_geometry_of(p, axis, &g);
    if (v->slide_dim == (int)position || v->slide_dim == (int)tap) {
        q.slide = v->slide_dim == (int)position ? SLIDE_POSITION : SLIDE_TAP;
        q.run = v->slide_run;
        q.run_is_outer = v->slide_is_outer && v->spread[v->slide_dim] > 1;
    }
    window_count(&g, &q, out);
}

/* Words of W or I that a node fetches. */
struct fetch {
    uint64_t above, deliveries, first;
    uint64_t window; /* I: the largest tile's rows x columns */
};

static int clip_channels(const struct map_problem *p, enum dim d, int tile)
{
    long elements = (long)tile * ((int)d == p->lane_dim ? p->lanes : 1);
    return elements < p->extent[d] ? (int)elements : p->extent[d];
}

uint64_t first_elements(const struct map_problem *p, enum dim d, int tile, int unit, int places)
{
    if (places == 1)
        return (uint64_t)clip_channels(p, d, tile);
    int units = ceil_div(p->size[d], unit), last = (units < places ? units : places) - 1;
    int whole = clip_channels(p, d, tile), begin = last * unit;
    return (uint64_t)last * (uint64_t)whole +
           (uint64_t)(clip_channels(p, d, begin + tile) - clip_channels(p, d, begin));
}

static uint64_t first_of_view(const struct map_problem *p, const struct nest_view *v, enum dim d)
{
    return first_elements(p, d, v->tile[d], v->tile[d] * v->inner[d], v->spread[d]);
}

static uint64_t choose(int multicast, uint64_t together, uint64_t distinct, uint64_t all)
{
    if (multicast == MAP_MULTICAST_ANY)
        return together;
    return multicast == MAP_MULTICAST_IDENTICAL ? distinct : all;
}

static struct fetch fetch_weights(const struct model *m, const struct nest_view *v)
{
    struct visits visits = count_visits(&m->nest, v, TENSOR_W);
    uint64_t size = tensor_extents(m->problem, TENSOR_W);
    struct fetch f = {.deliveries = size * visits.pes, .first = 1, .window = 1};
    f.above = choose(m->problem->multicast, size * visits.times, size * visits.times, f.deliveries);
    for (int d = 0; d < DIM_COUNT; d++) {
        if (is_relevant(TENSOR_W, (enum dim)d))
            f.first *= first_of_view(m->problem, v, (enum dim)d);
        else if (m->problem->multicast == MAP_MULTICAST_NONE)
            f.first *= (uint64_t)v->spread[d];
    }
    return f;
}

uint64_t input_planes(const struct map_problem *p)
{
    return (uint64_t)p->extent[DIM_N] * (uint64_t)p->extent[DIM_G] * (uint64_t)p->extent[DIM_C];
}

static uint64_t first_input(const struct map_problem *p, const struct nest_view *v,
                            const struct window_counts *rows, const struct window_counts *columns)
{
    uint64_t first = choose(p->multicast, rows->first_together * columns->first_together,
                            rows->first_distinct * columns->first_distinct,
                            rows->first_all * columns->first_all * (uint64_t)v->spread[DIM_M]);
    return first * first_of_view(p, v, DIM_N) * first_of_view(p, v, DIM_G) *
           first_of_view(p, v, DIM_C);
}

static struct fetch fetch_inputs(const struct model *m, const struct nest_view *v)
{
    struct visits visits = count_visits(&m->nest, v, TENSOR_I);
    struct window_counts rows, columns;
    count_windows(m->problem, v, ROWS, &rows);
    count_windows(m->problem, v, COLUMNS, &columns);
    uint64_t plain = input_planes(m->problem);
    struct fetch f = {.deliveries = plain * visits.pes * rows.all * columns.all};
    f.above = choose(m->problem->multicast, plain * visits.times * rows.together * columns.together,
                     plain * visits.times * rows.distinct * columns.distinct, f.deliveries);
    f.first = first_input(m->problem, v, &rows, &columns);
    f.window = (uint64_t)rows.largest * (uint64_t)columns.largest;
    return f;
}

/* Elements of the largest tile; of I, `window` is its part in rows and columns. */
static uint64_t tile_elements(const struct map_problem *p, const struct nest_view *v, enum tensor t,
                              uint64_t window)
{
    uint64_t elements = window;
    for (int d = 0; d < DIM_COUNT; d++) {
        int is_window = t == TENSOR_I && is_window_dim(d);
        if (is_relevant(t, (enum dim)d) && !is_window)
            elements *= (uint64_t)clip_channels(p, (enum dim)d, v->tile[d]);
    }
    return elements;
}

static void set_tile(struct model *m, enum map_level level, enum tensor t, uint64_t elements,
                     int bits)
{
    m->out->tile[level][t] = elements;
    m->out->tile_bits[level][t] = elements * (uint64_t)bits;
}

/* W or I: scratchpad, network, GLB if it keeps the tensor, DRAM. */
static void count_operand(struct model *m, enum tensor t)
{
    struct map_result *out = m->out;
    enum map_word word = t == TENSOR_W ? WORD_W : WORD_I;
    struct nest_view view;
    int glb = m->nest.keep[LEVEL_GLB][t];
    nest_look_up(&m->nest, m->nest.keep[LEVEL_SPAD][t], t, &view);
    struct fetch f = t == TENSOR_W ? fetch_weights(m, &view) : fetch_inputs(m, &view);
    set_tile(m, LEVEL_SPAD, t, tile_elements(m->problem, &view, t, f.window),
             m->problem->bits[word]);
    out->flow[LEVEL_SPAD][word].fill = f.deliveries;
    out->delivered[word] = f.deliveries;
    out->injected[word] = f.above;
    out->flow[glb >= 0 ? LEVEL_GLB : LEVEL_DRAM][word].read = f.above;
    out->first_event_bits[t] = f.first * (uint64_t)m->problem->bits[word];
    if (glb < 0)
        return;
    nest_look_up(&m->nest, glb, t, &view);
    f = t == TENSOR_W ? fetch_weights(m, &view) : fetch_inputs(m, &view);
    set_tile(m, LEVEL_GLB, t, tile_elements(m->problem, &view, t, f.window),
             m->problem->bits[word]);
    out->flow[LEVEL_GLB][word].fill = f.deliveries;
    out->flow[LEVEL_DRAM][word].read = f.deliveries;
}

/* The level that the array's words of O go to: a last word that is final, if
 * every visit has one chain, and partial sums. */
static void count_collection(struct model *m, enum map_level level, uint64_t outputs,
                             const struct visits *x)
{
    struct map_result *out = m->out;
    int one_chain = x->chains == x->times;
    enum map_word last = one_chain ? WORD_OUT : WORD_PSUM;
    out->flow[level][WORD_PSUM].update += outputs * (x->chains - 1);
    out->flow[level][last].update += outputs;
    out->flow[level][WORD_PSUM].read += outputs * (x->chains - 1);
    out->injected[WORD_PSUM] += outputs * (x->chains - 1 + x->times - 1);
    out->injected[last] += outputs;
    memcpy(out->delivered + WORD_PSUM, out->injected + WORD_PSUM, 2 * sizeof *out->injected);
    out->psum_returned = outputs * (x->times - 1);
}

static void count_output_glb(struct model *m, uint64_t outputs, int one_chain)
{
    struct map_result *out = m->out;
    struct nest_view view;
    nest_look_up(&m->nest, m->nest.keep[LEVEL_GLB][TENSOR_O], TENSOR_O, &view);
    struct visits y = count_visits(&m->nest, &view, TENSOR_O);
    out->flow[LEVEL_GLB][WORD_PSUM].fill += outputs * (y.times - 1);
    out->flow[LEVEL_GLB][WORD_PSUM].drain += outputs * (y.times - 1);
    out->flow[LEVEL_GLB][one_chain ? WORD_OUT : WORD_PSUM].drain += outputs;
    out->flow[LEVEL_DRAM][WORD_PSUM].update += outputs * (y.times - 1);
    out->flow[LEVEL_DRAM][WORD_PSUM].read += outputs * (y.times - 1);
    out->flow[LEVEL_DRAM][WORD_OUT].update += outputs;
    /* final words only if each output arrives once, complete */
    int is_final = out->flow[LEVEL_GLB][WORD_PSUM].update == 0;
    set_tile(m, LEVEL_GLB, TENSOR_O, tile_elements(m->problem, &view, TENSOR_O, 1),
             m->problem->bits[is_final ? WORD_OUT : WORD_PSUM]);
}

static uint64_t first_output_words(const struct model *m, const struct nest_view *v)
{
    uint64_t words = 1;
    for (int d = 0; d < DIM_COUNT; d++) {
        if (is_relevant(TENSOR_O, (enum dim)d))
            words *= first_of_view(m->problem, v, (enum dim)d);
        else
            words *= (uint64_t)nest_chains(&m->nest, (enum dim)d, v->spread[d]);
    }
    return words;
}

static void count_output(struct model *m)
{
    struct map_result *out = m->out;
    const struct map_problem *p = m->problem;
    uint64_t outputs = tensor_extents(p, TENSOR_O);
    int glb = m->nest.keep[LEVEL_GLB][TENSOR_O];
    struct nest_view view;
    nest_look_up(&m->nest, m->nest.keep[LEVEL_SPAD][TENSOR_O], TENSOR_O, &view);
    struct visits x = count_visits(&m->nest, &view, TENSOR_O);
    int one_chain = x.chains == x.times;
    struct map_flow *spad = &out->flow[LEVEL_SPAD][WORD_PSUM];
    uint64_t words_per_step = p->lane_dim == DIM_M ? (uint64_t)p->lanes : 1;
    set_tile(m, LEVEL_SPAD, TENSOR_O, tile_elements(p, &view, TENSOR_O, 1), p->bits[WORD_PSUM]);
    spad->fill = outputs * (x.times - 1);
    spad->drain = outputs * x.pes;
    spad->update = out->steps * words_per_step;
    out->psum_reads_saved = outputs * (x.pes - (x.times - 1));
    spad->read = spad->update - out->psum_reads_saved;
    out->linked = outputs * (x.pes - x.chains);
    out->first_event_bits[TENSOR_O] =
        first_output_words(m, &view) * (uint64_t)p->bits[one_chain ? WORD_OUT : WORD_PSUM];
    count_collection(m, glb >= 0 ? LEVEL_GLB : LEVEL_DRAM, outputs, &x);
    if (glb >= 0)
        count_output_glb(m, outputs, one_chain);
}

static void count_compute(struct model *m)
{
    const struct map_problem *p = m->problem;
    struct map_result *out = m->out;
    struct window_geometry rows, columns;
    window_geometry_of(p, ROWS, &rows);
    window_geometry_of(p, COLUMNS, &columns);
    uint64_t planes = 1;
    out->steps = out->terms = 1;
    out->compute_cycles = p->cycles_per_step;
    for (int d = 0; d < DIM_COUNT; d++) {
        out->terms *= (uint64_t)p->extent[d];
        if (p->size[d] == 1)
            continue;
        out->steps *= (uint64_t)p->size[d];
        planes *= is_window_dim(d) ? 1 : (uint64_t)p->size[d];
        out->compute_cycles *= tiling_steps(p->size[d], m->nest.inner[d], m->nest.spread[d]);
    }
    out->flow[LEVEL_SPAD][WORD_W].read = out->steps;
    out->flow[LEVEL_SPAD][WORD_I].read =
        planes * window_real_terms(&rows) * window_real_terms(&columns);
    for (int i = 0; i < m->nest.mapping->count; i++) {
        const struct map_node *node = &m->nest.mapping->node[i];
        if (node->kind == NODE_PAR)
            out->pes_used[node->axis] *= node->bound;
    }
    double slots = out->compute_cycles / p->cycles_per_step * p->axis_size[0] * p->axis_size[1];
    out->utilization = (double)out->terms / (slots * p->lanes);
}

static enum map_status too_large(char *reason, const char *buffer, uint64_t capacity, uint64_t need)
{
    if (reason)
        snprintf(reason, MAP_REASON_MAX, "%s holds %llu bits, this mapping needs %llu (%llu more)",
                 buffer, (unsigned long long)capacity, (unsigned long long)need,
                 (unsigned long long)(need - capacity));
    return MAP_TOO_LARGE;
}

static enum map_status check_capacity(const struct map_problem *p, const struct map_result *r,
                                      char *reason)
{
    static const char *const names[TENSOR_COUNT] = {"filter scratchpad", "ifmap scratchpad",
                                                    "psum scratchpad"};
    uint64_t copies = p->double_buffer ? 2 : 1, glb = 0, spads = 0;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        uint64_t need = copies * r->tile_bits[LEVEL_SPAD][t];
        glb += copies * r->tile_bits[LEVEL_GLB][t];
        spads += need;
        if (!p->spad_shared && need > p->spad_bits[t])
            return too_large(reason, names[t], p->spad_bits[t], need);
    }
    if (p->spad_shared && spads > p->spad_bits[0])
        return too_large(reason, "scratchpad", p->spad_bits[0], spads);
    if (p->has_glb && glb > p->glb_bits)
        return too_large(reason, "GLB", p->glb_bits, glb);
    return MAP_OK;
}

static enum map_status check_size(const struct map_problem *p, char *reason)
{
    double terms = p->lanes;
    int windows = p->input[ROWS] > p->input[COLUMNS] ? p->input[ROWS] : p->input[COLUMNS];
    for (int d = 0; d < DIM_COUNT; d++) {
        terms *= p->extent[d];
        windows = is_window_dim(d) && p->size[d] > windows ? p->size[d] : windows;
    }
    if (terms <= TERMS_MAX && windows <= WINDOW_ROWS_MAX)
        return MAP_OK;
    if (reason)
        snprintf(reason, MAP_REASON_MAX,
                 "the layer is too large to count (%.3g terms, windows over %d rows or columns)",
                 terms, windows);
    return MAP_OVERFLOW;
}

enum map_status map_evaluate(const struct map_problem *problem, const struct map_mapping *mapping,
                             struct map_result *out, char reason[MAP_REASON_MAX])
{
    struct model m; /* nest_open fills the nest, which is large */
    m.problem = problem;
    m.out = out;
    memset(out, 0, sizeof *out);
    out->pes_used[0] = out->pes_used[1] = 1;
    enum map_status status = check_size(problem, reason);
    if (status == MAP_OK)
        status = nest_open(&m.nest, problem, mapping, reason);
    if (status != MAP_OK)
        return status;
    count_compute(&m);
    count_operand(&m, TENSOR_W);
    count_operand(&m, TENSOR_I);
    count_output(&m);
    result_price(problem, out);
    result_time(problem, out);
    return check_capacity(problem, out, reason);
}
