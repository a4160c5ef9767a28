/* Threads that wait for others sleep instead of spinning. */
#ifndef TOOLS_PATIENT_THREADS_H
#define TOOLS_PATIENT_THREADS_H

/* OpenMP's threads spin between parallel loops. With another program on the cores that costs a
 * training half of its time or more (a step of 0.3 to 0.6 s took 0.8 to 1.1 s on two loaded cores).
 * The runtime reads OMP_WAIT_POLICY when the program is loaded, so this sets it and starts the
 * program again, once; to be called first in main. Does nothing where the user has set a policy. */
void patient_threads(char *const *argv);

#endif
