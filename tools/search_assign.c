#include "search_assign.h"

#include <stdio.h>
#include <string.h>

#include "input_errors.h"

static int assign_all(struct search_run *run, const char *text, struct diag_list *diag)
{
    struct choice choice;
    if (choice_parse(&choice, text)) {
        input_error(diag, "--assign",
                    "a choice such as T8, or an assignment.yaml with a '/' or .yaml",
                    "this is no choice:", text);
        return -1;
    }
    run->choice[0] = choice;
    run->choice_count = 1;
    return 0;
}

int search_assign_run(struct search_run *run, const struct network *network, const char *text,
                  struct diag_list *diag)
{
    (void)network;
    return assign_all(run, text, diag);
}

void search_assign_name(const char *text, char out[64])
{
    const char *slash = strrchr(text, '/');
    snprintf(out, 64, "%s", slash ? slash + 1 : text);
    char *dot = strrchr(out, '.');
    if (dot && !strcmp(dot, ".yaml"))
        *dot = '\0';
}
