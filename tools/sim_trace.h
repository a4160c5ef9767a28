/* A picture of a simulation over time: what ports and array did, for Perfetto or chrome://tracing.
 *
 * Slices of one track that follow each other without a gap and for the same reason are one. A
 * trace keeps at most SIM_TRACE_MOST slices: what comes later is counted and left out.
 */
#ifndef TOOLS_SIM_TRACE_H
#define TOOLS_SIM_TRACE_H

#include <stdio.h>

#include "simulator/simulate.h"

#define SIM_TRACE_MOST 200000

struct sim_trace;

/* Returns 0, or -1 when memory is short. Free with sim_trace_free. */
int sim_trace_create(struct sim_trace **out, const struct arch_machine *machine);
void sim_trace_free(struct sim_trace *trace);

/* A layer begins (its name is borrowed), after the one before. */
void sim_trace_layer(struct sim_trace *trace, const char *name);

/* It took so many cycles. */
void sim_trace_layer_end(struct sim_trace *trace, uint64_t cycles);

/* A sim_trace_fn; `context` is the trace. */
void sim_trace_tell(void *context, enum sim_track track, enum sim_reason reason, double begin,
                    double end);

/* Writes the trace events as JSON. Format: Chromium's "Trace Event Format". */
void sim_trace_write(FILE *out, const struct sim_trace *trace);

#endif
