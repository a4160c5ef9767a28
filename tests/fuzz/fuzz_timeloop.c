/* Timeloop's files, in one text: any bytes are read or refused with an error; what is read is
 * written, and that is read and written as the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mapper/timeloop_count.h"
#include "mapper/timeloop_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *write_all(const struct timeloop_design *design, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    if (!out)
        exit(0);
    timeloop_write_architecture(out, design);
    timeloop_write_problem(out, design);
    timeloop_write_mapping(out, design);
    fclose(out);
    return text;
}

/* Larger layers take their time. */
static void count(const struct timeloop_design *design)
{
    struct timeloop_counts counts;
    uint64_t terms = layer_terms_per_image(&design->shape);
    if (terms <= 100000 && design->shape.size[DIM_N] <= 1000)
        timeloop_count(design, &counts);
}

static void read_again(const struct timeloop_design *design, struct diag_list *diag)
{
    struct timeloop_design again;
    size_t size, size_again;
    char *text = write_all(design, &size);
    if (timeloop_read_text(&again, "written", text, size, diag))
        abort(); /* written, and not read */
    char *text_again = write_all(&again, &size_again);
    if (size != size_again || memcmp(text, text_again, size) != 0)
        abort();
    free(text);
    free(text_again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diag_list *diag;
    struct timeloop_design design;
    if (diag_create(&diag))
        return 0;
    if (!timeloop_read_text(&design, "input", (const char *)data, size, diag)) {
        if (diag_count(diag))
            abort(); /* read, and yet wrong */
        count(&design);
        read_again(&design, diag);
    } else if (!diag_count(diag)) {
        abort(); /* refused without a reason */
    }
    diag_free(diag);
    return 0;
}
