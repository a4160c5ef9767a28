/* Files that a description names: relative to the folder of the description. */
#ifndef ARCH_BESIDE_H
#define ARCH_BESIDE_H

#include <stddef.h>

/* Path of `name` beside `file`; an absolute `name` stays as it is. Returns 0, or -1
 * when it does not fit. */
int beside(char *out, size_t size, const char *file, const char *name);

#endif
