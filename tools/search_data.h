/* The images of a run: its data sets, read as the run says, and their split. */
#ifndef TOOLS_SEARCH_DATA_H
#define TOOLS_SEARCH_DATA_H

#include "search/dataset.h"
#include "search/run.h"
#include "search/split.h"

struct search_data {
    struct dataset *train, *test;
    struct split split; /* of `train` */
};

/* Reads everything that the run says of its data. Returns 0, or -1 with all reasons in `diag`
 * and nothing to free. */
int search_data_read(struct search_data *out, const struct search_run *run,
                     const struct network *network, struct diag_list *diag);
void search_data_free(struct search_data *data);

#endif
