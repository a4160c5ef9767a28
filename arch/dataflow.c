#include "arch/constraints.h"

const char *const arch_dataflow_names[] = {"row-stationary", "weight-stationary",
                                           "output-stationary", NULL};
