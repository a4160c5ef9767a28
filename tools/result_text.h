/* A text file of a result set, from what writes it. */
#ifndef TOOLS_RESULT_TEXT_H
#define TOOLS_RESULT_TEXT_H

#include <stdio.h>

#include "result_set.h"

typedef void result_text_write(FILE *out, const void *context);

/* Renders the text in memory and adds it to the set as `path`. Returns 0, or -1 with a
 * message, which `tool` begins, on `messages`. */
int result_text_add(struct result_set *set, const char *path, result_text_write *write,
                    const void *context, const char *tool, FILE *messages);

#endif
