/* Shows that the thread sanitizer can tell: threads add to one number, unguarded, which it must
 * report, or guarded and behind a barrier, which it must not. */

int main(int argc, char **argv)
{
    enum { THREADS = 4, STEPS = 10000 };
    int sum = 0, copy[THREADS];
    (void)argv;
    if (argc == 1) {
#pragma omp parallel for num_threads(THREADS)
        for (int i = 0; i < STEPS; i++)
            sum += 1;
        return 0;
    }
#pragma omp parallel for num_threads(THREADS)
    for (int i = 0; i < STEPS; i++)
#pragma omp critical
        sum += 1;
#pragma omp parallel for num_threads(THREADS)
    for (int i = 0; i < THREADS; i++)
        copy[i] = sum;
    return copy[THREADS - 1] == STEPS ? 0 : 1;
}
