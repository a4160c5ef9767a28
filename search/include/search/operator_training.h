/* How an operator is trained: its weights as a convolution sees them, and their gradient.
 *
 * An operator's output is linear in quantised weights: conv(x, main) + conv(sign(x), sign).
 * One const table per operator, one file per operator (train_t.c, ...), listed as in
 * workloads/operator_list.h: an operator without its file does not link.
 *
 * Master weights are (rows, columns): one column per output channel of a group, rows = R S C/G;
 * so are the weights of a part. `derived` holds what is computed of the masters once a step.
 * Sources: T at 4 and 2 bits: LSQ, Esser et al., arXiv:1902.08153. BC: scale as in XNOR-Net,
 * Rastegari et al., arXiv:1603.05279. MF: ENOS Eq. (3b) as sign(x) w + sign(w) x on integers.
 */
#ifndef SEARCH_OPERATOR_TRAINING_H
#define SEARCH_OPERATOR_TRAINING_H

#include "search/real.h"
#include "workloads/operator.h"

struct master {
    size_t rows, columns;
    const real *weight;  /* (rows, columns) */
    const real *largest; /* (columns) max |w| */
    const real *mean;    /* (columns) mean |w| */
    const real *step;    /* (columns) learned step of T at this precision; NULL: largest / 127 */
    real input_step;     /* of the activations at this precision: MF's common scale */
    double rho;          /* MF: weight of sign(x) w against sign(w) x */
    int bits;
    int smooth; /* 1: quantisers without their rounding, for finite differences */
};

struct training_operator {
    const char *name; /* of the operator_def */
    int has_sign;     /* uses the part of signs */
    /* main += p of the weights; sign likewise (NULL unless has_sign). (rows, columns). */
    void (*mix)(const struct master *master, real p, real *main, real *sign);
    /* From d loss/d main, d loss/d sign: dweight += p times its gradient, and dstep (columns) +=
     * the same when T's step is learned. Returns d loss/d p. */
    double (*gradient)(const struct master *master, real p, const real *dmain, const real *dsign,
                       real *dweight, real *dstep);
    /* Integers of one weight for column m, and the real value of one unit of the psum when
     * inputs are in units of input_step. See workloads/weights.h. */
    void (*integers)(const struct master *master, int8_t *weight, real *unit);
};

/* NULL-terminated, in the order of operator_registry. */
extern const struct training_operator *const training_registry[];

const struct training_operator *training_find(const struct operator_def *op);

#endif
