#include "search/dataset.h"

#include <stdlib.h>
#include <string.h>

#include "dataset_files.h"
#include "workloads/images.h"

size_t dataset_image_bytes(const struct dataset *dataset)
{
    struct network_shape shape = dataset->shape;
    return (size_t)shape.channels * (size_t)shape.rows * (size_t)shape.columns;
}

const uint8_t *dataset_image(const struct dataset *dataset, size_t i)
{
    return dataset->pixel + i * dataset_image_bytes(dataset);
}

void dataset_free(struct dataset *dataset)
{
    if (!dataset)
        return;
    free(dataset->pixel);
    free(dataset->label);
    free(dataset);
}

static int check_shape(struct network_shape found, struct network_shape expected, const char *path,
                       struct diag_list *diag)
{
    if (found.channels == expected.channels && found.rows == expected.rows &&
        found.columns == expected.columns)
        return 0;
    return dataset_fail(diag, path, "network and data must go together",
                        "images of %dx%dx%d, the network takes %dx%dx%d", found.channels,
                        found.rows, found.columns, expected.channels, expected.rows,
                        expected.columns);
}

static int outputs_of(const struct network *network)
{
    struct network_shape shape = network->node[network->output].output;
    return shape.channels * shape.rows * shape.columns;
}

/* 0: known by the labels alone. */
static int classes_of(const struct dataset_source *source, const struct network *network)
{
    int classes = source->classes ? source->classes : source->kind->classes;
    return classes || !network ? classes : outputs_of(network);
}

static int check_network(const struct dataset_files *files, const struct dataset_source *source,
                         const struct network *network, struct diag_list *diag)
{
    char hint[60];
    const char *path = files->input[0].images;
    int classes = classes_of(source, network);
    int status = check_shape(files->shape, network->input, path, diag);
    if (classes == outputs_of(network))
        return status;
    snprintf(hint, sizeof hint, "a network with classes: %d", classes);
    return dataset_fail(diag, path, hint, "%d classes, the network has %d outputs", classes,
                        outputs_of(network));
}

static int check_limit(const struct dataset_files *files, size_t limit, struct diag_list *diag)
{
    if (limit <= files->image_count)
        return 0;
    return dataset_fail(diag, files->input[0].images, NULL,
                        "%zu images in %zu files, %zu are asked for", files->image_count,
                        files->count, limit);
}

/* (C, R, S) to (C, S, R); `from` and `to` do not overlap. */
static void transpose(const uint8_t *from, uint8_t *to, struct network_shape shape)
{
    for (int c = 0; c < shape.channels; c++)
        for (int i = 0; i < shape.rows; i++)
            for (int j = 0; j < shape.columns; j++)
                to[(c * shape.columns + j) * shape.rows + i] =
                    from[(c * shape.rows + i) * shape.columns + j];
}

/* Images `first` to `end` - 1 of the set, from the beginning of a file. `scratch` is one image. */
static int read_images(struct dataset *dataset, struct dataset_input *input, size_t first,
                       size_t end, uint8_t *scratch, struct diag_list *diag)
{
    uint8_t label[IMAGE_STREAM_LABEL_MAX];
    struct image_stream *stream = &input->stream;
    size_t bytes = dataset_image_bytes(dataset);
    for (size_t i = first; i < end; i++) {
        uint8_t *pixel = dataset->pixel + i * bytes;
        if (image_stream_read(stream, scratch ? scratch : pixel, label, diag) != 0)
            return -1;
        if (scratch)
            transpose(scratch, pixel, stream->shape);
        if (stream->label_bytes > 0)
            dataset->label[i] = label[stream->label_bytes - 1];
    }
    return 0;
}

/* The labels of a file of their own. */
static int read_labels(struct dataset *dataset, const struct dataset_input *input, size_t first,
                       size_t end, struct diag_list *diag)
{
    uint8_t *label;
    size_t count;
    int status = images_read_labels(&label, &count, input->labels, diag);
    if (status == 0 && count != input->stream.count)
        status = dataset_fail(diag, input->labels, "a byte for each image",
                              "%zu labels, but %zu images in %s", count, input->stream.count,
                              input->images);
    for (size_t i = first; status == 0 && i < end; i++)
        dataset->label[i] = label[i - first];
    free(label);
    return status;
}

static int check_labels(const struct dataset *dataset, const struct dataset_input *input,
                        size_t first, size_t end, struct diag_list *diag)
{
    for (size_t i = first; i < end && dataset->classes > 0; i++)
        if (dataset->label[i] >= dataset->classes)
            return dataset_fail(diag, input->labels ? input->labels : input->images, NULL,
                                "label %d of image %zu is not below %d, the number of classes",
                                dataset->label[i], i - first, dataset->classes);
    return 0;
}

static void read_file(struct dataset *dataset, struct dataset_input *input, size_t first,
                      uint8_t *scratch, struct diag_list *diag)
{
    size_t left = dataset->count - first;
    size_t end = first + (input->stream.count < left ? input->stream.count : left);
    if (read_images(dataset, input, first, end, scratch, diag) != 0)
        return;
    if (input->labels && read_labels(dataset, input, first, end, diag) != 0)
        return;
    check_labels(dataset, input, first, end, diag);
}

static void read_files(struct dataset *dataset, const struct dataset_files *files, uint8_t *scratch,
                       struct diag_list *diag)
{
    for (size_t i = 0, first = 0; i < files->count && first < dataset->count; i++) {
        read_file(dataset, &files->input[i], first, scratch, diag);
        first += files->input[i].stream.count;
    }
}

static void count_classes(struct dataset *dataset)
{
    for (size_t i = 0; i < dataset->count; i++)
        if (dataset->label[i] >= dataset->classes)
            dataset->classes = dataset->label[i] + 1;
}

/* Room for the set, and an image of scratch if the files are transposed. */
static int allocate(struct dataset *dataset, uint8_t **scratch, int is_transposed)
{
    size_t bytes = dataset_image_bytes(dataset);
    dataset->pixel = calloc(dataset->count, bytes);
    dataset->label = calloc(dataset->count, sizeof *dataset->label);
    *scratch = is_transposed ? malloc(bytes) : NULL;
    return dataset->pixel && dataset->label && (*scratch || !is_transposed) ? 0 : -1;
}

static int read_set(struct dataset *dataset, const struct dataset_files *files,
                    struct diag_list *diag)
{
    uint8_t *scratch;
    size_t before = diag_count(diag);
    if (allocate(dataset, &scratch, files->kind->is_transposed) != 0) {
        free(scratch);
        return dataset_fail(diag, files->input[0].images, NULL, "not enough memory for %zu images",
                            dataset->count);
    }
    read_files(dataset, files, scratch, diag);
    free(scratch);
    if (dataset->classes == 0)
        count_classes(dataset);
    return diag_count(diag) == before ? 0 : -1;
}

static struct dataset *begin_set(const struct dataset_files *files,
                                 const struct dataset_source *source, const struct network *network)
{
    struct dataset *dataset = calloc(1, sizeof *dataset);
    if (dataset)
        *dataset = (struct dataset){.name = source->kind->name,
                                    .shape = files->shape,
                                    .classes = classes_of(source, network),
                                    .count = source->limit ? source->limit : files->image_count};
    return dataset;
}

static int read_opened(struct dataset **out, const struct dataset_files *files,
                       const struct dataset_source *source, const struct network *network,
                       struct diag_list *diag)
{
    size_t before = diag_count(diag);
    if (network)
        check_network(files, source, network, diag);
    check_limit(files, source->limit, diag);
    if (diag_count(diag) > before)
        return -1;
    *out = begin_set(files, source, network);
    if (!*out)
        return dataset_fail(diag, files->input[0].images, NULL, "not enough memory");
    if (read_set(*out, files, diag) == 0)
        return 0;
    dataset_free(*out);
    *out = NULL;
    return -1;
}

int dataset_read(struct dataset **out, const struct dataset_source *source,
                 const struct network *network, struct diag_list *diag)
{
    struct dataset_files files;
    *out = NULL;
    int status = dataset_files_open(&files, source, diag);
    if (status == 0)
        status = read_opened(out, &files, source, network, diag);
    dataset_files_close(&files);
    return status;
}
