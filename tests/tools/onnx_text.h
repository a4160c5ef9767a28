/* ONNX models from a short text, for tests. A line each:
 *
 *     input x 1,3,8,8          the graph's input; 0: a size that is left open
 *     output y 1,8,6,6         an output, with the shape that the model states ("-": none)
 *     info v 1,8,6,6           the stated shape of a value
 *     weights w 8,3,3,3        an initialiser of floats, all zero (not stored)
 *     ints s 1,-1              an initialiser of int64
 *     float f 6                an initialiser of one float
 *     Conv x w -> y kernel_shape=3,3 group=1 auto_pad=SAME_UPPER max=6.0
 *                              a node: inputs ("_": left out), outputs, attributes
 *     opset 13, ir 8           versions (13 and 8 unless given)
 *
 * Attributes: a text is a string, a number with a point a float, with a comma (or a comma behind
 * it) a list of integers, else an integer. The node is called like its first output, with n_
 * before.
 */
#ifndef TESTS_ONNX_TEXT_H
#define TESTS_ONNX_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* The bytes of the model, malloc'd. Aborts on a text that makes no sense. */
uint8_t *onnx_text_model(const char *text, size_t *size);

#endif
