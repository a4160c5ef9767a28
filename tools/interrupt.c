#include "interrupt.h"

#include <signal.h>
#include <stddef.h>

/* The one variable a signal handler can reach. The solver's threads read it while the handler
 * writes, so it is atomic; without a lock, or the handler could wait for itself. */
static atomic_int interrupted;
_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "a signal handler may write the flag");

static void note(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

const atomic_int *interrupt_catch(void)
{
    struct sigaction action = {.sa_handler = note, .sa_flags = (int)SA_RESETHAND | SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &interrupted;
}
