#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "workloads/description.h"

static struct diag_list *new_list(void)
{
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    return diag;
}

static struct desc *read_good(const char *text)
{
    struct diag_list *diag = new_list();
    struct desc *desc;
    int status = desc_read_text(&desc, "f", text, strlen(text), diag);
    if (status != 0)
        expect_error(diag, 0, "(no error)");
    diag_free(diag);
    return desc;
}

static void check_bad(const char *text, size_t length, const char *start)
{
    struct diag_list *diag = new_list();
    struct desc *desc;
    cr_assert_eq(desc_read_text(&desc, "f", text, length, diag), -1, "%s", start);
    cr_assert_null(desc);
    expect_error(diag, 0, start);
    diag_free(diag);
}

static const char *const sample = "name: eye # a comment\n"
                                  "storage:\n"
                                  "  - name: glb\n"
                                  "    capacity: {value: 108 KiB, source: 'Table 1'}\n"
                                  "    keeps: [W, I]\n"
                                  "  - name: spad\n"
                                  "    source: chip\n"
                                  "    read:\n"
                                  "      energy: \"1 pJ\"\n"
                                  "clock: 200 MHz\n";

static void check_span(const struct desc_span *span, int line, int column, int length)
{
    cr_assert_eq(span->line, line);
    cr_assert_eq(span->column, column);
    cr_assert_eq(span->length, length);
}

Test(description, tree_and_places)
{
    struct desc *desc = read_good(sample);
    const struct desc_node *root = desc_root(desc), *storage = desc_find(root, "storage");
    cr_assert_eq(root->count, 3);
    cr_assert_eq(storage->kind, DESC_LIST);
    cr_assert_eq(storage->count, 2);
    check_span(&storage->key_span, 2, 1, 7);
    const struct desc_node *capacity = desc_find(storage->first, "capacity");
    check_span(&capacity->key_span, 4, 5, 8);
    check_span(&capacity->span, 4, 15, 35);
    cr_assert_str_eq(desc_value(capacity)->text, "108 KiB");
    check_span(&desc_value(capacity)->span, 4, 23, 7);
    const struct desc_node *energy = desc_find(desc_find(storage->last, "read"), "energy");
    cr_assert_str_eq(energy->text, "1 pJ");
    cr_assert(energy->quoted);
    check_span(&energy->span, 9, 15, 6);
    cr_assert_null(desc_find(energy, "x"));
    cr_assert_null(desc_find(NULL, "x"));
    desc_free(desc);
}

Test(description, provenance)
{
    struct desc *desc = read_good(sample);
    const struct desc_node *storage = desc_find(desc_root(desc), "storage");
    const char *text;
    cr_assert_eq(desc_origin(desc_find(storage->first, "capacity"), &text), DESC_SOURCE);
    cr_assert_str_eq(text, "Table 1");
    cr_assert_eq(desc_origin(desc_value(desc_find(storage->first, "capacity")), &text),
                 DESC_SOURCE);
    cr_assert_eq(desc_origin(desc_find(desc_find(storage->last, "read"), "energy"), &text),
                 DESC_SOURCE);
    cr_assert_str_eq(text, "chip");
    cr_assert_eq(desc_origin(desc_find(desc_root(desc), "clock"), &text), DESC_NO_ORIGIN);
    cr_assert_str_eq(text, "");
    desc_free(desc);
}

/* CRLF and a byte order mark change no place. */
Test(description, windows_text)
{
    struct desc *desc = read_good("\xef\xbb\xbf"
                                  "a: 1\r\nb: 2\r\n");
    const struct desc_node *b = desc_find(desc_root(desc), "b");
    check_span(&b->key_span, 2, 1, 1);
    cr_assert_str_eq(b->text, "2");
    desc_free(desc);
}

/* Columns are characters, not bytes. */
Test(description, columns_are_characters)
{
    struct desc *desc = read_good("{\xc3\xa9t\xc3\xa9: 1, b: 2}");
    check_span(&desc_find(desc_root(desc), "b")->key_span, 1, 10, 1);
    desc_free(desc);
}

Test(description, refused)
{
    static const struct {
        const char *text, *start;
    } cases[] = {
        {"", "f: error: the file is empty"},
        {"# only a comment\n", "f: error: the file is empty"},
        {"a: 1\na: 2\n", "f:2:1: error: duplicate key 'a'"},
        {"a: 1\n---\nb: 2\n", "f:2:1: error: a second document begins here"},
        {"a: &x 1\nb: *x\n", "f:1:4: error: anchors (&name) are not read here"},
        {"a: *x\n", "f:1:4: error: aliases (*name) are not read here"},
        {"a: !!str 1\n", "f:1:4: error: tags (!name) are not read here"},
        {"%YAML 1.1\n---\na: 1\n", "f:1:1: error: directives (%NAME) are not read here"},
        {"a: 1\n...\n%TAG !a! b\n", "f:3:1: error: directives (%NAME) are not read here"},
        {"[1]: 2\n", "f:1:1: error: a key must be a word, not a list or a map"},
        {"a: [1, 2\n", "f:2:1: error: not valid YAML: did not find expected ',' or ']'"},
        {"a: {b: 1\n", "f:2:1: error: not valid YAML: did not find expected ',' or '}'"},
        {"a: \"1\n", "f:2:1: error: not valid YAML: found unexpected end of stream"},
        {"a: 1\n  b: 2\n", "f:2:4: error: not valid YAML: mapping values are not allowed"},
        {"a:\n\t- 1\n",
         "f:2:1: error: not valid YAML: found character that cannot start any token"},
        {"a: \"x\\0y\"\n", "f:1:4: error: a text must not contain a zero byte"},
        {"a: \xff\n", "f:1:4: error: byte 0xff is not part of a text"},
        {"a: 1\nb: \x1b[0m\n", "f:2:4: error: byte 0x1b is not part of a text"},
        {"\xff\xfe"
         "a",
         "f:1:1: error: byte 0xff is not part of a text"},
        {"\x7f"
         "ELF",
         "f:1:1: error: byte 0x7f is not part of a text"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_bad(cases[i].text, strlen(cases[i].text), cases[i].start);
    }
    check_bad("a: b\0c", 6, "f:1:5: error: byte 0x00 is not part of a text");
}

Test(description, duplicate_names_both_places)
{
    struct diag_list *diag = new_list();
    struct desc *desc;
    const char *text = "m:\n  a: 1\n  b: 2\n  a: 3\n  a: 4\nn: {x: 1, x: 2}\n";
    cr_assert_eq(desc_read_text(&desc, "f", text, strlen(text), diag), -1);
    cr_assert_eq(diag_count(diag), 3);
    expect_error(diag, 0,
                 "f:4:3: error: duplicate key 'a'\n    4 |   a: 3\n      |   ^\n"
                 "   hint: first given at line 2, column 3\n");
    expect_error(diag, 1, "f:5:3: error: duplicate key 'a'");
    expect_error(diag, 2, "f:6:11: error: duplicate key 'x'");
    diag_free(diag);
}

static char *repeat(const char *part, size_t n)
{
    size_t length = strlen(part);
    char *text = malloc(n * length + 1);
    cr_assert_not_null(text);
    for (size_t i = 0; i < n; i++)
        memcpy(text + i * length, part, length);
    text[n * length] = '\0';
    return text;
}

Test(description, deep)
{
    char *lists = repeat("[", 100000), *maps = repeat("{a: ", 100000);
    check_bad(lists, 100000, "f:1:33: error: more than 32 levels of maps and lists");
    check_bad(maps, 400000, "f:1:129: error: more than 32 levels of maps and lists");
    free(lists);
    free(maps);
}

Test(description, huge)
{
    char *text = repeat("a: 1 # xxxxxxxx\n", 600000);
    check_bad(text, strlen(text), "f: error: larger than 8 MiB");
    free(text);
    text = repeat("- 1\n", 600000);
    check_bad(text, strlen(text), "f:500000:3: error: too many values for a description");
    free(text);
}

/* Every beginning of a good file either reads or gives an error with a place. */
Test(description, truncated_anywhere)
{
    for (size_t n = 0; n <= strlen(sample); n++) {
        struct diag_list *diag = new_list();
        struct desc *desc;
        int status = desc_read_text(&desc, "f", sample, n, diag);
        cr_assert_eq(status == 0, diag_count(diag) == 0);
        cr_assert_eq(status == 0, desc != NULL);
        desc_free(desc);
        diag_free(diag);
    }
}

Test(description, files)
{
    static const struct {
        const char *path, *start;
    } cases[] = {
        {"/nonexistent/a.yaml", "/nonexistent/a.yaml: error: cannot be read: No such file"},
        {"/", "/: error: cannot be read: Is a directory"},
        {"/dev/null", "/dev/null: error: the file is empty"},
        {"/dev/zero", "/dev/zero: error: larger than 8 MiB"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct diag_list *diag = new_list();
        struct desc *desc;
        cr_assert_eq(desc_read_file(&desc, cases[i].path, diag), -1);
        expect_error(diag, 0, cases[i].start);
        diag_free(diag);
    }
}

Test(description, sha256)
{
    struct desc *desc = read_good("a: 1\n");
    cr_assert_str_eq(desc_sha256(desc),
                     "37b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae");
    desc_free(desc);
}

static const char *override_text(struct desc *desc, const char *assignment, const char *a,
                                 const char *b)
{
    struct diag_list *diag = new_list();
    int status = desc_override(desc, assignment, diag);
    if (status != 0)
        expect_error(diag, 0, "(no error)");
    diag_free(diag);
    const struct desc_node *node = desc_find(desc_root(desc), a);
    if (b)
        node = desc_find(node, b);
    cr_assert_not_null(node, "%s", assignment);
    cr_assert_eq(node->kind, DESC_SCALAR);
    return node->text;
}

Test(description, override_replaces_and_adds)
{
    struct desc *desc = read_good("a: 1\nb: {c: 2, d: {value: 3, source: s}}\nlist: [1, 2]\n");
    const char *text;
    cr_assert_str_eq(override_text(desc, "a=5", "a", NULL), "5");
    cr_assert_str_eq(override_text(desc, "b.c=x y", "b", "c"), "x y");
    cr_assert_str_eq(override_text(desc, "b.d=4", "b", "d"), "4");
    cr_assert_str_eq(override_text(desc, "b.new=6", "b", "new"), "6");
    cr_assert_str_eq(override_text(desc, "fresh.key=7", "fresh", "key"), "7");
    cr_assert_eq(desc_find(desc_root(desc), "b")->count, 3);
    cr_assert_eq(desc_origin(desc_find(desc_find(desc_root(desc), "b"), "d"), &text),
                 DESC_COMMAND_LINE);
    cr_assert_str_eq(text, "b.d=4");
    desc_free(desc);
}

Test(description, override_addresses_items)
{
    struct desc *desc = read_good(sample);
    struct diag_list *diag = new_list();
    const struct desc_node *storage = desc_find(desc_root(desc), "storage");
    cr_assert_eq(desc_override(desc, "storage.glb.capacity=64 KiB", diag), 0);
    cr_assert_eq(desc_override(desc, "storage.1.keeps=[O]", diag), 0);
    const struct desc_node *capacity = desc_find(storage->first, "capacity");
    cr_assert_str_eq(capacity->text, "64 KiB");
    cr_assert_eq(desc_find(storage->last, "keeps")->count, 1);
    desc_error(diag, capacity, NULL, "too small");
    desc_error_key(diag, capacity, NULL, "unknown");
    expect_error(diag, 0,
                 "--set:1:22: error: too small\n    1 | storage.glb.capacity=64 KiB\n"
                 "      |                      ^~~~~~\n");
    expect_error(diag, 1, "--set:1:13: error: unknown");
    diag_free(diag);
    desc_free(desc);
}

Test(description, override_errors)
{
    static const struct {
        const char *assignment, *start, *part;
    } cases[] = {
        {"storage.gbl.capacity=1", "--set:1:9: error: there is no 'gbl' here",
         "did you mean 'glb'?"},
        {"storage.7.capacity=1", "--set:1:9: error: there is no '7' here", ""},
        {"storage.2=1", "--set:1:9: error: there is no '2' here", ""},
        {"clock.x=1", "--set:1:7: error: 'x' is below a single value ('200 MHz')", ""},
        {"clock", "--set: error: 'clock' is not key=value", "write --set key.key=value"},
        {"=1", "--set: error: '=1' is not key=value", ""},
        {"a..b=1", "--set: error: 'a..b=1' is not key=value", ""},
        {".a=1", "--set: error: '.a=1' is not key=value", ""},
        {"a.=1", "--set: error: 'a.=1' is not key=value", ""},
        {"clock=", "--set: error: 'clock=' gives no value", ""},
        {"clock=[1", "--set:", "not valid YAML"},
        {"clock=*x", "--set:1:7: error: aliases", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct desc *desc = read_good(sample);
        struct diag_list *diag = new_list();
        cr_assert_eq(desc_override(desc, cases[i].assignment, diag), -1, "%s", cases[i].assignment);
        expect_error(diag, 0, cases[i].start);
        expect_some(diag, cases[i].part);
        diag_free(diag);
        desc_free(desc);
    }
}
