/* simulate_words MACHINE MAPPINGS ZEROS [KEY=VALUE...]: what the simulator makes of the mappings of
 * a file, as lines "layer,quantity,value". Layers run in parallel on seeded random data; ZEROS
 * has the percentage of zero inputs of each layer, in the file's order, between commas. The psums
 * are compared with the definition of the convolution. KEY=VALUE override keys of the machine.
 * Status 0, or 1 after errors.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/machine.h"
#include "mapper/mapping_file.h"
#include "simulator/simulate.h"
#include "workloads/convolution.h"

/* One layer: its data, and what came out. */
struct simulated {
    const struct map_file_entry *entry;
    const struct arch_machine *machine;
    double zeros; /* share of the inputs */
    struct sim_layer layer;
    int16_t *input;
    int8_t *weight;
    int32_t *psum;
    struct sim_result result;
    char reason[SIM_REASON_MAX]; /* "": all went well */
};

/* xorshift64*, 32 bits of it. */
static uint32_t next_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 0x2545F4914F6CDD1Du) >> 32);
}

static size_t inputs_per_image(const struct layer_shape *shape)
{
    return (size_t)shape->size[DIM_C] * (size_t)shape->input[ROWS] * (size_t)shape->input[COLUMNS];
}

static size_t outputs_per_image(const struct layer_shape *shape)
{
    return (size_t)shape->size[DIM_M] * (size_t)shape->size[DIM_P] * (size_t)shape->size[DIM_Q];
}

/* Small numbers: sums stay within 32 bits. */
static int set_data(struct simulated *s, uint64_t seed)
{
    const struct layer_shape *shape = &s->layer.shape;
    size_t images = (size_t)shape->size[DIM_N], inputs = images * inputs_per_image(shape);
    size_t weights = (size_t)layer_weights(shape);
    uint64_t state = seed;
    s->input = malloc(inputs * sizeof *s->input);
    s->weight = malloc(weights);
    s->psum = malloc(images * outputs_per_image(shape) * sizeof *s->psum);
    if (!s->input || !s->weight || !s->psum)
        return -1;
    for (size_t i = 0; i < inputs; i++) {
        int is_zero = next_random(&state) < s->zeros * UINT32_MAX;
        s->input[i] = is_zero ? 0 : (int16_t)(1 + next_random(&state) % 127);
    }
    for (size_t i = 0; i < weights; i++)
        s->weight[i] = (int8_t)((int)(next_random(&state) % 255) - 127);
    s->layer.input = s->input;
    s->layer.weight = s->weight;
    return 0;
}

/* True if all psums are what the convolution is defined to be. */
static int has_right_psums(const struct simulated *s)
{
    const struct layer_shape *shape = &s->layer.shape;
    size_t outputs = outputs_per_image(shape);
    struct convolution convolution = {
        .shape = *shape, .op = s->entry->choice.op, .weight = s->weight};
    int32_t *expected = malloc(outputs * sizeof *expected);
    int is_right = expected != NULL;
    for (int n = 0; n < shape->size[DIM_N] && is_right; n++) {
        convolution.x = s->input + (size_t)n * inputs_per_image(shape);
        is_right = convolution_psums(&convolution, expected) == 0 &&
                   !memcmp(expected, s->psum + (size_t)n * outputs, outputs * sizeof *expected);
    }
    free(expected);
    return is_right;
}

static void simulate(struct simulated *s, uint64_t seed)
{
    char name[CHOICE_NAME_MAX];
    choice_name(&s->entry->choice, name);
    int choice = arch_choice_index(s->machine, name);
    s->layer = (struct sim_layer){.machine = s->machine,
                                  .choice = choice,
                                  .shape = s->entry->shape,
                                  .mapping = &s->entry->mapping};
    if (choice < 0)
        snprintf(s->reason, sizeof s->reason, "the machine has no such choice");
    else if (set_data(s, seed) != 0)
        snprintf(s->reason, sizeof s->reason, "out of memory");
    else if (sim_layer_run(&s->layer, NULL, s->psum, &s->result, s->reason) == 0 &&
             !has_right_psums(s))
        snprintf(s->reason, sizeof s->reason, "psums differ from the convolution's");
    free(s->input);
    free(s->weight);
    free(s->psum);
}

static void put(const struct simulated *s, const char *quantity, double value)
{
    printf("%s,%s,%.15g\n", s->entry->layer, quantity, value);
}

static void put_flow(const struct simulated *s, enum map_level level, enum sim_word word)
{
    static const char *const levels[] = {"DRAM", "GLB", "SPAD"};
    static const char *const words[] = {"W", "I", "psum", "out"};
    const struct sim_flow *flow = &s->result.counts.flow[level][word];
    const uint64_t count[] = {flow->fill, flow->read, flow->update, flow->drain};
    static const char *const kind[] = {"fill", "read", "update", "drain"};
    char name[64];
    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s.%s.%s", levels[level], words[word], kind[i]);
        put(s, name, (double)count[i]);
    }
}

static double sum(const double by_tensor[TENSOR_COUNT])
{
    return by_tensor[TENSOR_W] + by_tensor[TENSOR_I] + by_tensor[TENSOR_O];
}

/* A step whose inputs are zero reads no filter and does no product. */
static double gated_pj(const struct simulated *s)
{
    const struct arch_choice *choice = &s->machine->choice[s->layer.choice];
    return (double)s->result.counts.gated_steps *
           (choice->energy.mac_pj * choice->lanes + choice->energy.spad_read_pj[TENSOR_W]);
}

static int active_pes(const struct simulated *s)
{
    int pes = 0;
    for (int i = 0; i < s->machine->rows * s->machine->columns; i++)
        pes += s->result.pe_steps[i] > 0;
    return pes;
}

static void print_layer(const struct simulated *s)
{
    const struct sim_energy *energy = &s->result.energy;
    put(s, "pes", active_pes(s));
    put(s, "steps", (double)s->result.counts.steps);
    put(s, "gated_steps", (double)s->result.counts.gated_steps);
    put(s, "cycles", (double)s->result.latency_cycles);
    for (int r = 0; r < SIM_REASONS; r++)
        put(s, sim_reason_names[r], (double)s->result.cycles[r]);
    for (int level = 0; level < LEVEL_COUNT; level++)
        for (int word = 0; word < SIM_WORDS; word++)
            put_flow(s, (enum map_level)level, (enum sim_word)word);
    put(s, "pj.mac", energy->op_pj);
    put(s, "pj.spad", sum(energy->spad_pj));
    put(s, "pj.noc", sum(energy->noc_pj));
    put(s, "pj.glb", sum(energy->glb_pj));
    put(s, "pj.dram", sum(energy->dram_pj));
    put(s, "pj.gated", gated_pj(s));
    put(s, "hz", s->machine->clock_hz);
}

/* Share of zeros of each layer; what the list does not give is 0. */
static void read_zeros(struct simulated *layers, size_t count, const char *list)
{
    for (size_t i = 0; i < count && *list; i++) {
        char *end;
        layers[i].zeros = strtod(list, &end) / 100;
        list = *end == ',' ? end + 1 : end;
    }
}

static void simulate_file(const struct arch_machine *machine, const struct map_file *file,
                          const char *zeros, struct diag_list *diag)
{
    size_t count = map_file_count(file);
    struct simulated *layers = calloc(count, sizeof *layers);
    if (layers == NULL)
        return;
    read_zeros(layers, count, zeros);
#pragma omp parallel for schedule(dynamic)
    for (size_t i = 0; i < count; i++) {
        layers[i].entry = map_file_entry(file, i);
        layers[i].machine = machine;
        simulate(&layers[i], i + 1);
    }
    puts("layer,quantity,value");
    for (size_t i = 0; i < count; i++) {
        if (layers[i].reason[0])
            map_file_error(layers[i].entry, diag, layers[i].reason);
        else
            print_layer(&layers[i]);
        sim_result_free(&layers[i].result);
    }
    free(layers);
}

static void run(const char *machine_file, const char *mappings_file, const char *zeros,
                const struct arch_options *options, struct diag_list *diag)
{
    struct arch_machine *machine;
    struct map_file *file;
    if (arch_machine_read(&machine, machine_file, options, diag))
        return;
    if (map_file_read(&file, mappings_file, diag) == 0) {
        simulate_file(machine, file, zeros, diag);
        map_file_free(file);
    }
    arch_machine_free(machine);
}

int main(int argc, char **argv)
{
    struct diag_list *diag;
    if (argc < 4 || diag_create(&diag)) {
        fputs(argc < 4 ? "usage: simulate_words MACHINE MAPPINGS ZEROS [KEY=VALUE...]\n"
                       : "out of memory\n",
              stderr);
        return 1;
    }
    struct arch_options options = {.overrides = (const char *const *)argv + 4,
                                   .override_count = (size_t)argc - 4};
    run(argv[1], argv[2], argv[3], &options, diag);
    int status = diag_write(diag, stderr) ? 1 : 0;
    diag_free(diag);
    return status;
}
