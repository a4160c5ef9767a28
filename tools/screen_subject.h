/* What a screen is about: machine, network, layer. */
#ifndef TOOLS_SCREEN_SUBJECT_H
#define TOOLS_SCREEN_SUBJECT_H

#include <stdio.h>

#include "arch/machine.h"
#include "workloads/network.h"

/* A line each. */
void screen_machine(FILE *out, const struct arch_machine *machine);
void screen_network(FILE *out, const struct network *network, int batch);

/* Exactly so many columns; of a long name the end, which says more than its beginning. */
enum { SCREEN_LAYER_WIDTH = 14 };
void screen_layer_name(FILE *out, const char *name);

#endif
