/* Training of theta before alpha moves: without it the paths that happen to learn first win. */
#ifndef SEARCH_WARM_UP_H
#define SEARCH_WARM_UP_H

#include "search/search.h"

enum warm_up_paths {
    WARM_UP_UNIFORM, /* all allowed paths weigh the same */
    WARM_UP_SAMPLED, /* one path of every layer, another in every step, all as likely */
};

/* One epoch of training steps; `epoch` numbers it for the subject and for the samples. Returns 0,
 * or -1: the subject ended the run, or memory is short. */
int warm_up_epoch(const struct subject *subject, enum warm_up_paths paths, uint64_t seed,
                  uint64_t epoch, struct search_tally *out);

#endif
