#include "timeloop_request.h"

#include <stdlib.h>

#define AT(field) offsetof(struct timeloop_request, field)

static const struct option table[] = {
    {0, "export", OPTION_TEXT, AT(export), "DIR",
     "write what was read as arch.yaml, problem.yaml and mapping.yaml to this folder", 0, 0},
    {0, "csv", OPTION_OPTIONAL, AT(csv), "FILE",
     "print the counts as CSV instead of the screen, or write them to FILE", 0, 0},
    {'q', "quiet", OPTION_FLAG, AT(quiet), NULL, "no screen: files and status only", 0, 0},
    {'h', "help", OPTION_OPTIONAL, AT(help), COMMAND_HELP_FORMS,
     "print this, or a manual page, or a completion for bash", 0, 0},
    {0, "version", OPTION_FLAG, AT(version), NULL, "print the version", 0, 0},
};

const struct option_set timeloop_option_set = {"enos-timeloop", table,
                                               sizeof table / sizeof *table};

static int complain(FILE *errors, const char *message)
{
    fprintf(errors, "enos-timeloop: %s\n", message);
    return 1;
}

static int check(const struct timeloop_request *request, int argc, FILE *errors)
{
    int mistakes = 0;
    if (request->help.given || request->version)
        return 0;
    if (!request->files.count && argc > 1)
        mistakes += complain(errors, "the files are missing\n"
                                     "   hint: enos-timeloop arch.yaml problem.yaml mapping.yaml");
    if (request->export && !request->export[0])
        mistakes += complain(errors, "--export needs the name of a folder, not ''");
    return mistakes;
}

int timeloop_request_parse(struct timeloop_request *out, int argc, char *const *argv, FILE *errors)
{
    *out = (struct timeloop_request){0};
    int mistakes = options_parse(&timeloop_option_set, argc, argv, out, &out->files, errors);
    return mistakes ? mistakes : check(out, argc, errors);
}

void timeloop_request_free(struct timeloop_request *request)
{
    free(request->files.word);
}
