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

static int add_choice(const struct arch_machine *machine, const char *option, const char *text,
                      int choice[ARCH_CHOICES_MAX], size_t *count, struct diag_list *diag)
{
    int index = lookup_choice(machine, option, text, diag);
    for (size_t i = 0; i < *count; i++)
        if (choice[i] == index)
            return 0;
    if (index >= 0)
        choice[(*count)++] = index;
    return index >= 0 ? 0 : -1;
}

int lookup_choice_list(const struct arch_machine *machine, const char *option, const char *list,
                       int choice[ARCH_CHOICES_MAX], size_t *count, struct diag_list *diag)
{
    static const char separators[] = ", []";
    char *copy = strdup(list), *rest = copy;
    int status = 0;
    if (!copy) {
        input_error(diag, option, NULL, "out of memory at", list);
        return -1;
    }
    for (char *name = strtok_r(rest, separators, &rest); name;
         name = strtok_r(NULL, separators, &rest))
        status |= add_choice(machine, option, name, choice, count, diag);
    free(copy);
    if (status == 0 && *count == 0)
        input_error(diag, option, NULL, "no choice in", list);
    return *count ? status : -1;
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
