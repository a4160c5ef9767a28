/* Threads that wait for others sleep instead of spinning. */
#ifndef TOOLS_PATIENT_THREADS_H
#define TOOLS_PATIENT_THREADS_H

/* OpenMP's threads spin between parallel loops. With another program on the cores that costs a
 * training most of its time (measured with two busy neighbours: a step of 0.3 s took 12 s). The
 * runtime reads OMP_WAIT_POLICY when the program is loaded, so this sets it and starts the program
 * again, once; to be called first in main. Does nothing where the user has set a policy. */
void patient_threads(char *const *argv);

#endif
