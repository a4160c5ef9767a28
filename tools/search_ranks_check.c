#include "search_ranks.h"

static void check_batch(const char *what, int batch, int count, const struct search_run *run,
                        struct diag_list *diag)
{
    int whole = count * KERNEL_BLOCK;
    if (batch % whole == 0)
        return;
    diag_error(
        diag, &(struct diag_place){.file = run->file},
        "a share is whole blocks of images, so that every number of ranks computes the same",
        "%s: a batch of %d images cannot be shared by %d ranks: it is no multiple of %d x %d", what,
        batch, count, count, KERNEL_BLOCK);
}

int search_ranks_check(const struct search_run *run, int count, struct diag_list *diag)
{
    size_t before = diag_count(diag);
    if (count > 1) {
        check_batch("train.batch", run->train.batch, count, run, diag);
        check_batch("retrain.batch", run->retrain.recipe.batch, count, run, diag);
    }
    return diag_count(diag) == before ? 0 : -1;
}
