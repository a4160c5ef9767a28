/* --explain-mac fits a screen of 80 columns and says what was found. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "explain_mac.h"

static const struct mac_cells cells = {
    .full_adder_pj = 0.0004,
    .share = {2 / 28.0, 4 / 28.0, 6 / 28.0, 10 / 28.0, 12 / 28.0, 1, 24 / 28.0},
    .dff_clock_share = 12 / 28.0};

/* The page, malloc'd. */
static char *print(struct mac_explanation *e)
{
    char *page = NULL;
    size_t size;
    cr_assert(eq(int, explain_mac_find(e, &cells), MAC_OK));
    FILE *out = open_memstream(&page, &size);
    cr_assert(out != NULL);
    explain_mac_print(out, e);
    fclose(out);
    return page;
}

Test(explain_mac, fits_80_columns)
{
    struct mac_explanation e;
    char *page = print(&e), *save = NULL;
    for (char *line = strtok_r(page, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        cr_expect(le(sz, strlen(line), 80), "%s", line);
    free(page);
}

Test(explain_mac, names_every_choice_and_shows_the_ratio_beside_the_paper_s)
{
    struct mac_explanation e;
    char *page = print(&e), ratio[16];
    for (int i = 0; i < e.choice_count; i++) {
        char name[CHOICE_NAME_MAX];
        choice_name(&e.choice[i].choice, name);
        cr_expect(strstr(page, name) != NULL, "%s", name);
    }
    cr_expect(strstr(page, "11.5") != NULL);
    snprintf(ratio, sizeof ratio, "%.2f",
             e.ratio[MAC_PIPELINE_ADDEND][MAC_STATISTICS_HEADLINE][MAC_EXTENT_ALL][1]);
    cr_expect(strstr(page, ratio) != NULL, "%s", ratio);
    free(page);
}
