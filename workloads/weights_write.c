#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "weights_slot.h"
#include "workloads/file_bytes.h"

#define OWN_NOTES 4

/* "T8 MF4 T8": the layers' choices in their order; NULL when memory is short. */
static char *join_choices(const struct network *network, const struct choice *choice)
{
    char *text = calloc((size_t)network->layer_count + 1, CHOICE_NAME_MAX + 1), *to = text;
    for (int l = 0; text && l < network->layer_count; l++) {
        char name[CHOICE_NAME_MAX];
        choice_name(&choice[l], name);
        if (l > 0)
            *to++ = ' ';
        to = stpcpy(to, name);
    }
    return text;
}

static int has_offset(const struct weights_slot *slot)
{
    const int32_t *offset = slot->values;
    for (size_t m = 0; m < slot->tensor.size[0]; m++)
        if (offset[m] != 0)
            return 1;
    return 0;
}

/* A clip of 0 is not known; offsets that are left out are 0. */
static int is_written(const struct weights_slot *slot)
{
    if (slot->values && slot->is_optional && slot->tensor.type == SAFETENSORS_I32)
        return has_offset(slot);
    return slot->values && (slot->layer >= 0 || *(const float *)slot->values != 0);
}

static size_t count_notes(const char *const *notes)
{
    size_t count = 0;
    while (notes && notes[count])
        count++;
    return count;
}

static int encode_slots(void **bytes, size_t *size, struct weights_slot *slot, size_t count,
                        const char *const *notes, size_t note_count)
{
    struct safetensors_tensor *tensor = calloc(count + 1, sizeof *tensor);
    size_t written = 0;
    if (!tensor)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (!is_written(&slot[i]))
            continue;
        tensor[written] = slot[i].tensor;
        tensor[written].name = slot[i].name;
        tensor[written++].values = slot[i].values;
    }
    int status = safetensors_encode(bytes, size, tensor, written, notes, note_count);
    free(tensor);
    return status;
}

/* Our own metadata, then the caller's. NULL when memory is short. */
static const char **gather_notes(const struct network *network, const char *choices,
                                 const char *const *notes, size_t *count)
{
    const char *own[2 * OWN_NOTES] = {"format",         "enos/weights/1", "network", network->name,
                                      "network_sha256", network->sha256,  "choices", choices};
    size_t further = count_notes(notes);
    const char **all = calloc(2 * OWN_NOTES + further, sizeof *all);
    if (!all)
        return NULL;
    memcpy(all, own, sizeof own);
    for (size_t i = 0; i < further; i++)
        all[2 * OWN_NOTES + i] = notes[i];
    *count = 2 * OWN_NOTES + further;
    return all;
}

int weights_encode(void **bytes, size_t *size, const struct weights *weights,
                   const struct network *network, const struct choice *choice,
                   const char *const *notes)
{
    size_t count = 0, note_count = 0;
    char *choices = join_choices(network, choice);
    const char **all = choices ? gather_notes(network, choices, notes, &note_count) : NULL;
    struct weights_slot *slot = weights_slots(&count, weights, network, choice);
    int status = -1;
    if (all && slot)
        status = encode_slots(bytes, size, slot, count, all, note_count);
    free(slot);
    free(all);
    free(choices);
    return status;
}

int weights_write(const struct weights *weights, const char *path, const struct network *network,
                  const struct choice *choice, const char *const *notes, struct diag_list *diag)
{
    void *bytes = NULL;
    size_t size = 0;
    int status = weights_encode(&bytes, &size, weights, network, choice, notes);
    if (status == 0)
        status = file_bytes_replace(path, bytes, size);
    else
        errno = ENOMEM;
    if (status != 0)
        diag_error(diag, &(struct diag_place){.file = path}, NULL, "cannot be written: %s",
                   strerror(errno));
    free(bytes);
    return status;
}
