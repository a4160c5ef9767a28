/* In double the engine decides as the integers do: every value that a layer stores is the same. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "export_case.h"

Test(export, layers_store_what_the_engine_computes)
{
    struct export_counts counts = {0};
    for (unsigned seed = 1; seed <= 400; seed++) {
        struct export_case e;
        export_case_draw(&e, seed);
        export_make(&e, 1);
        export_compare(&e, &counts);
        export_case_free(&e);
    }
    cr_assert(ge(sz, counts.clean.count, 100000));
    cr_assert(eq(sz, counts.clean.differ, 0));
}
