#include "run_folder.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "workloads/description.h"

int run_folder_has(char *path, const char *folder, const char *file)
{
    int length = snprintf(path, RUN_FOLDER_PATH_MAX, "%s/%s", folder, file);
    return length < RUN_FOLDER_PATH_MAX && access(path, R_OK) == 0;
}

void run_folder_error(struct diag_list *diag, const char *file, int line, const char *hint,
                      const char *message)
{
    struct diag_place place = {.file = file, .line = line, .column = 1, .length = 1};
    diag_error(diag, &place, hint, "%s", message);
}

static void copy_text(char out[RUN_FOLDER_TEXT_MAX], const struct desc_node *node)
{
    const char *text = node && desc_value(node)->text ? desc_value(node)->text : "";
    snprintf(out, RUN_FOLDER_TEXT_MAX, "%s", text);
}

static void copy_list(char out[RUN_FOLDER_TEXT_MAX], const struct desc_node *list)
{
    size_t length = 0;
    out[0] = '\0';
    for (const struct desc_node *item = list ? list->first : NULL; item; item = item->next)
        if (item->text && length + strlen(item->text) + 2 < RUN_FOLDER_TEXT_MAX)
            length += (size_t)snprintf(out + length, RUN_FOLDER_TEXT_MAX - length, "%s%s",
                                       length ? " " : "", item->text);
}

/* The last part of a path, without .yaml. */
static void copy_name(char out[RUN_FOLDER_TEXT_MAX], const char *path)
{
    const char *slash = strrchr(path, '/');
    snprintf(out, RUN_FOLDER_TEXT_MAX, "%s", slash ? slash + 1 : path);
    char *end = strstr(out, ".yaml");
    if (end && !end[5])
        *end = '\0';
}

static void read_network(struct run_folder *out, const struct desc_node *root)
{
    char path[RUN_FOLDER_TEXT_MAX], width[RUN_FOLDER_TEXT_MAX];
    copy_text(path, desc_find(root, "network"));
    copy_text(width, desc_find(root, "width"));
    copy_name(out->network, path);
    size_t length = strlen(out->network);
    if (width[0] && strcmp(width, "1") != 0)
        snprintf(out->network + length, sizeof out->network - length, " x %s", width);
}

/* As the paper writes it; for other files, the folder that they lie in. */
static void read_data(struct run_folder *out, const struct desc_node *data)
{
    static const char *const known[][2] = {{"cifar10", "CIFAR-10"},
                                           {"cifar100", "CIFAR-100"},
                                           {"emnist", "EMNIST"},
                                           {"tiny-imagenet", "Tiny ImageNet"}};
    char kind[RUN_FOLDER_TEXT_MAX], folder[RUN_FOLDER_TEXT_MAX];
    copy_text(kind, desc_find(data, "kind"));
    copy_text(folder, desc_find(data, "folder"));
    copy_name(out->data, folder);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(kind, known[i][0]) == 0)
            snprintf(out->data, sizeof out->data, "%s", known[i][1]);
}

static int read_run(struct run_folder *out, const char *path, struct diag_list *diag)
{
    struct desc *desc;
    if (desc_read_file(&desc, path, diag) != 0)
        return -1;
    const struct desc_node *root = desc_root(desc), *data = desc_find(root, "data");
    int is_run = data && desc_find(root, "network") && desc_find(root, "mode");
    if (!is_run)
        run_folder_error(diag, path, 0, "a run folder is what enos-search writes",
                         "this is no run of enos-search");
    read_network(out, root);
    read_data(out, data);
    copy_text(out->mode, desc_find(root, "mode"));
    copy_text(out->lambda, desc_find(root, "lambda"));
    copy_text(out->target, desc_find(root, "target"));
    copy_text(out->seed, desc_find(root, "seed"));
    copy_list(out->choices, desc_find(root, "choices"));
    desc_free(desc);
    return is_run ? 0 : -1;
}

static void say_no_run(const char *folder, struct diag_list *diag)
{
    run_folder_error(diag, folder, 0, "a run folder is what enos-search writes",
                     "no run.yaml: this is no run folder");
}

int run_folder_check(const char *folder, struct diag_list *diag)
{
    char path[RUN_FOLDER_PATH_MAX];
    int is_run = run_folder_has(path, folder, "run.yaml");
    if (is_run && run_folder_has(path, folder, "summary.json"))
        return 0;
    if (is_run)
        run_folder_error(diag, folder, 0, "enos-search RUN --resume goes on with it",
                         "no summary.json: this run is not finished");
    else
        say_no_run(folder, diag);
    return -1;
}

int run_folder_read(struct run_folder *out, const char *folder, struct diag_list *diag)
{
    char path[RUN_FOLDER_PATH_MAX];
    *out = (struct run_folder){0};
    if (!run_folder_has(path, folder, "run.yaml")) {
        say_no_run(folder, diag);
        return -1;
    }
    if (read_run(out, path, diag) != 0)
        return -1;
    if (!run_folder_has(path, folder, "tables.csv"))
        run_folder_has(path, folder, "../tables.csv");
    return map_tables_read_csv(&out->tables, NULL, path, diag);
}

void run_folder_free(struct run_folder *run)
{
    map_tables_free(&run->tables);
}
