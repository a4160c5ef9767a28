/* What Timeloop is told of our machine, level by level. */
#include <stdio.h>
#include <string.h>

#include "mapper/timeloop_export.h"

/* No tile has more words, and Timeloop's numbers hold it. */
#define ENTRIES_MAX 1000000000

struct source {
    const struct arch_machine *machine;
    const struct arch_choice *choice;
    const struct map_problem *problem;
    const struct map_result *result;
    const struct timeloop_roles *roles;
};

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* The widest word of the tensors kept. Outputs are partial sums where any of those passes. */
static int widest_word(const struct source *from, enum map_level level, const int *keeps)
{
    const int *bits = from->problem->bits;
    int has_psums = level == LEVEL_SPAD || from->result->flow[level][WORD_PSUM].update > 0;
    int widest = keeps[TENSOR_W] || keeps[TENSOR_I] || keeps[TENSOR_O] ? 1 : bits[WORD_I];
    if (keeps[TENSOR_W])
        widest = larger(widest, bits[WORD_W]);
    if (keeps[TENSOR_I])
        widest = larger(widest, bits[WORD_I]);
    if (keeps[TENSOR_O])
        widest = larger(widest, bits[has_psums ? WORD_PSUM : WORD_OUT]);
    return widest;
}

static void set_memory(const struct source *from, const struct arch_storage *storage,
                       struct timeloop_storage *out)
{
    uint64_t entries = storage->capacity_bits / (uint64_t)out->word_bits;
    snprintf(out->name, sizeof out->name, "%s", storage->name);
    out->block_words = 1;
    out->entries = entries > ENTRIES_MAX ? ENTRIES_MAX : (int)entries;
    out->multiple_buffering = storage->double_buffer ? 2 : 1;
    if (storage->place == PLACE_PE)
        return; /* their ports serve a step, whatever it moves */
    double steps = (double)from->problem->cycles_per_step / out->word_bits;
    out->read_words_per_cycle = storage->read_bits_per_cycle * steps;
    out->write_words_per_cycle = storage->write_bits_per_cycle * steps;
}

/* Streams are packed, so a word costs its bits. */
static void set_stream(const struct source *from, enum map_level level, const int *keeps,
                       struct timeloop_storage *out)
{
    const struct arch_machine *m = from->machine;
    int is_dram = level == LEVEL_DRAM;
    out->class = is_dram ? TIMELOOP_DRAM : TIMELOOP_SRAM;
    out->instances = out->mesh_x = 1;
    out->word_bits = widest_word(from, level, keeps);
    set_memory(from, &m->storage[is_dram ? m->dram : m->glb], out);
    out->read_pj = out->word_bits * (is_dram ? m->dram_read_pj_per_bit : m->glb_read_pj_per_bit);
    out->write_pj = out->word_bits * (is_dram ? m->dram_write_pj_per_bit : m->glb_write_pj_per_bit);
}

/* Words of a tensor in one access: the lanes' operands are packed. */
static int packed_words(const struct map_problem *p, enum tensor t)
{
    int is_packed = t == TENSOR_W || (t == TENSOR_I) == (p->lane_dim == DIM_C);
    return is_packed ? p->lanes : 1;
}

static double write_pj_of(const struct source *from, enum tensor t)
{
    return from->problem->spad_fill_pj[t] * packed_words(from->problem, t);
}

/* One register file for all tensors has one price for a word: that of the dearest. */
static void set_shared_price(const struct source *from, struct timeloop_storage *out)
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        int words = packed_words(from->problem, (enum tensor)t);
        double read_pj = from->problem->step_read_pj[t] / words;
        double write_pj = write_pj_of(from, (enum tensor)t) / words;
        out->read_pj = read_pj > out->read_pj ? read_pj : out->read_pj;
        out->write_pj = write_pj > out->write_pj ? write_pj : out->write_pj;
    }
}

static void set_in_each_pe(const struct source *from, struct timeloop_storage *out)
{
    out->class = TIMELOOP_REGFILE;
    out->instances = from->machine->rows * from->machine->columns;
    out->mesh_x = from->machine->columns;
}

static void set_spad(const struct source *from, enum tensor t, const int *keeps,
                     struct timeloop_storage *out)
{
    set_in_each_pe(from, out);
    out->word_bits = widest_word(from, LEVEL_SPAD, keeps);
    set_memory(from, &from->machine->storage[from->machine->spad[t]], out);
    if (from->problem->spad_shared) {
        set_shared_price(from, out);
        return;
    }
    out->block_words = packed_words(from->problem, t);
    out->read_pj = from->problem->step_read_pj[t];
    out->write_pj = write_pj_of(from, t);
}

/* A level that keeps nothing. Timeloop asks the size of every level that is no DRAM. */
enum { PASSAGE_WORDS = 16 };

static void set_passage(const struct source *from, const char *name, struct timeloop_storage *out)
{
    snprintf(out->name, sizeof out->name, "%s", name);
    out->word_bits = from->problem->bits[WORD_I];
    out->block_words = 1;
    out->entries = PASSAGE_WORDS;
    out->multiple_buffering = 1;
}

static void set_lines(const struct source *from, struct timeloop_storage *out)
{
    int is_x = from->roles->outer_axis == AXIS_X;
    set_passage(from, is_x ? "array_columns" : "array_rows", out);
    out->class = TIMELOOP_SRAM;
    out->instances = is_x ? from->machine->columns : from->machine->rows;
    out->mesh_x = is_x ? from->machine->columns : 1;
}

static void set_level(const struct source *from, int level, struct timeloop_design *out)
{
    struct timeloop_storage *storage = &out->storage[level];
    const int *keeps = out->nest.keeps[level];
    switch (from->roles->role[level]) {
    case TIMELOOP_ROLE_DRAM:
        set_stream(from, LEVEL_DRAM, keeps, storage);
        break;
    case TIMELOOP_ROLE_GLB:
        set_stream(from, LEVEL_GLB, keeps, storage);
        break;
    case TIMELOOP_ROLE_LINES:
        set_lines(from, storage);
        break;
    case TIMELOOP_ROLE_STEPS:
        set_in_each_pe(from, storage);
        set_passage(from, "array_steps", storage);
        break;
    case TIMELOOP_ROLE_SPAD:
        set_spad(from, from->roles->tensor[level], keeps, storage);
        break;
    }
}

static void set_mac(const struct source *from, struct timeloop_mac *out)
{
    int lanes = from->problem->lanes;
    snprintf(out->name, sizeof out->name, "mac");
    out->mesh_x = from->machine->columns * lanes;
    out->instances = from->machine->rows * out->mesh_x;
    out->word_bits = from->choice->choice.bits;
    out->energy_pj = from->problem->term_pj;
}

int timeloop_from_mapping(struct timeloop_design *out, const struct arch_machine *machine,
                          int choice, const struct map_problem *problem,
                          const struct map_mapping *mapping, const struct map_result *result,
                          char reason[TIMELOOP_REASON_MAX])
{
    struct timeloop_roles roles;
    struct source from = {machine, &machine->choice[choice], problem, result, &roles};
    if (timeloop_nest_of_mapping(out, &roles, problem, mapping, reason))
        return -1;
    snprintf(out->system, sizeof out->system, "%s", machine->name);
    set_mac(&from, &out->mac);
    for (int level = 0; level < out->nest.level_count; level++)
        set_level(&from, level, out);
    for (int level = 0; level < out->nest.level_count; level++)
        if (timeloop_check_room(out, level, reason))
            return -1;
    return 0;
}
