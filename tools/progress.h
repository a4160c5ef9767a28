/* A progress bar with rate and remaining time, on stderr, for a terminal only. */
#ifndef TOOLS_PROGRESS_H
#define TOOLS_PROGRESS_H

#include <stddef.h>
#include <stdio.h>

struct progress {
    FILE *out; /* NULL: silent */
    const char *what;
    size_t total, done; /* done: of progress_step */
    double began_s, shown_s;
    int colour;
};

/* Begins. Silent if `quiet` or stderr is no terminal. */
void progress_begin(struct progress *progress, const char *what, size_t total, int quiet);

/* Shows that `done` of total are done, at most ten times a second. */
void progress_show(struct progress *progress, size_t done);

/* Shows that one more is done; threads may call it at once. */
void progress_step(struct progress *progress);

/* Clears the line. */
void progress_end(struct progress *progress);

/* Seconds of a clock that never goes back. */
double progress_clock_s(void);

#endif
