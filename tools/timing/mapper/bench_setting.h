/* What all rows of the bench share. */
#ifndef TIMING_BENCH_SETTING_H
#define TIMING_BENCH_SETTING_H

struct bench_setting {
    const char *programs; /* folder of enos-map and the other commands */
    const char *folder;   /* scratch */
    const char *machine;
    int threads;
};

#endif
