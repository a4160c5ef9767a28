#include "front.h"

#include <stdlib.h>
#include <string.h>

static int is_within(double value, double limit)
{
    return value <= limit * (1 + ORACLE_FRONT_EQUAL);
}

int oracle_front_covers(const struct oracle_front *front, double energy_pj, double cycles)
{
    for (size_t i = 0; i < front->count; i++)
        if (is_within(front->point[i].energy_pj, energy_pj) &&
            is_within(front->point[i].cycles, cycles))
            return 1;
    return 0;
}

static void drop_covered(struct oracle_front *front, const struct oracle_point *by)
{
    size_t kept = 0;
    for (size_t i = 0; i < front->count; i++)
        if (!is_within(by->energy_pj, front->point[i].energy_pj) ||
            !is_within(by->cycles, front->point[i].cycles))
            front->point[kept++] = front->point[i];
    front->count = kept;
}

static int make_room(struct oracle_front *front)
{
    if (front->count < front->capacity)
        return 0;
    size_t capacity = 2 * front->capacity + 16;
    struct oracle_point *grown = realloc(front->point, capacity * sizeof *grown);
    if (!grown)
        return -1;
    front->point = grown;
    front->capacity = capacity;
    return 0;
}

int oracle_front_offer(struct oracle_front *front, double energy_pj, double cycles)
{
    struct oracle_point offered = {energy_pj, cycles};
    size_t at = 0;
    if (oracle_front_covers(front, energy_pj, cycles))
        return 0;
    drop_covered(front, &offered);
    if (make_room(front))
        return -1;
    while (at < front->count && front->point[at].energy_pj < energy_pj)
        at++;
    memmove(&front->point[at + 1], &front->point[at], (front->count - at) * sizeof *front->point);
    front->point[at] = offered;
    front->count++;
    return 0;
}

void oracle_front_free(struct oracle_front *front)
{
    free(front->point);
    *front = (struct oracle_front){0};
}
