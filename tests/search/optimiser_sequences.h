/* Steps of the optimisers on two parameters, a weight and the logarithm of a step, worked out from
 * the papers' formulas in double with another program. */
#ifndef TESTS_OPTIMISER_SEQUENCES_H
#define TESTS_OPTIMISER_SEQUENCES_H

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "search/optimiser.h"

enum { STEPS = 5 };

static const double sequence_begin[2] = {0.5, -1.25};
static const double sequence_rate[STEPS] = {0.1, 0.1, 0.05, 0.05, 0.02};
static const double sequence_gradient[STEPS][2] = {
    {0.3, -0.2}, {-0.1, 0.4}, {0.25, 0.05}, {1.5, -2.0}, {-0.6, 0.01}};
static const struct slice sequence_slices[2] = {{SLICE_WEIGHT, 0, 0, 0, 1},
                                                {SLICE_WEIGHT_STEP, 0, 4, 1, 1}};

static const struct sequence {
    const char *name;
    struct optimiser_options options;
    double parameter[STEPS][2]; /* after each step */
} sequences[] = {
    {"Adam",
     {OPTIMISER_ADAM, 0, 0, {0.9, 0.999}, 1e-8, 0, 0, 1},
     {{0.4000000033333332, -1.1500000049999997},
      {0.35997814792808075, -1.1866103565460366},
      {0.32802773866215307, -1.20422365836231},
      {0.29317932369892297, -1.179038214591275},
      {0.2861229297306178, -1.1705765860935846}}},
    {"Adam, L2",
     {OPTIMISER_ADAM, 0.01, 0, {0.9, 0.999}, 1e-8, 0, 0, 1},
     {{0.4000000032786884, -1.1500000049999997},
      {0.35843994798681106, -1.1866103565460366},
      {0.3260001787611468, -1.20422365836231},
      {0.2910017814271686, -1.179038214591275},
      {0.28386072904599363, -1.1705765860935846}}},
    {"AdamW",
     {OPTIMISER_ADAM, 0.01, 1, {0.9, 0.999}, 1e-8, 0, 0, 1},
     {{0.39950000333333324, -1.1500000049999997},
      {0.3590786479247475, -1.1866103565460366},
      {0.32694869933485743, -1.20422365836231},
      {0.2919368100219599, -1.179038214591275},
      {0.28482202869165035, -1.1705765860935846}}},
    {"Adam, other betas",
     {OPTIMISER_ADAM, 0.001, 0, {0.5, 0.99}, 0.1, 0, 0, 0.5},
     {{0.4249687890137328, -1.1833333333333333},
      {0.41452236456220365, -1.2313290176582794},
      {0.39085166942458094, -1.2472213365410285},
      {0.3413283608835415, -1.2024700072568588},
      {0.3386584211620165, -1.192965323761486}}},
    {"SGD",
     {OPTIMISER_SGD, 0, 0, {0, 0}, 0, 0, 0, 1},
     {{0.47, -1.23},
      {0.48, -1.27},
      {0.46749999999999997, -1.2725},
      {0.39249999999999996, -1.1724999999999999},
      {0.40449999999999997, -1.1726999999999999}}},
    {"momentum, L2",
     {OPTIMISER_SGD, 5e-4, 0, {0, 0}, 0, 0.9, 0, 1},
     {{0.46997500000000003, -1.23},
      {0.45292900125, -1.252},
      {0.43274697858746874, -1.2644},
      {0.33957233951672594, -1.17556},
      {0.31802607372786335, -1.1437776}}},
    {"Nesterov",
     {OPTIMISER_SGD, 5e-4, 0, {0, 0}, 0, 0.9, 1, 0.01},
     {{0.44295249999999997, -1.24962},
      {0.43759016951249996, -1.250218},
      {0.4069163016913231, -1.2503546},
      {0.2480503379067476, -1.24855504},
      {0.24065754023459543, -1.2482709984}}},
};

static inline void check_sequence(const struct sequence *sequence, double tolerance)
{
    struct optimiser *optimiser;
    real parameter[2] = {(real)sequence_begin[0], (real)sequence_begin[1]};
    cr_assert(optimiser_create(&optimiser, &sequence->options, sequence_slices, 2, 2) == 0);
    for (int t = 0; t < STEPS; t++) {
        const real gradient[2] = {(real)sequence_gradient[t][0], (real)sequence_gradient[t][1]};
        optimiser_step(optimiser, parameter, gradient, sequence_rate[t]);
        for (int i = 0; i < 2; i++)
            cr_assert(fabs((double)parameter[i] - sequence->parameter[t][i]) <= tolerance,
                      "%s, step %d, parameter %d: %.17g, not %.17g", sequence->name, t, i,
                      (double)parameter[i], sequence->parameter[t][i]);
    }
    optimiser_free(optimiser);
}

static inline void check_sequences(double tolerance)
{
    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++)
        check_sequence(&sequences[i], tolerance);
}

#endif
