/* Machines, networks and runs that come with ENOS, and files that users name.
 *
 * A word with a '/' is a path. Another word is a file here, or the name, with or
 * without ".yaml", of a description in the source tree: that at the working folder, then
 * that of the program or, of an installed one, share/enos beside its bin folder.
 */
#ifndef TOOLS_SHIPPED_H
#define TOOLS_SHIPPED_H

#include <stdio.h>

enum shipped_kind { SHIPPED_MACHINE, SHIPPED_NETWORK, SHIPPED_RUN };

#define SHIPPED_PATH_MAX 4096

/* Finds the file that `word` means. Returns 0, or -1 after writing to `errors`
 * what was looked for and the nearest name there is. */
int shipped_find(char path[SHIPPED_PATH_MAX], const char *word, enum shipped_kind kind,
                 const char *tool, FILE *errors);

/* Prints a line for each shipped description: its name and what it is, of a run its network. */
void shipped_list(FILE *out, enum shipped_kind kind);

/* Prints the names alone, one a line. */
void shipped_names(FILE *out, enum shipped_kind kind);

/* Copies the commented example of a kind (machine, network) to `out`. Returns 0, or -1 with a
 * message on `errors`. */
int shipped_template(FILE *out, enum shipped_kind kind, const char *tool, FILE *errors);

/* Checks that a file that must be read is one: it is there and no folder. `option`
 * names where it was given. Returns 0, or -1 with a message and the nearest name. */
int shipped_check_file(const char *path, const char *option, const char *tool, FILE *errors);

#endif
