/* A run's file: any bytes are read or refused with an error, never worse. What is read is written,
 * and reads back to the same text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "search/run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *write_text(const struct search_run *run, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    if (!out || run_write_yaml(out, run) != 0)
        abort();
    fclose(out);
    return text;
}

static void check(struct search_run *run, struct diag_list *diag)
{
    size_t size = 0, size_again = 0;
    char *text = write_text(run, &size), *again = NULL;
    if (run_read_text(run, "back", text, size, NULL, 0, diag) != 0)
        abort();
    again = write_text(run, &size_again);
    if (size != size_again || memcmp(text, again, size) != 0)
        abort();
    free(text);
    free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct search_run *run = calloc(1, sizeof *run);
    struct diag_list *diag;
    if (!run || diag_create(&diag)) {
        free(run);
        return 0;
    }
    int status = run_read_text(run, "a/input", (const char *)data, size, NULL, 0, diag);
    if ((status == 0) != (diag_count(diag) == 0))
        abort();
    if (status == 0)
        check(run, diag);
    for (size_t i = 0; i < diag_kept(diag); i++)
        free(diag_render(diag, i));
    diag_free(diag);
    free(run);
    return 0;
}
