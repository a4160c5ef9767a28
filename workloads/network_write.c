/* From the graph back to a file: modules written out, parameters and width put in. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network_draft.h"
#include "utf8.h"
#include "workloads/file_bytes.h"

/* A comment is one line of characters that any reader takes. */
static void write_comment(FILE *out, const char *text)
{
    size_t n = strlen(text), length;
    fputs("# ", out);
    for (size_t i = 0; i < n; i += length) {
        uint32_t code;
        length = utf8_decode(text + i, n - i, &code);
        if (length && utf8_is_shown(code))
            fwrite(text + i, 1, length, out);
        else
            fputc('?', out);
        length = length ? length : 1;
    }
    fputc('\n', out);
}

static void write_character(FILE *out, const char *text, size_t length, uint32_t code)
{
    if (code == '"' || code == '\\')
        fprintf(out, "\\%c", (char)code);
    else if (utf8_is_shown(code))
        fwrite(text, 1, length, out);
    else
        fprintf(out, "\\u%04x", (unsigned)code);
}

static void write_string(FILE *out, const char *text)
{
    size_t n = strlen(text), length;
    fputc('"', out);
    for (size_t i = 0; i < n; i += length) {
        uint32_t code;
        length = utf8_decode(text + i, n - i, &code);
        if (length == 0) /* no text that was read */
            break;
        write_character(out, text + i, length, code);
    }
    fputc('"', out);
}

/* Bare but for first characters that mean something else in YAML. */
static void write_name(FILE *out, const char *name)
{
    if (isalnum((unsigned char)name[0]))
        fputs(name, out);
    else
        write_string(out, name);
}

static void write_header(FILE *out, const struct network *network, const char *const *comments)
{
    for (; comments && *comments; comments++)
        write_comment(out, *comments);
    fputs("format: enos/network/1\nname: ", out);
    write_name(out, network->name);
    fputs("\nsource: ", out);
    write_string(out, network->source);
    fprintf(out, "\ninput: {shape: [%d, %d, %d], bits: %d, signed: %s}\n", network->input.channels,
            network->input.rows, network->input.columns, network->input_bits,
            network->input_signed ? "true" : "false");
    if (network->classes)
        fprintf(out, "classes: %d\n", network->classes);
}

static const char *input_name(const struct network *network, int input)
{
    return input == NETWORK_INPUT ? "input" : network->node[input].name;
}

/* Left out where it is the node before. */
static void write_inputs(FILE *out, const struct network *network, int i)
{
    const struct network_node *node = &network->node[i];
    if (node->input_count == 1 && node->input[0] == i - 1)
        return;
    fputs(", inputs: ", out);
    for (int k = 0; k < node->input_count; k++) {
        fputs(k > 0 ? ", " : node->input_count > 1 ? "[" : "", out);
        write_name(out, input_name(network, node->input[k]));
    }
    fputs(node->input_count > 1 ? "]" : "", out);
}

/* Left out where both are what a file that says nothing means; -1: always said. */
static void write_pair(FILE *out, const char *key, const int pair[2], int usual)
{
    if (pair[ROWS] == usual && pair[COLUMNS] == usual)
        return;
    if (pair[ROWS] == pair[COLUMNS])
        fprintf(out, ", %s: %d", key, pair[ROWS]);
    else
        fprintf(out, ", %s: [%d, %d]", key, pair[ROWS], pair[COLUMNS]);
}

static void write_window(FILE *out, const struct network_node *node, int usual_stride)
{
    write_pair(out, "kernel", node->kernel, -1);
    write_pair(out, "stride", node->stride, usual_stride);
    write_pair(out, "pad", node->pad, 0);
}

/* True if an axis has more windows than fit wholly: the last one is partial. */
static int is_rounded_up(const struct network *network, const struct network_node *node)
{
    struct network_shape in = network_input_shape(network, node, 0);
    const int from[2] = {in.rows, in.columns}, to[2] = {node->output.rows, node->output.columns};
    for (int axis = ROWS; axis <= COLUMNS; axis++)
        if ((to[axis] - 1) * node->stride[axis] + node->kernel[axis] >
            from[axis] + 2 * node->pad[axis])
            return 1;
    return 0;
}

static void write_layer(FILE *out, const struct network_node *node, const struct choice *choice)
{
    char name[CHOICE_NAME_MAX];
    if (node->op != NETWORK_DEPTHWISE)
        fprintf(out, ", filters: %d", node->output.channels);
    if (node->op != NETWORK_FULL) {
        write_window(out, node, 1);
        write_pair(out, "dilation", node->dilation, 1);
    }
    if (node->op == NETWORK_CONV && node->groups > 1)
        fprintf(out, ", groups: %d", node->groups);
    choice = choice ? &choice[node->layer] : &node->choice;
    if (choice->op) {
        choice_name(choice, name);
        fprintf(out, ", choice: %s", name);
    }
}

static void write_pool(FILE *out, const struct network *network, const struct network_node *node)
{
    write_window(out, node, -1);
    if (is_rounded_up(network, node))
        fputs(", round: up", out);
}

static void write_node(FILE *out, const struct network *network, const struct choice *choice, int i)
{
    const struct network_node *node = &network->node[i];
    fputs("  - {name: ", out);
    write_name(out, node->name);
    fprintf(out, ", op: %s", network_op_name(node->op));
    write_inputs(out, network, i);
    if (node->layer >= 0)
        write_layer(out, node, choice);
    else if (node->op == NETWORK_MAX_POOL || node->op == NETWORK_AVERAGE_POOL)
        write_pool(out, network, node);
    else if (node->op == NETWORK_SHUFFLE)
        fprintf(out, ", groups: %d", node->groups);
    if (node->relu != network_ops[node->op].relu)
        fprintf(out, ", relu: %s", node->relu ? "true" : "false");
    fputs("}\n", out);
}

int network_encode(char **text, size_t *size, const struct network *network,
                   const struct choice *choice, const char *const *comments)
{
    *text = NULL;
    FILE *out = open_memstream(text, size);
    if (!out)
        return -1;
    write_header(out, network, comments);
    fputs("\nnodes:  # a node takes the output of the one before, unless `inputs` names others\n",
          out);
    for (int i = 0; i < network->node_count; i++)
        write_node(out, network, choice, i);
    int failed = ferror(out);
    if (fclose(out) == 0 && !failed)
        return 0;
    free(*text);
    *text = NULL;
    return -1;
}

int network_write(const struct network *network, const char *path, const struct choice *choice,
                  const char *const *comments, struct diag_list *diag)
{
    char *text;
    size_t size;
    int status = network_encode(&text, &size, network, choice, comments);
    if (status == 0)
        status = file_bytes_replace(path, text, size);
    else
        errno = ENOMEM;
    if (status != 0)
        diag_error(diag, &(struct diag_place){.file = path}, NULL, "cannot be written: %s",
                   strerror(errno));
    free(text);
    return status;
}
