/* --list choices and --list keys: what of a machine can be varied. */
#ifndef TOOLS_EXPLORE_KEYS_H
#define TOOLS_EXPLORE_KEYS_H

#include <stdio.h>

#include "explore_request.h"

/* Prints the choices of the request's machine, or its keys with their values, one a line. Returns
 * 0, or -1 after messages to `errors`. */
int explore_list(FILE *out, const struct explore_request *request, FILE *errors);

#endif
