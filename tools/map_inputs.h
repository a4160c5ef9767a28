/* What enos-map works on, read and checked before anything is searched. */
#ifndef TOOLS_MAP_INPUTS_H
#define TOOLS_MAP_INPUTS_H

#include "arch/machine.h"
#include "map_options.h"
#include "map_reference.h"
#include "map_run.h"
#include "mapper/mapping_file.h"
#include "workloads/network.h"

struct map_inputs {
    struct arch_machine *machine;
    struct network *network;         /* NULL without a network on the command line */
    struct map_reference *reference; /* or NULL */
    struct map_file *mappings;       /* of --mapping, or NULL */
    struct map_layer *layer;         /* those that are asked for, in the network's order */
    size_t layer_count;
    int choice[ARCH_CHOICES_MAX]; /* those that are asked for, as indices of the machine's */
    size_t choice_count;
};

/* Reads machine, network and what the options name. Every mistake is written to
 * `errors`, followed by their number. Returns 0, or -1 with nothing to free. */
int map_inputs_read(struct map_inputs *out, const struct map_options *options, FILE *errors);
void map_inputs_free(struct map_inputs *inputs);

#endif
