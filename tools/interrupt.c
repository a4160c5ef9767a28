#include "interrupt.h"

#include <signal.h>
#include <stddef.h>

/* The one variable a signal handler can reach. sig_atomic_t is int on POSIX
 * systems with this type's size; the assertion keeps it so. */
static volatile int interrupted;
_Static_assert(sizeof(sig_atomic_t) == sizeof(int), "the flag is written in one access");

static void note(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

const volatile int *interrupt_catch(void)
{
    struct sigaction action = {.sa_handler = note, .sa_flags = (int)SA_RESETHAND | SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &interrupted;
}
