/* How the datapath is set up and fed for each operator it computes.
 *
 * One const entry per operator: a line in MAC_OPERATOR_LIST and a file mac_NAME.c
 * that defines mac_operator_NAME; a line without its file does not link. The entry says which
 * registers are clocked at which edge and how a weight is stored; toggles follow from the gates.
 */
#ifndef MAC_OPERATOR_H
#define MAC_OPERATOR_H

#include <stdint.h>

/* Clock groups of the datapath's flip-flops. Operand registers are gated bit by bit. */
#define MAC_CLOCK_X(bit) (1u << (bit))
#define MAC_CLOCK_W(bit) (1u << (8 + (bit)))
enum {
    MAC_GROUP_X = 0,
    MAC_GROUP_W = 8,
    MAC_GROUP_PRODUCT = 16, /* product register, 16 bit, where the pipeline has one */
    MAC_GROUP_ADDEND_LOW,   /* addend register, bits 0 to 11, where the pipeline has one */
    MAC_GROUP_ADDEND_HIGH,  /* its bits 12 to 15 */
    MAC_GROUP_SUBTRACT,     /* its carry into the adder */
    MAC_GROUP_SUM_LOW,      /* accumulator bits 0 to 11 */
    MAC_GROUP_SUM_HIGH,     /* accumulator bits 12 to 19 */
    MAC_GROUP_PHASE         /* phase flip-flop, toggles when clocked */
};
/* What an addition clocks: wide through the multiplier, narrow through the add/subtract path. */
#define MAC_CLOCK_WIDE                                                                             \
    (1u << MAC_GROUP_PRODUCT | 1u << MAC_GROUP_ADDEND_LOW | 1u << MAC_GROUP_ADDEND_HIGH |          \
     1u << MAC_GROUP_SUM_LOW | 1u << MAC_GROUP_SUM_HIGH)
#define MAC_CLOCK_NARROW                                                                           \
    (1u << MAC_GROUP_ADDEND_LOW | 1u << MAC_GROUP_SUBTRACT | 1u << MAC_GROUP_SUM_LOW)
#define MAC_CLOCK_PHASE (1u << MAC_GROUP_PHASE)

enum { MAC_EDGES_MAX = 2, MAC_LANES_MAX = 4 };

struct mac_setting {
    int bits;
    int x_signed;
    int multiply; /* 1: the multiplier feeds the adder; 0: the add/subtract path does */
    int wide;     /* 1: 20-bit adder; 0: 12-bit, its upper cells isolated */
    int edges;    /* clock edges of one step */
    uint32_t clocked[MAC_EDGES_MAX]; /* clock groups of each edge; the first loads the operands */
};

struct mac_operator {
    const char *name; /* as in the operator registry of workloads */
    /* Largest number of lanes at 8, 4 or 2 bits. */
    int (*lanes_max)(int bits);
    /* Fills all of `setting` but bits and x_signed, which are given. */
    void (*set)(struct mac_setting *setting, int lanes);
    /* Contents of the weight register for lane `lane`, the other lanes' bits 0.
     * `negative` is the stored sign: 1 with w = 0 is minus zero. */
    unsigned (*weight_register)(int bits, int lane, int w, int negative);
};

#define MAC_OPERATOR_LIST(X)                                                                       \
    X(t)                                                                                           \
    X(mf)                                                                                          \
    X(bc)

#define MAC_OPERATOR_DECLARE(name) extern const struct mac_operator mac_operator_##name;
MAC_OPERATOR_LIST(MAC_OPERATOR_DECLARE)
#undef MAC_OPERATOR_DECLARE

/* The entry of an operator, or NULL. */
const struct mac_operator *mac_operator_find(const char *name);

#endif
