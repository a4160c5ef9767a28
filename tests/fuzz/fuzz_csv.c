/* Tables of constants: any bytes are read as a table of SRAMs and as one of register
 * files, or refused with an error, never worse. The readers open a path, so the bytes
 * go to them through an unnamed file. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../arch/regfile.h"
#include "../../arch/sram.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_sram(const char *path, struct diag_list *diag)
{
    static const struct sram_query query = {"GLB", "itrs-hp", 65};
    static const struct sram_rules rules = {.below = 4, .above = 2};
    struct diag_place place = {.file = "query"};
    struct sram sram;
    if (sram_read(&sram, path, &query, &place, diag))
        return;
    struct sram_estimate out;
    char why[SRAM_WHY_MAX] = "";
    if (sram_estimate(&sram, &rules, sram.first_bytes, sram.width_bits[0], &out, why)) {
        if (!why[0])
            abort(); /* refused without a reason */
    } else if (!(out.read_pj > 0)) {
        abort();
    }
}

static void read_regfile(const char *path, struct diag_list *diag)
{
    struct regfile regfile;
    double energy = NAN;
    char why[REGFILE_WHY_MAX] = "";
    if (regfile_read(&regfile, path, diag))
        return;
    double depth = curve_first(&regfile.energy);
    if (regfile_access_pj(&regfile, 1, 1, depth, &energy, why) ? !why[0] : isnan(energy))
        abort();
}

/* What a reader reports can be shown. */
static void run(void (*read)(const char *path, struct diag_list *diag), const char *path)
{
    struct diag_list *diag;
    if (diag_create(&diag))
        return;
    read(path, diag);
    for (size_t i = 0; i < diag_kept(diag); i++)
        free(diag_render(diag, i));
    diag_free(diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FILE *file = tmpfile();
    char path[64];
    if (!file)
        return 0;
    snprintf(path, sizeof path, "/dev/fd/%d", fileno(file));
    if (fwrite(data, 1, size, file) == size && !fflush(file)) {
        run(read_sram, path);
        run(read_regfile, path);
    }
    fclose(file);
    return 0;
}
