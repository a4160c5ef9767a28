/* tables.csv: any bytes give tables or are refused with an error, never worse. What is read is
 * written, and reads back to the same bytes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mapper/tables.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *write_text(const struct map_tables *tables, size_t *size)
{
    static const struct provenance none = {"fuzz", "0", NULL, 0, 0, "fuzz"};
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    if (!out)
        return NULL;
    map_tables_write_csv(out, tables, &none);
    fclose(out);
    return text;
}

static void check(const struct map_tables *tables, struct diag_list *diag)
{
    size_t size = 0, size_again = 0;
    struct map_tables back;
    char *text = write_text(tables, &size), *again = NULL;
    if (!text || map_tables_read_text(&back, NULL, "back", text, size, diag) != 0)
        abort();
    again = write_text(&back, &size_again);
    if (!again || size != size_again || memcmp(text, again, size) != 0)
        abort();
    map_tables_free(&back);
    free(text);
    free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct map_tables tables;
    struct map_tables_origin origin;
    struct diag_list *diag;
    if (diag_create(&diag))
        return 0;
    int status = map_tables_read_text(&tables, &origin, "input", (const char *)data, size, diag);
    if ((status == 0) != (diag_count(diag) == 0) || (status == 0) != (tables.cell != NULL))
        abort();
    if (status == 0)
        check(&tables, diag);
    for (size_t i = 0; i < diag_kept(diag); i++)
        free(diag_render(diag, i));
    map_tables_free(&tables);
    diag_free(diag);
    return 0;
}
