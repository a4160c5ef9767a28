#include "export_case.h"

static void explore(int snap)
{
    struct export_counts counts = {0};
    for (unsigned seed = 1; seed <= 400; seed++) {
        struct export_case e;
        export_case_draw(&e, seed);
        export_make(&e, 1);
        if (snap)
            export_snap(&e);
        export_compare(&e, &counts);
        export_case_free(&e);
    }
    printf("snap %d: clean %zu differ %zu most %d; other %zu differ %zu most %d; labels %zu differ "
           "%zu\n",
           snap, counts.clean, counts.clean_differ, counts.clean_most, counts.other,
           counts.other_differ, counts.other_most, counts.labels, counts.labels_differ);
    fflush(stdout);
}

Test(export, explore)
{
    explore(0);
    explore(1);
}
