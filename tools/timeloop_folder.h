/* A folder of Timeloop's inputs: arch.yaml, problem.yaml, mapping.yaml. */
#ifndef TOOLS_TIMELOOP_FOLDER_H
#define TOOLS_TIMELOOP_FOLDER_H

#include <stdio.h>

#include "mapper/timeloop_design.h"
#include "result_set.h"

/* Adds the three files. Returns 0, or -1 with a message, which `tool` begins, on `messages`. */
int timeloop_folder_add(struct result_set *set, const char *folder,
                        const struct timeloop_design *design, const char *tool, FILE *messages);

#endif
