/* The container of weights: named tensors and metadata, as safetensors has it.
 *
 * A file is 8 bytes (length of the header, little-endian), the header in JSON, and the
 * tensors' bytes without a gap.
 * Source: https://github.com/huggingface/safetensors, README, Format.
 */
#ifndef WORKLOADS_SAFETENSORS_H
#define WORKLOADS_SAFETENSORS_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "workloads/diag.h"

#define SAFETENSORS_RANK_MAX 4
#define SAFETENSORS_HEADER_MAX (100u << 20) /* as the format's own readers have it */

enum safetensors_type { SAFETENSORS_I8, SAFETENSORS_U8, SAFETENSORS_I32, SAFETENSORS_F32 };
#define SAFETENSORS_TYPE_COUNT 4

struct safetensors_tensor {
    const char *name;
    enum safetensors_type type;
    int rank;
    size_t size[SAFETENSORS_RANK_MAX];
    /* When read: the bytes of the file, little-endian, not aligned. To be written: the values
     * as the machine has them. */
    const void *values;
};

/* A file that was read; views into its bytes, which must outlive it. */
struct safetensors {
    json_t *header;
    struct safetensors_tensor *tensor; /* (count) by name */
    size_t count;
};

/* "I8". */
const char *safetensors_type_name(enum safetensors_type type);

/* Bytes of one element. */
size_t safetensors_width(enum safetensors_type type);

/* Elements of a tensor; of one that was read or allocated, it fits. */
size_t safetensors_elements(const struct safetensors_tensor *tensor);

/* Reads bytes, called `name` in messages. Returns 0, or -1 with the reasons in `diag`. Free with
 * safetensors_close. */
int safetensors_open(struct safetensors *out, const char *name, const void *bytes, size_t size,
                     struct diag_list *diag);
void safetensors_close(struct safetensors *file);

/* The tensor called `name`, or NULL. */
const struct safetensors_tensor *safetensors_find(const struct safetensors *file, const char *name);

/* Metadata of a key, or NULL. */
const char *safetensors_note(const struct safetensors *file, const char *key);

/* Copies the values of a tensor that was read to `out`, of the same type and count. */
void safetensors_copy(void *out, const struct safetensors_tensor *tensor);

/* The bytes of a file, malloc'd. `notes` (note_count) are keys and values in turn. Returns 0, or
 * -1 when memory is short. */
int safetensors_encode(void **bytes, size_t *size, const struct safetensors_tensor *tensor,
                       size_t count, const char *const *notes, size_t note_count);

#endif
