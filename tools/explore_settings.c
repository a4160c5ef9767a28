#include "explore_settings.h"

#include <string.h>

static const char *key_of(const struct explore_space *space, const struct explore_setting *setting)
{
    return space->axis[setting->axis].key[setting->key];
}

/* The tail of a key from its last `parts` parts on. */
static const char *tail(const char *key, int parts)
{
    const char *at = key + strlen(key);
    while (at > key) {
        if ((at[-1] == '.' || at[-1] == ':') && --parts == 0)
            return at;
        at--;
    }
    return key;
}

static int is_unique(const struct explore_settings *settings, const struct explore_space *space,
                     size_t i, int parts)
{
    const char *own = tail(key_of(space, &settings->setting[i]), parts);
    for (size_t k = 0; k < settings->count; k++)
        if (k != i && !strcmp(tail(key_of(space, &settings->setting[k]), parts), own))
            return 0;
    return 1;
}

static void set_title(struct explore_settings *settings, const struct explore_space *space,
                      size_t i)
{
    struct explore_setting *setting = &settings->setting[i];
    const struct explore_axis *axis = &space->axis[setting->axis];
    int parts = 1;
    while (parts < 16 && !is_unique(settings, space, i, parts))
        parts++;
    setting->title = tail(key_of(space, setting), parts);
    setting->width = strlen(setting->title);
    for (size_t v = 0; v < axis->value_count; v++) {
        size_t width = strlen(explore_axis_value(axis, v, setting->key));
        setting->width = width > setting->width ? width : setting->width;
    }
}

void explore_settings_of(struct explore_settings *out, const struct explore_space *space,
                         size_t room)
{
    *out = (struct explore_settings){0};
    for (size_t a = 0; a < space->axis_count; a++)
        for (size_t k = 0; k < space->axis[a].key_count; k++)
            out->setting[out->count++] = (struct explore_setting){.axis = a, .key = k};
    size_t all = out->count, used = 0;
    for (size_t i = 0; i < all; i++)
        set_title(out, space, i);
    out->count = 0;
    while (out->count < all && used + 2 + out->setting[out->count].width <= room)
        used += 2 + out->setting[out->count++].width;
    out->left_out = all - out->count;
}

void explore_settings_titles(FILE *out, const struct explore_settings *settings)
{
    for (size_t i = 0; i < settings->count; i++)
        fprintf(out, "  %*s", (int)settings->setting[i].width, settings->setting[i].title);
}

void explore_settings_values(FILE *out, const struct explore_settings *settings,
                             const struct explore_table *table, const struct explore_row *row)
{
    for (size_t i = 0; i < settings->count; i++)
        fprintf(
            out, "  %*s", (int)settings->setting[i].width,
            explore_row_setting(table, row, settings->setting[i].axis, settings->setting[i].key));
}
