/* The seconds of every search of a run, from its summary.json. */
#ifndef TIMING_SEARCHES_H
#define TIMING_SEARCHES_H

#include <stdio.h>

/* Prints a table, layers by choices, in milliseconds. A layer of the same shape
 * as one before it was not searched again and has no line. Returns 0, or -1
 * after a message on stderr when the file is not a summary with timings. */
int searches_print(FILE *out, const char *path);

#endif
