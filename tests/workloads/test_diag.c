#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/diag.h"

static char *render_one(const struct diag_place *place, const char *hint, const char *message)
{
    struct diag_list *list;
    cr_assert_eq(diag_create(&list), 0);
    diag_error(list, place, hint, "%s", message);
    char *text = diag_render(list, 0);
    diag_free(list);
    cr_assert_not_null(text);
    return text;
}

static void check(const struct diag_place *place, const char *hint, const char *message,
                  const char *expected)
{
    char *text = render_one(place, hint, message);
    cr_assert_str_eq(text, expected);
    free(text);
}

/* The sketch of the command line's design, letter for letter. */
Test(diag, sketch)
{
    const char *text = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n    dephth: 16384\n";
    struct diag_place place = {"arch/bad.yaml", text, strlen(text), 14, 5, 6};
    check(&place, "did you mean 'depth'? (words, an integer of at least 1)",
          "unknown key 'dephth' in storage 'glb'",
          "arch/bad.yaml:14:5: error: unknown key 'dephth' in storage 'glb'\n"
          "   14 |     dephth: 16384\n"
          "      |     ^~~~~~\n"
          "   hint: did you mean 'depth'? (words, an integer of at least 1)\n");
}

Test(diag, whole_file)
{
    struct diag_place place = {.file = "a.yaml"};
    check(&place, NULL, "the file is empty", "a.yaml: error: the file is empty\n");
}

/* What an editor calls line 3 is line 3, whatever ends the lines. */
Test(diag, line_breaks)
{
    static const char *const texts[] = {"a\nb\nhere\nd", "a\r\nb\r\nhere\r\n", "a\rb\rhere"};
    for (size_t i = 0; i < 3; i++) {
        struct diag_place place = {"f", texts[i], strlen(texts[i]), 3, 1, 4};
        check(&place, NULL, "m", "f:3:1: error: m\n    3 | here\n      | ^~~~\n");
    }
}

/* Escape sequences, tabs, broken UTF-8 and direction overrides reach no terminal, and
 * the caret still stands below its character. */
Test(diag, hostile_source)
{
    const char *text = "\x1b[31m\t\xff\xe2\x80\xae\xc3\xa9: x";
    struct diag_place place = {"f\x1b", text, strlen(text), 1, 9, 1};
    check(&place, "\x07hint", "m\nn\xff",
          "f?:1:9: error: m n?\n    1 | ?[31m ??\xc3\xa9: x\n      |         ^\n   hint: ?hint\n");
}

Test(diag, long_line_is_cut)
{
    char *text = malloc(100001);
    memset(text, 'y', 100000);
    text[100000] = '\0';
    text[50000] = 'X';
    struct diag_place place = {"f", text, 100000, 1, 50001, 90000};
    char *shown = render_one(&place, NULL, "m");
    cr_assert_lt(strlen(shown), 320);
    char *line = strchr(shown, '\n') + 1;
    char *caret = strchr(line, '\n') + 1;
    cr_assert_eq(strcspn(line, "X"), strcspn(caret, "^"), "%s", shown);
    free(shown);
    free(text);
}

Test(diag, long_message_is_cut)
{
    char message[5000];
    memset(message, 'm', sizeof message - 1);
    message[sizeof message - 1] = '\0';
    struct diag_place place = {.file = "f"};
    char *shown = render_one(&place, message, message);
    cr_assert_lt(strlen(shown), 1400);
    free(shown);
}

/* A place outside the text is no reason to crash. */
Test(diag, place_outside_text)
{
    struct diag_place past = {"f", "a\n", 2, 9, 9, 9}, right = {"f", "a", 1, 1, 40, 0};
    check(&past, NULL, "m", "f:9:9: error: m\n");
    char *shown = render_one(&right, NULL, "m");
    cr_assert_not_null(strchr(shown, '^'));
    free(shown);
}

Test(diag, count_goes_on_when_full)
{
    struct diag_list *list;
    struct diag_place place = {.file = "f"};
    cr_assert_eq(diag_create(&list), 0);
    for (int i = 0; i < 1000; i++)
        diag_error(list, &place, NULL, "error %d", i);
    cr_assert_eq(diag_count(list), 1000);
    cr_assert_null(diag_render(list, 999));
    diag_free(list);
}

Test(diag, nearest)
{
    static const char *const names[] = {"depth", "width", "word_bits", "read", "X"};
    static const struct {
        const char *word, *near;
    } cases[] = {
        {"dephth", "depth"}, {"dpeth", "depth"},        {"Depth", "depth"},
        {"wdth", "width"},   {"word_bit", "word_bits"}, {"raed", "read"},
        {"x", "X"},          {"capacity", NULL},        {"", NULL},
        {"q", NULL},         {"WIDTH", "width"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *near = diag_nearest(cases[i].word, names, 5);
        if (cases[i].near)
            cr_assert_str_eq(near ? near : "", cases[i].near, "%s", cases[i].word);
        else
            cr_assert_null(near, "%s", cases[i].word);
    }
}
