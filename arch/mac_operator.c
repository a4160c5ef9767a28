/* The operators of the digital MAC. */
#include "mac_operator.h"

#include <stddef.h>
#include <string.h>

static const struct mac_operator *const registry[] = {
#define MAC_OPERATOR_ENTRY(name) &mac_operator_##name,
    MAC_OPERATOR_LIST(MAC_OPERATOR_ENTRY)
#undef MAC_OPERATOR_ENTRY
};

const struct mac_operator *mac_operator_find(const char *name)
{
    for (size_t i = 0; i < sizeof registry / sizeof registry[0]; i++)
        if (strcmp(registry[i]->name, name) == 0)
            return registry[i];
    return NULL;
}
