#include "onnx_wire.h"

#include <string.h>

#include <onnx.pb-c.h>

#define DEPTH_MAX 64       /* a model without subgraphs needs 8 */
#define FIELDS_MAX 4000000 /* 2048 layers need some 100,000 */

enum wire_type { WIRE_VARINT = 0, WIRE_8_BYTES = 1, WIRE_COUNTED = 2, WIRE_4_BYTES = 5 };

struct wire {
    const uint8_t *bytes;
    size_t size;
    size_t fields; /* so far */
    const char *file;
    struct diag_list *diag;
};

/* A message within the bytes: where it is read, where it ends. */
struct message {
    const ProtobufCMessageDescriptor *kind;
    size_t at, end;
    int depth;
};

static int fail(const struct wire *wire, const struct message *message, const char *what)
{
    const char *hint = "an ONNX model: a ModelProto of onnx.proto, as exporters write it";
    static const char pointer[] = "version https://git-lfs";
    if (wire->size > sizeof pointer && !memcmp(wire->bytes, pointer, sizeof pointer - 1))
        hint = "the file is a pointer of Git LFS; 'git lfs pull' fetches what it points to";
    diag_error(wire->diag, &(struct diag_place){.file = wire->file}, hint,
               "byte %zu of %zu, in %s: %s", message->at + 1, wire->size, message->kind->short_name,
               what);
    return -1;
}

/* Seven bits a byte, the least first. Returns 0, or -1. */
static int read_varint(const struct wire *wire, struct message *message, uint64_t *value)
{
    *value = 0;
    for (int shift = 0; shift < 64 && message->at < message->end; shift += 7) {
        uint8_t byte = wire->bytes[message->at++];
        *value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return 0;
    }
    return fail(wire, message, message->at == message->end ? "a number is cut off" : "no number");
}

static int skip(const struct wire *wire, struct message *message, uint64_t bytes)
{
    if (bytes > message->end - message->at)
        return fail(wire, message, "cut off: more bytes are announced than there are");
    message->at += (size_t)bytes;
    return 0;
}

static int check_message(struct wire *wire, struct message message);

/* What is counted in bytes: a string, numbers, or a message within this one. */
static int check_counted(struct wire *wire, struct message *message, unsigned id)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field(message->kind, id);
    uint64_t length;
    if (read_varint(wire, message, &length))
        return -1;
    size_t begin = message->at;
    if (skip(wire, message, length))
        return -1;
    if (!field || field->type != PROTOBUF_C_TYPE_MESSAGE)
        return 0;
    return check_message(
        wire, (struct message){field->descriptor, begin, message->at, message->depth + 1});
}

static int check_field(struct wire *wire, struct message *message)
{
    uint64_t tag, value;
    if (++wire->fields > FIELDS_MAX)
        return fail(wire, message, "the model is too large to be one: over 4,000,000 fields");
    if (read_varint(wire, message, &tag))
        return -1;
    if (tag >> 3 == 0 || tag >> 32)
        return fail(wire, message, "no field of a protobuf message");
    switch ((enum wire_type)(tag & 7)) {
    case WIRE_VARINT:
        return read_varint(wire, message, &value);
    case WIRE_8_BYTES:
        return skip(wire, message, 8);
    case WIRE_COUNTED:
        return check_counted(wire, message, (unsigned)(tag >> 3));
    case WIRE_4_BYTES:
        return skip(wire, message, 4);
    }
    return fail(wire, message, "no field of a protobuf message");
}

static int check_message(struct wire *wire, struct message message)
{
    if (message.depth > DEPTH_MAX)
        return fail(wire, &message, "messages within messages, more than 64 deep");
    while (message.at < message.end)
        if (check_field(wire, &message))
            return -1;
    return 0;
}

int onnx_wire_check(const uint8_t *bytes, size_t size, const char *file, struct diag_list *diag)
{
    struct wire wire = {bytes, size, 0, file, diag};
    struct message model = {&onnx__model_proto__descriptor, 0, size, 0};
    if (size == 0)
        return fail(&wire, &model, "the file is empty");
    if (size > ONNX_BYTES_MAX)
        return fail(&wire, &model, "the file is larger than 2 GiB, the most that protobuf allows");
    return check_message(&wire, model);
}
