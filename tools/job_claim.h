/* Who of several processes does a job: a lock on a file, which the system takes back when its
 * process ends, however it ends. */
#ifndef TOOLS_JOB_CLAIM_H
#define TOOLS_JOB_CLAIM_H

/* Takes the claim on `path`; the file is made, its folder must be there. `is_patient`: waits for
 * another process to release it. Returns 1 with *claim, 0 if another process has it, or -1 with
 * errno. A process must not take a claim twice. */
int job_claim_take(int *claim, const char *path, int is_patient);

/* Lets others have it. */
void job_claim_release(int claim);

#endif
