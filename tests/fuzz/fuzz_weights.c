/* weights.safetensors for a small network: any bytes give weights in range or are refused with
 * an error, never worse. What is read is written and read again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/weights.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct subject {
    struct network *network;
    struct choice choice[2];
};

static const struct subject *the_subject(void)
{
    static const char text[] = "format: enos/network/1\nname: small\ninput: {shape: [1, 2, 2]}\n"
                               "nodes:\n  - {name: a, op: conv, filters: 2, kernel: 1}\n"
                               "  - {name: b, op: full, filters: 2}\n";
    static struct subject subject;
    struct diag_list *diag;
    if (subject.network)
        return &subject;
    if (diag_create(&diag) || choice_parse(&subject.choice[0], "MF4") ||
        choice_parse(&subject.choice[1], "T8") ||
        network_read_text(&subject.network, "small", text, strlen(text), NULL, 0, diag))
        abort();
    diag_free(diag);
    return &subject;
}

/* What was read can be written, and is the same when it is read again. */
static void check(const struct weights *weights, const struct subject *subject,
                  struct diag_list *diag)
{
    struct weights *back;
    void *bytes;
    size_t size;
    if (weights_encode(&bytes, &size, weights, subject->network, subject->choice, NULL))
        return; /* no memory */
    if (weights_read_bytes(&back, "back", bytes, size, subject->network, subject->choice, diag))
        abort();
    for (int l = 0; l < 2; l++)
        if (memcmp(weights->layer[l].weight, back->layer[l].weight, weights->layer[l].count) != 0)
            abort();
    weights_free(back);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct subject *subject = the_subject();
    struct weights *weights;
    struct diag_list *diag;
    if (diag_create(&diag))
        return 0;
    int status =
        weights_read_bytes(&weights, "input", data, size, subject->network, subject->choice, diag);
    if ((status == 0) != (diag_count(diag) == 0) || (status == 0) != (weights != NULL))
        abort();
    if (weights)
        check(weights, subject, diag);
    for (size_t i = 0; i < diag_kept(diag); i++)
        free(diag_render(diag, i));
    weights_free(weights);
    diag_free(diag);
    return 0;
}
