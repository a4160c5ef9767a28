/* An entry of the result cache: any bytes are refused, or are what the writer writes of what was
 * read; and the mapping in it is judged by the model without harm. An input without its sum is
 * tried with it, too, as no chance finds one. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mapper/cache_entry.h"
#include "workloads/sha256.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A layer and machine on which many mappings are legal. */
static struct map_problem any_problem(void)
{
    struct map_problem p = {.size = {2, 4, 4, 4, 4, 3, 3, 1},
                            .extent = {2, 4, 4, 4, 4, 3, 3, 1},
                            .lanes = 1,
                            .lane_dim = DIM_C,
                            .input = {6, 6},
                            .stride = {1, 1},
                            .dilation = {1, 1},
                            .bits = {8, 8, 16, 8},
                            .axis_size = {4, 4},
                            .has_glb = 1,
                            .glb_may_keep = {1, 1, 1},
                            .glb_may_bypass = {1, 1, 1},
                            .glb_bits = 1 << 20,
                            .spad_bits = {1 << 20, 1 << 20, 1 << 20},
                            .cycles_per_step = 1};
    return p;
}

static void check(const char *text, size_t size)
{
    struct map_cache_entry entry;
    char back[MAP_CACHE_ENTRY_MAX];
    if (map_cache_entry_read(&entry, text, size))
        return;
    if (map_cache_entry_write(&entry, back) != size || memcmp(back, text, size) != 0)
        abort();
    struct map_problem problem = any_problem();
    struct map_result result;
    char reason[MAP_REASON_MAX];
    map_evaluate(&problem, &entry.mapping, &result, reason);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 80), sum[65];
    if (!text)
        return 0;
    memcpy(text, data, size);
    check(text, size);
    sha256_hex(data, size, sum);
    snprintf(text + size, 80, "sha256 %s\n", sum);
    check(text, size + 72);
    free(text);
    return 0;
}
