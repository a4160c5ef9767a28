/* pareto.csv */
#include "map_front.h"
#include "mapper/csv.h"

static void write_number(FILE *out, double value)
{
    fputc(',', out);
    csv_write_number(out, value);
}

/* What is certain of a front, for those who read the file alone. */
static void write_claim(FILE *out, const struct map_front_claim *claim, const char *layer,
                        const struct choice *choice, size_t points)
{
    char name[CHOICE_NAME_MAX];
    choice_name(choice, name);
    fprintf(out, "# front: {%s%s%schoice: %s, points: %zu, energy_factor: ", layer ? "layer: " : "",
            layer ? layer : "", layer ? ", " : "network, ", name, points);
    csv_write_number(out, claim->energy_factor);
    fputs(", cycles_factor: ", out);
    csv_write_number(out, claim->cycles_factor);
    fprintf(out, ", open_layers: %zu, open_cycles: ", claim->open);
    csv_write_number(out, claim->open_cycles);
    fputs("}\n", out);
}

static void write_claims(FILE *out, const struct map_front_run *fronts)
{
    const struct map_run *run = fronts->run;
    for (size_t l = 0; l < run->layer_count; l++)
        for (size_t j = 0; j < run->choice_count; j++) {
            const struct map_front *front = map_front_run_of(fronts, l, j);
            struct map_front_claim claim = map_front_claim_of_layer(front);
            write_claim(out, &claim, run->layer[l].name, &map_run_choice(run, j)->choice,
                        front->count);
        }
    for (size_t j = 0; fronts->sum && j < run->choice_count; j++) {
        struct map_front_claim claim = map_front_claim_of_network(fronts, j);
        write_claim(out, &claim, NULL, &map_run_choice(run, j)->choice, fronts->sum[j].count);
    }
}

static void write_begin(FILE *out, const char *front, const char *layer,
                        const struct choice *choice, size_t point)
{
    fprintf(out, "%s,", front);
    csv_write_text(out, layer);
    fprintf(out, ",%s,%d,%s,%zu", choice->op->name, choice->bits, choice->mode, point + 1);
}

/* "DRAM.W M4 GLB.I Q14@X": the nodes of a mappings file, outermost first. */
static void write_mapping(FILE *out, const struct map_mapping *mapping)
{
    static const char *const levels[LEVEL_COUNT] = {"DRAM", "GLB", "SPAD"};
    static const char *const axes[] = {"@X", "@Y"};
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *node = &mapping->node[i];
        if (node->kind == NODE_KEEP)
            fprintf(out, "%s%s.%c", i ? " " : "", levels[node->level],
                    tensor_letters[node->tensor]);
        else
            fprintf(out, "%s%c%d%s", i ? " " : "", dim_letters[node->dim], node->bound,
                    node->kind == NODE_PAR ? axes[node->axis] : "");
    }
}

static void write_layer(FILE *out, const struct map_front_run *fronts, size_t l, size_t j)
{
    const struct map_front *front = map_front_run_of(fronts, l, j);
    const struct map_layer *layer = &fronts->run->layer[l];
    double images = layer->shape.size[DIM_N];
    for (size_t i = 0; i < front->count; i++) {
        const struct map_front_point *point = &front->point[i];
        write_begin(out, "layer", layer->name, &map_run_choice(fronts->run, j)->choice, i);
        write_number(out, point->cycles);
        write_number(out, point->energy_pj / images);
        fprintf(out, ",%llu", (unsigned long long)point->glb_bits);
        write_number(out, point->lower_bound_pj / images);
        write_number(out, point->bound_cycles);
        fprintf(out, ",%d,", point->proven);
        write_mapping(out, &point->mapping);
        fputs(",\n", out);
    }
}

static void write_network(FILE *out, const struct map_front_run *fronts, size_t j)
{
    const struct map_front_sum *sum = &fronts->sum[j];
    double images = fronts->run->layer[0].shape.size[DIM_N];
    for (size_t i = 0; i < sum->count; i++) {
        write_begin(out, "network", "", &map_run_choice(fronts->run, j)->choice, i);
        write_number(out, sum->point[i].cycles);
        write_number(out, sum->point[i].energy_pj / images);
        fprintf(out, ",%llu,,,,,", (unsigned long long)map_front_run_glb_bits(fronts, j, i));
        for (size_t l = 0; l < sum->parts; l++)
            fprintf(out, "%s%u", l ? " " : "", sum->pick[i * sum->parts + l] + 1);
        fputc('\n', out);
    }
}

void map_front_write_csv(FILE *out, const struct map_front_run *fronts,
                         const struct provenance *provenance)
{
    const struct map_run *run = fronts->run;
    provenance_write(out, provenance, "pareto");
    write_claims(out, fronts);
    fputs("front,layer,operator,bits,mode,point,latency_cycles,energy_pj,glb_bits,lower_bound_pj,"
          "bound_cycles,proven,mapping,layer_points\n",
          out);
    for (size_t l = 0; l < run->layer_count; l++)
        for (size_t j = 0; j < run->choice_count; j++)
            write_layer(out, fronts, l, j);
    for (size_t j = 0; fronts->sum && j < run->choice_count; j++)
        write_network(out, fronts, j);
}
