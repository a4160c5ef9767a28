/* What the named sets of constraints say. */
#ifndef ARCH_DATAFLOW_H
#define ARCH_DATAFLOW_H

#include "arch/constraints.h"

/* By arch_dataflow_names: a block `constraints:` in YAML. */
extern const char *const dataflow_texts[];

#endif
