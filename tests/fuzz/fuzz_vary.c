/* --vary and --sample: an input is a --vary a line; the last line may be a --sample. Any text is
 * read or a mistake that is told, and what is drawn is within its axes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "explore_sample.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { AXES = 4, POINTS_MAX = 2000 };

static void check_axis(const struct explore_axis *axis)
{
    if (!axis->key_count || !axis->value_count || axis->value_count > EXPLORE_VALUES_MAX)
        abort();
    for (size_t v = 0; v < axis->value_count; v++)
        for (size_t k = 0; k < axis->key_count; k++)
            if (!explore_axis_value(axis, v, k) || !explore_axis_value(axis, v, k)[0])
                abort();
}

static void draw(const struct explore_axis *axis, size_t count, const char *text,
                 struct diag_list *diag)
{
    struct explore_sample_options options = {.seed = 1};
    struct explore_sample sample;
    int is_wrong = explore_sample_options_parse(&options, text, diag);
    if (is_wrong || !count)
        return;
    if ((options.kind == SAMPLING_FULL ? explore_combinations(axis, count) : options.count) >
            POINTS_MAX ||
        explore_sample_draw(&sample, axis, count, &options, diag))
        return;
    for (size_t i = 0; i < sample.count; i++)
        for (size_t a = 0; a < count; a++)
            if (explore_sample_digits(&sample, i)[a] >= axis[a].value_count)
                abort();
    explore_sample_free(&sample);
}

static void read_lines(char *text, struct diag_list *diag)
{
    struct explore_axis axis[AXES] = {0};
    const char *last = "";
    size_t count = 0;
    for (char *line = text; line && count < AXES;) {
        char *end = strchr(line, '\n');
        if (end)
            *end++ = '\0';
        size_t before = diag_count(diag);
        if (explore_axis_parse(&axis[count], line, diag) == 0)
            check_axis(&axis[count++]);
        else if (diag_count(diag) == before)
            abort(); /* a mistake without a word */
        last = line;
        line = end;
    }
    explore_axes_check(axis, count, diag);
    draw(axis, count, last, diag);
    while (count)
        explore_axis_free(&axis[--count]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diag_list *diag;
    char *text = malloc(size + 1);
    if (text && diag_create(&diag) == 0) {
        memcpy(text, data, size);
        text[size] = '\0';
        read_lines(text, diag);
        for (size_t i = 0; i < diag_kept(diag); i++)
            free(diag_render(diag, i));
        diag_free(diag);
    }
    free(text);
    return 0;
}
