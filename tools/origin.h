/* The provenance of a run, collected input by input. */
#ifndef TOOLS_ORIGIN_H
#define TOOLS_ORIGIN_H

#include "arch/machine.h"
#include "mapper/provenance.h"
#include "options.h"
#include "workloads/network.h"

struct origin {
    struct provenance provenance;   /* of the strings that were added; they must outlive it */
    struct provenance_input *input; /* owned */
    char *command_line;             /* owned */
};

/* Begins with machine, technology and network, and takes the overrides of `set`, to which up
 * to ORIGIN_FILES_MAX files are added. Returns 0, or -1 when memory is short. Free with
 * origin_free. */
enum { ORIGIN_FILES_MAX = 8 };
int origin_create(struct origin *out, const char *tool, const struct arch_machine *machine,
                  const struct network *network, const struct option_list *set, int argc,
                  char *const *argv);
void origin_free(struct origin *origin);

/* One more input; `sha256` NULL: that of the bytes that are at `path` now. */
void origin_add(struct origin *origin, const char *role, const char *path, const char *sha256);

#endif
