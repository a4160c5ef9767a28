/* The number of the search and its model, by which a kept result is known to be of today.
 *
 * Raise it with every change after which some problem may have another best mapping, another count
 * or another bound: the map space, what is counted, a bound or a rule of the search that was wrong.
 * A search that only gets faster keeps its number. (A problem with a new field has another key, and
 * needs no new number.)
 */
#ifndef MAPPER_SOLVER_VERSION_H
#define MAPPER_SOLVER_VERSION_H

#define MAP_SOLVER_VERSION 7

#endif
