/* What a stream of random numbers is for: the last counter of random_stream_at, so that streams
 * of one seed never meet. */
#ifndef SEARCH_RANDOM_PURPOSE_H
#define SEARCH_RANDOM_PURPOSE_H

enum random_purpose {
    RANDOM_SPLIT = 0x100, /* class */
    RANDOM_REMAINDER,     /* part */
    RANDOM_ORDER,         /* epoch */
    RANDOM_AUGMENT,       /* epoch, image */
};

#endif
