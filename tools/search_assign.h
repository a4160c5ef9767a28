/* --assign: a run whose layers have one choice each. */
#ifndef TOOLS_SEARCH_ASSIGN_H
#define TOOLS_SEARCH_ASSIGN_H

#include "search/run.h"

/* Narrows the run to what `text` says: a choice, for all layers that the run does not pin, or a
 * file (assignment.yaml), which pins every layer. Returns 0, or -1 with the reasons in `diag`. */
int search_assign_run(struct search_run *run, const struct network *network, const char *text,
                      struct diag_list *diag);

/* What the results of --assign are called: "T8", or the file's name without folder and ending. */
void search_assign_name(const char *text, char out[64]);

#endif
