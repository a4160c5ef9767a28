/* Keys of a run that do not fit each other, and checksums. */
#include <stdio.h>
#include <string.h>

#include "run_schema.h"

/* The value of a key, or the root for a key that is left out. */
static const struct desc_node *place(const struct desc_node *root, const char *key)
{
    const struct desc_node *node = desc_find(root, key);
    return node ? node : root->first;
}

static int is_given(const struct desc_node *node)
{
    return node && !(node->kind == DESC_SCALAR && !node->text[0]);
}

/* A key of the command line takes the place of the other one in the file. */
static int takes_place(const struct desc_node *root, const char *key, const char *other)
{
    const struct desc_node *new = desc_find(root, key), *old = desc_find(root, other);
    return is_given(new) && is_given(old) && new->set && !old->set;
}

void run_settle(struct search_run *run, const struct desc_node *root)
{
    if (takes_place(root, "tables", "machine"))
        run->machine[0] = '\0';
    if (takes_place(root, "machine", "tables"))
        run->tables[0] = '\0';
    if (takes_place(root, "lambda", "target"))
        run->target = 0;
}

static void check_pair(const struct desc_node *root, const char *a, const char *b,
                       struct diag_list *diag)
{
    const struct desc_node *other = desc_find(root, b);
    if (is_given(desc_find(root, a)) && is_given(other) && !takes_place(root, a, b) &&
        !takes_place(root, b, a))
        desc_error_key(diag, other, "keep one of the two", "both '%s' and '%s' are given", a, b);
}

static void check_costs(const struct search_run *run, const struct desc_node *root,
                        struct diag_list *diag)
{
    check_pair(root, "tables", "machine", diag);
    if (!run->tables[0] && !run->machine[0])
        desc_error_key(diag, root->first,
                       "machine: eyeriss168 makes them; tables: FILE takes those of enos-map",
                       "the run lacks 'tables' or 'machine'");
    if (run->target > 0)
        check_pair(root, "lambda", "target", diag);
}

static int needs_validation(const struct search_run *run)
{
    if (run->mode == RUN_SEQUENTIAL)
        return run->search.sequential.level == RUN_LEVEL_BI;
    return run->mode == RUN_BI_LEVEL || run->mode == RUN_STOCHASTIC;
}

static void check_validation(const struct search_run *run, const struct desc_node *root,
                             struct diag_list *diag)
{
    const struct desc_node *given = desc_find(place(root, "data"), "validation");
    if (needs_validation(run) && run->data.validation == 0)
        desc_error(diag, given ? given : place(root, "mode"),
                   "data.validation: images that alpha is trained on, or samples compared",
                   "mode %s needs validation images", run_modes[run->mode]);
}

static void check_labels(const struct search_run *run, const struct desc_node *root,
                         struct diag_list *diag)
{
    const struct run_data *data = &run->data;
    const struct desc_node *at = place(root, "data");
    if (data->kind != RUN_IDX)
        return;
    if (!data->train_files.count || !data->test_files.count)
        desc_error_key(diag, at, "IDX files have no names of their own",
                       "data of kind idx lack 'train_files' or 'test_files'");
    if (data->train_files.count != data->train_labels.count)
        desc_error_key(diag, at, "a file of labels for each file of images, in their order",
                       "data: %d train_files, but %d train_labels", data->train_files.count,
                       data->train_labels.count);
    if (data->test_files.count != data->test_labels.count)
        desc_error_key(diag, at, "a file of labels for each file of images, in their order",
                       "data: %d test_files, but %d test_labels", data->test_files.count,
                       data->test_labels.count);
}

static void check_recipe(const struct run_recipe *recipe, const struct desc_node *root,
                         const char *key, struct diag_list *diag)
{
    const struct optimiser_options *optimiser = &recipe->optimiser;
    const struct schedule *schedule = &recipe->schedule;
    if (optimiser->kind == OPTIMISER_SGD && optimiser->nesterov && optimiser->momentum == 0)
        desc_error_key(diag, place(root, key), NULL, "%s: nesterov needs a momentum", key);
    for (int i = 1; i < schedule->milestone_count; i++)
        if (schedule->milestone[i] <= schedule->milestone[i - 1]) {
            desc_error_key(diag, place(root, key), NULL, "%s: milestones must rise", key);
            return;
        }
    if (schedule->kind == SCHEDULE_COSINE && schedule->floor > schedule->rate)
        desc_error_key(diag, place(root, key), NULL, "%s: the floor is above the rate", key);
}

void run_check(const struct search_run *run, const struct desc_node *root, struct diag_list *diag)
{
    size_t errors = diag_count(diag);
    check_costs(run, root, diag);
    check_validation(run, root, diag);
    check_labels(run, root, diag);
    check_recipe(&run->train, root, "train", diag);
    if (diag_count(diag) == errors) /* retraining inherits what is wrong with training */
        check_recipe(&run->retrain.recipe, root, "retrain", diag);
}

static int is_hash(const struct desc_node *node)
{
    return node->kind == DESC_SCALAR && strlen(node->text) == 64 &&
           strspn(node->text, "0123456789abcdef") == 64;
}

/* Names of the run's files; all of them may have a checksum. */
static size_t collect_files(const struct run_data *data, const char *names[4 * RUN_FILES_MAX])
{
    const struct run_files *const lists[] = {&data->train_files, &data->train_labels,
                                             &data->test_files, &data->test_labels};
    size_t count = 0;
    for (size_t i = 0; i < 4; i++)
        for (int k = 0; k < lists[i]->count; k++)
            names[count++] = lists[i]->path[k];
    return count;
}

/* A file that is not read would not be checked: its name is misspelt. Where the files are those of
 * the official archive, their reader knows them. */
static void check_file(const struct run_data *data, const struct desc_node *item,
                       struct diag_list *diag)
{
    const char *names[4 * RUN_FILES_MAX];
    size_t count = collect_files(data, names);
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], item->key) == 0)
            return;
    if (!data->train_files.count || !data->test_files.count)
        return;
    const char *near = diag_nearest(item->key, names, count);
    char hint[RUN_PATH_MAX + 20];
    snprintf(hint, sizeof hint, "did you mean '%s'?", near ? near : "");
    desc_error_key(diag, item, near ? hint : NULL, "sha256: '%.80s' is none of the run's files",
                   item->key);
}

void run_read_checksums(struct search_run *run, const struct desc_node *node,
                        struct diag_list *diag)
{
    struct run_data *data = &run->data;
    if (node->kind != DESC_MAP)
        desc_error(diag, node, "such as {train.bin: 0123...}", "sha256: a map is expected");
    for (const struct desc_node *item = node->kind == DESC_MAP ? node->first : NULL; item;
         item = item->next) {
        if (!is_hash(item))
            desc_error(diag, item, "64 digits, as sha256sum prints them",
                       "sha256: this is not the sha256 of '%.80s'", item->key);
        else if (data->checksum_count == 4 * RUN_FILES_MAX || strlen(item->key) >= RUN_PATH_MAX)
            desc_error_key(diag, item, NULL, "sha256: too many files, or too long a name");
        else {
            struct run_checksum *sum = &data->checksum[data->checksum_count++];
            snprintf(sum->file, sizeof sum->file, "%s", item->key);
            snprintf(sum->sha256, sizeof sum->sha256, "%s", item->text);
            check_file(data, item, diag);
        }
    }
}
