#include "mapper/front.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Energies, or cycles, that differ by less are equal. */
#define EQUAL 1e-9

static uint64_t glb_bits_of(const struct map_problem *problem, const struct map_result *result)
{
    uint64_t bits = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        bits += result->tile_bits[LEVEL_GLB][t];
    return bits * (problem->double_buffer ? 2 : 1);
}

static struct map_front_point point_of(const struct map_problem *problem,
                                       const struct map_solution *found)
{
    return (struct map_front_point){
        .mapping = found->mapping,
        .result = found->result,
        .energy_pj = found->result.energy_pj,
        .cycles = found->result.latency_cycles,
        .glb_bits = glb_bits_of(problem, &found->result),
        .proven = found->proven,
    };
}

/* Returns 0, or -1 when memory is short. */
static int push(struct map_front *front, const struct map_front_point *point)
{
    if (front->count == front->capacity) {
        size_t capacity = front->capacity ? 2 * front->capacity : 16;
        struct map_front_point *grown = realloc(front->point, capacity * sizeof *grown);
        if (!grown)
            return -1;
        front->point = grown;
        front->capacity = capacity;
    }
    front->point[front->count++] = *point;
    return 0;
}

/* A faster point takes the place of those that have no less energy: where searches are proven,
 * of one of equal energy at most. */
static int add_point(struct map_front *front, const struct map_front_point *point)
{
    while (front->count > 0 &&
           front->point[front->count - 1].energy_pj >= point->energy_pj * (1 - EQUAL))
        front->count--;
    return push(front, point);
}

/* What the search at a cap says of all mappings within it, and the next cap: what is between is
 * no faster than the point by more than the tolerance. */
static int take_step(struct map_front *front, const struct map_problem *problem,
                     const struct map_solution *found, double *cap, double *bound_pj)
{
    *bound_pj = fmax(*bound_pj, fmin(found->lower_bound, found->objective));
    struct map_front_point point = point_of(problem, found);
    if (*cap == 0) {
        front->plain_pj = point.energy_pj;
        front->plain_cycles = point.cycles;
    }
    point.lower_bound_pj = *bound_pj;
    point.bound_cycles = *cap > 0 ? *cap : INFINITY;
    front->energy_factor = fmax(front->energy_factor, point.energy_pj / *bound_pj);
    *cap = point.cycles / front->cycles_factor;
    if (front->cycles_factor < 1 + EQUAL)
        *cap = point.cycles / (1 + EQUAL);
    return add_point(front, &point);
}

static int is_stopped(const struct map_front_options *options)
{
    return options->solve.stop && *options->solve.stop;
}

/* A search that has found nothing after so much work is past the fastest mapping, which only
 * going through all of the slower ones would show: where a tolerance allows it, it ends there. */
#define END_TICKS 20000000
/* The fastest mapping, as far as a short search finds it, is one that every cap but the last
 * ones lets pass. */
#define FAST_TICKS 1000000
#define FAST_GAP 0.02

static int find_fast(const struct map_problem *problem, const struct map_front_options *options,
                     struct map_solution *out)
{
    struct map_solve_options solve = options->solve;
    solve.objective = OBJECTIVE_LATENCY;
    solve.most_cycles = 0;
    solve.start = NULL;
    solve.gap = FAST_GAP;
    solve.work_limit = FAST_TICKS;
    return map_solve(problem, &solve, out);
}

static int search_within(const struct map_problem *problem, const struct map_front_options *options,
                         const struct map_solve_options *solve, struct map_front *front,
                         struct map_solution *out)
{
    struct map_cache_note note = {0};
    if (map_solve_cached(options->cache, problem, solve, out, &note))
        return -1;
    front->searches++;
    front->hits += (size_t)note.hit;
    front->unkept = front->unkept ? front->unkept : note.unkept;
    front->seconds += out->seconds;
    return 0;
}

static int search(const struct map_problem *problem, const struct map_front_options *options,
                  double cap, const struct map_mapping *fast, struct map_front *front,
                  struct map_solution *out)
{
    struct map_solve_options solve = options->solve;
    solve.objective = OBJECTIVE_ENERGY;
    solve.most_cycles = cap;
    solve.start = cap > 0 ? fast : NULL;
    int may_end = cap > 0 && options->tolerance > 0 && solve.work_limit == 0;
    if (may_end) {
        solve.work_limit = END_TICKS;
        if (search_within(problem, options, &solve, front, out))
            return -1;
        if (out->proven || !out->found || is_stopped(options))
            return 0;
        solve.work_limit = 0;
    }
    return search_within(problem, options, &solve, front, out);
}

/* Nothing was found: there is nothing, or it was not searched to the end. */
static void end_front(struct map_front *front, const struct map_solution *last, double cap)
{
    if (!last->proven)
        front->open_cycles = cap > 0 ? cap : INFINITY;
    if (!front->count)
        memcpy(front->reason, last->reason, sizeof front->reason);
}

static int find_points(const struct map_problem *problem, const struct map_front_options *options,
                       struct map_front *front)
{
    struct map_solution found = {0};
    struct map_solution fast;
    double cap = 0, bound_pj = 0;
    if (find_fast(problem, options, &fast))
        return -1;
    for (int first = 1; first || !is_stopped(options); first = 0) {
        if (search(problem, options, cap, fast.found ? &fast.mapping : NULL, front, &found))
            return -1;
        if (!found.found)
            break;
        if (take_step(front, problem, &found, &cap, &bound_pj))
            return -1;
        if (options->told)
            options->told(options->context, front);
    }
    if (found.found)
        found.proven = 0; /* stopped before the next search */
    end_front(front, &found, cap);
    return 0;
}

int map_front_find(const struct map_problem *problem, const struct map_front_options *options,
                   struct map_front *out)
{
    *out = (struct map_front){.energy_factor = 1, .cycles_factor = 1 + options->tolerance};
    if (find_points(problem, options, out) == 0)
        return 0;
    map_front_free(out);
    return -1;
}

void map_front_free(struct map_front *front)
{
    free(front->point);
    *front = (struct map_front){0};
}

int map_front_is_certain(const struct map_front *front)
{
    return front->open_cycles == 0 && front->energy_factor <= 1 + 2 * EQUAL;
}
