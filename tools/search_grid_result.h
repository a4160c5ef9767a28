/* What a grid keeps of a finished job, in its folder: result.json, written last. */
#ifndef TOOLS_SEARCH_GRID_RESULT_H
#define TOOLS_SEARCH_GRID_RESULT_H

#include <jansson.h>

#include "search/pareto.h"

struct search_grid_result {
    json_t *root; /* texts of the points; owned */
    const char *identity;
    const char *failed;  /* why there is nothing, or NULL */
    double seconds;      /* that the job took, all its calls together as far as is known */
    struct point *point; /* (count) one for every candidate, owned */
    size_t count;
    size_t best; /* the candidate that the search chose */
};

/* Reads result.json. Returns 1, or 0 if there is none, or none that is whole. Free with
 * search_grid_result_free. */
int search_grid_result_read(struct search_grid_result *out, const char *path);
void search_grid_result_free(struct search_grid_result *result);

/* The same fields as JSON, malloc'd, of a result whose texts are anybody's; NULL when memory is
 * short. */
char *search_grid_result_text(const struct search_grid_result *result);

#endif
