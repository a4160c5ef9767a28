/* The small data set that comes with the program, and the network for it. */
#include "search/dataset.h"
#include "workloads/expect.h"

static struct network *read_network(struct diag_list *diag)
{
    struct network *network;
    cr_assert_eq(
        network_read(&network, ENOS_SOURCE_DIR "/search/runs/quick-network.yaml", NULL, 0, diag),
        0);
    return network;
}

static void check_part(enum dataset_part part, size_t count)
{
    struct diag_list *diag;
    struct dataset *set;
    size_t of_class[10] = {0};
    cr_assert_eq(diag_create(&diag), 0);
    struct network *network = read_network(diag);
    struct dataset_source source = {.kind = dataset_kind_find("idx"),
                                    .part = part,
                                    .folder = ENOS_SOURCE_DIR "/search/runs/data"};
    dataset_read(&set, &source, network, diag);
    if (diag_count(diag) > 0)
        expect_error(diag, 0, "(no error)");
    cr_assert_eq(set->count, count);
    for (size_t i = 0; i < count; i++)
        of_class[set->label[i]]++;
    for (int c = 0; c < 10; c++)
        cr_assert_eq(of_class[c], count / 10);
    dataset_free(set);
    network_free(network);
    diag_free(diag);
}

Test(quick_data, goes_with_its_network)
{
    check_part(DATASET_TRAIN, 1000);
    check_part(DATASET_TEST, 500);
}

/* By hand: 36,864 + 8,192 + 8,192 + 73,728 + 147,456 + 5,120. */
Test(quick_data, network_is_small)
{
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    struct network *network = read_network(diag);
    cr_assert_eq(network->layer_count, 6);
    cr_assert_eq(network_terms(network), 279552);
    network_free(network);
    diag_free(diag);
}
