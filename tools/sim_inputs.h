/* Everything that enos-sim reads: a network ready to run on a machine. */
#ifndef TOOLS_SIM_INPUTS_H
#define TOOLS_SIM_INPUTS_H

#include "map_run.h"
#include "sim_request.h"
#include "workloads/images.h"
#include "workloads/weights.h"

struct sim_inputs {
    struct arch_machine *machine;
    struct network *network;
    struct map_layer *layer;   /* (network->layer_count) for one image */
    int only;                  /* number of --layer's layer, or -1: all are simulated */
    int *column;               /* (layer_count) the layer's choice: index of the machine's */
    struct choice *choice;     /* (layer_count) the same */
    int *psum_bits;            /* (layer_count) of the accumulator */
    struct map_run run;        /* asks for the choices of the simulated layers; columns: all */
    struct map_file *mappings; /* of --mapping, whose mappings `run` has then; or NULL */
    struct weights *weights;
    struct images *images;
};

/* Reads what the request names. Every mistake is written to `errors`, followed by their
 * number. Returns 0, or -1 with nothing to free. */
int sim_inputs_read(struct sim_inputs *out, const struct sim_request *request, FILE *errors);
void sim_inputs_free(struct sim_inputs *inputs);

/* True if a layer is simulated. */
int sim_inputs_has(const struct sim_inputs *inputs, int layer);

/* The mapping of a simulated layer. */
const struct map_job *sim_inputs_job(const struct sim_inputs *inputs, int layer);

#endif
