#include "simulator/simulate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "simulation.h"

const char *const sim_reason_names[SIM_REASONS] = {
    [SIM_COMPUTE] = "compute", [SIM_FILL] = "fill", [SIM_DRAIN] = "drain",    [SIM_DRAM] = "dram",
    [SIM_GLB] = "glb",         [SIM_NOC] = "noc",   [SIM_COLLECT] = "collect"};

/* What the turn of loop `moved` does to a tile; all loops inside of it start again. */
static enum change change_of(const struct program_keep *keep, int moved)
{
    if (moved < 0)
        return CHANGE_WHOLE;
    if (moved > keep->slide_last)
        return CHANGE_NONE;
    return moved >= keep->slide_first ? CHANGE_SLIDES : CHANGE_WHOLE;
}

static int next_tile(struct simulation *s, enum map_level level, enum tensor t, enum change change)
{
    if (t == TENSOR_O)
        return level == LEVEL_GLB ? output_next_glb(s) : output_next_array(s);
    return level == LEVEL_GLB ? operand_to_glb(s, t, change) : operand_to_array(s, t, change);
}

/* Everything that the turn of a loop brings about, outermost buffer first. */
static int do_events(struct simulation *s, int moved)
{
    for (int i = 0; i < s->program.order_count; i++) {
        enum map_level level = (enum map_level)(s->program.order[i] / TENSOR_COUNT);
        enum tensor t = (enum tensor)(s->program.order[i] % TENSOR_COUNT);
        const struct program_keep *keep = &s->program.keep[level][t];
        enum change change = keep->depth > moved ? change_of(keep, moved) : CHANGE_NONE;
        if (change != CHANGE_NONE && next_tile(s, level, t, change) != 0)
            return -1;
    }
    return 0;
}

/* The tiles that came are in use from now on. */
static void begin(struct simulation *s)
{
    clock_begin(&s->clock);
    for (int level = LEVEL_GLB; level < LEVEL_COUNT; level++) {
        for (int t = 0; t < TENSOR_COUNT; t++) {
            if (s->unused[level] >> t & 1)
                s->used_at[level][t] = s->clock.now;
        }
        s->unused[level] = 0;
    }
}

/* The next turn of the loops above the stretches; one that would begin beyond the layer does not
 * take place. Returns the outermost that moved, or -1. */
static int next_turn(struct simulation *s)
{
    for (int i = s->program.outer_count - 1; i >= 0; i--) {
        const struct program_loop *loop = &s->program.loop[i];
        s->unit[loop->dim] += loop->step;
        if (++s->turn[i] < loop->bound && s->unit[loop->dim] < s->program.size[loop->dim])
            return i;
        s->unit[loop->dim] -= loop->step * s->turn[i];
        s->turn[i] = 0;
    }
    return -1;
}

static int walk(struct simulation *s, struct stretch *stretch)
{
    int moved = -1;
    do {
        if (do_events(s, moved) != 0)
            return -1;
        begin(s);
        if (stretch_run(s, stretch) != 0)
            return -1;
        moved = next_turn(s);
    } while (moved >= 0);
    return 0;
}

static int conclude(struct simulation *s)
{
    struct sim_result *out = s->out;
    /* the last tiles leave; their loops stand at the start again, but what is known of them is
     * of their visits */
    if (output_end(s) != 0)
        return -1;
    out->latency_cycles = clock_end(&s->clock, s->dram.port.free_at, out->cycles);
    energy_of(&s->program, &out->counts, &out->energy);
    for (int i = 0; i < s->pe_count; i++)
        out->pe_steps[s->pe[i].y * s->program.machine->columns + s->pe[i].x] += s->pe[i].steps;
    return 0;
}

static int run(struct simulation *s)
{
    struct stretch *stretch = NULL;
    int status = machine_create(s);
    if (status == 0 && stretch_create(&stretch, s) != 0) {
        snprintf(s->reason, SIM_REASON_MAX, "out of memory");
        status = -1;
    }
    if (status == 0)
        status = walk(s, stretch);
    if (status == 0)
        status = conclude(s);
    stretch_free(stretch);
    return status;
}

const char *const sim_track_names[SIM_TRACKS] = {
    [SIM_TRACK_ARRAY] = "PE array",
    [SIM_TRACK_DRAM] = "DRAM",
    [SIM_TRACK_GLB_READ] = "GLB reads (W, or all)",
    [SIM_TRACK_GLB_READ + TENSOR_I] = "GLB reads of I",
    [SIM_TRACK_GLB_READ + TENSOR_O] = "GLB reads of O",
    [SIM_TRACK_GLB_WRITE] = "GLB writes (W, or all)",
    [SIM_TRACK_GLB_WRITE + TENSOR_I] = "GLB writes of I",
    [SIM_TRACK_GLB_WRITE + TENSOR_O] = "GLB writes of O",
    [SIM_TRACK_DELIVER_W] = "delivery of W",
    [SIM_TRACK_DELIVER_I] = "delivery of I",
    [SIM_TRACK_DELIVER_O] = "delivery of psums",
    [SIM_TRACK_COLLECT] = "collection"};

int sim_layer_run(const struct sim_layer *layer, const struct sim_options *options, int32_t *psum,
                  struct sim_result *out, char reason[SIM_REASON_MAX])
{
    struct simulation s = {.layer = layer, .out = out, .reason = reason};
    memset(out, 0, sizeof *out);
    reason[0] = '\0';
    s.dram_psum = psum;
    if (options)
        s.options = *options;
    int status = program_read(&s.program, layer, reason);
    if (status == 0)
        status = run(&s);
    machine_destroy(&s);
    if (status != 0)
        sim_result_free(out);
    return status;
}

void sim_result_free(struct sim_result *result)
{
    free(result->pe_steps);
    result->pe_steps = NULL;
}
