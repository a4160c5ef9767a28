/* Random operands, step by step, as the contents of the operand registers. */
#ifndef MAC_OPERANDS_H
#define MAC_OPERANDS_H

#include <stdint.h>

#include "mac_datapath.h"
#include "mac_distribution.h"
#include "mac_operator.h"

struct mac_operands;

/* Deterministic for a seed (GSL's mt19937). Returns MAC_OK or MAC_NO_MEMORY. */
int mac_operands_create(struct mac_operands **out, const struct mac_operator *op, int lanes,
                        const struct mac_distribution *distribution, unsigned long seed);
void mac_operands_free(struct mac_operands *operands);

/* Operands of the next step, for every stream and lane. */
void mac_operands_next(struct mac_operands *operands, struct mac_planes *planes);

/* Stream s's byte to bit s of the planes. Public for the tests. */
void mac_planes_pack(uint64_t plane[8][NETLIST_WORDS], const uint8_t byte[NETLIST_STREAMS]);

#endif
