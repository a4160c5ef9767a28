/* Constraints from the text of a block, as a machine file has it; lines from 1. */
#ifndef TESTS_CONSTRAINT_TEXT_H
#define TESTS_CONSTRAINT_TEXT_H

#include <criterion/criterion.h>
#include <string.h>

#include "../../arch/constraints_read.h"
#include "../workloads/expect.h"

/* `text` is what stands below the key `constraints`, or the whole with that key. */
static inline struct arch_constraints constraints_of_text(const char *text)
{
    struct arch_constraints out = {0};
    struct constraints_block *block = calloc(1, sizeof *block);
    struct diag_list *diag;
    struct desc *desc;
    cr_assert(block != NULL && diag_create(&diag) == 0);
    if (desc_read_text(&desc, "block", text, strlen(text), diag))
        expect_error(diag, 0, "(no error)");
    const struct desc_node *root = desc_root(desc), *inner = desc_find(root, "constraints");
    if (constraints_read(block, inner ? inner : root, diag) || constraints_merge(&out, block, diag))
        expect_error(diag, 0, "(no error)");
    desc_free(desc);
    diag_free(diag);
    free(block);
    return out;
}

#endif
