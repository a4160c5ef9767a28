/* Ctrl-C: the search is asked to stop; what was found is saved and shown. */
#ifndef TOOLS_INTERRUPT_H
#define TOOLS_INTERRUPT_H

#include <stdatomic.h>

/* From now on SIGINT and SIGTERM set the flag; a second one ends the program.
 * Returns the flag: 0 until then. */
const atomic_int *interrupt_catch(void);

/* The same for a program that takes its time to stop: `text`, which must stay, is written to stderr
 * at once. */
const atomic_int *interrupt_catch_saying(const char *text);

#endif
