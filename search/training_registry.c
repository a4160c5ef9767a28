#include <string.h>

#include "training_list.h"

#define ADDRESS(name) &training_##name,
const struct training_operator *const training_registry[] = {OPERATOR_LIST(ADDRESS) NULL};

const struct training_operator *training_find(const struct operator_def *op)
{
    for (size_t i = 0; training_registry[i]; i++)
        if (strcmp(training_registry[i]->name, op->name) == 0)
            return training_registry[i];
    return NULL;
}
