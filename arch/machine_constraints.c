/* Constraints of a machine against its storage and its array. */
#include "constraints_read.h"
#include "machine_build.h"

/* An axis has so many PEs. */
static int check_axis(const struct machine_build *build, const struct constraints_block *block,
                      int site)
{
    int size = site == SITE_X ? build->machine->columns : build->machine->rows, status = 0;
    for (int d = 0; d < DIM_COUNT; d++) {
        int least = block->said.limit[site][d].least;
        if (!size || least <= size || !block->factor[site][d])
            continue;
        desc_error(build->diag, block->factor[site][d], NULL,
                   "%c: axis %s of %d PEs has no room for a factor of %d", dim_letters[d],
                   arch_site_names[site], size, least);
        status = -1;
    }
    return status;
}

static int report_tensor(const struct machine_build *build, const struct desc_node *node, int t,
                         const char *why, const char *key)
{
    const struct desc_node *storage = build->storage_node[build->machine->glb];
    const struct desc_node *other = desc_find(storage, key);
    desc_error(build->diag, node, NULL, "%c %s: '%s' of storage '%s' (line %d)", tensor_letters[t],
               why, key, build->storage[build->machine->glb].name,
               (other ? other : storage)->span.line);
    return -1;
}

/* What the buffer must keep or be bypassed by, against its own rules and each other. */
static int check_glb(const struct machine_build *build, const struct constraints_block *block)
{
    const struct arch_storage *glb = &build->machine->storage[build->machine->glb];
    const struct arch_constraints *said = &block->said;
    int status = 0;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (said->glb_keeps >> t & 1 && !(glb->keeps >> t & 1))
            status |= report_tensor(build, block->keeps, t, "is never kept there", "keeps");
        if (said->glb_bypasses >> t & 1 && !(glb->bypasses >> t & 1))
            status |= report_tensor(build, block->bypass, t, "may not go past it", "bypass");
        if (!(said->glb_keeps & said->glb_bypasses & 1u << t))
            continue;
        desc_error(build->diag, block->bypass, NULL, "%c is under 'keeps' (line %d), too",
                   tensor_letters[t], block->keeps->span.line);
        status = -1;
    }
    return status;
}

static int check_storage(const struct machine_build *build, const struct constraints_block *block)
{
    if (!block->site[SITE_GLB])
        return 0;
    if (build->machine->glb >= 0)
        return check_glb(build, block);
    desc_error_key(build->diag, block->site[SITE_GLB], NULL, "this machine has no buffer");
    return -1;
}

int machine_read_constraints(struct machine_build *build, int has_storage)
{
    struct constraints_block block;
    if (constraints_read(&block, build->text.constraints, build->diag))
        return -1;
    int status = check_axis(build, &block, SITE_X) | check_axis(build, &block, SITE_Y);
    status |= has_storage ? check_storage(build, &block) : 0;
    return constraints_merge(&build->machine->constraints, &block, build->diag) | status;
}
