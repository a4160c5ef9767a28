#include "searches.h"

#include <jansson.h>
#include <string.h>

struct search {
    const char *layer, *choice;
    double seconds;
};

static int search_at(struct search *out, const json_t *searches, size_t i)
{
    const json_t *entry = json_array_get(searches, i);
    const json_t *seconds = json_object_get(entry, "seconds");
    out->layer = json_string_value(json_object_get(entry, "layer"));
    out->choice = json_string_value(json_object_get(entry, "choice"));
    out->seconds = json_number_value(seconds);
    return out->layer && out->choice && json_is_number(seconds) ? 0 : -1;
}

/* Searches are listed layer by layer: the first layer's choices head the columns. */
static size_t print_header(FILE *out, const json_t *searches)
{
    struct search first, search;
    size_t columns = 0;
    fprintf(out, "%-14s", "search, ms");
    for (; search_at(&search, searches, columns) == 0; columns++) {
        if (columns == 0)
            first = search;
        else if (strcmp(search.layer, first.layer) != 0)
            break;
        fprintf(out, " %6s", search.choice);
    }
    fprintf(out, " %7s\n", "sum");
    return columns;
}

static int print_rows(FILE *out, const json_t *searches, size_t columns)
{
    double row = 0, all = 0;
    struct search search;
    for (size_t i = 0; i < json_array_size(searches); i++) {
        if (search_at(&search, searches, i))
            return -1;
        if (i % columns == 0)
            fprintf(out, "%-14s", search.layer);
        row += search.seconds;
        all += search.seconds;
        fprintf(out, " %6.1f", 1e3 * search.seconds);
        if (i % columns == columns - 1) {
            fprintf(out, " %7.1f\n", 1e3 * row);
            row = 0;
        }
    }
    fprintf(out, "%-14s %*s %7.1f\n", "all", (int)(7 * columns - 1), "", 1e3 * all);
    return 0;
}

int searches_print(FILE *out, const char *path)
{
    json_error_t error;
    json_t *summary = json_load_file(path, 0, &error);
    const json_t *searches = json_object_get(json_object_get(summary, "timings"), "searches");
    size_t columns = json_array_size(searches) > 0 ? print_header(out, searches) : 0;
    int failed = columns == 0 || json_array_size(searches) % columns != 0 ||
                 print_rows(out, searches, columns);
    if (failed)
        fprintf(stderr, "bench: %s: no table of search times\n", path);
    json_decref(summary);
    return failed ? -1 : 0;
}
