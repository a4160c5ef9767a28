/* Help, manual and completion of a command that knows less than enos-map does. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "command_page.h"

static const struct option table[] = {
    {'o', "out", OPTION_TEXT, 0, "DIR", "where to; \\fBnot bold\\fR, --not an option", 0, 0},
    {0, "layer", OPTION_TEXT, 0, "LAYER", "which", 0, 0},
    {0, "mode", OPTION_WORD, 0, "fast|slow", "how", 0, 0},
};
static const struct option_set set = {"enos-a-b", table, 3};
static const struct page_entry none[] = {{NULL, NULL}};
static const struct command_page page = {
    .options = &set,
    .summary = "do nothing",
    .usage = "RUN [OPTION...]",
    .description = ".SH is no section\n'nor is this",
    .examples = none,
    .exit_status = none,
    .see_also = "nothing",
};

/* What --help=FORM prints, the caller's to free; what is said of a mistake in `said`. */
static char *answer(const char *form, int wanted, char said[200])
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size), *errors = fmemopen(said, 200, "w");
    struct option_optional help = {1, form};
    cr_assert(out && errors);
    cr_assert(command_answer_help(out, &page, &help, errors) == wanted);
    fclose(out);
    fclose(errors);
    return text;
}

static void check_has(const char *text, const char *part)
{
    cr_assert(strstr(text, part) != NULL, "lacks %s in:\n%s", part, text);
}

Test(command_page, manual_shows_texts_as_they_are)
{
    char said[200] = "";
    char *text = answer("man", 0, said);
    check_has(text, ".TH ENOS\\-A\\-B 1 ");
    check_has(text, "\n\\&.SH is no section\n.PP\n\\&'nor is this\n");
    check_has(text, "\\fB\\-o\\fR, \\fB\\-\\-out\\fR \\fIDIR\\fR\n");
    check_has(text, "where to; \\efBnot bold\\efR, \\-\\-not an option\n");
    cr_assert(!strstr(text, "ENVIRONMENT"));
    free(text);
}

Test(command_page, completion_asks_only_a_command_that_lists)
{
    char said[200] = "";
    char *text = answer("bash", 0, said);
    check_has(text, "complete -F _enos_a_b enos-a-b\n");
    check_has(text, "            --out | -o | --layer | --mode) option=$word ;;\n");
    check_has(text, "    --out | -o)\n        _enos_a_b_paths -d\n        ;;\n");
    check_has(text, "_enos_a_b_take < <(printf '%s\\n' 'fast' 'slow')\n");
    check_has(text, "    word0)\n        _enos_a_b_paths -f\n        ;;\n");
    cr_assert(!strstr(text, "    --layer)"));
    cr_assert(!strstr(text, "_enos_a_b_list layers"));
    free(text);
}

Test(command_page, another_form_is_a_mistake)
{
    char said[200] = "";
    char *text = answer("bsh", -1, said);
    cr_assert_str_eq(text, "");
    cr_assert_str_eq(said, "enos-a-b: --help is man|bash or nothing, not 'bsh'\n"
                           "   hint: did you mean 'bash'?\n");
    free(text);
}

Test(command_page, help_for_the_screen)
{
    char said[200] = "";
    char *text = answer(NULL, 0, said);
    check_has(text, "usage: enos-a-b RUN [OPTION...]\n\n.SH is no section\n'nor is this\n\n");
    check_has(text, "  -o, --out DIR            where to; ");
    free(text);
}
