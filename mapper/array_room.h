/* What the scratchpads of all PEs together can hold of a tensor. */
#ifndef MAPPER_ARRAY_ROOM_H
#define MAPPER_ARRAY_ROOM_H

#include "key_index.h"
#include "workloads/layer.h"

struct solver;

/* Boxes that were asked for; all zero: none. */
struct array_room {
    struct key_index boxes[2]; /* of W, O */
};

void array_room_free(struct array_room *room);

/* 1 if some way to cut a box of W or O, in loop extents, into tiles of the PEs that search may
 * build, and to lay them on the array, holds all of it; or if that is not known. */
int array_holds(struct solver *s, enum tensor t, const int box[DIM_COUNT]);

#endif
