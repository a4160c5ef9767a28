/* A simulated layer beside the model: what differs, and whether that is within reason. */
#ifndef TOOLS_SIM_VERDICT_H
#define TOOLS_SIM_VERDICT_H

#include "sim_trial.h"

/* A number of events that both have counted, gated ones included. */
struct sim_count {
    char name[24]; /* "GLB.W.fill", "injected.I", "steps" */
    uint64_t simulated, modelled;
};

#define SIM_COUNTS_MAX 64

/* All of them, in a fixed order. Returns their number. */
size_t sim_counts_of(const struct sim_row *row, struct sim_count out[SIM_COUNTS_MAX]);

/* Number of them that differ; the first of those in `first`, unless NULL. */
size_t sim_counts_differ(const struct sim_row *row, struct sim_count *first);

/* Simulated over modelled, less 1; the second gives back what gating saved. */
double sim_energy_difference(const struct sim_row *row);
double sim_ungated_difference(const struct sim_row *row);
double sim_cycles_difference(const struct sim_row *row);

/* Cycles that are not compute cycles; the reason of most of them. */
uint64_t sim_stalled_cycles(const struct sim_row *row);
enum sim_reason sim_largest_stall(const struct sim_row *row);

/* Busy share of all PEs' time. */
double sim_busy(const struct sim_row *row, const struct arch_machine *machine);

/* Steps of an image whose inputs are all zero, mean of all images. */
double sim_gated_steps(const struct sim_row *row, const struct sim_trial *trial);

enum sim_verdict {
    SIM_AGREES,
    SIM_STALLS,       /* slower than the model by no more than its stalls, which explain it */
    SIM_WRONG,        /* psums differ from the reference */
    SIM_MISCOUNTS,    /* counts differ from the model's, or from image to image */
    SIM_ENERGY_APART, /* beyond the tolerance */
    SIM_CYCLES_APART  /* beyond the tolerance, and no stall explains it */
};

/* `tolerance` is a share. */
enum sim_verdict sim_verdict_of(const struct sim_row *row, double tolerance);

/* "agrees", "stalls", "wrong", ... */
const char *sim_verdict_name(enum sim_verdict verdict);

/* True if the outputs of all images are exact and every layer agrees or stalls. */
int sim_trial_passes(const struct sim_trial *trial, double tolerance);

#endif
