#include <stdio.h>
#include <string.h>

#include "machine_build.h"

static const char *const tensor_words[TENSOR_COUNT] = {"weights", "inputs", "outputs"};

static int read_list(struct machine_build *build)
{
    const struct desc_node *list = build->text.storage;
    if (list->kind != DESC_LIST || list->count == 0 || list->count > ARCH_STORAGE_MAX) {
        desc_error(build->diag, list, NULL, "storage: expected a list of 1 to %d storages",
                   ARCH_STORAGE_MAX);
        return -1;
    }
    int status = 0;
    for (const struct desc_node *node = list->first; node; node = node->next) {
        int i = build->machine->storage_count++;
        build->storage_node[i] = node;
        status |= desc_read(&build->storage[i], node, &storage_schema, build->diag);
    }
    return status;
}

/* Place of a key of storage i, or of the storage when it is not there. */
static const struct desc_node *place_of(const struct machine_build *build, int i, const char *key)
{
    const struct desc_node *node = desc_find(build->storage_node[i], key);
    return node ? node : build->storage_node[i];
}

static int check_names(const struct machine_build *build)
{
    int status = 0;
    for (int i = 0; i < build->machine->storage_count; i++) {
        const char *name = build->storage[i].name;
        for (int j = 0; j < i; j++)
            if (strcmp(name, build->storage[j].name) == 0) {
                desc_error(build->diag, place_of(build, i, "name"), NULL,
                           "two storages are called '%s'", name);
                status = -1;
            }
        if (strcmp(name, ARCH_COMPONENT_NOC) == 0 || strcmp(name, ARCH_COMPONENT_MAC) == 0) {
            desc_error(build->diag, place_of(build, i, "name"), NULL,
                       "'%s' is the name of another part of the machine", name);
            status = -1;
        }
    }
    return status;
}

/* The model knows one order: DRAM, perhaps a buffer, scratchpads. */
static const char *order_fault(const struct machine_build *build, int i)
{
    int class = build->storage[i].class;
    int before = i > 0 ? build->storage[i - 1].class : -1;
    if (i == 0 && class != CLASS_DRAM)
        return "the outermost storage is the DRAM, which holds whole tensors";
    if (i > 0 && class == CLASS_DRAM)
        return "there is one DRAM, the outermost storage";
    if (class == CLASS_BUFFER && before == CLASS_BUFFER)
        return "the model has one buffer between DRAM and array";
    if (class < before)
        return "a buffer stands outside of the array, before the scratchpads";
    return NULL;
}

static int check_order(const struct machine_build *build)
{
    int status = 0;
    for (int i = 0; i < build->machine->storage_count; i++) {
        const char *fault = order_fault(build, i);
        if (fault == NULL)
            continue;
        desc_error(build->diag, place_of(build, i, "class"),
                   "order: dram, at most one buffer, then scratchpads",
                   "storage '%s' cannot stand here: %s", build->storage[i].name, fault);
        status = -1;
    }
    return status;
}

#define ALL_TENSORS ((1u << TENSOR_COUNT) - 1)

static const char *keep_fault(const struct storage_text *storage)
{
    if (storage->keeps == 0)
        return "it keeps nothing";
    if (storage->class == CLASS_DRAM && storage->keeps != ALL_TENSORS)
        return "the DRAM keeps all of W, I and O";
    if (storage->class != CLASS_BUFFER && storage->bypass != 0)
        return "only a buffer can be bypassed";
    if ((storage->bypass & ~storage->keeps) != 0)
        return "a tensor that it never keeps always goes past it";
    return NULL;
}

static const char *capacity_fault(const struct storage_text *storage)
{
    if (storage->class == CLASS_DRAM && storage->capacity_bits != 0)
        return "the model's DRAM has no limit";
    if (storage->class != CLASS_DRAM && storage->capacity_bits == 0)
        return "it needs a 'capacity', such as '108 KiB'";
    if (storage->class != CLASS_DRAM && storage->capacity_bits < (uint64_t)storage->word_bits)
        return "it does not hold one word";
    return NULL;
}

static int check_each(const struct machine_build *build)
{
    int status = 0;
    for (int i = 0; i < build->machine->storage_count; i++) {
        const struct storage_text *storage = &build->storage[i];
        const char *keep = keep_fault(storage), *capacity = capacity_fault(storage);
        const char *key = storage->bypass && storage->keeps ? "bypass" : "keeps";
        if (keep)
            desc_error(build->diag, place_of(build, i, key), NULL, "storage '%s': %s",
                       storage->name, keep);
        if (capacity)
            desc_error(build->diag, place_of(build, i, "capacity"), NULL, "storage '%s': %s",
                       storage->name, capacity);
        if (storage->class != CLASS_DRAM && storage->type[0] != '\0')
            desc_error(build->diag, place_of(build, i, "type"), NULL,
                       "storage '%s': only a DRAM has a type", storage->name);
        if (keep || capacity || (storage->class != CLASS_DRAM && storage->type[0] != '\0'))
            status = -1;
    }
    return status;
}

/* The one scratchpad of a tensor, or -1 with an error. */
static int find_scratchpad(const struct machine_build *build, int tensor)
{
    int found = -1;
    for (int i = 0; i < build->machine->storage_count; i++) {
        const struct storage_text *storage = &build->storage[i];
        if (storage->class != CLASS_SCRATCHPAD || (storage->keeps & 1u << tensor) == 0)
            continue;
        if (found >= 0) {
            desc_error(build->diag, place_of(build, i, "keeps"), NULL,
                       "%s are kept by two scratchpads, '%s' and '%s'", tensor_words[tensor],
                       build->storage[found].name, storage->name);
            return -1;
        }
        found = i;
    }
    if (found < 0)
        desc_error(build->diag, build->text.storage, NULL, "no scratchpad keeps the %s (%c)",
                   tensor_words[tensor], tensor_letters[tensor]);
    return found;
}

static int find_levels(struct machine_build *build)
{
    struct arch_machine *machine = build->machine;
    int status = 0;
    machine->dram = 0;
    machine->glb = -1;
    for (int i = 0; i < machine->storage_count; i++)
        if (build->storage[i].class == CLASS_BUFFER)
            machine->glb = i;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        machine->spad[t] = find_scratchpad(build, t);
        status |= machine->spad[t] < 0 ? -1 : 0;
    }
    return status;
}

static void take_storage(struct arch_storage *out, const struct storage_text *text)
{
    static const enum arch_place places[] = {
        [CLASS_DRAM] = PLACE_OFF_CHIP, [CLASS_BUFFER] = PLACE_CHIP, [CLASS_SCRATCHPAD] = PLACE_PE};
    snprintf(out->name, sizeof out->name, "%s", text->name);
    out->place = places[text->class];
    out->capacity_bits = text->capacity_bits;
    out->word_bits = text->word_bits;
    out->read_bits_per_cycle = text->read_bandwidth;
    out->write_bits_per_cycle = text->write_bandwidth;
    out->keeps = text->keeps;
    out->bypasses = text->bypass | (ALL_TENSORS & ~text->keeps);
    out->double_buffer = text->double_buffer;
    out->has_port_per_tensor = text->ports;
    out->latency_cycles = text->latency_cycles;
    out->burst_bits = text->burst_bits;
    out->banks = text->rows.banks;
    out->row_bits = text->rows.row_bits;
    out->row_miss_cycles = text->rows.miss_cycles;
}

int machine_read_storage(struct machine_build *build)
{
    if (read_list(build) != 0)
        return -1;
    int status = check_names(build);
    status |= check_order(build);
    status |= check_each(build);
    if (status != 0 || find_levels(build) != 0)
        return -1;
    for (int i = 0; i < build->machine->storage_count; i++)
        take_storage(&build->machine->storage[i], &build->storage[i]);
    return 0;
}
