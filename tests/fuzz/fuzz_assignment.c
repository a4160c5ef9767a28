/* assignment.yaml for the template network on the template machine: any bytes give
 * every layer a choice or are refused with an error, never worse. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "assignment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LAYERS_MAX = 16 };

/* What an assignment is read for; made once, as it takes longer than a thousand inputs. */
struct subject {
    struct arch_machine *machine;
    struct network *network;
    struct map_layer layer[LAYERS_MAX];
    struct map_run run;
};

static int read_files(struct subject *subject, struct diag_list *diag)
{
    const char *folder = getenv("ENOS_SOURCE_DIR");
    char machine[512], network[512];
    snprintf(machine, sizeof machine, "%s/arch/template/machine.yaml", folder ? folder : ".");
    snprintf(network, sizeof network, "%s/workloads/template/network.yaml", folder ? folder : ".");
    return arch_machine_read(&subject->machine, machine, NULL, diag) ||
           network_read(&subject->network, network, NULL, 0, diag);
}

static int make_run(struct subject *subject)
{
    const struct network *network = subject->network;
    int choice[ARCH_CHOICES_MAX];
    if (network->layer_count > LAYERS_MAX)
        return -1;
    for (int l = 0; l < network->layer_count; l++)
        subject->layer[l] = (struct map_layer){network->node[network->layer[l]].name,
                                               network_layer_shape(network, l, 1)};
    for (int j = 0; j < subject->machine->choice_count; j++)
        choice[j] = j;
    return map_run_create(&subject->run, subject->machine, subject->layer,
                          (size_t)network->layer_count, choice,
                          (size_t)subject->machine->choice_count);
}

static const struct subject *the_subject(void)
{
    static struct subject subject;
    struct diag_list *diag;
    if (subject.network)
        return &subject;
    if (diag_create(&diag) || read_files(&subject, diag) || make_run(&subject))
        abort();
    diag_free(diag);
    return &subject;
}

static void check(const struct assignment *assignment, const struct map_run *run)
{
    for (size_t l = 0; l < run->layer_count; l++)
        if (assignment->choice[l] >= run->choice_count)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct subject *subject = the_subject();
    struct assignment assignment;
    struct diag_list *diag;
    if (diag_create(&diag))
        return 0;
    int status = assignment_read_text(&assignment, "input", (const char *)data, size, &subject->run,
                                      subject->network, diag);
    if ((status == 0) != (diag_count(diag) == 0))
        abort(); /* refused without a reason, or read and yet wrong */
    if (!status)
        check(&assignment, &subject->run);
    for (size_t i = 0; i < diag_kept(diag); i++)
        free(diag_render(diag, i));
    assignment_free(&assignment);
    diag_free(diag);
    return 0;
}
