#ifndef SEARCH_TALLY_H
#define SEARCH_TALLY_H

#include "search/search.h"

/* One batch more in a running mean. */
static inline void search_tally_add(struct search_tally *tally, const struct subject_step *step)
{
    tally->batches++;
    tally->loss += (step->loss - tally->loss) / (double)tally->batches;
    tally->correct += (step->correct - tally->correct) / (double)tally->batches;
}

#endif
