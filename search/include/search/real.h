/* The number type of the trainer: float. The tests build the library a second time with
 * double, where gradients can be held against finite differences. */
#ifndef SEARCH_REAL_H
#define SEARCH_REAL_H

#ifdef SEARCH_DOUBLE
typedef double real;
#else
typedef float real;
#endif

#endif
