/* --set KEY=VALUE: which file an override is of. */
#ifndef TOOLS_OVERRIDES_H
#define TOOLS_OVERRIDES_H

#include "options.h"

enum overrides_file { OVERRIDES_MACHINE, OVERRIDES_NETWORK };

/* The overrides of one file, without its prefix: "network:KEY=VALUE" the network's, the
 * others, with or without "machine:", the machine's. Returns their number; `out` has room
 * for all. The texts are those of `list`. */
size_t overrides_of(const struct option_list *list, enum overrides_file file, const char **out);

#endif
