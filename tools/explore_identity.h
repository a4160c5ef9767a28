/* Which exploration a command line asks for. */
#ifndef TOOLS_EXPLORE_IDENTITY_H
#define TOOLS_EXPLORE_IDENTITY_H

#include "explore_store.h"
#include "mapper/provenance.h"

struct explore_identity {
    struct explore_record record;
    char sampling[64];
    char *vary, *set; /* owned */
};

/* The record of an exploration. Its identity is the hash of what gives its points: the files, what
 * overrides them, the axes, the sample, the search, and what the base comes to. Returns 0, or -1
 * when memory is short. Free with explore_identity_free. */
int explore_identity_create(struct explore_identity *out, const struct explore_space *space,
                            const struct explore_search *search,
                            const struct provenance *provenance);
void explore_identity_free(struct explore_identity *identity);

#endif
