#include "arch/constraints.h"

#include <stdio.h>

const char *const arch_site_names[SITE_COUNT] = {"DRAM", "GLB", "X", "Y", "SPAD"};

/* "SPAD.factors.S" */
static void path_text(char *out, size_t size, const struct arch_clause *clause)
{
    static const char *const keys[] = {"?", "factors", "dims", "order", "keeps", "bypass", "nodes"};
    const char *site = arch_site_names[clause->site], *key = keys[clause->key];
    if (clause->key == CONSTRAINT_NODES)
        snprintf(out, size, "%s", key);
    else if (clause->key == CONSTRAINT_FACTORS)
        snprintf(out, size, "%s.%s.%c", site, key, dim_letters[clause->dim]);
    else
        snprintf(out, size, "%s.%s", site, key);
}

void arch_clause_text(char out[ARCH_CLAUSE_MAX], const struct arch_constraints *constraints,
                      const struct arch_clause *clause)
{
    char path[40];
    if (clause->key == CONSTRAINT_NONE) {
        snprintf(out, ARCH_CLAUSE_MAX, "the constraints");
        return;
    }
    path_text(path, sizeof path, clause);
    if (clause->is_dataflow && constraints->dataflow)
        snprintf(path, sizeof path, "dataflow %s", arch_dataflow_names[constraints->dataflow - 1]);
    if (clause->line > 0)
        snprintf(out, ARCH_CLAUSE_MAX, "%s (line %d)", path, clause->line);
    else
        snprintf(out, ARCH_CLAUSE_MAX, "%s (--set)", path);
}
