/* What a run's file leaves out. Sources: alpha's rate, betas and decay, path normalisation and the
 * batches of recalibration were found on short runs; decay and one-cycle as PyTorch's defaults; the
 * recipe of long runs is in the file that needs it. */
#include "run_schema.h"

static const struct run_recipe recipe = {
    .batch = 128,
    .optimiser = {.kind = OPTIMISER_ADAM,
                  .weight_decay = 0,
                  .beta = {0.9, 0.999},
                  .epsilon = 1e-8,
                  .momentum = 0.9,
                  .log_step_rate = 0.01},
    .schedule = {.kind = SCHEDULE_ONE_CYCLE,
                 .rate = 3e-3,
                 .factor = 0.1,
                 .rise = 0.3,
                 .initial_divisor = 25,
                 .final_divisor = 1e4},
};

void run_set_defaults(struct search_run *run)
{
    *run = (struct search_run){
        .width = 1,
        .data.augment = {.crop = 4, .flip = 1},
        .reference = "T8",
        .regulariser = COST_ENERGY,
        .lambda = 1,
        .warm_up = {.epochs = 8, .paths = RUN_PATHS_UNIFORM},
        .search =
            {.epochs = 10,
             .alpha = {.rate = 3e-2, .betas = {0.5, 0.999}, .decay = 1e-3, .temperature = {1, 1}},
             .sequential = {.order = RUN_ORDER_CONFIDENCE,
                            .unit = RUN_UNIT_LAYER,
                            .level = RUN_LEVEL_SINGLE,
                            .cycle_epochs = 1},
             .stochastic = {.level = RUN_LEVEL_BI, .samples = 8}},
        .train = recipe,
        .retrain = {.epochs = 20, .from = RUN_FROM_FRESH, .recipe = recipe},
        .recalibrate.batches = 20,
        .mf = {.rho = 0.25},
        .seed = 1,
        .checkpoint = {.epochs = 1, .keep = 2},
    };
}
