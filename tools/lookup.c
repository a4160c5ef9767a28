#include "lookup.h"

#include <stdlib.h>
#include <string.h>

#include "input_errors.h"

static void unknown_choice(const struct arch_machine *machine, const char *option, const char *text,
                           struct diag_list *diag)
{
    char name[ARCH_CHOICES_MAX][CHOICE_NAME_MAX], hint[ARCH_CHOICES_MAX * CHOICE_NAME_MAX];
    const char *pointer[ARCH_CHOICES_MAX];
    size_t used = (size_t)snprintf(hint, sizeof hint, "the machine has");
    for (int i = 0; i < machine->choice_count; i++) {
        choice_name(&machine->choice[i].choice, name[i]);
        pointer[i] = name[i];
        if (used < sizeof hint)
            used += (size_t)snprintf(hint + used, sizeof hint - used, " %s", name[i]);
    }
    const char *near = diag_nearest(text, pointer, (size_t)machine->choice_count);
    if (near)
        snprintf(hint, sizeof hint, "did you mean '%s'?", near);
    input_error(diag, option, hint, "no such choice:", text);
}

int lookup_choice(const struct arch_machine *machine, const char *option, const char *text,
                  struct diag_list *diag)
{
    int index = arch_choice_index(machine, text);
    if (index < 0)
        unknown_choice(machine, option, text, diag);
    return index;
}

/* "its MAC layers: fire4/s1x1, ..." for the name of a module. Returns false when there are none. */
static int module_hint(const struct network *network, const char *word, char *hint, size_t size)
{
    size_t length = strlen(word), used = 0;
    for (int l = 0; l < network->layer_count; l++) {
        const char *name = network->node[network->layer[l]].name;
        if (strncmp(name, word, length) != 0 || name[length] != '/' || used >= size)
            continue;
        used += (size_t)snprintf(hint + used, size - used, "%s%s",
                                 used ? ", " : "it is a module, with the MAC layers ", name);
    }
    return used > 0;
}

static void unknown_layer(const struct network *network, const char *option, const char *word,
                          struct diag_list *diag)
{
    char hint[NETWORK_NAME_MAX + 160] = "";
    int module = module_hint(network, word, hint, sizeof hint);
    const char **names = calloc((size_t)network->layer_count + 1, sizeof *names);
    for (int l = 0; names && l < network->layer_count; l++)
        names[l] = network->node[network->layer[l]].name;
    const char *near = names ? diag_nearest(word, names, (size_t)network->layer_count) : NULL;
    if (near && !module)
        snprintf(hint, sizeof hint, "did you mean '%s'?", near);
    input_error(diag, option, near || module ? hint : NULL, "the network has no MAC layer", word);
    free(names);
}

int lookup_layer(const struct network *network, const char *option, const char *text,
                 struct diag_list *diag)
{
    for (int l = 0; l < network->layer_count; l++)
        if (!strcmp(network->node[network->layer[l]].name, text))
            return l;
    unknown_layer(network, option, text, diag);
    return -1;
}
