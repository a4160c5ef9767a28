#include "search_header.h"

#include <omp.h>

#include "blas_core.h"
#include "number_text.h"
#include "screen_subject.h"

static void print_network(FILE *out, const struct search_inputs *inputs)
{
    char ops[NUMBER_TEXT_MAX];
    const struct network *network = inputs->network;
    fprintf(out, "%s", network->name);
    if (inputs->run->width != 1)
        fprintf(out, " x %g", inputs->run->width);
    fprintf(out, ": %d layers, %s ops\n", network->layer_count,
            number_si(ops, (double)network_terms(network)));
}

static void print_data(FILE *out, const struct search_data *data)
{
    fprintf(out, "%s: %zu images to train, %zu to validate, %zu to test; %d classes\n",
            data->train->name, data->split.train_count, data->split.validation_count,
            data->test->count, data->train->classes);
}

static void print_tables(FILE *out, const struct search_inputs *inputs)
{
    char seconds[NUMBER_TEXT_MAX];
    const struct search_tables *tables = &inputs->tables;
    const char *machine = inputs->machine ? inputs->machine->name : "";
    if (tables->from == SEARCH_TABLES_GIVEN)
        fprintf(out, "tables: %s\n", tables->path);
    else if (tables->from == SEARCH_TABLES_KEPT)
        fprintf(out, "tables: %s, made before from the same %s and network\n", tables->path,
                machine);
    else
        fprintf(out, "tables: mappings on %s found in %s s\n", machine,
                number_three(seconds, tables->seconds));
    if (inputs->forbidden)
        fprintf(out, "%zu pairs of layer and choice have no mapping and are left out\n",
                inputs->forbidden);
}

static void print_search(FILE *out, const struct search_inputs *inputs)
{
    const struct search_run *run = inputs->run;
    fprintf(out, "%s:", inputs->mode ? inputs->mode->name : "no search");
    for (int i = 0; i < run->choice_count; i++) {
        char name[CHOICE_NAME_MAX];
        choice_name(&run->choice[i], name);
        fprintf(out, " %s", name);
    }
    if (inputs->mode && run->target > 0)
        fprintf(out, ", target %g", run->target);
    else if (inputs->mode)
        fprintf(out, ", lambda %g", run->lambda);
    fprintf(out, ", seed %llu\n", (unsigned long long)run->seed);
}

static void print_blas(FILE *out)
{
    char warning[200];
    int threads = omp_get_max_threads();
    fprintf(out, "OpenBLAS core %s, %d thread%s\n", blas_core_name(), threads,
            threads == 1 ? "" : "s");
    if (blas_core_warning(warning, sizeof warning)[0])
        fprintf(out, "warning: %s\n", warning);
}

void search_header(FILE *out, const struct search_inputs *inputs)
{
    if (inputs->machine)
        screen_machine(out, inputs->machine);
    print_network(out, inputs);
    print_data(out, &inputs->data);
    print_tables(out, inputs);
    print_search(out, inputs);
    print_blas(out);
}
