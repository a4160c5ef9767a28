/* How a point is made: the overrides that it has and the base has not. */
#ifndef TOOLS_EXPLORE_VARIANT_H
#define TOOLS_EXPLORE_VARIANT_H

#include "explore_space.h"

struct explore_recipe {
    struct option_list varied; /* "KEY=VALUE", owned with their texts */
    const char *choices;       /* the space's or an axis's; "": the machine's first */
};

/* The recipe of a point, and that of the base with one value of one axis. Return 0, or -1 when
 * memory is short; free with explore_recipe_free in any case. */
int explore_recipe_of(struct explore_recipe *out, const struct explore_space *space, size_t point);
int explore_recipe_of_value(struct explore_recipe *out, const struct explore_space *space,
                            size_t axis, size_t digit);
void explore_recipe_free(struct explore_recipe *recipe);

/* As explore_variant_read, of any recipe. */
int explore_variant_make(struct explore_variant *out, const struct explore_space *space,
                         const struct explore_recipe *recipe, struct diag_list *diag);

#endif
