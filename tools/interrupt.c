#include "interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

/* The one variable a signal handler can reach. The solver's threads read it while the handler
 * writes, so it is atomic; without a lock, or the handler could wait for itself. */
static atomic_int interrupted;
_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "a signal handler may write the flag");

/* What the handler says; set before there is one. */
static const char *message = "";
static size_t message_length;

static void note(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
    if (message_length && write(STDERR_FILENO, message, message_length) < 0)
        message_length = 0; /* there is nobody to tell */
}

const atomic_int *interrupt_catch(void)
{
    struct sigaction action = {.sa_handler = note, .sa_flags = (int)SA_RESETHAND | SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &interrupted;
}

const atomic_int *interrupt_catch_saying(const char *text)
{
    message = text;
    message_length = strlen(text);
    return interrupt_catch();
}
