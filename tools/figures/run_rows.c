/* points.csv of a grid, pareto.csv of a single run: they have the same columns. */
#include <stdio.h>
#include <string.h>

#include "csv_rows.h"
#include "run_point.h"

struct place {
    const char *folder, *name;
    char file[RUN_FOLDER_PATH_MAX];
    int is_grid;
};

/* The folder of a point's run: within the grid's, or as it is. */
static void locate(char path[RUN_FOLDER_PATH_MAX], const struct place *place, const char *folder)
{
    char file[RUN_FOLDER_PATH_MAX];
    snprintf(path, RUN_FOLDER_PATH_MAX, "%s", place->folder);
    if (!place->is_grid)
        return;
    snprintf(path, RUN_FOLDER_PATH_MAX, "%s/%s", place->folder, folder);
    if (!run_folder_has(file, path, "run.yaml") && run_folder_has(file, folder, "run.yaml"))
        snprintf(path, RUN_FOLDER_PATH_MAX, "%s", folder);
}

/* A network that was given to a single run is like one of a grid's controls. */
static void name_assigned(struct run_point *point)
{
    if (strcmp(point->text[POINT_kind], "assigned") == 0)
        point->text[POINT_kind] = strchr(point->text[POINT_choices], ' ') ? "random" : "uni";
}

static int read_row(struct run_point *out, const struct csv_rows *rows, struct diag_list *diag)
{
    for (int i = 0; i < POINT_COLUMNS; i++) {
        const char *column = run_point_name((enum run_point_column)i);
        out->text[i] = csv_field(rows, column);
        if (!out->text[i]) {
            run_folder_error(diag, out->file, out->line, column, "a column is missing");
            return -1;
        }
    }
    name_assigned(out);
    return 0;
}

static int write_row(const struct csv_rows *rows, const struct place *place, struct diag_list *diag)
{
    struct run_point point = {.file = place->file, .line = rows->number};
    struct run_folder run;
    char folder[RUN_FOLDER_PATH_MAX];
    if (read_row(&point, rows, diag) != 0)
        return -1;
    locate(folder, place, point.text[POINT_folder]);
    point.text[POINT_folder] = folder;
    int status = run_folder_read(&run, folder, diag);
    if (status == 0)
        status = run_point_write(&point, place->name, &run, diag);
    run_folder_free(&run);
    return status;
}

int run_rows_write(const char *folder, const char *name, struct diag_list *diag)
{
    struct place place = {.folder = folder, .name = name};
    struct csv_rows rows;
    int status = 0, count = 0;
    place.is_grid = run_folder_has(place.file, folder, "points.csv");
    if (!place.is_grid && run_folder_check(folder, diag) != 0)
        return -1;
    if (!place.is_grid)
        run_folder_has(place.file, folder, "pareto.csv");
    if (csv_open(&rows, place.file) == 0)
        for (; csv_next(&rows) && status == 0; count++)
            status = write_row(&rows, &place, diag);
    csv_close(&rows);
    if (!count)
        run_folder_error(diag, place.file, 0, "enos-search writes it at the end of a run",
                         "no network is in it");
    return count ? status : -1;
}
