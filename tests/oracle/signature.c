#include "signature.h"

#include <string.h>

/* A temporal loop, after merging. */
struct loop {
    enum dim dim;
    int bound;
    int below; /* 1: below spatial loops of its dimension */
};

struct signer {
    int loops;
    struct loop loop[MAP_NODES_MAX];
    int kept[LEVEL_COUNT][TENSOR_COUNT]; /* loops above the node; -1: none */
    int keep_since;                      /* 1: a keep node stands below the last loop */
    int x[DIM_COUNT], y[DIM_COUNT], x_outside[DIM_COUNT];
};

static void add_loop(struct signer *s, enum dim dim, int bound)
{
    int below = s->x[dim] * s->y[dim] > 1;
    struct loop *last = s->loops ? &s->loop[s->loops - 1] : NULL;
    if (last && last->dim == dim && last->below == below && !s->keep_since)
        last->bound *= bound;
    else
        s->loop[s->loops++] = (struct loop){dim, bound, below};
    s->keep_since = 0;
}

/* On the same axis, loops of one dimension are as good as one. */
static void add_split(struct signer *s, const struct map_node *node)
{
    int reduced = node->dim == DIM_C || node->dim == DIM_R || node->dim == DIM_S;
    if (node->axis == 0)
        s->x[node->dim] *= node->bound;
    else
        s->y[node->dim] *= node->bound;
    if (node->axis == 1 && s->x[node->dim] > 1 && reduced)
        s->x_outside[node->dim] = 1;
}

static void read_node(struct signer *s, const struct map_node *node)
{
    if (node->kind == NODE_KEEP) {
        s->kept[node->level][node->tensor] = s->loops;
        s->keep_since = node->level != LEVEL_DRAM;
    } else if (node->bound > 1 && node->kind == NODE_FOR) {
        add_loop(s, node->dim, node->bound);
    } else if (node->bound > 1) {
        add_split(s, node);
    }
}

/* From the inside: what is left to a loop bounds it. */
static void clip_loops(struct signer *s, const struct map_problem *problem)
{
    int tile[DIM_COUNT];
    for (int d = 0; d < DIM_COUNT; d++)
        tile[d] = 1;
    for (int i = s->loops - 1; i >= 0; i--) {
        struct loop *loop = &s->loop[i];
        enum dim d = loop->dim;
        int spatial = loop->below ? 1 : s->x[d] * s->y[d];
        int left = (problem->size[d] + tile[d] * spatial - 1) / (tile[d] * spatial);
        loop->bound = loop->bound < left ? loop->bound : left;
        tile[d] *= loop->bound;
    }
}

static void write_bytes(const struct signer *s, unsigned char *byte)
{
    int at = 0;
    for (int level = LEVEL_GLB; level < LEVEL_COUNT; level++) {
        for (int t = 0; t < TENSOR_COUNT; t++)
            byte[at++] = (unsigned char)(s->kept[level][t] + 1);
    }
    for (int d = 0; d < DIM_COUNT; d++) {
        byte[at++] = (unsigned char)s->x[d];
        byte[at++] = (unsigned char)(s->y[d] + 128 * s->x_outside[d]);
    }
    for (int i = 0; i < s->loops && at + 2 <= ORACLE_SIGNATURE_BYTES; i++) {
        byte[at++] = (unsigned char)(1 + (int)s->loop[i].dim + 16 * s->loop[i].below);
        byte[at++] = (unsigned char)s->loop[i].bound;
    }
}

void oracle_sign(const struct map_problem *problem, const struct map_mapping *mapping,
                 struct oracle_signature *out)
{
    struct signer signer = {0};
    memset(out, 0, sizeof *out);
    memset(signer.kept, -1, sizeof signer.kept);
    for (int d = 0; d < DIM_COUNT; d++)
        signer.x[d] = signer.y[d] = 1;
    for (int i = 0; i < mapping->count; i++)
        read_node(&signer, &mapping->node[i]);
    clip_loops(&signer, problem);
    write_bytes(&signer, out->byte);
}
