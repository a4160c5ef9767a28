/* Where a result in JSON comes from. */
#ifndef TOOLS_PROVENANCE_JSON_H
#define TOOLS_PROVENANCE_JSON_H

#include <jansson.h>

#include "mapper/provenance.h"

/* Sets format ("enos/KIND/1"), tool, version, command, seed, machine, network and inputs of
 * an object. */
void provenance_json(json_t *object, const struct provenance *provenance, const char *kind);

/* The input of a role, or NULL. */
const struct provenance_input *provenance_find(const struct provenance *provenance,
                                               const char *role);

#endif
