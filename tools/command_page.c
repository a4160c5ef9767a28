#include "command_page.h"

#include <string.h>

#include "workloads/diag.h"

int command_answer_help(FILE *out, const struct command_page *page,
                        const struct option_optional *help, FILE *errors)
{
    static const char *const forms[] = {"man", "bash"};
    if (!help->text) {
        command_help(out, page);
    } else if (!strcmp(help->text, forms[0])) {
        command_manual(out, page);
    } else if (!strcmp(help->text, forms[1])) {
        command_completion(out, page);
    } else {
        const char *near = diag_nearest(help->text, forms, 2);
        fprintf(errors, "%s: --help is %s or nothing, not '%s'\n", page->options->tool,
                COMMAND_HELP_FORMS, help->text);
        if (near)
            fprintf(errors, "   hint: did you mean '%s'?\n", near);
        return -1;
    }
    return 0;
}
