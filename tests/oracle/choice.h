/* Where the tensors are kept in one order of the loops: a mapping in a few numbers. */
#ifndef ORACLE_CHOICE_H
#define ORACLE_CHOICE_H

#include "count.h"
#include "order.h"

enum { ORACLE_BYPASSED = -1 };

/* Where one tensor is kept: after how many temporal loops its nodes stand. */
struct oracle_option {
    double energy_pj;
    uint64_t glb_bits, spad_bits;
    uint64_t places; /* bit i: a keep node stands after i loops */
    int glb, spad;
    struct oracle_times times;
};

struct oracle_choice {
    const struct oracle_option *option[TENSOR_COUNT];
};

/* 1 if all GLB nodes stand above all scratchpad nodes. */
int oracle_in_order(const struct oracle_option *w, const struct oracle_option *i,
                    const struct oracle_option *o);

/* 1 if keep nodes of one level stand at one place. */
int oracle_together(const struct oracle_option *a, const struct oracle_option *b);

void oracle_build_mapping(const struct oracle_order *order, const struct oracle_choice *choice,
                          struct map_mapping *mapping);

#endif
