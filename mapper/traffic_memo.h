/* What traffic.h bounds above layings, remembered: nests that differ only in what is inside the
 * PEs, and layings that differ only in rows and columns, leave the same tiles above the array. */
#ifndef MAPPER_TRAFFIC_MEMO_H
#define MAPPER_TRAFFIC_MEMO_H

struct laying;
struct solver;
struct traffic_memo;

/* -1 without memory. */
int traffic_memo_create(struct traffic_memo **out);
void traffic_memo_free(struct traffic_memo *memo);

/* traffic_least_above_pj(). The ticks of a bound that is not remembered are counted. */
double traffic_recall_pj(struct solver *s, const struct laying *l, unsigned counted);

#endif
