#include "run_point.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *run_point_name(enum run_point_column column)
{
    static const char *const names[] = {
#define NAME(name) #name,
        RUN_POINT_COLUMNS(NAME)
#undef NAME
    };
    return names[column];
}

void run_point_write_names(void)
{
    printf("run\tnetwork\tdata\tlayers");
    for (int i = 0; i < POINT_COLUMNS; i++)
        printf("\t%s", run_point_name((enum run_point_column)i));
    putchar('\n');
}

static size_t count_words(const char *text)
{
    size_t count = 0;
    for (int in_word = 0; *text; text++) {
        count += *text != ' ' && !in_word;
        in_word = *text != ' ';
    }
    return count;
}

/* A number from `least` to `most`; "" counts only if `may_lack`. */
static int is_number(const char *text, double least, double most, int may_lack)
{
    char *end;
    double value = strtod(text, &end);
    if (!*text)
        return may_lack;
    return !*end && value >= least && value <= most;
}

static int check(const struct run_point *point, const struct run_folder *run,
                 struct diag_list *diag)
{
    const char *message = NULL, *hint = NULL;
    if (!is_number(point->text[POINT_energy_share], 0, 1e9, 0))
        message = "energy_share is no number";
    else if (!is_number(point->text[POINT_test_accuracy], 0, 1, 1) ||
             !is_number(point->text[POINT_validation_accuracy], 0, 1, 1))
        message = "an accuracy is no number from 0 to 1";
    else if (!point->text[POINT_test_accuracy][0] && !point->text[POINT_validation_accuracy][0])
        message = "a network without an accuracy";
    else if (count_words(point->text[POINT_assignment]) != run->tables.layer_count) {
        message = "the assignment has not as many choices as tables.csv has layers";
        hint = "run.yaml, tables.csv and this file belong to one run";
    }
    if (message)
        run_folder_error(diag, point->file, point->line, hint, message);
    return message ? -1 : 0;
}

static void write_layers(const struct map_tables *tables)
{
    for (size_t l = 0; l < tables->layer_count; l++)
        printf("%s%s", l ? " " : "", tables->layer[l]);
}

int run_point_write(const struct run_point *point, const char *name, const struct run_folder *run,
                    struct diag_list *diag)
{
    if (check(point, run, diag) != 0)
        return -1;
    printf("%s\t%s\t%s\t", name, run->network, run->data);
    write_layers(&run->tables);
    for (int i = 0; i < POINT_COLUMNS; i++)
        printf("\t%s", point->text[i]);
    putchar('\n');
    return 0;
}
