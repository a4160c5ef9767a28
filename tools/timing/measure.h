/* What one run of a program takes. */
#ifndef TIMING_MEASURE_H
#define TIMING_MEASURE_H

struct measurement {
    double wall_s, user_s, system_s;
    double peak_mb; /* largest resident set, in 10^6 bytes */
    int status;     /* as from waitpid */
};

/* Runs argv (NULL at its end) without its standard output and waits for it.
 * Returns 0, or -1 with errno when it cannot be started or waited for; a
 * program that is not there ends with status 127, as in a shell. */
int measure_run(struct measurement *out, char *const *argv);

#endif
