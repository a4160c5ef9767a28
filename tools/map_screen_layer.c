/* The loop nest of one layer: what each level holds, does and costs. */
#include <ctype.h>
#include <string.h>

#include "map_screen.h"
#include "number_text.h"

enum { HOLDS_WIDTH = 32, LOOPS_WIDTH = 22, HOLDS_MAX = 160, LOOPS_MAX = 2048, BLOCKS_MAX = 96 };

enum block_kind { BLOCK_DRAM, BLOCK_GLB, BLOCK_SPAD, BLOCK_ARRAY, BLOCK_MAC, BLOCK_KINDS };

/* A run of keep nodes of one level, or the array, or the MAC, with the loops below it. */
struct block {
    enum block_kind kind;
    unsigned tensors; /* bit t: keeps tensor t */
    int first, end;   /* nodes of its loops */
};

struct nest {
    struct block block[BLOCKS_MAX];
    int count;
};

static const char *const titles[] = {"DRAM", "GLB", "spad", "PE array", "MAC"};

static struct block *open_block(struct nest *nest, enum block_kind kind, int node)
{
    struct block *block = &nest->block[nest->count++];
    *block = (struct block){.kind = kind, .first = node, .end = node};
    return block;
}

static int has_kind(const struct nest *nest, enum block_kind kind)
{
    for (int i = 0; i < nest->count; i++)
        if (nest->block[i].kind == kind)
            return 1;
    return 0;
}

/* A keep node opens a block unless it follows another of its level directly. */
static void add_keep(struct nest *nest, const struct map_node *node, int i)
{
    enum block_kind kind = (enum block_kind)node->level;
    struct block *last = nest->count ? &nest->block[nest->count - 1] : NULL;
    if (kind == BLOCK_SPAD && !has_kind(nest, BLOCK_ARRAY))
        last = open_block(nest, BLOCK_ARRAY, i);
    if (!last || last->kind != kind || last->first != last->end)
        last = open_block(nest, kind, i + 1);
    last->tensors |= 1u << node->tensor;
    last->first = last->end = i + 1;
}

static void add_loop(struct nest *nest, const struct map_node *node, int i)
{
    struct block *last = nest->count ? &nest->block[nest->count - 1] : NULL;
    if (node->bound == 1 && last)
        return;
    if (!last || (node->kind == NODE_PAR && last->kind != BLOCK_ARRAY))
        last = open_block(nest, BLOCK_ARRAY, i);
    last->end = i + 1;
}

static void build_nest(struct nest *nest, const struct map_mapping *mapping)
{
    nest->count = 0;
    for (int i = 0; i < mapping->count && nest->count < BLOCKS_MAX - 3; i++)
        if (mapping->node[i].kind == NODE_KEEP)
            add_keep(nest, &mapping->node[i], i);
        else
            add_loop(nest, &mapping->node[i], i);
    open_block(nest, BLOCK_MAC, mapping->count);
}

static const enum map_word word_of[TENSOR_COUNT] = {WORD_W, WORD_I, WORD_PSUM};

static uint64_t spad_capacity(const struct map_problem *problem, int tensor)
{
    return problem->spad_bits[tensor] / (uint64_t)problem->bits[word_of[tensor]];
}

/* Elements of a whole tensor, padding not counted. */
static uint64_t tensor_elements(const struct map_problem *problem, int tensor)
{
    const int *size = problem->extent;
    uint64_t groups = (uint64_t)size[DIM_G], images = (uint64_t)size[DIM_N];
    if (tensor == TENSOR_W)
        return groups * size[DIM_M] * size[DIM_C] * size[DIM_R] * size[DIM_S];
    if (tensor == TENSOR_I)
        return groups * size[DIM_C] * images * problem->input[ROWS] * problem->input[COLUMNS];
    return groups * size[DIM_M] * images * size[DIM_P] * size[DIM_Q];
}

/* "W 24/448": elements held, of how many. */
static void append_tile(char *text, size_t size, const struct map_job *job, int level, int tensor)
{
    char tile[NUMBER_TEXT_MAX];
    size_t used = strlen(text);
    uint64_t elements = level == LEVEL_DRAM ? tensor_elements(&job->problem, tensor)
                                            : job->solution.result.tile[level][tensor];
    if (elements < 1000)
        snprintf(tile, sizeof tile, "%u", (unsigned)elements);
    else
        number_si(tile, (double)elements);
    used += (size_t)snprintf(text + used, size - used, "%s%c %s", used ? "  " : "",
                             tensor_letters[tensor], tile);
    if (level == LEVEL_SPAD && !job->problem.spad_shared)
        snprintf(text + used, size - used, "/%llu",
                 (unsigned long long)spad_capacity(&job->problem, tensor));
}

/* " (58% full)" of one pool. */
static void append_fill(char *text, size_t size, const struct map_job *job, int level,
                        uint64_t capacity)
{
    char share[NUMBER_TEXT_MAX];
    double bits = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        bits += (double)job->solution.result.tile_bits[level][t];
    size_t used = strlen(text);
    snprintf(text + used, size - used, " (%s full)",
             number_percent(share, bits / (double)capacity));
}

static void storage_text(char *text, size_t size, const struct map_job *job,
                         const struct block *block)
{
    text[0] = '\0';
    for (int t = 0; t < TENSOR_COUNT; t++)
        if (block->tensors & 1u << t)
            append_tile(text, size, job, block->kind, t);
    if (block->kind == BLOCK_GLB)
        append_fill(text, size, job, LEVEL_GLB, job->problem.glb_bits);
    if (block->kind == BLOCK_SPAD && job->problem.spad_shared)
        append_fill(text, size, job, LEVEL_SPAD, job->problem.spad_bits[0]);
}

static void array_text(char *text, size_t size, const struct map_job *job)
{
    const int *axis = job->problem.axis_size, *used = job->solution.result.pes_used;
    char share[NUMBER_TEXT_MAX];
    double part = (double)used[0] * used[1] / ((double)axis[0] * axis[1]);
    snprintf(text, size, "%dx%d, %d used (%s)", axis[1], axis[0], used[0] * used[1],
             number_percent(share, part));
}

static void mac_text(char *text, size_t size, const struct map_job *job, const char *choice)
{
    const struct map_problem *problem = &job->problem;
    snprintf(text, size, "%s, %d cycle%s for %d term%s", choice, problem->cycles_per_step,
             problem->cycles_per_step == 1 ? "" : "s", problem->lanes,
             problem->lanes == 1 ? "" : "s");
}

/* "for m in [0:4)", "par q in [0:14) X". */
static int loop_text(char *text, size_t size, const struct map_node *node)
{
    int letter = tolower((unsigned char)dim_letters[node->dim]);
    if (node->kind == NODE_FOR)
        return snprintf(text, size, "for %c in [0:%d)", letter, node->bound);
    return snprintf(text, size, "par %c in [0:%d) %s", letter, node->bound,
                    node->axis == AXIS_X ? "X" : "Y");
}

static double cost_pj(const struct map_result *result, enum block_kind kind)
{
    switch (kind) {
    case BLOCK_DRAM:
        return result->dram_pj;
    case BLOCK_GLB:
        return result->glb_pj;
    case BLOCK_SPAD:
        return result->spad_pj;
    case BLOCK_ARRAY:
        return result->noc_pj;
    default:
        return result->op_pj;
    }
}

/* `used`: characters of the loops' column that are filled. */
static void print_cost(FILE *out, const struct map_job *job, enum block_kind kind, int used)
{
    char energy[NUMBER_TEXT_MAX], share[NUMBER_TEXT_MAX];
    double pj = cost_pj(&job->solution.result, kind);
    fprintf(out, "%*s%9s%6s", used < LOOPS_WIDTH ? LOOPS_WIDTH - used : 0, "",
            number_three(energy, pj / job->problem.size[DIM_N] / 1e6),
            number_percent(share, pj / job->solution.result.energy_pj));
}

/* The block in lines: the loops one below the other, the cost in the first. */
static void print_block(FILE *out, const struct map_job *job, const struct block *block,
                        const char *holds, int with_cost)
{
    int printed = 0;
    for (int i = block->first; i < block->end || !printed; i++) {
        char loop[64] = "";
        if (i < block->end && job->solution.mapping.node[i].bound == 1)
            continue;
        if (i < block->end)
            loop_text(loop, sizeof loop, &job->solution.mapping.node[i]);
        int priced = with_cost && !printed;
        fprintf(out, "%-9s%-*s%s", printed ? "" : titles[block->kind],
                *loop || priced ? HOLDS_WIDTH : 0, printed ? "" : holds, loop);
        if (priced)
            print_cost(out, job, block->kind, (int)strlen(loop));
        fputc('\n', out);
        printed = 1;
    }
}

static void print_nest(FILE *out, const struct map_job *job, const char *choice)
{
    struct nest nest;
    unsigned priced = 0;
    build_nest(&nest, &job->solution.mapping);
    fprintf(out, "%-9s%-*s%-*s%9s\n", "level", HOLDS_WIDTH, "holds (elements)", LOOPS_WIDTH,
            "loops", "uJ");
    for (int i = 0; i < nest.count; i++) {
        const struct block *block = &nest.block[i];
        char holds[HOLDS_MAX];
        if (block->kind == BLOCK_ARRAY)
            array_text(holds, sizeof holds, job);
        else if (block->kind == BLOCK_MAC)
            mac_text(holds, sizeof holds, job, choice);
        else
            storage_text(holds, sizeof holds, job, block);
        print_block(out, job, block, holds, !(priced & 1u << block->kind));
        priced |= 1u << block->kind;
    }
    if (!(priced & 1u << BLOCK_GLB) && job->problem.has_glb)
        fprintf(out, "every tensor goes past the GLB: its energy is 0\n");
}

static void print_sum(FILE *out, const struct map_view *view, const struct map_job *job)
{
    const struct map_result *result = &job->solution.result;
    const struct map_table_cell *cell = map_tables_cell(view->tables, job->layer, job->choice);
    char text[NUMBER_TEXT_MAX];
    fprintf(out, "%-*s%9s\n", 9 + HOLDS_WIDTH + LOOPS_WIDTH, "energy per image, uJ",
            number_three(text, map_cell_energy_pj(cell) / 1e6));
    fprintf(out, "%-*s%9s\n", 9 + HOLDS_WIDTH + LOOPS_WIDTH,
            "  without the DRAM words that no mapping avoids",
            number_three(text, (map_cell_energy_pj(cell) - cell->compulsory_dram_pj) / 1e6));
    fprintf(out, "%-*s%9s %s\n", 9 + HOLDS_WIDTH + LOOPS_WIDTH, "  no mapping needs less than",
            number_three(text, cell->lower_bound_pj / 1e6), cell->proven ? "proven" : "not proven");
    fprintf(out, "latency %s cycles: MACs ", number_si(text, result->latency_cycles));
    fprintf(out, "%s, DRAM ", number_si(text, result->compute_cycles));
    fprintf(out, "%s, GLB ", number_si(text, result->transfer_cycles[LEVEL_DRAM][0]));
    fprintf(out, "%s + ", number_si(text, result->transfer_cycles[LEVEL_GLB][0]));
    fprintf(out, "%s, fill, drain ", number_si(text, result->transfer_cycles[LEVEL_GLB][1]));
    fprintf(out, "%s\n", number_si(text, result->fill_drain_cycles));
}

static double spad_pj(const struct map_job *job, enum tensor tensor)
{
    static const enum map_word word[] = {WORD_W, WORD_I};
    const struct map_problem *problem = &job->problem;
    const struct map_result *result = &job->solution.result;
    if (tensor == TENSOR_O)
        return result->spad_pj - spad_pj(job, TENSOR_W) - spad_pj(job, TENSOR_I);
    const struct map_flow *flow = &result->flow[LEVEL_SPAD][word[tensor]];
    return (double)flow->read * problem->step_read_pj[tensor] +
           (double)flow->fill * problem->spad_fill_pj[tensor];
}

/* The split in the unit in which others publish theirs. */
static void print_per_op(FILE *out, const struct map_view *view, const struct map_job *job)
{
    const struct map_result *result = &job->solution.result;
    const struct {
        const char *name;
        double pj;
    } part[] = {
        {" MAC", result->op_pj},
        {", psum", spad_pj(job, TENSOR_O)},
        {", filter", spad_pj(job, TENSOR_W)},
        {", ifmap", spad_pj(job, TENSOR_I)},
        {"\n  NoC", result->noc_pj},
        {", GLB", result->glb_pj},
        {", DRAM", result->dram_pj},
    };
    char text[NUMBER_TEXT_MAX];
    double terms = (double)result->terms;
    double published_pj =
        map_reference_pj(view->reference, view->network->name, view->run->layer[job->layer].name,
                         &map_run_choice(view->run, job->choice)->choice);
    fprintf(out, "pJ per op %s", number_three(text, result->energy_pj / terms));
    if (published_pj > 0)
        fprintf(out, " (best published, %s: %s)", map_reference_title(view->reference),
                number_three(text, published_pj));
    fputs("\n ", out);
    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        fprintf(out, "%s %s", part[i].name, number_three(text, part[i].pj / terms));
    fputc('\n', out);
}

/* "C3 x S3 = 9 of 12 rows". */
static void print_axis(FILE *out, const struct map_job *job, int axis, const char *name)
{
    const struct map_mapping *mapping = &job->solution.mapping;
    int loops = 0;
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *node = &mapping->node[i];
        if (node->kind == NODE_PAR && node->axis == axis && node->bound > 1)
            fprintf(out, "%s%c%d", loops++ ? " x " : "", dim_letters[node->dim], node->bound);
    }
    fprintf(out, "%s%d of %d %s", loops ? " = " : "", job->solution.result.pes_used[axis],
            job->problem.axis_size[axis], name);
}

/* What is left of the utilization when the used PEs are accounted for: short last
 * passes and lanes without a channel. */
static void print_ragged(FILE *out, const struct map_job *job)
{
    const struct map_result *result = &job->solution.result;
    const int *axis = job->problem.axis_size;
    double part = (double)result->pes_used[0] * result->pes_used[1] / ((double)axis[0] * axis[1]);
    double rest = part > 0 ? result->utilization / part : 0;
    char share[NUMBER_TEXT_MAX];
    if (rest < 0.9995)
        fprintf(out, "\n  %s of these have work on average: last passes are short",
                number_percent(share, rest));
}

static void print_fastest(FILE *out, const struct map_job *job, const struct map_solution *fastest)
{
    const struct map_result *best = &job->solution.result, *fast = &fastest->result;
    char text[NUMBER_TEXT_MAX];
    const char *how = fastest->proven ? "the fastest" : "a faster";
    if (fast->latency_cycles >= best->latency_cycles * (1 - 1e-9)) {
        fprintf(out, fastest->proven ? "no mapping is faster\n"
                                     : "a short search found no faster mapping\n");
        return;
    }
    fprintf(out, "%s mapping: %s busy, ", how, number_percent(text, fast->utilization));
    fprintf(out, "%s cycles, ", number_si(text, fast->latency_cycles));
    fprintf(out, "%s more energy\n", number_percent(text, fast->energy_pj / best->energy_pj - 1));
}

static void print_why(FILE *out, const struct map_job *job, const struct map_solution *fastest)
{
    char share[NUMBER_TEXT_MAX];
    fprintf(out, "why %s busy: ", number_percent(share, job->solution.result.utilization));
    print_axis(out, job, AXIS_Y, "rows");
    fputs(", ", out);
    print_axis(out, job, AXIS_X, "columns");
    print_ragged(out, job);
    fputc('\n', out);
    if (fastest && fastest->found)
        print_fastest(out, job, fastest);
}

void map_screen_layer(FILE *out, const struct map_view *view, size_t layer, size_t choice,
                      const struct map_solution *fastest)
{
    const struct map_job *job = map_run_job(view->run, layer, choice);
    const struct layer_shape *shape = &view->run->layer[layer].shape;
    char name[CHOICE_NAME_MAX], ops[NUMBER_TEXT_MAX];
    choice_name(&map_run_choice(view->run, choice)->choice, name);
    map_screen_header(out, view);
    fprintf(out, "%s with %s: %s ops;", view->run->layer[layer].name, name,
            number_si(ops, (double)layer_terms_per_image(shape)));
    for (int d = 0; d < DIM_COUNT; d++)
        fprintf(out, " %c%d", dim_letters[d], shape->size[d]);
    fprintf(out, ", stride %d, pad %d\n\n", shape->stride[ROWS], shape->pad[ROWS]);
    if (!job->solution.found) {
        fprintf(out, "no mapping: %s\n",
                job->solution.proven ? job->solution.reason : "interrupted before the first");
        return;
    }
    print_nest(out, job, name);
    print_sum(out, view, job);
    print_per_op(out, view, job);
    print_why(out, job, fastest);
}
