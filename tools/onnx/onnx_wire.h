/* The bytes of an ONNX file before they are unpacked.
 *
 * protobuf-c unpacks messages within messages without a limit, on the stack, and says of a broken
 * file only that it is broken. So the bytes are walked first, by the same description of the format
 * (onnx.proto): what is cut off is told with its place, and what would need too much is refused.
 * Encoding: https://protobuf.dev/programming-guides/encoding
 */
#ifndef TOOLS_ONNX_WIRE_H
#define TOOLS_ONNX_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "workloads/diag.h"

#define ONNX_BYTES_MAX ((size_t)INT32_MAX) /* of a protobuf message, by its definition */

/* Returns 0, or -1 with an error in `diag`. `file` is the name in messages. */
int onnx_wire_check(const uint8_t *bytes, size_t size, const char *file, struct diag_list *diag);

#endif
