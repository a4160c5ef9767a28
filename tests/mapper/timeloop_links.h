/* Where Timeloop v3.0 lets an instance take its words from a neighbour. */
#ifndef TIMELOOP_LINKS_H
#define TIMELOOP_LINKS_H

#include "timeloop_case.h"

/* True if words of the tensor are passed on anywhere: by the layer, the mapping and the machine's
 * meshes alone. Loops are taken as perfect ones. */
int timeloop_links(const struct timeloop_case *c, enum tensor t);

#endif
