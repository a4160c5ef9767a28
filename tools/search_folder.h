/* The folder of a run: whose it is, and what it may be used for. */
#ifndef TOOLS_SEARCH_FOLDER_H
#define TOOLS_SEARCH_FOLDER_H

#include "mapper/provenance.h"
#include "result_folder.h"
#include "search_inputs.h"

struct search_folder {
    char path[RESULT_FOLDER_MAX], checkpoints[RESULT_FOLDER_MAX + 16];
    char tables[RESULT_FOLDER_MAX + 16];
    int lock; /* file that this process holds, or -1 */
};

/* Of --out, the run's `out`, or out/NAME-MODE. Returns 0, or -1 with a message on `errors`: too
 * long. */
int search_folder_name(struct search_folder *out, const struct search_inputs *inputs,
                       const struct search_request *request, FILE *errors);

/* Checks that the folder may be used as the request says. Returns 0, or -1 with the reason on
 * `errors`: it holds another run, this one without --resume, or something else. */
int search_folder_check(const struct search_folder *folder, const struct search_request *request,
                        const char *identity, FILE *errors);

/* Epochs of the newest checkpoint; 0 if there is none. */
uint64_t search_folder_epochs(const struct search_folder *folder);

/* Makes the folder and holds it against other processes; with --fresh removes what a run before
 * left; writes run.yaml and tables.csv, unless a run that goes on has them. Returns 0, or -1 with
 * the reason on `errors`. */
int search_folder_begin(struct search_folder *folder, const struct search_request *request,
                        const struct search_inputs *inputs, const char *identity,
                        const struct provenance *provenance, FILE *errors);

/* Lets others have it. */
void search_folder_unlock(struct search_folder *folder);

#endif
