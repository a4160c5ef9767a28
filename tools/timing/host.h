/* The computer a measurement was taken on. */
#ifndef TIMING_HOST_H
#define TIMING_HOST_H

#include <stddef.h>

/* Writes the processor's name, "unknown processor" if the system does not tell. */
void host_cpu(char *out, size_t size);

/* Processors in use by the system, at least 1. */
int host_processors(void);

/* Programs that waited for a processor, mean of the last minute; negative if unknown. */
double host_load(void);

#endif
