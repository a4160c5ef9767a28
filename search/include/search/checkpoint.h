/* The checkpoints of a run: a folder of archives, numbered by what the run has done.
 *
 * Whatever moment the run is killed at, the newest whole one is there: a new one is complete
 * before an old one goes.
 */
#ifndef SEARCH_CHECKPOINT_H
#define SEARCH_CHECKPOINT_H

#include <stdint.h>

#include "search/archive.h"

#define CHECKPOINT_PATH_MAX 1024

/* "FOLDER/00000042.checkpoint". Returns 0, or -1 if the folder's name is too long. */
int checkpoint_path(char out[CHECKPOINT_PATH_MAX], const char *folder, uint64_t number);

/* Writes number `number`, then removes all but the last `keep` (at least 1), and what a killed
 * process left half written. The folder must be there. Returns 0, or -1 with the reason in `diag`
 * and the older ones still there. */
int checkpoint_write(const char *folder, uint64_t number, const struct archive_item *item,
                     size_t count, size_t keep, struct diag_list *diag);

/* Finds the newest that is whole; files that are not are passed over, each with its reason in
 * `skipped`. Returns 1 with its path and number (may be NULL), or 0 when there is none. */
int checkpoint_latest(char path[CHECKPOINT_PATH_MAX], uint64_t *number, const char *folder,
                      struct diag_list *skipped);

#endif
