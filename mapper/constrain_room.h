/* Do the least tiles that the constraints ask for fit the buffers? */
#ifndef MAPPER_CONSTRAIN_ROOM_H
#define MAPPER_CONSTRAIN_ROOM_H

#include "mapper/constrain.h"

/* Bits that any mapping needs at least that obeys. */
struct room_needs {
    uint64_t glb;   /* of the GLB */
    uint64_t spads; /* of the scratchpads: beyond what is there, for any tensor that may have
                       all loops of SPAD below its node; 0: one fits */
};

void map_room_needs(const struct map_problem *problem, struct room_needs *out);

#endif
