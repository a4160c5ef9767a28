#include "search/mode.h"

#include <string.h>

#include "mode_list.h"

const struct search_mode *const search_mode_registry[] = {&search_mode_single, &search_mode_bilevel,
                                                          &search_mode_sequential,
                                                          &search_mode_stochastic, NULL};

const struct search_mode *search_mode_find(const char *name)
{
    for (size_t i = 0; search_mode_registry[i]; i++)
        if (strcmp(search_mode_registry[i]->name, name) == 0)
            return search_mode_registry[i];
    return NULL;
}
