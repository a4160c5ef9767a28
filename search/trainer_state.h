/* The trainer's inside. */
#ifndef SEARCH_TRAINER_STATE_H
#define SEARCH_TRAINER_STATE_H

#include "search/batcher.h"
#include "search/trainer.h"

/* What a trainer takes images from. */
enum trainer_source {
    SOURCE_TRAIN,       /* shuffled and augmented, in the phase's batches */
    SOURCE_VALIDATION,  /* the same, for alpha */
    SOURCE_CALIBRATION, /* training images as they are */
    SOURCE_VALIDATED,   /* validation images as they are */
    SOURCE_TEST,
    SOURCE_COUNT
};

struct trainer {
    struct trainer_options options;
    struct model *model;
    struct engine *engine;
    struct optimiser *optimiser;
    const struct run_recipe *recipe;
    double epochs;   /* of the schedule */
    uint64_t number; /* of the phase */
    double rate;
    struct trainer_fault fault;
    struct batcher *batcher[SOURCE_COUNT]; /* NULL: no images */
    size_t *tested;                        /* numbers of the test images: all */
    real *gradient;                        /* (parameter_count) */
    double *dp;                            /* (layer_count, choice_count) */
    uint8_t *pixel;                        /* a rank's share of a batch */
    int *label;
};

/* Creates, or replaces, a source with batches of this size; none if it has no images. Returns 0,
 * or -1 with the reason in `diag`. */
int trainer_open(struct trainer *trainer, enum trainer_source source, size_t batch,
                 struct diag_list *diag);

/* This rank's share of a batch of a source. */
struct batch trainer_fill(struct trainer *trainer, enum trainer_source source, uint64_t epoch,
                          size_t step);

/* Notes where numbers stopped being finite, with the first layer. Returns -1. */
int trainer_fail(struct trainer *trainer, enum trainer_fault_kind kind);

/* True if all of d loss/d p, of what is learned and of what is measured is finite. */
int trainer_dp_is_finite(const struct trainer *trainer, const double *dp);
int trainer_is_sound(const struct trainer *trainer);

#endif
