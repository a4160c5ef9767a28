/* Inference operators and choices (operator, bits, mode).
 *
 * One const table per operator, one file per operator (operator_t.c, ...); the
 * registry in operator.c lists them. Trainer, tables, datapath and tests
 * iterate over the registry and know no operator by name.
 * Source: ENOS (Nasrin et al., IEEE Access 2022), Eq. (3), Sec. III-A.
 */
#ifndef WORKLOADS_OPERATOR_H
#define WORKLOADS_OPERATOR_H

#include <stddef.h>
#include <stdint.h>

struct operator_def {
    const char *name;        /* "T", "MF", "BC" */
    const char *description; /* one line for people */
    int operand_is_binary;   /* the stored weight is one bit whatever the precision */
    int zero_has_sign;       /* 1: weights of plus and minus zero differ */
    int default_psum_bits;   /* accumulator of the paper's MAC */
    int adder_cycles;        /* accumulations of one term through a single adder: T 1, MF 2, BC 1 */
    int subword_lanes;       /* 1: narrow precisions share the datapath, 8/bits terms at a time */
    /* One term. x unsigned [0, 2^b-1] or signed; w in [-(2^(b-1)-1), 2^(b-1)-1],
     * w_negative the stored sign (so that sign(w) survives a magnitude of zero).
     * For BC only the sign counts. */
    int32_t (*term)(int32_t x, int32_t w, int w_negative);
    /* Sum of n terms, fast; x at most 8 bits wide, w weights of the operator as weights.h
     * stores them, n at most 65536. Equal to the sum of `term`, which is the definition. */
    int32_t (*dot)(const int16_t *x, const int8_t *w, size_t n);
};

/* NULL-terminated. */
extern const struct operator_def *const operator_registry[];

const struct operator_def *operator_find(const char *name, size_t length);

#define CHOICE_NAME_MAX 24

struct choice {
    const struct operator_def *op;
    int bits;      /* 16, 8, 4 or 2 (16: machines that have it, e.g. Timeloop's example) */
    char mode[12]; /* "digital", or another computing mode */
};

/* Parses "T8", "MF4", "MF8@cim". Returns 0, or -1 if it is not a choice. */
int choice_parse(struct choice *out, const char *text);

/* Writes "T8", or "MF8@cim" when the mode is not digital. */
void choice_name(const struct choice *choice, char out[CHOICE_NAME_MAX]);

/* True if operator, bits and mode are the same. */
int choice_equal(const struct choice *a, const struct choice *b);

/* Bits of a stored weight: 1 for BC, else the precision. */
int choice_weight_bits(const struct choice *choice);

#endif
