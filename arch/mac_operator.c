/* The operators of the digital MAC. */
#include "mac_operator.h"

#include <stddef.h>
#include <string.h>

extern const struct mac_operator mac_operator_t, mac_operator_mf, mac_operator_bc;

static const struct mac_operator *const registry[] = {
    &mac_operator_t,
    &mac_operator_mf,
    &mac_operator_bc,
};

const struct mac_operator *mac_operator_find(const char *name)
{
    for (size_t i = 0; i < sizeof registry / sizeof registry[0]; i++)
        if (strcmp(registry[i]->name, name) == 0)
            return registry[i];
    return NULL;
}
