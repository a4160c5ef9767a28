#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weights_slot.h"
#include "workloads/activation.h"
#include "workloads/file_bytes.h"
#include "workloads/requantize.h"

#define FORMAT "enos/weights/"
#define VERSION "1"
#define UNKNOWN_MAX 20 /* reported; a file of something else may have many */
#define FILE_MAX ((size_t)1 << 31)

/* A file on its way in. */
struct reading {
    const char *name;
    struct safetensors file;
    const struct network *network;
    const struct choice *choice;
    struct diag_list *diag;
};

#define REPORT(in, hint, ...)                                                                      \
    diag_error((in)->diag, &(struct diag_place){.file = (in)->name}, (hint), __VA_ARGS__)

static void check_format(const struct reading *in)
{
    const char *format = safetensors_note(&in->file, "format");
    if (!format)
        REPORT(in, "weights are written by this tool's trainer", "metadata lack 'format'");
    else if (strncmp(format, FORMAT, strlen(FORMAT)) != 0)
        REPORT(in, "format: " FORMAT VERSION " is expected", "'%.80s' is not the format of weights",
               format);
    else if (strcmp(format + strlen(FORMAT), VERSION) != 0)
        REPORT(in, "a newer version of the tool wrote it; use that one",
               "'%.80s' is newer than this tool reads (version " VERSION ")", format);
}

static void check_network(const struct reading *in)
{
    const char *sha256 = safetensors_note(&in->file, "network_sha256");
    const char *name = safetensors_note(&in->file, "network");
    if (sha256 && strcmp(sha256, in->network->sha256) == 0)
        return;
    REPORT(in, "weights are of one network file, as it was when they were made",
           "weights of network '%.64s' with sha256 %.16s, not of '%s' with %.16s",
           name ? name : "?", sha256 ? sha256 : "?", in->network->name, in->network->sha256);
}

/* The l-th word of the choices must be the choice of layer l. */
static void check_choices(const struct reading *in)
{
    const char *text = safetensors_note(&in->file, "choices");
    if (!text) {
        REPORT(in, "such as \"T8 MF4\", one of each layer", "metadata lack 'choices'");
        return;
    }
    for (int l = 0; l < in->network->layer_count; l++) {
        char wanted[CHOICE_NAME_MAX];
        size_t length = strcspn(text, " ");
        choice_name(&in->choice[l], wanted);
        if (strlen(wanted) != length || memcmp(wanted, text, length) != 0) {
            REPORT(in, "weights are of one choice of every layer",
                   "layer '%s' is %s, but the file has weights for %s%.*s",
                   in->network->node[in->network->layer[l]].name, wanted, length ? "" : "nothing",
                   (int)(length < 40 ? length : 40), text);
            return;
        }
        text += length + (text[length] == ' ');
    }
    if (*text)
        REPORT(in, "one choice of each layer", "choices of more layers than the network has");
}

static void print_shape(char *out, size_t size, const struct safetensors_tensor *tensor)
{
    size_t n = (size_t)snprintf(out, size, "%s (", safetensors_type_name(tensor->type));
    for (int i = 0; i < tensor->rank && n < size; i++)
        n += (size_t)snprintf(out + n, size - n, "%s%zu", i ? ", " : "", tensor->size[i]);
    if (n < size)
        snprintf(out + n, size - n, ")");
}

static int check_shape(const struct reading *in, const struct weights_slot *slot,
                       const struct safetensors_tensor *found)
{
    char wanted[120], given[120], hint[160];
    const struct safetensors_tensor *want = &slot->tensor;
    if (want->type == found->type && want->rank == found->rank &&
        memcmp(want->size, found->size, sizeof want->size) == 0)
        return 0;
    print_shape(wanted, sizeof wanted, want);
    print_shape(given, sizeof given, found);
    snprintf(hint, sizeof hint, "%s is expected", wanted);
    REPORT(in, hint, "tensor '%s': it is %s", slot->name, given);
    return -1;
}

/* First weight that the layer's operator does not have, or `count`. */
static size_t find_weight_out_of_range(const int8_t *weight, size_t count,
                                       const struct choice *choice)
{
    int max = activation_max(choice->bits, 1);
    for (size_t i = 0; i < count; i++) {
        int is_zero = weight[i] == WEIGHT_MINUS_ZERO && choice->op->zero_has_sign;
        int is_in = choice->op->operand_is_binary ? abs(weight[i]) == 1 : abs(weight[i]) <= max;
        if (!is_in && !is_zero)
            return i;
    }
    return count;
}

static void check_weight(const struct reading *in, const struct weights_slot *slot)
{
    const struct choice *choice = &in->choice[slot->layer];
    size_t count = safetensors_elements(&slot->tensor);
    const int8_t *weight = slot->values;
    size_t i = find_weight_out_of_range(weight, count, choice);
    char name[CHOICE_NAME_MAX], hint[80];
    int max = choice->op->operand_is_binary ? 1 : activation_max(choice->bits, 1);
    if (i == count)
        return;
    choice_name(choice, name);
    snprintf(hint, sizeof hint, "from %d to %d%s", -max, max,
             choice->op->operand_is_binary ? ", without 0" : "");
    REPORT(in, hint, "tensor '%s': value %d at %zu is no weight of %s", slot->name, weight[i], i,
           name);
}

static void check_shifts(const struct reading *in, const struct weights_slot *slot)
{
    const uint8_t *shift = slot->values;
    for (size_t i = 0; i < slot->tensor.size[0]; i++)
        if (shift[i] > REQUANTIZE_SHIFT_MAX) {
            REPORT(in, "from 0 to 62", "tensor '%s': shift %d at %zu", slot->name, shift[i], i);
            return;
        }
}

static void check_reals(const struct reading *in, const struct weights_slot *slot)
{
    const float *real = slot->values;
    for (size_t i = 0; i < safetensors_elements(&slot->tensor); i++)
        if (!(real[i] >= 0) || isinf(real[i])) {
            REPORT(in, "a finite number, not below 0", "tensor '%s': value %g at %zu", slot->name,
                   (double)real[i], i);
            return;
        }
}

static void check_values(const struct reading *in, const struct weights_slot *slot)
{
    if (slot->tensor.type == SAFETENSORS_I8)
        check_weight(in, slot);
    else if (slot->tensor.type == SAFETENSORS_U8)
        check_shifts(in, slot);
    else if (slot->tensor.type == SAFETENSORS_F32)
        check_reals(in, slot);
}

static void read_slot(const struct reading *in, struct weights_slot *slot)
{
    const struct safetensors_tensor *found = safetensors_find(&in->file, slot->name);
    if (!found) {
        if (!slot->is_optional)
            REPORT(in, NULL, "tensor '%s' is missing", slot->name);
        return;
    }
    if (check_shape(in, slot, found) != 0)
        return;
    if (slot->owner && !slot->values)
        slot->values = *slot->owner = calloc(slot->tensor.size[0], sizeof **slot->owner);
    if (slot->owner && !slot->values) {
        REPORT(in, NULL, "not enough memory for '%s'", slot->name);
    } else if (slot->values) {
        safetensors_copy(slot->values, found);
        check_values(in, slot);
    }
}

static int compare_names(const void *a, const void *b)
{
    const struct weights_slot *left = a, *right = b;
    return strcmp(left->name, right->name);
}

static void report_unknown(const struct reading *in, const char *name,
                           const struct weights_slot *slot, size_t count)
{
    char hint[WEIGHTS_SLOT_NAME_MAX + 20];
    const char **names = calloc(count + 1, sizeof *names);
    const char *near = NULL;
    for (size_t i = 0; names && i < count; i++)
        names[i] = slot[i].name;
    if (names)
        near = diag_nearest(name, names, count);
    snprintf(hint, sizeof hint, "did you mean '%s'?", near ? near : "");
    REPORT(in, near ? hint : NULL, "tensor '%.120s' is not known", name);
    free(names);
}

static void check_unknown(const struct reading *in, struct weights_slot *slot, size_t count)
{
    int unknown = 0;
    qsort(slot, count, sizeof *slot, compare_names);
    for (size_t i = 0; i < in->file.count && unknown < UNKNOWN_MAX; i++) {
        struct weights_slot key;
        const char *name = in->file.tensor[i].name;
        int is_long = snprintf(key.name, sizeof key.name, "%s", name) >= (int)sizeof key.name;
        if (is_long || !bsearch(&key, slot, count, sizeof *slot, compare_names)) {
            report_unknown(in, name, slot, count);
            unknown++;
        }
    }
}

static void read_slots(const struct reading *in, const struct weights *weights)
{
    size_t count = 0;
    struct weights_slot *slot = weights_slots(&count, weights, in->network, in->choice);
    if (!slot) {
        REPORT(in, NULL, "not enough memory for the weights");
        return;
    }
    for (size_t i = 0; i < count; i++)
        read_slot(in, &slot[i]);
    check_unknown(in, slot, count);
    free(slot);
}

static void read_file(const struct reading *in, const struct weights *weights)
{
    size_t errors = diag_count(in->diag);
    check_format(in);
    check_network(in);
    check_choices(in);
    if (diag_count(in->diag) == errors) /* else every shape may differ */
        read_slots(in, weights);
}

int weights_read_bytes(struct weights **out, const char *name, const void *bytes, size_t size,
                       const struct network *network, const struct choice *choice,
                       struct diag_list *diag)
{
    struct reading in = {.name = name, .network = network, .choice = choice, .diag = diag};
    size_t errors = diag_count(diag);
    if (weights_create(out, network, choice, diag) != 0)
        return -1;
    if (safetensors_open(&in.file, name, bytes, size, diag) == 0) {
        read_file(&in, *out);
        safetensors_close(&in.file);
    }
    if (diag_count(diag) == errors)
        return 0;
    weights_free(*out);
    *out = NULL;
    return -1;
}

int weights_read(struct weights **out, const char *path, const struct network *network,
                 const struct choice *choice, struct diag_list *diag)
{
    char *bytes;
    size_t size;
    *out = NULL;
    if (file_bytes_read(&bytes, &size, path, FILE_MAX) != 0) {
        diag_error(diag, &(struct diag_place){.file = path}, NULL, "cannot be read: %s",
                   strerror(errno));
        return -1;
    }
    int status = -1;
    if (size <= FILE_MAX)
        status = weights_read_bytes(out, path, bytes, size, network, choice, diag);
    else
        diag_error(diag, &(struct diag_place){.file = path}, NULL, "larger than 2 GiB");
    free(bytes);
    return status;
}
