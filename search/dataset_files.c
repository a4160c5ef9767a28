#include "dataset_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "workloads/sha256.h"

/* NAME, in the folder unless it is absolute; NULL when memory is short. */
static char *join(const char *folder, const char *name)
{
    size_t room = (folder ? strlen(folder) : 0) + strlen(name) + 2;
    char *path = malloc(room);
    if (path)
        snprintf(path, room, "%s%s%s", folder && *name != '/' ? folder : "",
                 folder && *name != '/' ? "/" : "", name);
    return path;
}

static int check_present(const char *path, const struct dataset_kind *kind, struct diag_list *diag)
{
    char hint[300];
    if (access(path, R_OK) == 0)
        return 0;
    snprintf(hint, sizeof hint, "%s reads the files of %s", kind->name, kind->from);
    return dataset_fail(diag, path, hint, "cannot be read: %s", strerror(errno));
}

static int check_sum(const char *path, const char *expected, struct diag_list *diag)
{
    char found[65];
    if (!expected)
        return 0;
    FILE *file = fopen(path, "rb");
    int status = file ? sha256_file(file, found) : -1;
    int error = errno;
    if (file)
        fclose(file);
    if (status != 0)
        return dataset_fail(diag, path, NULL, "cannot be read: %s", strerror(error));
    if (strcasecmp(found, expected) == 0)
        return 0;
    return dataset_fail(diag, path, "is it the file that was meant, and complete?",
                        "its SHA-256 is %s, not %s", found, expected);
}

static int same_shape(struct network_shape a, struct network_shape b)
{
    return a.channels == b.channels && a.rows == b.rows && a.columns == b.columns;
}

/* The first file says the shape, all others must have it. */
static int take_shape(struct dataset_files *files, const struct image_stream *stream,
                      struct diag_list *diag)
{
    struct network_shape shape = stream->shape;
    if (files->kind->is_transposed)
        shape = (struct network_shape){shape.channels, shape.columns, shape.rows};
    if (files->shape.channels == 0)
        files->shape = shape;
    files->image_count += stream->count;
    if (same_shape(files->shape, shape))
        return 0;
    return dataset_fail(diag, stream->path, NULL,
                        "images of %dx%dx%d, those of the files before are %dx%dx%d",
                        shape.channels, shape.rows, shape.columns, files->shape.channels,
                        files->shape.rows, files->shape.columns);
}

static int check_names(const struct dataset_kind *kind, const struct dataset_file *file,
                       struct diag_list *diag)
{
    if (kind->label_bytes > 0 && file->labels)
        return dataset_fail(diag, file->labels, NULL,
                            "a file of labels is not expected: %s has them with the images",
                            kind->name);
    if (kind->label_bytes == 0 && !file->labels)
        return dataset_fail(diag, file->images, "name the file of labels, too",
                            "%s has its labels in a file of their own", kind->name);
    return 0;
}

static int open_one(struct dataset_files *files, struct dataset_input *input, const char *folder,
                    const struct dataset_file *file, struct diag_list *diag)
{
    const struct dataset_kind *kind = files->kind;
    if (check_names(kind, file, diag) != 0)
        return -1;
    input->images = join(folder, file->images);
    input->labels = file->labels ? join(folder, file->labels) : NULL;
    if (!input->images || (file->labels && !input->labels))
        return dataset_fail(diag, file->images, NULL, "not enough memory");
    int status = check_present(input->images, kind, diag);
    if (input->labels && check_present(input->labels, kind, diag) != 0)
        status = -1;
    if (status == 0 && check_sum(input->images, file->images_sha256, diag) != 0)
        status = -1;
    if (status == 0 && input->labels && check_sum(input->labels, file->labels_sha256, diag) != 0)
        status = -1;
    if (status == 0)
        status =
            image_stream_open(&input->stream, input->images, kind->label_bytes, kind->shape, diag);
    return status == 0 ? take_shape(files, &input->stream, diag) : -1;
}

static size_t count_official(const struct dataset_file *file)
{
    size_t count = 1;
    while (count < DATASET_FILES_MAX && file[count].images)
        count++;
    return count;
}

int dataset_files_open(struct dataset_files *out, const struct dataset_source *source,
                       struct diag_list *diag)
{
    const struct dataset_file *official = source->kind->file[source->part];
    const struct dataset_file *file = source->file_count > 0 ? source->file : official;
    size_t before = diag_count(diag);
    *out = (struct dataset_files){.kind = source->kind, .count = source->file_count};
    if (out->count == 0)
        out->count = count_official(official);
    out->input = calloc(out->count, sizeof *out->input);
    if (!out->input) {
        out->count = 0;
        return dataset_fail(diag, file->images, NULL, "not enough memory");
    }
    for (size_t i = 0; i < out->count; i++)
        open_one(out, &out->input[i], source->folder, &file[i], diag);
    return diag_count(diag) == before ? 0 : -1;
}

void dataset_files_close(struct dataset_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        image_stream_close(&files->input[i].stream);
        free(files->input[i].images);
        free(files->input[i].labels);
    }
    free(files->input);
    files->input = NULL;
    files->count = 0;
}
