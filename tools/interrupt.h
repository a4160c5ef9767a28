/* Ctrl-C: the search is asked to stop; what was found is saved and shown. */
#ifndef TOOLS_INTERRUPT_H
#define TOOLS_INTERRUPT_H

#include <stdatomic.h>

/* From now on SIGINT and SIGTERM set the flag; a second one ends the program.
 * Returns the flag: 0 until then. */
const atomic_int *interrupt_catch(void);

#endif
