/* Claims of several processes. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "job_claim.h"

static char path[64];

static void make_path(void)
{
    snprintf(path, sizeof path, "/tmp/enos-claim-%ld", (long)getpid());
}

/* Another process takes the claim, says so, and keeps it until it is killed. */
static pid_t keep_claim(void)
{
    int ready[2], claim;
    char byte = 'n';
    cr_assert_eq(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        byte = job_claim_take(&claim, path, 0) == 1 ? 'y' : 'n';
        if (write(ready[1], &byte, 1) == 1)
            pause();
        _exit(0);
    }
    cr_assert(child > 0 && read(ready[0], &byte, 1) == 1);
    cr_assert_eq(byte, 'y');
    close(ready[0]);
    close(ready[1]);
    return child;
}

Test(job_claim, is_of_one_process_until_that_ends, .init = make_path)
{
    int claim;
    pid_t child = keep_claim();
    cr_assert_eq(job_claim_take(&claim, path, 0), 0);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    cr_assert_eq(job_claim_take(&claim, path, 0), 1);
    job_claim_release(claim);
    unlink(path);
}

Test(job_claim, can_be_released, .init = make_path)
{
    int claim;
    cr_assert_eq(job_claim_take(&claim, path, 0), 1);
    job_claim_release(claim);
    pid_t child = keep_claim();
    cr_assert_eq(job_claim_take(&claim, path, 0), 0);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    unlink(path);
}

/* The one who waits gets it when the other is killed. */
Test(job_claim, can_be_waited_for, .init = make_path, .timeout = 20)
{
    int claim;
    pid_t child = keep_claim(), killer = fork();
    if (killer == 0) {
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
        kill(child, SIGKILL);
        _exit(0);
    }
    cr_assert_eq(job_claim_take(&claim, path, 1), 1);
    job_claim_release(claim);
    waitpid(child, NULL, 0);
    waitpid(killer, NULL, 0);
    unlink(path);
}

Test(job_claim, needs_the_folder)
{
    int claim;
    cr_assert_eq(job_claim_take(&claim, "/there/is/no/such/folder", 0), -1);
}
