/* Pairs of energy and cycles that no other beats, of all that are offered. */
#ifndef ORACLE_FRONT_H
#define ORACLE_FRONT_H

#include <stddef.h>

struct oracle_point {
    double energy_pj, cycles;
};

/* Least energy first. All zero: empty. */
struct oracle_front {
    struct oracle_point *point;
    size_t count, capacity;
};

/* What differs by less is equal: the same sum in another order. */
#define ORACLE_FRONT_EQUAL 1e-9

/* 1 if a point of the front has no more energy and no more cycles. */
int oracle_front_covers(const struct oracle_front *front, double energy_pj, double cycles);

/* Adds a pair unless it is covered, and drops what it covers. Returns 0, or -1 without memory. */
int oracle_front_offer(struct oracle_front *front, double energy_pj, double cycles);
void oracle_front_free(struct oracle_front *front);

#endif
