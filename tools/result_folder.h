/* Folders of results: each belongs to one machine and one network. */
#ifndef TOOLS_RESULT_FOLDER_H
#define TOOLS_RESULT_FOLDER_H

#include "arch/machine.h"
#include "mapper/provenance.h"
#include "workloads/network.h"

#define RESULT_FOLDER_MAX 1024

/* What was `asked` for, or when that is NULL out/MACHINE-NETWORK. */
void result_folder_name(char folder[RESULT_FOLDER_MAX], const char *asked,
                        const struct arch_machine *machine, const struct network *network);

/* Makes a folder and those above it. Returns 0, or -1 with errno. */
int result_folder_make(const char *path);

/* Checks that the folder is empty, new, or holds results of this machine and network;
 * if not, writes to `messages` whose they are. Tells there too, unless `quiet`, in what the
 * results differ that an older `file` ("summary.json", "sim.json") of the folder holds.
 * Returns 0, or -1 when the folder is another's. */
int result_folder_check(const char *folder, const char *file, const struct provenance *provenance,
                        int quiet, FILE *messages);

#endif
