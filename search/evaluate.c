#include "search/evaluate.h"

#include <stdlib.h>

#include "engine_state.h"
#include "search/batcher.h"

/* Room for one batch, and the assignment as p. */
struct room {
    uint8_t *pixel;
    int *label;
    double *p;
};

static int create_room(struct room *room, const struct engine *engine,
                       const struct dataset *dataset)
{
    const struct search_space *space = engine->model->space;
    *room = (struct room){.pixel = malloc(engine->batch * dataset_image_bytes(dataset)),
                          .label = calloc(engine->batch, sizeof *room->label),
                          .p = calloc(space->layer_count * space->choice_count, sizeof *room->p)};
    return room->pixel && room->label && room->p ? 0 : -1;
}

static void free_room(struct room *room)
{
    free(room->pixel);
    free(room->label);
    free(room->p);
}

static void run(struct engine *engine, struct batcher *batcher, const struct room *room,
                evaluate_seen_fn *seen, void *context)
{
    for (size_t step = 0, first = 0; step < batcher_count(batcher); step++) {
        struct batch batch = {.pixel = room->pixel, .label = room->label};
        batch.count = batcher_fill(batcher, 0, step, 0, 1, room->pixel, room->label);
        engine_forward(engine, &batch, room->p, ENGINE_EVALUATE, 0);
        seen(context, engine, &batch, first);
        first += batch.count;
    }
}

int evaluate_images(struct engine *engine, const size_t *choice, const struct dataset *dataset,
                    const size_t *image, size_t image_count, evaluate_seen_fn *seen, void *context,
                    struct diag_list *diag)
{
    struct batcher_options options = {.dataset = dataset,
                                      .image = image,
                                      .image_count = image_count,
                                      .batch = engine->batch,
                                      .use = BATCHER_EVALUATE};
    struct batcher *batcher;
    struct room room;
    if (batcher_create(&batcher, &options, diag) != 0)
        return -1;
    int status = create_room(&room, engine, dataset);
    if (status == 0) {
        space_assign(engine->model->space, choice, room.p);
        run(engine, batcher, &room, seen, context);
    } else
        diag_error(diag, &(struct diag_place){.file = engine->model->network->file}, NULL,
                   "not enough memory to evaluate the network");
    free_room(&room);
    batcher_free(batcher);
    return status;
}

static int largest(const real *output, size_t classes)
{
    size_t best = 0;
    for (size_t c = 1; c < classes; c++)
        best = output[c] > output[best] ? c : best;
    return (int)best;
}

static void take_labels(void *context, const struct engine *engine, const struct batch *batch,
                        size_t first)
{
    const struct network *network = engine->model->network;
    size_t classes = (size_t)network->node[network->output].output.channels;
    int *label = context;
    for (size_t i = 0; i < batch->count; i++)
        label[first + i] = largest(engine_output(engine) + i * classes, classes);
}

int evaluate_labels(struct engine *engine, const size_t *choice, const struct dataset *dataset,
                    const size_t *image, size_t image_count, int *label, struct diag_list *diag)
{
    return evaluate_images(engine, choice, dataset, image, image_count, take_labels, label, diag);
}
