#include "input_errors.h"

void input_error(struct diag_list *diag, const char *option, const char *hint, const char *what,
                 const char *word)
{
    diag_error(diag, &(struct diag_place){.file = option}, hint, "%s '%s'", what, word);
}

size_t input_errors_print(const struct diag_list *diag, const char *tool, FILE *errors)
{
    size_t count = diag_write(diag, errors);
    if (count)
        fprintf(errors, "%s: %zu error%s, nothing written\n", tool, count, count == 1 ? "" : "s");
    return count;
}
