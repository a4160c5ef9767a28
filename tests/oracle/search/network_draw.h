/* Small random networks: what a test of a whole supernet runs over. */
#ifndef ORACLE_NETWORK_DRAW_H
#define ORACLE_NETWORK_DRAW_H

#include "oracle/random.h"
#include "workloads/network.h"

#define NETWORK_DRAW_CLASSES_MAX 5

/* A network of 2 to 6 layers as its YAML text, malloc'd: chains, branches that are concatenated,
 * residual additions, shuffles, pools; convolutions with stride, padding, dilation and groups,
 * depthwise, full; with and without ReLU; input signed or not. Every network can be read. */
char *network_draw_text(struct oracle_random *random);

/* The same, read. Free with network_free. */
struct network *network_draw(struct oracle_random *random);

#endif
