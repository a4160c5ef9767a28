/* points.csv of a grid */
#include <stdio.h>
#include <string.h>

#include "csv_rows.h"
#include "run_point.h"

/* The folder of a point's run: within the grid's, or as it is. */
static void locate(char path[RUN_FOLDER_PATH_MAX], const char *grid, const char *folder)
{
    char file[RUN_FOLDER_PATH_MAX];
    snprintf(path, RUN_FOLDER_PATH_MAX, "%s/%s", grid, folder);
    if (!run_folder_has(file, path, "run.yaml") && run_folder_has(file, folder, "run.yaml"))
        snprintf(path, RUN_FOLDER_PATH_MAX, "%s", folder);
}

static int write_row(const struct csv_rows *rows, const char *file, const char *grid,
                     const char *name, struct diag_list *diag)
{
    struct run_point point = {.file = file, .line = rows->number};
    struct run_folder run;
    char folder[RUN_FOLDER_PATH_MAX];
    for (int i = 0; i < POINT_COLUMNS; i++) {
        const char *column = run_point_name((enum run_point_column)i);
        point.text[i] = csv_field(rows, column);
        if (!point.text[i]) {
            run_folder_error(diag, file, rows->number, column, "a column is missing");
            return -1;
        }
    }
    locate(folder, grid, point.text[POINT_folder]);
    point.text[POINT_folder] = folder;
    if (run_folder_read(&run, folder, diag) != 0)
        return -1;
    int status = run_point_write(&point, name, &run, diag);
    run_folder_free(&run);
    return status;
}

int run_points_of_grid(const char *folder, const char *name, struct diag_list *diag)
{
    char file[RUN_FOLDER_PATH_MAX];
    struct csv_rows rows;
    int status = 0, count = 0;
    run_folder_has(file, folder, "points.csv");
    if (csv_open(&rows, file) == 0)
        for (; csv_next(&rows) && status == 0; count++)
            status = write_row(&rows, file, folder, name, diag);
    csv_close(&rows);
    if (!count)
        run_folder_error(diag, file, 0, "a grid writes it when its runs are done",
                         "no network is in it");
    return count ? status : -1;
}
