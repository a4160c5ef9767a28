/* One image through a network: simulated, computed, compared. */
#ifndef TOOLS_SIM_IMAGE_H
#define TOOLS_SIM_IMAGE_H

#include "progress.h"
#include "sim_trial.h"

/* What one image showed of one layer. */
struct sim_sample {
    struct sim_result result;
    uint64_t psums, wrong_psums, overflows;
};

struct sim_image {
    struct sim_sample *sample; /* (layer_count), those of layers that are not simulated empty */
    int label;                 /* from the simulated psums */
    int is_exact;              /* 1: every psum and the label are the reference's */
    int done;
    char *failure; /* owned; NULL: none, or interrupted */
};

/* Runs image number `index`. Returns 0, or -1 when memory is short; without an error `done`
 * or `failure` is set, or it was interrupted. `progress` gets every simulated layer. Free with
 * sim_image_free. */
int sim_image_run(struct sim_image *out, const struct sim_inputs *inputs, size_t index,
                  const struct sim_trial_options *options, struct progress *progress);
void sim_image_free(struct sim_image *image, int layer_count);

#endif
