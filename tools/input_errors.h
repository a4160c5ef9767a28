/* Mistakes of the input: those of the command line go among those of the files. */
#ifndef TOOLS_INPUT_ERRORS_H
#define TOOLS_INPUT_ERRORS_H

#include <stdio.h>

#include "workloads/diag.h"

/* "OPTION: error: WHAT 'WORD'". `hint` may be NULL. */
void input_error(struct diag_list *diag, const char *option, const char *hint, const char *what,
                 const char *word);

/* Prints all errors of a list and their number. Returns their number. */
size_t input_errors_print(const struct diag_list *diag, const char *tool, FILE *errors);

#endif
