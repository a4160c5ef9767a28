/* The libraries in one page: the least energy of one layer on a machine, with its first choice.
 *
 *     cc solve_layer.c $(pkg-config --cflags --libs enos) -o solve_layer
 *     ./solve_layer MACHINE.yaml NETWORK.yaml LAYER
 */
#include <arch/machine.h>
#include <mapper/build_problem.h>
#include <mapper/solve.h>
#include <stdio.h>
#include <stdlib.h>
#include <workloads/network.h>

static void print_errors(const struct diag_list *diag)
{
    for (size_t i = 0; i < diag_kept(diag); i++) {
        char *text = diag_render(diag, i);
        fputs(text ? text : "out of memory\n", stderr);
        free(text);
    }
}

/* Prints choice and energy. Returns 0, or -1 when there is nothing to print. */
static int solve_layer(const struct arch_machine *machine, const struct network *network,
                       const char *name)
{
    int node = network_find(network, name);
    if (node < 0 || network->node[node].layer < 0) {
        fprintf(stderr, "there is no MAC layer '%s'\n", name);
        return -1;
    }
    struct layer_shape shape = network_layer_shape(network, network->node[node].layer, 1);
    struct map_problem problem;
    struct map_solution solution;
    map_problem_build(&problem, machine, 0, &shape);
    if (map_solve(&problem, NULL, &solution)) {
        fputs("out of memory\n", stderr);
        return -1;
    }
    if (!solution.found) {
        fprintf(stderr, "no mapping: %s\n", solution.reason);
        return -1;
    }
    char choice[CHOICE_NAME_MAX];
    choice_name(&machine->choice[0].choice, choice);
    printf("%s with %s: %.9g pJ%s\n", name, choice, solution.result.energy_pj,
           solution.proven ? ", proven best" : "");
    return 0;
}

int main(int argc, char **argv)
{
    struct diag_list *diag = NULL;
    struct arch_machine *machine = NULL;
    struct network *network = NULL;
    int status = EXIT_FAILURE;
    if (argc != 4 || diag_create(&diag)) {
        fputs("usage: solve_layer MACHINE.yaml NETWORK.yaml LAYER\n", stderr);
        return EXIT_FAILURE;
    }
    if (!arch_machine_read(&machine, argv[1], NULL, diag) &&
        !network_read(&network, argv[2], NULL, 0, diag) && !solve_layer(machine, network, argv[3]))
        status = EXIT_SUCCESS;
    print_errors(diag);
    network_free(network);
    arch_machine_free(machine);
    diag_free(diag);
    return status;
}
