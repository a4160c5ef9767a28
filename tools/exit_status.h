/* How the commands end. */
#ifndef TOOLS_EXIT_STATUS_H
#define TOOLS_EXIT_STATUS_H

enum exit_status {
    EXIT_DONE = 0,
    EXIT_ANSWER_IS_NO = 1, /* it ran, but: no valid mapping, a tolerance missed */
    EXIT_BAD_INPUT = 2,
    EXIT_ENVIRONMENT = 3,
    EXIT_INTERRUPTED = 130
};

/* Says so on stderr. Returns EXIT_ENVIRONMENT. */
int exit_out_of_memory(const char *tool);

/* Closes stdout. Returns `status`, or EXIT_ENVIRONMENT, after saying so on stderr, when
 * something did not get out. */
int exit_close_output(const char *tool, int status);

#endif
