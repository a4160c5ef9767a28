#include "sim_trace.h"

#include <stdlib.h>

/* On a track: a port's work, or the array's, or (track SIM_TRACKS) a layer. */
struct slice {
    const char *name;
    int track;
    double begin, end; /* cycles of the network */
};

struct sim_trace {
    const char *machine;
    double us_per_cycle;
    double layer_begin; /* cycles of the network */
    const char *layer;
    long last[SIM_TRACKS]; /* the last slice of each track, or -1 */
    size_t layer_count;    /* slices of the layer under way */
    size_t count, capacity, left_out;
    struct slice *slice; /* [count] owned */
};

int sim_trace_create(struct sim_trace **out, const struct arch_machine *machine)
{
    struct sim_trace *trace = *out = calloc(1, sizeof *trace);
    if (trace == NULL)
        return -1;
    trace->machine = machine->name;
    trace->us_per_cycle = 1e6 / machine->clock_hz;
    for (int t = 0; t < SIM_TRACKS; t++)
        trace->last[t] = -1;
    return 0;
}

void sim_trace_free(struct sim_trace *trace)
{
    if (trace)
        free(trace->slice);
    free(trace);
}

/* Without room, or memory, a slice is left out. Returns 1 if it was kept. */
static int add(struct sim_trace *trace, const char *name, int track, double begin, double end)
{
    if (trace->count == trace->capacity) {
        size_t capacity = trace->capacity ? 2 * trace->capacity : 4096;
        struct slice *slice = realloc(trace->slice, capacity * sizeof *slice);
        trace->slice = slice ? slice : trace->slice;
        trace->capacity = slice ? capacity : trace->capacity;
    }
    int has_room = trace->slice && trace->count < trace->capacity &&
                   (track == SIM_TRACKS || trace->layer_count < SIM_TRACE_LAYER_MOST);
    trace->left_out += !has_room;
    if (!has_room)
        return 0;
    trace->slice[trace->count++] = (struct slice){name, track, begin, end};
    trace->layer_count++;
    return 1;
}

void sim_trace_layer(struct sim_trace *trace, const char *name)
{
    trace->layer = name;
    trace->layer_count = 0;
}

void sim_trace_layer_end(struct sim_trace *trace, uint64_t cycles)
{
    double end = trace->layer_begin + (double)cycles;
    add(trace, trace->layer, SIM_TRACKS, trace->layer_begin, end);
    trace->layer_begin = end;
}

/* Ports are named by what they do, the array by what it does or waits for. */
static const char *name_of(enum sim_track track, enum sim_reason reason)
{
    return track == SIM_TRACK_ARRAY ? sim_reason_names[reason] : "transfer";
}

void sim_trace_tell(void *context, enum sim_track track, enum sim_reason reason, double begin,
                    double end)
{
    struct sim_trace *trace = context;
    const char *name = name_of(track, reason);
    struct slice *last = trace->last[track] >= 0 ? &trace->slice[trace->last[track]] : NULL;
    begin += trace->layer_begin;
    end += trace->layer_begin;
    if (last && last->name == name && begin <= last->end) {
        last->end = end;
        return;
    }
    if (add(trace, name, (int)track, begin, end))
        trace->last[track] = (long)trace->count - 1;
}

/* Layers come first. */
static int line_of(int track)
{
    return (track + 1) % (SIM_TRACKS + 1) + 1;
}

static void write_names(FILE *out, const struct sim_trace *trace)
{
    fprintf(out, "{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":1,\"args\":{\"name\":\"%s\"}}",
            trace->machine);
    for (int t = 0; t <= SIM_TRACKS; t++)
        fprintf(out,
                ",\n{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":%d,"
                "\"args\":{\"name\":\"%s\"}}",
                line_of(t), t < SIM_TRACKS ? sim_track_names[t] : "layers");
}

void sim_trace_write(FILE *out, const struct sim_trace *trace)
{
    fprintf(out, "{\"displayTimeUnit\":\"ns\",\"otherData\":{\"slices_left_out\":%zu},\n",
            trace->left_out);
    fputs("\"traceEvents\":[\n", out);
    write_names(out, trace);
    for (size_t i = 0; i < trace->count; i++) {
        const struct slice *s = &trace->slice[i];
        fprintf(out,
                ",\n{\"name\":\"%s\",\"ph\":\"X\",\"pid\":1,\"tid\":%d,\"ts\":%.4f,\"dur\":%.4f}",
                s->name, line_of(s->track), s->begin * trace->us_per_cycle,
                (s->end - s->begin) * trace->us_per_cycle);
    }
    fputs("\n]}\n", out);
}
