#include "constraint_case.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../arch/constraints_read.h"

const char *constraint_kind_name(enum constraint_kind kind)
{
    static const char *const names[] = {
#define X(name, text) text,
        CONSTRAINT_KINDS(X)
#undef X
    };
    return names[kind];
}

int constraint_read(const char *text, struct arch_constraints *out)
{
    struct constraints_block *block = calloc(1, sizeof *block);
    struct diag_list *diag = NULL;
    struct desc *desc = NULL;
    int status = -1;
    memset(out, 0, sizeof *out);
    if (block && !diag_create(&diag) && !desc_read_text(&desc, "block", text, strlen(text), diag))
        status =
            constraints_read(block, desc_root(desc), diag) || constraints_merge(out, block, diag);
    desc_free(desc);
    diag_free(diag);
    free(block);
    return status ? -1 : 0;
}

/* ---- what obeys ---- */

static enum arch_site site_of(const struct map_node *node, int level)
{
    static const enum arch_site of_level[] = {SITE_DRAM, SITE_GLB, SITE_SPAD};
    return node->kind == NODE_PAR ? node->axis ? SITE_Y : SITE_X : of_level[level];
}

static void pass(const struct map_node *node, int *level)
{
    if (node->kind == NODE_KEEP && (int)node->level > *level)
        *level = (int)node->level;
}

void constraint_factors(const struct map_mapping *mapping, int out[SITE_COUNT][DIM_COUNT])
{
    int level = 0;
    for (int s = 0; s < SITE_COUNT; s++)
        for (int d = 0; d < DIM_COUNT; d++)
            out[s][d] = 1;
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *node = &mapping->node[i];
        pass(node, &level);
        if (node->kind != NODE_KEEP)
            out[site_of(node, level)][node->dim] *= node->bound;
    }
}

static int in_order(const struct arch_constraints *asked, const struct map_mapping *mapping,
                    int has_glb)
{
    unsigned met[SITE_COUNT] = {0}; /* dims of the loops outside, by place */
    int level = 0;
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *node = &mapping->node[i];
        pass(node, &level);
        if (node->kind != NODE_FOR || node->bound == 1)
            continue;
        enum arch_site site = site_of(node, level);
        for (int d = 0; d < DIM_COUNT; d++) {
            /* a loop of d stands outside: this one must not be to stand outside of d */
            if (!(met[site] >> d & 1) || (site == SITE_GLB && !has_glb))
                continue;
            for (int source = 0; source < ORDER_SOURCES; source++)
                if (asked->order[site][source].outside[d] >> node->dim & 1)
                    return 0;
        }
        met[site] |= 1u << node->dim;
    }
    return 1;
}

static int in_limits(const struct map_problem *problem, const struct arch_constraints *asked,
                     const struct map_mapping *mapping)
{
    int factor[SITE_COUNT][DIM_COUNT];
    constraint_factors(mapping, factor);
    for (int s = 0; s < SITE_COUNT; s++)
        for (int d = 0; d < DIM_COUNT && (s != SITE_GLB || problem->has_glb); d++) {
            const struct arch_limit *limit = &asked->limit[s][d];
            int least = limit->least == ARCH_WHOLE ? problem->size[d] : limit->least;
            if (factor[s][d] < least || (limit->most > 0 && factor[s][d] > limit->most))
                return 0;
        }
    return 1;
}

int constraint_obeyed(const struct map_problem *problem, const struct arch_constraints *asked,
                      const struct map_mapping *mapping)
{
    unsigned kept = 0;
    for (int i = 0; i < mapping->count; i++)
        if (mapping->node[i].kind == NODE_KEEP && mapping->node[i].level == LEVEL_GLB)
            kept |= 1u << mapping->node[i].tensor;
    if (problem->has_glb && ((asked->glb_keeps & ~kept) || (asked->glb_bypasses & kept)))
        return 0;
    return in_limits(problem, asked, mapping) && in_order(asked, mapping, problem->has_glb);
}

/* ---- drawing ---- */

/* A limit of one dimension. */
struct drawn_limit {
    int least, most, is_whole;
};

struct block {
    struct oracle_random *random;
    const struct map_problem *problem;
    int factor[SITE_COUNT][DIM_COUNT]; /* of the mapping to draw around */
    struct drawn_limit limit[SITE_COUNT][DIM_COUNT];
    char dims[2][40], order[SITE_COUNT][60]; /* values of these keys; empty: not there */
    unsigned keeps, bypass;
    const char *dataflow;
};

static int below(struct block *b, int count)
{
    return oracle_random_below(b->random, count);
}

/* One with iterations to give, where there is one. */
static int draw_dim(struct block *b)
{
    int d = below(b, DIM_COUNT);
    for (int tries = 0; tries < 20 && b->problem->size[d] == 1; tries++)
        d = below(b, DIM_COUNT);
    return d;
}

static int draw_site(struct block *b)
{
    int site = below(b, SITE_COUNT);
    return site == SITE_GLB && !b->problem->has_glb ? SITE_DRAM : site;
}

static int draw_divisor(struct block *b, int size)
{
    int k = 1 + below(b, size);
    while (size % k)
        k--;
    return k;
}

static void draw_limit(struct block *b, enum constraint_kind kind)
{
    int d = draw_dim(b), size = b->problem->size[d], divisor = draw_divisor(b, size);
    struct drawn_limit *limit = &b->limit[draw_site(b)][d];
    if (kind == CONSTRAINT_CASE_FIXED)
        *limit = (struct drawn_limit){divisor, divisor, 0};
    if (kind == CONSTRAINT_CASE_LEAST)
        *limit = (struct drawn_limit){size > 1 ? 2 + below(b, (size + 1) / 2) : 1, 0, 0};
    if (kind == CONSTRAINT_CASE_MOST)
        *limit = (struct drawn_limit){0, divisor == size ? 1 : divisor, 0};
    if (kind == CONSTRAINT_CASE_WHOLE)
        *limit = (struct drawn_limit){0, 0, 1};
}

static void draw_around(struct block *b)
{
    int d = draw_dim(b), s = draw_site(b), f = b->factor[s][d];
    struct drawn_limit *limit = &b->limit[s][d];
    if (oracle_random_once_in(b->random, 2))
        limit->least = f;
    if (!limit->least || oracle_random_once_in(b->random, 2))
        limit->most = f;
}

static void append_letter(char *text, size_t room, const char *before, enum dim d)
{
    size_t at = strlen(text);
    snprintf(text + at, room - at, "%s%c", before, dim_letters[d]);
}

static void draw_dims(struct block *b)
{
    int axis = below(b, 2), count = 0;
    strcpy(b->dims[axis], "[");
    for (int d = 0; d < DIM_COUNT; d++)
        if (oracle_random_once_in(b->random, 2))
            append_letter(b->dims[axis], sizeof b->dims[axis], count++ ? ", " : "", (enum dim)d);
    strcat(b->dims[axis], "]");
}

/* Two to four dimensions, some of them in a list of their own. */
static void draw_order(struct block *b)
{
    static const int levels[] = {SITE_DRAM, SITE_GLB, SITE_SPAD};
    char *order = b->order[levels[below(b, 3)]];
    int count = 2 + below(b, 3), opened = below(b, 3), closed = opened + 1;
    unsigned named = 0;
    strcpy(order, "[");
    for (int i = 0; i < count; i++) {
        int d = draw_dim(b);
        while (named >> d & 1)
            d = (d + 1) % DIM_COUNT;
        named |= 1u << d;
        append_letter(order, 60,
                      i == opened && closed < count ? i ? ", [" : "["
                      : i                           ? ", "
                                                    : "",
                      (enum dim)d);
        if (i == closed)
            strcat(order, "]");
    }
    strcat(order, "]");
}

static void draw_glb(struct block *b)
{
    int t = below(b, TENSOR_COUNT);
    *(b->problem->glb_may_keep[t] && oracle_random_once_in(b->random, 2) ? &b->keeps : &b->bypass) =
        1u << t;
}

static void draw_one(struct block *b, enum constraint_kind kind)
{
    static const char *const dataflows[] = {"row-stationary", "weight-stationary",
                                            "output-stationary"};
    if (kind < CONSTRAINT_CASE_DIMS)
        draw_limit(b, kind);
    else if (kind == CONSTRAINT_CASE_DIMS)
        draw_dims(b);
    else if (kind == CONSTRAINT_CASE_ORDER)
        draw_order(b);
    else if (kind == CONSTRAINT_CASE_GLB)
        draw_glb(b);
    else if (kind == CONSTRAINT_CASE_DATAFLOW)
        b->dataflow = dataflows[below(b, 3)];
    else
        draw_around(b);
}

/* ---- writing ---- */

struct writer {
    char *text;
    size_t at;
    const char *between;
};

__attribute__((format(printf, 2, 3))) static void put(struct writer *w, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int length = vsnprintf(w->text + w->at, CONSTRAINT_TEXT_MAX - w->at, format, values);
    va_end(values);
    w->at += (size_t)length;
}

static void put_key(struct writer *w, const char *key, const char *value)
{
    put(w, "%s%s: %s", w->between, key, value);
    w->between = ", ";
}

static void limit_text(const struct drawn_limit *limit, char out[40])
{
    if (limit->is_whole)
        strcpy(out, "all");
    else if (limit->least && limit->least == limit->most)
        snprintf(out, 40, "%d", limit->least);
    else if (limit->least && limit->most)
        snprintf(out, 40, "{least: %d, most: %d}", limit->least, limit->most);
    else
        snprintf(out, 40, "{%s: %d}", limit->least ? "least" : "most",
                 limit->least ? limit->least : limit->most);
}

static void put_factors(struct writer *w, const struct drawn_limit limit[DIM_COUNT])
{
    const char *before = "factors: {";
    for (int d = 0; d < DIM_COUNT; d++) {
        char text[40];
        if (!limit[d].least && !limit[d].most && !limit[d].is_whole)
            continue;
        limit_text(&limit[d], text);
        put(w, "%s%s%c: %s", before[0] == 'f' ? w->between : "", before, dim_letters[d], text);
        before = ", ";
    }
    if (before[0] != 'f') {
        put(w, "}");
        w->between = ", ";
    }
}

static void put_tensors(struct writer *w, const char *key, unsigned tensors)
{
    for (int t = 0; t < TENSOR_COUNT; t++)
        if (tensors == 1u << t)
            put_key(w, key, t == TENSOR_W ? "[W]" : t == TENSOR_I ? "[I]" : "[O]");
}

static void put_site(struct writer *w, const struct block *b, int site)
{
    size_t start = w->at;
    put(w, "%s: {", arch_site_names[site]);
    size_t empty = w->at;
    w->between = "";
    if (site == SITE_X || site == SITE_Y) {
        if (b->dims[site == SITE_Y][0])
            put_key(w, "dims", b->dims[site == SITE_Y]);
    } else if (b->order[site][0]) {
        put_key(w, "order", b->order[site]);
    }
    put_factors(w, b->limit[site]);
    if (site == SITE_GLB) {
        put_tensors(w, "keeps", b->keeps);
        put_tensors(w, "bypass", b->bypass & ~b->keeps);
    }
    if (w->at == empty)
        w->at = start;
    else
        put(w, "}\n");
    w->text[w->at] = '\0';
}

void constraint_draw(struct oracle_random *random, enum constraint_kind kind,
                     const struct map_problem *problem, const struct map_mapping *around,
                     char text[CONSTRAINT_TEXT_MAX])
{
    struct block b = {.random = random, .problem = problem};
    struct writer w = {.text = text};
    text[0] = '\0';
    constraint_factors(around, b.factor);
    int keys = kind < CONSTRAINT_CASE_MIXED ? 1 + below(&b, 2) : 2 + below(&b, 3);
    for (int i = 0; i < keys; i++)
        draw_one(&b, kind == CONSTRAINT_CASE_MIXED ? (enum constraint_kind)below(&b, kind) : kind);
    if (b.dataflow)
        put(&w, "dataflow: %s\n", b.dataflow);
    for (int site = 0; site < SITE_COUNT; site++)
        put_site(&w, &b, site);
}
