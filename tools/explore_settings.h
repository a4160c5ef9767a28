/* The varied keys as columns of a screen. */
#ifndef TOOLS_EXPLORE_SETTINGS_H
#define TOOLS_EXPLORE_SETTINGS_H

#include "explore_table.h"

enum { EXPLORE_SETTINGS_MAX = EXPLORE_AXES_MAX * EXPLORE_KEYS_MAX };

struct explore_setting {
    size_t axis, key;
    const char *title; /* the end of the key that tells it from the others: "GLB.capacity" */
    size_t width;      /* of the title and of all values */
};

struct explore_settings {
    struct explore_setting setting[EXPLORE_SETTINGS_MAX];
    size_t count;
    size_t left_out; /* that `room` columns did not hold */
};

/* Those that fit into `room` columns, each with two blanks before it. */
void explore_settings_of(struct explore_settings *out, const struct explore_space *space,
                         size_t room);

void explore_settings_titles(FILE *out, const struct explore_settings *settings);
void explore_settings_values(FILE *out, const struct explore_settings *settings,
                             const struct explore_table *table, const struct explore_row *row);

#endif
