/* What enos-explore works on: a machine, a network, and the axes along which they vary.
 *
 * Points are numbered: EXPLORE_BASE, 0, is the machine as it is, 1 to `sample.count` are the
 * variants.
 */
#ifndef TOOLS_EXPLORE_SPACE_H
#define TOOLS_EXPLORE_SPACE_H

#include "arch/machine.h"
#include "explore_request.h"
#include "explore_sample.h"
#include "map_run.h"
#include "shipped.h"
#include "workloads/network.h"

#define EXPLORE_BASE 0

struct explore_space {
    char machine_file[SHIPPED_PATH_MAX], network_file[SHIPPED_PATH_MAX];
    const struct option_list *set; /* overrides of all points; the caller's */
    struct explore_axis axis[EXPLORE_AXES_MAX];
    size_t axis_count;
    struct explore_sample sample;
    struct explore_sample_options sampling;
    char choices[256];            /* of points that do not vary them */
    int varies_network;           /* 1: an axis has a key of the network file */
    struct mac_memo *memo;        /* owned; so one thread at a time reads variants */
    struct arch_machine *machine; /* the base */
    struct network *network;
};

/* One point: its machine, its layers, and a run of which nothing is searched yet. */
struct explore_variant {
    struct arch_machine *machine; /* owned */
    struct network *network;      /* owned, or NULL: the space's */
    struct map_layer *layer;      /* owned */
    size_t layer_count;
    struct map_run run; /* of all layers and the point's choices */
};

/* Reads all that the request names and tries every value alone, so that a wrong key or value is
 * told before anything starts; of an axis of more values than 256 as many of them. Mistakes are
 * written to `errors`. Returns 0, or -1 with nothing to free. The request outlives the space. */
int explore_space_read(struct explore_space *out, const struct explore_request *request,
                       FILE *errors);
void explore_space_free(struct explore_space *space);

/* Points, the base included. */
size_t explore_space_points(const struct explore_space *space);

/* The number of the value that a point has on an axis; the base has none. */
size_t explore_space_digit(const struct explore_space *space, size_t point, size_t axis);

/* Reads a point's machine and network. Returns 0, or -1 with mistakes in `diag` and nothing to
 * free. */
int explore_variant_read(struct explore_variant *out, const struct explore_space *space,
                         size_t point, struct diag_list *diag);
void explore_variant_free(struct explore_variant *variant);

#endif
