/* Random small problems on which a search is held against full enumeration. */
#ifndef MAPPER_SOLVER_CASE_H
#define MAPPER_SOLVER_CASE_H

#include "mapper/solve.h"
#include "oracle/cases.h"
#include "oracle/enumerate.h"

/* How many cases, how large, and in which space. */
struct solver_plan {
    int cases, least_a_kind;
    int loops, more_loops; /* prime factors of a case's extents: loops to loops + more_loops */
    uint64_t fewest_mappings, most_mappings;
    int breaks_bounds; /* also ask with a bound that is 1 % too high */
    int gains;         /* every second case is one that fewer factors would not do */
    struct oracle_space space;
};

struct solver_case {
    const struct oracle_space *space;
    enum oracle_objective objective;
    struct map_problem problem;
    struct oracle_best best;
};

/* Draws a problem that shows the kind's trait and has enough mappings, not too many; `gains`: and
 * of which the best mapping needs factors that the next narrower space lacks. Returns 1, or 0 if
 * there is none among thousands. The plan must outlive the case. */
int solver_case_draw(struct oracle_random *random, const struct solver_plan *plan,
                     enum oracle_kind kind, enum oracle_objective objective, int gains,
                     struct solver_case *out);

/* 1 if the problem has the trait; of HALO, GLB_BINDING and IMPERFECT if its best mapping shows it
 * (every one does of IMPERFECT where factors are perfect). */
int solver_case_has(const struct solver_case *c, enum oracle_kind kind);

/* Solves it, also with a gap of 10 %. Returns the number of mistakes, which it logs. */
int solver_case_check(const struct solver_case *c);

/* 1 if a search that prunes with bounds 1 % too high misses the best mapping. */
int solver_case_catches_broken_bound(const struct solver_case *c);

/* A problem, and the nodes of a mapping below DRAM, in words, as far as there is room. */
void solver_case_describe(const struct map_problem *problem, char *text, size_t room);
void solver_case_describe_mapping(const struct map_mapping *mapping, char *text, size_t room);

/* What the solver is asked for. */
struct map_solve_options solver_case_options(const struct oracle_space *space,
                                             enum oracle_objective objective);

#endif
