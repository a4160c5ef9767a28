#include "search_data.h"

#include <string.h>

/* The run's checksum of a file, or NULL. */
static const char *checksum_of(const struct run_data *data, const char *file)
{
    for (int i = 0; file && i < data->checksum_count; i++)
        if (!strcmp(data->checksum[i].file, file))
            return data->checksum[i].sha256;
    return NULL;
}

/* The files of a part: the run's, or the official ones. Returns their number. */
static size_t files_of(struct dataset_file file[RUN_FILES_MAX], const struct run_data *data,
                       const struct dataset_kind *kind, enum dataset_part part)
{
    const struct run_files *images = part == DATASET_TRAIN ? &data->train_files : &data->test_files;
    const struct run_files *labels =
        part == DATASET_TRAIN ? &data->train_labels : &data->test_labels;
    size_t count = 0;
    for (; count < (size_t)images->count; count++)
        file[count] = (struct dataset_file){
            .images = images->path[count],
            .labels = count < (size_t)labels->count ? labels->path[count] : NULL};
    if (!count)
        for (; count < DATASET_FILES_MAX && kind->file[part][count].images; count++)
            file[count] = kind->file[part][count];
    for (size_t i = 0; i < count; i++) {
        file[i].images_sha256 = checksum_of(data, file[i].images);
        file[i].labels_sha256 = checksum_of(data, file[i].labels);
    }
    return count;
}

static int read_part(struct dataset **out, const struct search_run *run, enum dataset_part part,
                     const struct network *network, struct diag_list *diag)
{
    struct dataset_file file[RUN_FILES_MAX];
    const struct run_data *data = &run->data;
    struct dataset_source source = {
        .kind = dataset_kind_find(run_data_kinds[data->kind]),
        .part = part,
        .folder = data->folder,
        .file = file,
        .limit = part == DATASET_TEST ? (size_t)data->test : 0,
    };
    source.file_count = files_of(file, data, source.kind, part);
    return dataset_read(out, &source, network, diag);
}

/* A checksum of a file that is not read would check nothing. */
static void check_checksums(const struct search_run *run, struct diag_list *diag)
{
    struct dataset_file file[2 * RUN_FILES_MAX];
    const struct run_data *data = &run->data;
    const struct dataset_kind *kind = dataset_kind_find(run_data_kinds[data->kind]);
    size_t count = files_of(file, data, kind, DATASET_TRAIN);
    count += files_of(file + count, data, kind, DATASET_TEST);
    for (int k = 0; k < data->checksum_count; k++) {
        int found = 0;
        for (size_t i = 0; i < count; i++)
            found |= !strcmp(data->checksum[k].file, file[i].images) ||
                     (file[i].labels && !strcmp(data->checksum[k].file, file[i].labels));
        if (!found)
            diag_error(diag, &(struct diag_place){.file = run->file}, NULL,
                       "sha256: '%s' is none of the files that are read", data->checksum[k].file);
    }
}

int search_data_read(struct search_data *out, const struct search_run *run,
                     const struct network *network, struct diag_list *diag)
{
    size_t errors = diag_count(diag);
    *out = (struct search_data){0};
    check_checksums(run, diag);
    int status = read_part(&out->train, run, DATASET_TRAIN, network, diag);
    status |= read_part(&out->test, run, DATASET_TEST, network, diag);
    if (!status)
        status = split_balanced(&out->split, out->train,
                                run->data.train ? (size_t)run->data.train : SPLIT_REST,
                                (size_t)run->data.validation, run->seed, diag);
    if (!status && diag_count(diag) == errors)
        return 0;
    search_data_free(out);
    return -1;
}

void search_data_free(struct search_data *data)
{
    split_free(&data->split);
    dataset_free(data->train);
    dataset_free(data->test);
    *data = (struct search_data){0};
}
