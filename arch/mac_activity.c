/* Toggles per term: the gates run on random operands. */
#include <assert.h>
#include <string.h>

#include "arch/mac.h"
#include "mac_datapath.h"
#include "mac_distribution.h"
#include "mac_operands.h"
#include "mac_operator.h"

/* Steps before counting begins: operands, product and accumulator registers fill. */
enum { WARM_UP_STEPS = 4 };

/* One choice, set up and running. */
struct bench {
    const struct mac_operator *op;
    struct mac_setting setting;
    struct mac_datapath datapath;
    struct netlist_run *run;
    struct mac_operands *operands;
};

static const struct mac_operator *find_operator(const struct choice *choice)
{
    return choice->op == NULL ? NULL : mac_operator_find(choice->op->name);
}

static int has_precision(int bits)
{
    return bits == 8 || bits == 4 || bits == 2;
}

int mac_lanes_max(const struct choice *choice)
{
    const struct mac_operator *op = find_operator(choice);
    return op == NULL || !has_precision(choice->bits) ? 0 : op->lanes_max(choice->bits);
}

static int check(const struct choice *choice, int lanes, const struct mac_statistics *statistics)
{
    if (strcmp(choice->mode, "digital") != 0)
        return MAC_NO_MODE;
    if (find_operator(choice) == NULL)
        return MAC_NO_OPERATOR;
    if (!has_precision(choice->bits))
        return MAC_NO_PRECISION;
    if (lanes < 1 || lanes > mac_lanes_max(choice))
        return MAC_NO_LANES;
    return statistics->terms == 0 ? MAC_BAD_STATISTICS : MAC_OK;
}

static int open_bench(struct bench *bench, const struct choice *choice, int lanes,
                      const struct mac_statistics *statistics, enum mac_pipeline pipeline)
{
    struct mac_distribution distribution;
    int status = mac_distribution_find(&distribution, choice->bits, statistics);
    if (status != MAC_OK)
        return status;
    bench->op = find_operator(choice);
    bench->setting =
        (struct mac_setting){.bits = choice->bits, .x_signed = statistics->x_signed != 0};
    bench->op->set(&bench->setting, lanes);
    if (mac_datapath_create(&bench->datapath, pipeline) != 0 ||
        netlist_run_create(&bench->run, bench->datapath.netlist) != 0 ||
        mac_datapath_begin(&bench->datapath, bench->run, &bench->setting) != 0)
        return MAC_NO_MEMORY;
    return mac_operands_create(&bench->operands, bench->op, lanes, &distribution, statistics->seed);
}

static void close_bench(struct bench *bench)
{
    mac_operands_free(bench->operands);
    netlist_run_free(bench->run);
    mac_datapath_free(&bench->datapath);
}

static void run_steps(struct bench *bench, uint64_t steps, enum netlist_delay delay)
{
    struct mac_planes planes;
    for (uint64_t step = 0; step < steps; step++) {
        mac_operands_next(bench->operands, &planes);
        mac_datapath_step(&bench->datapath, bench->run, &bench->setting, &planes, delay);
    }
}

static void collect(struct mac_activity *out, const struct netlist_run *run, double terms)
{
    *out = (struct mac_activity){0};
    for (int part = 0; part < MAC_PART_CLOCK; part++)
        for (int kind = 0; kind < CELL_COUNT; kind++)
            out->toggles[part][kind] =
                (double)netlist_run_toggles(run, part, (enum netlist_cell)kind) / terms;
    out->clocked = (double)netlist_run_clocked(run) / terms;
}

int mac_activity(struct mac_activity *out, const struct choice *choice, int lanes,
                 const struct mac_statistics *statistics, const struct mac_options *options)
{
    enum netlist_delay delay = options->with_glitches ? DELAY_UNIT : DELAY_ZERO;
    struct bench bench = {0};
    int status = check(choice, lanes, statistics);
    if (status != MAC_OK)
        return status;
    status = open_bench(&bench, choice, lanes, statistics, options->pipeline);
    if (status == MAC_OK) {
        uint64_t terms_per_step = (uint64_t)lanes * NETLIST_STREAMS;
        uint64_t steps = (statistics->terms - 1) / terms_per_step + 1;
        run_steps(&bench, WARM_UP_STEPS, delay);
        netlist_run_restart_counts(bench.run);
        run_steps(&bench, steps, delay);
        collect(out, bench.run, (double)steps * (double)terms_per_step);
    }
    close_bench(&bench);
    return status;
}
