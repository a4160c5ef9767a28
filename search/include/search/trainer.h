/* Weights being trained: a model with its engine, optimiser and data.
 *
 * A phase is a training by one recipe with its own schedule; batches and augmentation are pure
 * functions of the seed, the phase's number and the epoch, so a state saved after an epoch goes
 * on to the same bits.
 */
#ifndef SEARCH_TRAINER_H
#define SEARCH_TRAINER_H

#include "search/archive.h"
#include "search/augment.h"
#include "search/dataset.h"
#include "search/engine.h"
#include "search/optimiser.h"
#include "search/run.h"
#include "search/split.h"
#include "search/subject.h"

struct trainer_options {
    const struct network *network;
    const struct search_space *space;
    const struct dataset *train, *test; /* of the network's shape */
    const struct split *split;          /* of `train` */
    struct augment augment;             /* of the training images */
    size_t batch;                       /* largest of all recipes, images of all ranks */
    uint64_t seed;
    double rho;
    const struct kernels *kernels;
    const struct engine_ranks
        *ranks; /* NULL: alone; the batch must be a multiple of their number */
};

enum trainer_fault_kind {
    TRAINER_FAULT_OUTPUTS,  /* a layer's sums, or the loss */
    TRAINER_FAULT_GRADIENT, /* of the weights or of p */
    TRAINER_FAULT_WEIGHTS,  /* what the step made of them, or the running statistics */
};

/* What ended a training: where numbers stopped being finite. */
struct trainer_fault {
    int is_set;
    enum trainer_fault_kind kind;
    enum subject_split split;
    uint64_t epoch; /* of the split */
    size_t step;
    char layer[NETWORK_NAME_MAX]; /* the first one, "": no layer alone */
};

struct trainer_score {
    double loss, accuracy; /* means over the images */
    size_t images;
};

struct trainer;

/* Options' pointers must outlive the trainer. Returns 0, or -1 with the reasons in `diag`. Free
 * with trainer_free. */
int trainer_create(struct trainer **out, const struct trainer_options *options,
                   struct diag_list *diag);
void trainer_free(struct trainer *trainer);

struct model *trainer_model(struct trainer *trainer);
struct engine *trainer_engine(struct trainer *trainer);
const struct trainer_fault *trainer_fault(const struct trainer *trainer);

/* Weights as from this seed, kappa 1. */
void trainer_begin(struct trainer *trainer, uint64_t seed);

/* The steps that follow are by this recipe, whose schedule spans `epochs`. `number` sets the
 * phase's order of images apart from others'. `is_new` begins an optimiser; else the last one goes
 * on. The recipe must outlive the phase. Returns 0, or -1 with the reasons in `diag`. */
int trainer_phase(struct trainer *trainer, const struct run_recipe *recipe, double epochs,
                  uint64_t number, int is_new, struct diag_list *diag);

/* The trainer as what a search mode drives. */
struct subject trainer_subject(struct trainer *trainer);

/* True in all ranks if it is in any of them: they must decide alike. All have to call it. */
int trainer_any(const struct trainer *trainer, int is_true);

/* Learning rate of the last step of theta. */
double trainer_rate(const struct trainer *trainer);

/* kappa of every path, such that its outputs are as spread as those of the layer's first choice:
 * measured with the network that takes the path's choice wherever it may, on one batch. Returns
 * 0, or -1 when memory is short. */
int trainer_measure_kappa(struct trainer *trainer);

/* Replaces the running statistics by the means over the first `batches` training batches, not
 * augmented, as the network of p gives them. Returns 0, or -1 when memory is short. */
int trainer_recalibrate(struct trainer *trainer, const double *p, size_t batches);

#define TRAINER_ITEMS_MAX (2 + OPTIMISER_ITEMS_MAX)

enum trainer_set { TRAINER_VALIDATION, TRAINER_TEST };

/* The network of p on all images of a set; all 0 if there are none. Returns 0, or -1 when memory
 * is short. */
int trainer_evaluate(struct trainer *trainer, enum trainer_set set, const double *p,
                     struct trainer_score *out);

/* What a checkpoint holds: everything learned or measured, and the optimiser. The arrays belong
 * to the trainer; `item` has room for TRAINER_ITEMS_MAX. Returns their number. To be asked anew
 * after trainer_phase. */
size_t trainer_items(struct trainer *trainer, struct archive_item *item);

/* The same without the optimiser. */
size_t trainer_model_items(struct trainer *trainer, struct archive_item *item);

#endif
