/* A named set of constraints, refined by what the file says besides. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "constraints_read.h"
#include "dataflow.h"

/* Reads the set that the block names. Its clauses are at the line of the name. */
static int read_set(struct arch_constraints *out, const struct constraints_block *block,
                    struct diag_list *diag)
{
    int index = block->said.dataflow - 1;
    const char *text = dataflow_texts[index];
    struct constraints_block set;
    struct desc *desc;
    if (desc_read_text(&desc, arch_dataflow_names[index], text, strlen(text), diag))
        return -1;
    int status = constraints_read(&set, desc_root(desc), diag);
    desc_free(desc);
    *out = set.said;
    return status;
}

static int line_of(const struct desc_node *node)
{
    return strcmp(node->in->name, "--set") == 0 ? ARCH_LINE_SET : node->span.line;
}

/* `all` is more than any number. */
static int least_rank(int least)
{
    return least == ARCH_WHOLE ? INT_MAX : least;
}

/* Adds a limit of the set to that of the file; the stricter one counts. */
static void add_limit(struct arch_limit *out, const struct arch_limit *set, int line)
{
    if (least_rank(set->least) > least_rank(out->least)) {
        out->least = set->least;
        out->least_by = set->least_by;
        out->least_by.line = line;
        out->least_by.is_dataflow = 1;
    }
    if (set->most && (!out->most || set->most < out->most)) {
        out->most = set->most;
        out->most_by = set->most_by;
        out->most_by.line = line;
        out->most_by.is_dataflow = 1;
    }
}

static void add_set(struct arch_constraints *out, const struct arch_constraints *set, int line)
{
    for (int site = 0; site < SITE_COUNT; site++) {
        for (int d = 0; d < DIM_COUNT; d++)
            add_limit(&out->limit[site][d], &set->limit[site][d], line);
        out->order[site][ORDER_OF_DATAFLOW] = set->order[site][ORDER_OF_KEY];
        out->order[site][ORDER_OF_DATAFLOW].by.line = line;
        out->order[site][ORDER_OF_DATAFLOW].by.is_dataflow = 1;
    }
}

/* A least above a most that are numbers: whatever the layer. */
static int check_limit(const struct arch_constraints *c, const struct constraints_block *block,
                       int site, int d, struct diag_list *diag)
{
    const struct arch_limit *limit = &c->limit[site][d];
    if (!limit->most || limit->least <= limit->most)
        return 0;
    const struct desc_node *at = block->factor[site][d];
    at = at ? at : block->dims[site];
    char least[ARCH_CLAUSE_MAX], most[ARCH_CLAUSE_MAX];
    arch_clause_text(least, c, &limit->least_by);
    arch_clause_text(most, c, &limit->most_by);
    desc_error(diag, at ? at : block->dataflow, NULL,
               "%c at %s: %s asks for at least %d, %s for at most %d", dim_letters[d],
               arch_site_names[site], least, limit->least, most, limit->most);
    return -1;
}

/* A dimension that an axis may have, but not in the set: a set is not widened. */
static int check_dims(const struct arch_constraints *c, const struct constraints_block *block,
                      int site, struct diag_list *diag)
{
    int status = 0;
    for (int d = 0; block->dims[site] && d < DIM_COUNT; d++) {
        const struct arch_limit *limit = &c->limit[site][d];
        char by[ARCH_CLAUSE_MAX];
        if (block->said.limit[site][d].most == 1 || limit->most != 1)
            continue;
        arch_clause_text(by, c, &limit->most_by);
        desc_error(diag, block->dims[site], "a set can be narrowed, not widened",
                   "%c is not on axis %s in %s", dim_letters[d], arch_site_names[site], by);
        status = -1;
    }
    return status;
}

static int check_order(const struct arch_constraints *c, const struct constraints_block *block,
                       int site, struct diag_list *diag)
{
    const struct arch_order *set = &c->order[site][ORDER_OF_DATAFLOW];
    const struct arch_order *own = &c->order[site][ORDER_OF_KEY];
    char by[ARCH_CLAUSE_MAX];
    for (int d = 0; d < DIM_COUNT; d++)
        for (int e = 0; e < DIM_COUNT; e++) {
            if (!(own->outside[d] >> e & 1) || !(set->outside[e] >> d & 1))
                continue;
            arch_clause_text(by, c, &set->by);
            desc_error(diag, block->order[site], NULL,
                       "loops of %c stand outside of those of %c here, and inside in %s",
                       dim_letters[e], dim_letters[d], by);
            return -1;
        }
    return 0;
}

int constraints_merge(struct arch_constraints *out, const struct constraints_block *block,
                      struct diag_list *diag)
{
    int status = 0;
    *out = block->said;
    if (out->dataflow) {
        struct arch_constraints set;
        if (read_set(&set, block, diag))
            return -1;
        add_set(out, &set, line_of(block->dataflow));
    }
    for (int site = 0; site < SITE_COUNT; site++) {
        for (int d = 0; d < DIM_COUNT; d++)
            status |= check_limit(out, block, site, d, diag);
        status |= check_dims(out, block, site, diag);
        status |= check_order(out, block, site, diag);
    }
    return status;
}
