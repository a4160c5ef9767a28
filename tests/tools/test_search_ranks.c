/* Batches that ranks cannot share. */
#include "search_ranks.h"
#include "workloads/expect.h"

Test(search_ranks, share_batches_in_whole_blocks)
{
    static struct search_run run = {.file = "x.yaml"};
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    run.train.batch = 64;
    run.retrain.recipe.batch = 128;
    for (int ranks = 1; ranks <= 4; ranks++)
        cr_assert_eq(search_ranks_check(&run, ranks, diag), ranks == 3 ? -1 : 0);
    cr_assert_eq(diag_count(diag), 2);
    expect_error(diag, 0,
                 "x.yaml: error: train.batch: a batch of 64 images cannot be shared by 3 ranks: it "
                 "is no multiple of 3 x 16");
    cr_assert_eq(search_ranks_check(&run, 8, diag), -1);
    cr_assert_eq(diag_count(diag), 3);
    run.train.batch = 50;
    cr_assert_eq(search_ranks_check(&run, 1, diag), 0);
    diag_free(diag);
}
