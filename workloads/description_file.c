/* Reading a description's bytes, and refusing what is not a text. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "description_tree.h"
#include "utf8.h"
#include "workloads/file_bytes.h"
#include "workloads/sha256.h"

static int fail_file(struct diag_list *diag, const char *name, const char *hint,
                     const char *message)
{
    diag_error(diag, &(struct diag_place){.file = name}, hint, "%s", message);
    return -1;
}

struct position {
    size_t at;
    int line, column;
};

/* The characters YAML allows. */
static int is_text(uint32_t code)
{
    if (code < 0xa0)
        return code == '\t' || (code >= 0x20 && code < 0x7f);
    return code != 0xfeff && code != 0xfffe && code != 0xffff;
}

/* Walks to the first byte that is not text, or begins a directive (libyaml's time for
 * directives is quadratic). 1 if there is one. */
static int find_not_text(const struct desc_text *in, struct position *p)
{
    *p = (struct position){0, 1, 1};
    while (p->at < in->length) {
        const char *s = in->text + p->at;
        size_t left = in->length - p->at, length = utf8_line_break(s, left);
        uint32_t code;
        if (length) {
            p->line++;
            p->column = 0;
        } else if (!(length = utf8_decode(s, left, &code)) || !is_text(code) ||
                   (*s == '%' && p->column == 1)) {
            return 1;
        }
        p->at += length;
        p->column++;
    }
    return 0;
}

static int check_text(const struct desc_text *in, struct diag_list *diag)
{
    struct position p;
    if (!find_not_text(in, &p))
        return 0;
    unsigned char byte = (unsigned char)in->text[p.at];
    struct diag_place place = {.file = in->name, .line = p.line, .column = p.column, .length = 1};
    if (byte >= 0x20) { /* a line that holds other binary bytes is not shown */
        place.text = in->text;
        place.text_len = in->length;
    }
    if (byte == '%')
        diag_error(diag, &place, NULL, "directives (%%NAME) are not read here");
    else
        diag_error(diag, &place, "a description is a text file in UTF-8",
                   "byte 0x%02x is not part of a text", byte);
    return -1;
}

static int build(struct desc *desc, const char *name, const char *text, size_t length,
                 struct diag_list *diag)
{
    sha256_hex(text, length, desc->sha256);
    if (length > DESC_BYTES_MAX)
        return fail_file(diag, name, NULL, "larger than 8 MiB, too large for a description");
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        length -= 3;
    }
    const struct desc_text *in = desc_add_text(desc, name, text, length);
    if (!in)
        return fail_file(diag, name, NULL, "not enough memory to read it");
    if (check_text(in, diag) != 0)
        return -1;
    size_t errors = diag_count(diag);
    desc->root = desc_parse(desc, in, 0, diag);
    if (!desc->root && diag_count(diag) == errors)
        return fail_file(diag, name, NULL, "the file is empty");
    return desc->root ? 0 : -1;
}

int desc_read_text(struct desc **out, const char *name, const char *text, size_t length,
                   struct diag_list *diag)
{
    *out = NULL;
    struct desc *desc = calloc(1, sizeof *desc);
    if (!desc)
        return fail_file(diag, name, NULL, "not enough memory to read it");
    if (build(desc, name, text, length, diag) != 0) {
        desc_free(desc);
        return -1;
    }
    *out = desc;
    return 0;
}

int desc_read_file(struct desc **out, const char *path, struct diag_list *diag)
{
    char *bytes = NULL;
    size_t length = 0;
    *out = NULL;
    if (file_bytes_read(&bytes, &length, path, DESC_BYTES_MAX) != 0) {
        diag_error(diag, &(struct diag_place){.file = path}, NULL, "cannot be read: %s",
                   strerror(errno));
        return -1;
    }
    int status = desc_read_text(out, path, bytes, length, diag);
    free(bytes);
    return status;
}
